"""Run the chapters side by side before the site is built from them.

Each chapter runs in a fresh process, as many at a time as there are cores. The processes are
copies of one that has imported the package already. What the cells show goes into a
jupyter-cache that belongs to this build alone: it starts empty, so no page can show an
earlier result.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import yaml

from synthesis.build.processes import settle_in, start_server
from synthesis.build.run_chapter import RunChapter, run_chapter
from synthesis.site.machinery.handover import Handover
from synthesis.site.machinery.html import render

MOST_PROCESSES = 8
# What takes longest goes first, so that no chapter is left to run alone at the end: those that this
# file of the chapters' folder names, as measured, then any other, the longest file first.
SLOWEST = "slowest.txt"
TellChapter = Callable[[str, int], None]


class ChapterError(Exception):
    """A chapter failed; the message names it and the cell's error."""


def run_chapters(
    book: Path,
    handover: Handover,
    tell: TellChapter | None = None,
    forgiving: bool = False,
    left_out: Collection[str] = (),
) -> tuple[tuple[RunChapter, ...], tuple[str, ...]]:
    """Run every notebook of a folder.

    Parameters
    ----------
    book
        The folder of the chapters.
    handover
        What every chapter is given, each with its own page in it.
    tell
        Told after each chapter: its name, and how many are done; nobody is told when None.
    forgiving
        A cell that fails is replaced by a sentence that says so, and the chapter goes on.
    left_out
        Pages whose chapters are not run.

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
    paths = _in_turn((p for p in notebooks(book) if p.stem not in left_out), book)
    failed: list[tuple[Path, str]] = []
    chapters: list[RunChapter] = []
    finished = _run_side_by_side(paths, handover, forgiving)
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


def _in_turn(paths: Iterable[Path], folder: Path) -> list[Path]:
    measured = folder / SLOWEST
    names = measured.read_text(encoding="utf-8").split() if measured.exists() else []

    def turn(path: Path) -> tuple[int, int]:
        place = names.index(path.stem) if path.stem in names else len(names)
        return place, -path.stat().st_size

    return sorted(paths, key=turn)


def _run_side_by_side(
    paths: list[Path], handover: Handover, forgiving: bool
) -> Iterator[tuple[Path, RunChapter | str]]:
    """Each chapter with its result, or with a sentence where its process died, as they end."""
    context = start_server()
    # Packed once: to pack all results takes longer than to unpack them.
    packed = pickle.dumps(handover, protocol=pickle.HIGHEST_PROTOCOL)
    waiting = list(reversed(paths))
    running: dict[Any, tuple[Path, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < min(MOST_PROCESSES, os.cpu_count() or 1):
                path = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                arguments = sender, path, packed, forgiving
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


def _work(sender: Connection, path: Path, packed: bytes, forgiving: bool) -> None:
    settle_in()
    handover = replace(pickle.loads(packed), page=path.stem)
    os.chdir(path.parent)
    sender.send(run_chapter(path, handover, _tell_on_page if forgiving else None))


def _tell_on_page(reason: str) -> str:
    return render("failed_cell.html", reason=reason).text
