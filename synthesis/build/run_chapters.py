"""Run the chapters side by side before the site is built from them.

Each chapter runs in a fresh process, as many at a time as there are cores. The processes are
copies of one that has imported the package already. What the cells show goes into a
jupyter-cache that belongs to this build alone: it starts empty, so no page can show an
earlier result.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import yaml

from synthesis.build.run_chapter import RunChapter, run_chapter
from synthesis.site.machinery.html import render
from synthesis.site.machinery.published import PAGE_VARIABLE

MOST_PROCESSES = 8
# Figures are thousands of small objects that refer to each other; looking for garbage among them
# every few hundred takes a tenth of the time of drawing.
GARBAGE_THRESHOLD = 50_000
# Imported once, before the processes part.
PRELOADED = ["synthesis.build.run_chapter", "synthesis.site.machinery.preloaded"]
Tell = Callable[[str, int], None]


class ChapterError(Exception):
    """A chapter failed; the message names it and the cell's error."""


def run_chapters(
    book: Path,
    environment: Mapping[str, str],
    tell: Tell | None = None,
    forgiving: bool = False,
) -> tuple[tuple[RunChapter, ...], tuple[str, ...]]:
    """Run every notebook of a folder.

    Parameters
    ----------
    book
        The folder of the chapters.
    environment
        Environment variables of the chapters, beside those of this process.
    tell
        Told after each chapter: its name, and how many are done; nobody is told when None.
    forgiving
        A cell that fails is replaced by a sentence that says so, and the chapter goes on.

    Returns
    -------
    chapters, told
        The chapters in the order of their names, and what failed and was replaced; nothing fails
        unless `forgiving`.

    Raises
    ------
    ChapterError
        With the error of each chapter that failed.
    """
    # The longest first, so that none is left to run alone at the end.
    paths = sorted(notebooks(book), key=lambda path: -path.stat().st_size)
    failed: list[tuple[Path, str]] = []
    chapters: list[RunChapter] = []
    finished = _run_side_by_side(paths, environment, forgiving)
    for done, (path, result) in enumerate(finished, start=1):
        if tell is not None:
            tell(path.stem, done)
        if isinstance(result, str):
            failed.append((path, result))
            continue
        failed += ((path, error) for error in result.errors)
        chapters.append(result)
    told = tuple(f"Chapter {path.name} failed.\n{error}" for path, error in sorted(failed))
    if told and not forgiving:
        raise ChapterError("\n".join(told))
    return tuple(sorted(chapters, key=lambda chapter: chapter.path)), told


def keep_chapters(chapters: Iterable[RunChapter], cache_folder: Path) -> None:
    """Put what chapters show into a new jupyter-cache, from which the pages are made."""
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    cache_folder.parent.mkdir(parents=True, exist_ok=True)
    cache = get_cache(cache_folder)
    try:
        for chapter in chapters:
            data = {"execution_seconds": 0.0}
            bundle = CacheBundleIn(chapter.notebook, str(chapter.path), data=data)
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    finally:
        # jupyter-cache never closes the database that it opens.
        cache.db.dispose()


def notebooks(book: Path) -> Iterator[Path]:
    """The MyST Markdown files of a folder that hold code to run."""
    for path in sorted(book.glob("*.md")):
        if _front_matter(path).get("kernelspec"):
            yield path


def _front_matter(path: Path) -> dict[str, Any]:
    _, marker, rest = path.read_text(encoding="utf-8").partition("---\n")
    return yaml.safe_load(rest.partition("\n---")[0]) if marker else {}


def _run_side_by_side(
    paths: list[Path], environment: Mapping[str, str], forgiving: bool
) -> Iterator[tuple[Path, RunChapter | str]]:
    """Each chapter with its result, or with a sentence where its process died, as they end."""
    methods = multiprocessing.get_all_start_methods()
    # Typed as anything: the two kinds of context share no type that has Process.
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(PRELOADED)
    waiting = list(reversed(paths))
    running: dict[Any, tuple[Path, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < min(MOST_PROCESSES, os.cpu_count() or 1):
                path = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                arguments = sender, path, dict(environment), forgiving
                process = context.Process(target=_work, args=arguments, daemon=True)
                process.start()
                sender.close()
                running[receiver] = path, process
            ready: list[Any] = list(wait(list(running)))
            for receiver in ready:
                path, process = running.pop(receiver)
                try:
                    result = receiver.recv()
                except EOFError:
                    result = "Its process ended before it was done."
                process.join()
                receiver.close()
                yield path, result
    finally:
        for _, process in running.values():
            process.terminate()


def _work(sender: Connection, path: Path, environment: dict[str, str], forgiving: bool) -> None:
    # When the build is killed, its chapters must not live on.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.update(environment)
    os.environ[PAGE_VARIABLE] = path.stem
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    os.chdir(path.parent)
    sender.send(run_chapter(path, _tell_on_page if forgiving else None))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _tell_on_page(reason: str) -> str:
    return render("failed_cell.html", reason=reason).text
