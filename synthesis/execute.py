"""Run the chapters side by side before the site is built from them.

myst-nb runs one notebook after the other. Here jupyter-cache runs as many as there are
cores, into a cache that belongs to this build alone: it starts empty, so no page can show
an earlier result.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

READER = {"name": "myst_nb_md", "type": "plugin"}
EXECUTOR = "local-parallel"
TIMEOUT_SECONDS = 300
LINES_SHOWN = 12


class ChapterError(Exception):
    """A chapter failed; the message names it and the cell's error."""


def run_chapters(book: Path, cache_folder: Path) -> None:
    """Execute every notebook of a folder into a jupyter-cache.

    Raises
    ------
    ChapterError
        With the error of each chapter that failed.
    """
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    cache_folder.parent.mkdir(parents=True, exist_ok=True)
    cache = get_cache(cache_folder)
    for path in notebooks(book):
        cache.add_nb_to_project(str(path), read_data=READER)
    multiprocessing.get_logger().setLevel(logging.CRITICAL)
    executor = load_executor(EXECUTOR, cache, logger=logging.getLogger("synthesis.execute"))
    outcome = executor.run_and_cache(timeout=TIMEOUT_SECONDS, allow_errors=False)
    failed = [*outcome.excepted, *outcome.errored]
    if failed:
        raise ChapterError("\n".join(_what_failed(cache, uri) for uri in failed))


def notebooks(book: Path) -> Iterator[Path]:
    """The MyST Markdown files of a folder that hold code to run."""
    for path in sorted(book.glob("*.md")):
        if _front_matter(path).get("kernelspec"):
            yield path


def _front_matter(path: Path) -> dict[str, Any]:
    _, marker, rest = path.read_text(encoding="utf-8").partition("---\n")
    return yaml.safe_load(rest.partition("\n---")[0]) if marker else {}


def _what_failed(cache: Any, uri: str) -> str:
    traceback = cache.get_project_record(uri).traceback or "it could not be run"
    end = "\n".join(traceback.strip().splitlines()[-LINES_SHOWN:])
    return f"Chapter {Path(uri).name} failed.\n{end}"
