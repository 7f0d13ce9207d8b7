"""One chapter for looking at: the page alone, while its author works on it."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from synthesis.build.build import (
    CACHE,
    STAGING,
    recall_results,
    refuse_changed,
    take_snapshot,
)
from synthesis.build.input_digests import digest_parts
from synthesis.build.kept_chapters import key_chapters, run_or_recall
from synthesis.build.places import claim_place, site_folder
from synthesis.build.processes import start_server
from synthesis.build.publish_files import collect_published
from synthesis.build.run_chapters import ChapterError, keep_chapters
from synthesis.build.source import (
    BOOK,
    CONFIGURATION,
    CONTENTS,
    list_pages,
    make_source,
    refuse_chapters,
)
from synthesis.build.sphinx import PagesError, make_pages
from synthesis.build.stage import BuildError, TellStep, finish_pages, named_by, tell_nobody
from synthesis.edition.edition import EditionError, read_edition
from synthesis.exports.drawn_forms import DrawingStore
from synthesis.files.checked_store import CheckedStore
from synthesis.files.lock import hold_lock
from synthesis.files.project import ROOT
from synthesis.files.swap_folders import recover, swap_in
from synthesis.package.bibliography import BIBLIOGRAPHY, make_bibliography
from synthesis.package.data_folder import own_name
from synthesis.site.machinery.handover import Handover
from synthesis.site.machinery.html import render

PREVIEW = "preview"
CHANGES = "CHANGELOG.md"
CELL = re.compile(r"^```\{code-cell\}.*?^```\n", re.MULTILINE | re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
STEPS = 3


def preview_chapter(
    chapter: str,
    root: Path = ROOT,
    data: Path | None = None,
    tell: TellStep = tell_nobody,
    fresh: bool = False,
    sources: str | None = None,
    run_chapters: bool = False,
) -> tuple[Path, tuple[str, ...]]:
    """Make the page of one chapter, beside the site, which stays as it is.

    The other chapters stand there with their words, to be linked to, and without their results.

    Parameters
    ----------
    chapter
        Its page, such as “methods”.
    root, data, tell, fresh, sources, run_chapters
        As for :func:`synthesis.build.build.build`.

    Returns
    -------
    page, told
        The page, and what could not be made and was replaced by a sentence.

    Raises
    ------
    BuildError
        There is no such chapter, or it failed; an earlier preview stays in place.
    """
    workshop = site_folder(root, data).parent
    place, own = data or root / "data", own_name(data, root)
    with hold_lock(workshop, f"preview {chapter}"):
        if not claim_place(workshop, data if own else None):
            raise BuildError(f"{workshop} became the place of another folder; run this again.")
        recover(workshop / PREVIEW)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=workshop))
        try:
            snapshot = staging / "data"
            dataset = take_snapshot(place, snapshot)
            refuse_chapters(dataset, place, run_chapters)
            digests = digest_parts(root, snapshot)
            refuse_changed(sources, digests)
            start_server()
            store = CheckedStore(root / "_build" / CACHE, staging / "kept", fresh)
            results, _ = recall_results(dataset, store, digests, own)
            tell("results", 1, STEPS)
            whole = make_source(root, dataset, place, staging)
            order = list_pages(whole)
            if chapter not in order:
                raise BuildError(f"There is no chapter “{chapter}”; there are {', '.join(order)}.")
            source = _leave_one(whole, chapter, staging / "one")
            edition = read_edition(dataset.digest, own, root, named_by(dataset))
            published = staging / "published"
            published.mkdir()
            drawings = DrawingStore(store, digests.drawings)
            handover = Handover(results, edition, published, page=chapter, drawings=drawings)
            keys = key_chapters(whole, digests.chapters, own)
            ran = run_or_recall(source / BOOK, handover, lambda *_: None, bool(own), store, keys)
            tell(chapter, 2, STEPS)
            collect_published(source, published, ran[0], order, dataset.vocabulary)
            keep_chapters(ran[0], staging / "_build" / ".jupyter_cache")
            bibliography = staging / BIBLIOGRAPHY
            bibliography.write_text(make_bibliography(dataset), encoding="utf-8")
            footer = render("edition_line.html", edition=edition, up="").text
            site = make_pages(source, staging, bibliography, footer)
            finish_pages(site, published)
            if digest_parts(root, snapshot) == digests:
                store.settle()
            swap_in(site, workshop / PREVIEW)
        except (ChapterError, PagesError, EditionError) as error:
            raise BuildError(str(error)) from None
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return workshop / PREVIEW / f"{chapter}.html", ran[1]


def _leave_one(whole: Path, chapter: str, target: Path) -> Path:
    """A copy of the source of a book in which one chapter alone has code."""
    shutil.copytree(whole / BOOK, target / BOOK)
    for name in (CONTENTS, CONFIGURATION):
        shutil.copyfile(whole / name, target / name)
    # The page of changes takes in this file; a book made from a data package has none.
    if (whole / CHANGES).exists():
        shutil.copyfile(whole / CHANGES, target / CHANGES)
    for path in (target / BOOK).glob("*.md"):
        if path.stem != chapter:
            words = FRONT_MATTER.sub("", CELL.sub("", path.read_text(encoding="utf-8")))
            path.write_text(words, encoding="utf-8")
    return target
