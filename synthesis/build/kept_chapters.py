"""Chapters that need not run again: what they showed and published is kept for the next build.

A chapter is told from others by the code of its cells and by all that any chapter can see (see
`input_digests`). Its words are not part of what is kept: the page is made from its words of today.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jupyter_cache.readers import get_reader
from nbformat import from_dict

from synthesis.build.run_chapter import READER, RunChapter, code_cells
from synthesis.build.run_chapters import ChapterError, TellChapter, notebooks, run_chapters
from synthesis.exports.citation_files import HeadingError, read_chapters
from synthesis.exports.slides.slide_store import STORE
from synthesis.files.checked_store import CheckedStore, digest_texts
from synthesis.site.machinery.handover import Handover

SHOWN = "shown.json"
RECORDS = {"figures": "figure.json", "tables": "table.json"}


@dataclass(frozen=True)
class ChapterKeys:
    """The keys of the chapters of a book, and of all that is published from them.

    Parameters
    ----------
    seen
        Digest of what every chapter can see.
    chapters
        The key of each by its page.
    """

    seen: str
    chapters: dict[str, str]

    def key(self, page: str, notebook: Any) -> str:
        """The key of a chapter with this code."""
        cells = [[cell.source, cell.metadata] for cell in code_cells(notebook)]
        return digest_texts(self.seen, page, json.dumps(cells, sort_keys=True))

    @property
    def together(self) -> str:
        """Of the files to take away, which are made from what all chapters published."""
        return digest_texts("take away", self.seen, *sorted(self.chapters.values()))


def key_chapters(source: Path, seen: str, data_name: str) -> ChapterKeys:
    """The keys of all chapters.

    Parameters
    ----------
    source
        The folder with `book/` and `_toc.yml` that the site is made from.
    seen
        Digest of what every chapter can see beside titles and contents of the book.
    data_name
        As :func:`synthesis.build.stage.make_site` takes it.
    """
    contents = (source / "_toc.yml").read_text(encoding="utf-8")
    try:
        titles = repr(read_chapters(source))
    except (OSError, HeadingError):
        titles = ""  # the build will end with what is missing
    keys = ChapterKeys(digest_texts(seen, data_name, contents, titles), {})
    paths = notebooks(source / "book")
    return replace(keys, chapters={path.stem: keys.key(path.stem, _read(path)) for path in paths})


def run_or_recall(
    book: Path,
    handover: Handover,
    tell: TellChapter,
    forgiving: bool,
    store: CheckedStore,
    keys: ChapterKeys,
) -> tuple[tuple[RunChapter, ...], tuple[str, ...]]:
    """Run the chapters that no earlier build has run, and recall the others.

    As :func:`synthesis.build.run_chapters.run_chapters`, which runs them; a chapter in which a
    cell failed is not kept.

    Raises
    ------
    ChapterError
        A chapter failed, or two chapters published something under one name.
    """
    published = handover.published
    recalled = []
    for path in notebooks(book):
        files = store.get(keys.chapters[path.stem])
        if files is not None:
            recalled.append(_recall(path, files, published))
            tell(path.stem, len(recalled))
    before = set(_files(published))
    run, told = run_chapters(
        book,
        handover,
        lambda name, done: tell(name, len(recalled) + done),
        forgiving,
        left_out={chapter.path.stem for chapter in recalled},
    )
    owners = _owners(published, set(_files(published)) - before)
    for chapter in run:
        page = chapter.path.stem
        key = keys.key(page, chapter.notebook)
        # A chapter that was changed after the keys were made is not the one they are for.
        if not chapter.errors and owners is not None and key == keys.chapters[page]:
            names = [name for name, owner in owners.items() if owner == page]
            files = {name: (published / name).read_bytes() for name in names}
            store.put(key, {SHOWN: _pack_shown(chapter), **files})
    return tuple(sorted([*recalled, *run], key=lambda chapter: chapter.path)), told


def take_again(store: CheckedStore, keys: ChapterKeys, published: Path) -> bool:
    """Put the files to take away where they were kept; False where they were not."""
    files = store.get(keys.together)
    if files is None:
        return False
    for name, content in files.items():
        _write(published / name, content)
    return True


def keep_take_away(
    store: CheckedStore, keys: ChapterKeys, published: Path, before: Collection[str]
) -> None:
    """Keep the files to take away: those that were not there `before`, by name."""
    names = sorted(set(_files(published)) - set(before))
    store.put(keys.together, {name: (published / name).read_bytes() for name in names})


def published_files(published: Path) -> tuple[str, ...]:
    """Names of all files that were published so far."""
    return tuple(_files(published))


def _read(path: Path) -> Any:
    return get_reader(READER)(str(path))


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _owners(published: Path, names: Collection[str]) -> dict[str, str] | None:
    """The page that published each file; None where that cannot be told for all."""
    pages: dict[tuple[str, str], str] = {}
    for kind, record in RECORDS.items():
        for path in (published / kind).glob(f"*/{record}"):
            told = json.loads(path.read_text(encoding="utf-8"))
            pages[kind, path.parent.name] = told["page"]
            if kind == "figures":
                words = json.loads((published / STORE / f"{told['slug']}.json").read_bytes())
                slides = [f"{told['slug']}-{number}.png" for number in range(len(words))]
                for slide in (f"{told['slug']}.json", *slides):
                    pages[STORE, slide] = told["page"]
    found = {}
    for name in names:
        kind, part, *_ = Path(name).parts
        if (kind, part) not in pages:
            return None
        found[name] = pages[kind, part]
    return found


def _pack_shown(chapter: RunChapter) -> bytes:
    cells = [[cell.execution_count, cell.outputs] for cell in code_cells(chapter.notebook)]
    language = chapter.notebook.metadata["language_info"]
    return json.dumps({"cells": cells, "language": language}).encode()


def _recall(path: Path, files: dict[str, bytes], published: Path) -> RunChapter:
    shown = json.loads(files[SHOWN])
    for name, content in files.items():
        if name != SHOWN:
            if (published / name).exists():
                taken = Path(name).parent.name
                raise ChapterError(f"“{taken}” is published twice; a name stands for one thing.")
            _write(published / name, content)
    notebook = _read(path)
    cells: Sequence[Any] = list(code_cells(notebook))
    for cell, (count, outputs) in zip(cells, shown["cells"], strict=True):
        cell.execution_count = count
        cell.outputs = [from_dict(output) for output in outputs]
    notebook.metadata["language_info"] = from_dict(shown["language"])
    return RunChapter(path, notebook, ())
