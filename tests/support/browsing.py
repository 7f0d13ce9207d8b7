"""The built site in a real browser: a server for it, Chromium, and what tests measure in pages."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tools import missing_tool

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Colour of an element's text against the first opaque ground below it, as WCAG 2.1 measures it.
CONTRAST = """selector => {
  const channels = colour => (colour.match(/[0-9.]+/g) || []).map(Number);
  const light = colour => channels(colour).slice(0, 3)
    .map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll(selector)].map(element => {
    const pair = [light(getComputedStyle(element).color), light(ground(element))].sort();
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """Start Chromium without a window; the test is skipped on a machine without it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        missing_tool("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


def listen(page: Page) -> tuple[list[str], list[str]]:
    """Lists that fill with the addresses a page asks for, and with its errors."""
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    return requests, errors
