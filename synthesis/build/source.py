"""Where the chapters of a build come from: the project's own, or made from what is declared.

The project's chapters, in `book/`, are about the subject of its own data. A data package that
names them in its vocabulary (`chapters = "book"`) is built with them: the project's data, and
somebody's copy with more trials. For any other package chapters are made from its plan and its
vocabulary; files of its folder `chapters/` take the place of those that are made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from synthesis.build.generic.course_chapter import course_chapter, maintenance_chapter
from synthesis.build.generic.front_chapters import citing_chapter, home_chapter, trials_chapter
from synthesis.build.generic.mean_chapter import mean_chapter
from synthesis.build.generic.result_chapters import (
    dose_chapter,
    harm_chapter,
    network_chapter,
    response_chapter,
)
from synthesis.build.generic.subgroup_chapters import age_group_chapter, subgroup_chapter
from synthesis.build.project_files import own_chapters
from synthesis.claims.coders import read_codings
from synthesis.claims.opinions import read_opinions
from synthesis.package.dataset import Dataset
from synthesis.package.defects import DataError, Defect
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.places import (
    COURSES,
    DOSES,
    HARMS,
    MAINTENANCE,
    MEANS,
    TRAITS,
    Shown,
    TraitAnalysis,
    page_of,
)
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.words.labels import capitalise

BOOK, CONTENTS, CONFIGURATION = "book", "_toc.yml", "_config.yml"
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
# Of each kind of entry of the plan: what its pages stand under, and what makes one.
MAKERS: tuple[tuple[str, str, Callable[[DeclaredPage, Sequence[Any]], str]], ...] = (
    ("analysis", "How many respond", response_chapter),
    ("network", "All treatments at once", network_chapter),
    ("dose", "Dose and response", dose_chapter),
    ("harm", "What goes wrong", harm_chapter),
    ("mean", "How much better", mean_chapter),
    ("course", "How fast, and how it goes on", course_chapter),
    ("maintenance", "How fast, and how it goes on", maintenance_chapter),
    ("regression", "For whom", subgroup_chapter),
    ("age_group", "For whom", age_group_chapter),
)
AROUND = ("index", "trials", "citing")


def has_project_chapters(dataset: Dataset) -> bool:
    """Whether a data package is about what the project's chapters are about."""
    return dataset.vocabulary.subject.chapters == BOOK


def refuse_unbuildable(dataset: Dataset, folder: Path) -> None:
    """Raise what a build of a sound data package would refuse when it makes the chapters.

    Raises
    ------
    DataError
        The plan puts an analysis on a page that holds something else, or the opinions that the
        project’s chapters show have no sound codebook or are not what two codings decided.
    """
    if has_project_chapters(dataset):
        read_codings(dataset, read_opinions(dataset, folder))
    else:
        _result_pages(dataset)


def refuse_chapters(dataset: Dataset, data: Path, allowed: bool) -> None:
    """Refuse chapters that a package brings along, unless whoever builds has allowed them to run.

    Raises
    ------
    DataError
        There are some, and they may not run.
    """
    found = [] if allowed or has_project_chapters(dataset) else own_chapters(data)
    if found:
        names = ", ".join(path.name for path in found)
        expected = (
            "no programs that nobody has allowed to run. A chapter is a program: read it, then "
            "build with --run-chapters (make book DATA=… CHAPTERS=run)"
        )
        raise DataError([Defect("chapters", None, None, names, expected)])


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
    results = _result_pages(dataset)
    titles = {each.page.id: each.page.title for each in results}
    chapters = {
        "index": home_chapter(dataset, {**titles, "trials": "The trials"}),
        "trials": trials_chapter(dataset),
        "citing": citing_chapter(),
        **{each.page.id: each.text for each in results},
    }
    for name in SHARED:
        shutil.copyfile(root / BOOK / f"{name}.md", book / f"{name}.md")
    for name, text in chapters.items():
        (book / f"{name}.md").write_text(text, encoding="utf-8")
    added = own_chapters(own)
    for path in added:
        shutil.copyfile(path, book / path.name)
    extra = [path.stem for path in added if path.stem not in {*chapters, *SHARED}]
    contents = _contents(results, extra)
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


@dataclass(frozen=True)
class ResultPage:
    """A page of results: the caption it stands under, what it is called, its text."""

    caption: str
    page: DeclaredPage
    text: str


def _result_pages(dataset: Dataset) -> tuple[ResultPage, ...]:
    """A page for everything that is declared, in the order of the contents.

    Raises
    ------
    DataError
        The plan puts an analysis on a page that holds something else.
    """
    known = {page.id: page for page in dataset.vocabulary.page}
    pages: dict[str, ResultPage] = {}
    plan = dataset.plan
    kinds: tuple[Sequence[Shown], ...]
    traits: tuple[TraitAnalysis, ...] = (*plan.regressions, *plan.settings, *plan.prior_treatments)
    kinds = (plan.analyses, plan.networks, plan.doses, plan.harms, plan.means)
    kinds += (plan.courses, plan.maintenance, traits, plan.age_groups)
    defects = []
    for place, (entry, caption, make) in enumerate(MAKERS):
        own: dict[str, list[Shown]] = {}
        declared = kinds[place]
        for each in declared:
            own.setdefault(page_of(each), []).append(each)
        if entry == "harm" and not declared:
            own[HARMS] = []  # says so
        for name, found in own.items():
            if name in {*pages, *AROUND, *SHARED}:
                field = f"{entry} {found[0].id if found else name}, page"
                expected = "a page that holds nothing of another kind"
                defects.append(Defect(ANALYSES, None, field, name, expected))
                continue
            page = known.get(name) or _name_page(name, next(iter(found), None))
            pages[name] = ResultPage(caption, page, make(page, found))
    if defects:
        raise DataError(defects)
    return tuple(pages.values())


def _name_page(name: str, first: Shown | None) -> DeclaredPage:
    if isinstance(first, Analysis):
        return DeclaredPage(id=name, title=capitalise(first.outcome.meaning))
    if isinstance(first, NetworkAnalysis):
        return DeclaredPage(id=name, title=f"All treatments at once: {first.outcome.name}")
    titles = {
        DOSES: "Dose and response",
        HARMS: "Harms",
        MEANS: "Means of scores",
        COURSES: "How fast",
        MAINTENANCE: "How it goes on",
        TRAITS: "Who benefits more?",
    }
    if isinstance(first, AgeGroup):
        return DeclaredPage(id=name, title=first.title)
    return DeclaredPage(id=name, title=titles.get(name, capitalise(name.replace("-", " "))))


def _contents(results: Sequence[ResultPage], extra: list[str]) -> dict[str, Any]:
    """The table of contents, as jupyter-book reads it."""
    captions: dict[str, list[str]] = {"Evidence": ["trials"]}
    for each in results:
        captions.setdefault(each.caption, []).append(each.page.id)
    if extra:
        captions["More"] = extra
    captions["Cite and show"] = ["gallery", "citing"]
    captions["How it was made"] = [name for name in SHARED if name != "gallery"]
    parts = [
        {"caption": caption, "chapters": [{"file": name} for name in names]}
        for caption, names in captions.items()
    ]
    return {"format": "jb-book", "root": "index", "parts": parts}
