"""Where the chapters of a build come from: the project's own, or made from what is declared.

The project's chapters, in `book/`, are about the subject of its own data. A data package that
names them in its vocabulary (`chapters = "book"`) is built with them: the project's data, and
somebody's copy with more trials. For any other package chapters are made from its plan and its
vocabulary; files of its folder `chapters/` take the place of those that are made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from synthesis.build.generic.front_chapters import citing_chapter, home_chapter, trials_chapter
from synthesis.build.generic.result_chapters import (
    dose_chapter,
    harm_chapter,
    network_chapter,
    response_chapter,
)
from synthesis.package.dataset import Dataset
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.places import DOSES, HARMS, AnyAnalysis, page_of
from synthesis.package.plan.pools import Analysis
from synthesis.words.labels import capitalise

BOOK, CONTENTS, CONFIGURATION = "book", "_toc.yml", "_config.yml"
OWN_CHAPTERS = "chapters"
# Chapters of the project that say nothing of its subject.
SHARED = (
    "gallery",
    "methods",
    "own-book",
    "api",
    "verification",
    "dictionary",
    "numbers",
    "references",
)
# What a page of each kind stands under, and what makes it; a page is of one kind.
MAKERS: tuple[tuple[type, str, Callable[[DeclaredPage, Sequence[Any]], str]], ...] = (
    (Analysis, "How many respond", response_chapter),
    (NetworkAnalysis, "All treatments at once", network_chapter),
    (DoseAnalysis, "Dose and response", dose_chapter),
    (HarmAnalysis, "What goes wrong", harm_chapter),
)


def has_project_chapters(dataset: Dataset) -> bool:
    """Whether a data package is about what the project's chapters are about."""
    return dataset.vocabulary.subject.chapters == BOOK


def make_source(root: Path, dataset: Dataset, own: Path, staging: Path) -> Path:
    """The folder with `book/`, `_toc.yml` and `_config.yml` that a build is made from.

    Parameters
    ----------
    root
        The project's folder, which is the answer for a package with the project's chapters.
    dataset
        The validated data package.
    own
        Its folder, where chapters of its own may stand.
    staging
        Where chapters are made, in a folder `source`.
    """
    if has_project_chapters(dataset):
        return root
    source = staging / "source"
    book = source / BOOK
    shutil.copytree(root / BOOK / "_static", book / "_static")
    chapters = dict(_make_chapters(dataset))
    for name in SHARED:
        shutil.copyfile(root / BOOK / f"{name}.md", book / f"{name}.md")
    for name, text in chapters.items():
        (book / f"{name}.md").write_text(text, encoding="utf-8")
    added = sorted((own / OWN_CHAPTERS).glob("*.md"))
    for path in added:
        shutil.copyfile(path, book / path.name)
    extra = [path.stem for path in added if path.stem not in {*chapters, *SHARED}]
    contents = _contents(dataset, extra)
    (source / CONTENTS).write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    config = yaml.safe_load((root / CONFIGURATION).read_text(encoding="utf-8"))
    config["title"] = dataset.vocabulary.subject.title
    config["author"] = ""
    (source / CONFIGURATION).write_text(yaml.safe_dump(config), encoding="utf-8")
    return source


def list_pages(source: Path) -> tuple[str, ...]:
    """The pages of a book in the order of its contents, home first."""
    contents = yaml.safe_load((source / CONTENTS).read_text(encoding="utf-8"))
    parts = contents.get("parts", ())
    files = [chapter["file"] for part in parts for chapter in part["chapters"]]
    return (contents["root"], *files)


def _declared(dataset: Dataset) -> dict[str, list[AnyAnalysis]]:
    """Everything that is declared, by page, in the order of the plan."""
    found: dict[str, list[AnyAnalysis]] = {}
    plan = dataset.plan
    every: tuple[AnyAnalysis, ...] = (*plan.analyses, *plan.networks, *plan.doses, *plan.harms)
    for each in every:
        found.setdefault(page_of(each), []).append(each)
    return found


def _pages(dataset: Dataset) -> Mapping[str, tuple[str, DeclaredPage]]:
    """The caption above each page of results, and the page as it is declared or made, by name."""
    known = {page.id: page for page in dataset.vocabulary.page}
    pages: dict[str, tuple[str, DeclaredPage]] = {}
    declared = _declared(dataset)
    for kind, caption, _ in MAKERS:
        for name, found in declared.items():
            if name not in pages and isinstance(found[0], kind):
                pages[name] = caption, known.get(name) or _name_page(name, found[0])
    if not dataset.harms:
        pages[HARMS] = MAKERS[-1][1], known.get(HARMS) or _name_page(HARMS, None)
    return pages


def _name_page(name: str, first: AnyAnalysis | None) -> DeclaredPage:
    if isinstance(first, Analysis):
        return DeclaredPage(id=name, title=capitalise(first.outcome.meaning))
    if isinstance(first, NetworkAnalysis):
        return DeclaredPage(id=name, title=f"All treatments at once: {first.outcome.name}")
    titles = {DOSES: "Dose and response", HARMS: "Harms"}
    return DeclaredPage(id=name, title=titles.get(name, capitalise(name.replace("-", " "))))


def _make_chapters(dataset: Dataset) -> Iterator[tuple[str, str]]:
    declared, pages = _declared(dataset), _pages(dataset)
    titles = {name: page.title for name, (_, page) in pages.items()}
    yield "index", home_chapter(dataset, {**titles, "trials": "The trials"})
    yield "trials", trials_chapter(dataset)
    yield "citing", citing_chapter()
    for name, (_, page) in pages.items():
        found = declared.get(name, [])
        for kind, _, make in MAKERS:
            chosen: list[Any] = [each for each in found if isinstance(each, kind)]
            if chosen or (kind is HarmAnalysis and name == HARMS):
                yield name, make(page, chosen)
                break


def _contents(dataset: Dataset, extra: list[str]) -> dict[str, Any]:
    """The table of contents, as jupyter-book reads it."""
    captions: dict[str, list[str]] = {"Evidence": ["trials"]}
    for name, (caption, _) in _pages(dataset).items():
        captions.setdefault(caption, []).append(name)
    if extra:
        captions["More"] = extra
    captions["Cite and show"] = ["gallery", "citing"]
    captions["How it was made"] = [name for name in SHARED if name != "gallery"]
    parts = [
        {"caption": caption, "chapters": [{"file": name} for name in names]}
        for caption, names in captions.items()
    ]
    return {"format": "jb-book", "root": "index", "parts": parts}
