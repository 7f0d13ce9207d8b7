"""An SVG file in a real browser: it looks like the PNG, and its text can be found."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browsing import FLAGS
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page, sync_playwright
from rendered import FACTS, draw_small
from sample_figures import SAMPLES
from tools import missing_tool

from synthesis.figures.canvas.style import house_style
from synthesis.figures.files.house_font import FONT
from synthesis.figures.files.render import FALLBACK, draw_picture, render_svg

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

DPI = 200
NEAR = 2  # pixels at 200 dpi: a third of a millimetre
DARKER = 96  # of 255: ink that is missing, not a softer edge
STRAY = 20  # pixels, as at the ends of hairlines


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        missing_tool("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def shoot_image(page: Page, svg: str, width: int, height: int) -> np.ndarray:
    """The picture as an ``<img>`` of so many pixels, as an RGB array."""
    address = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f'<body style="margin:0"><img style="display:block" src="{address}">')
    page.evaluate(
        """async ([width, height]) => {
          const image = document.querySelector("img");
          image.style.width = `${width}px`;
          image.style.height = `${height}px`;
          await image.decode();
        }""",
        [width, height],
    )
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return np.asarray(shot)


def ink_far_from(first: np.ndarray, second: np.ndarray) -> int:
    """Pixels of ink in the first picture with no ink in the second within `NEAR` pixels."""
    around = Image.fromarray(second.min(axis=-1)).filter(ImageFilter.MinFilter(2 * NEAR + 1))
    return int((first.min(axis=-1).astype(int) + DARKER < np.asarray(around)).sum())


@pytest.mark.parametrize("layout", ["wide", "narrow"])
@pytest.mark.parametrize("kind", ["forest", "network-graph", "dose-curve", "opinions"])
def test_svg_as_an_image_looks_like_the_png(page: Page, kind: str, layout: str) -> None:
    with house_style():
        figure = SAMPLES[kind][0](layout)
    svg = render_svg(figure, FACTS, "a-figure")
    assert FALLBACK in svg
    # Where the font in the file failed, letters of another width would show it.
    svg = svg.replace(FALLBACK, f"'{FONT}', monospace")
    drawn = np.asarray(draw_picture(figure, DPI))
    shown = shoot_image(page, svg, drawn.shape[1], drawn.shape[0])
    assert (drawn.min(axis=-1) < 128).sum() > 1000
    assert ink_far_from(shown, drawn) <= STRAY
    assert ink_far_from(drawn, shown) <= STRAY


def test_the_comparison_sees_another_font(page: Page) -> None:
    figure = draw_small()
    svg = render_svg(figure, FACTS, "a-figure").replace(FALLBACK, "monospace")
    drawn = np.asarray(draw_picture(figure, DPI))
    shown = shoot_image(page, svg, drawn.shape[1], drawn.shape[0])
    assert ink_far_from(shown, drawn) > 10 * STRAY


def test_text_of_an_opened_svg_is_found_and_selected(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "figure.svg"
    path.write_text(render_svg(draw_small(), FACTS, "a-figure"), "utf-8")
    page.goto(path.as_uri())
    assert page.evaluate("window.find('placebo → 12%')")
    assert page.evaluate("getSelection().toString()") == "placebo → 12%"
    assert not page.evaluate("window.find('no such words')")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded", "loaded"]
