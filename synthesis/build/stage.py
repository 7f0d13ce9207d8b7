"""Make a whole site in a staging folder: chapters, pages, figures, kits."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from synthesis.analyses.run import Results
from synthesis.build.input_digests import InputDigests
from synthesis.build.kept_chapters import (
    keep_take_away,
    key_chapters,
    published_files,
    run_or_recall,
    take_again,
)
from synthesis.build.publish_files import collect_published, write_take_away
from synthesis.build.rerun_kit import KIT, write_kit
from synthesis.build.run_chapters import ChapterError, keep_chapters, notebooks
from synthesis.build.source import BOOK, list_pages, make_source
from synthesis.build.sphinx import PagesError, make_pages
from synthesis.edition.edition import EditionError, Naming, read_edition
from synthesis.edition.licence import declared_licence
from synthesis.edition.name_register import (
    Register,
    RegisterError,
    check_published,
    published_names,
    read_register,
)
from synthesis.exports.drawn_forms import DrawingStore
from synthesis.exports.slides.slide_store import STORE
from synthesis.files.checked_store import CheckedStore
from synthesis.package.bibliography import BIBLIOGRAPHY, make_bibliography
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.handover import Handover
from synthesis.site.machinery.html import render

THEBE_SCRIPT = re.compile(r"\s*<script>const THEBE_JS_URL.*?</script>")
TellStep = Callable[[str, int, int], None]


def named_by(dataset: Dataset) -> Naming:
    """What a data package calls itself, for its edition."""
    subject = dataset.vocabulary.subject
    licence = declared_licence(dataset.schema.descriptor.get("licenses", ()))
    return Naming(subject.title, subject.keywords, subject.file_name, subject.authors, licence)


def tell_nobody(_what: str, _done: int, _of: int) -> None:
    """Keep the progress of a build to itself."""


class BuildError(Exception):
    """The site could not be built; the message says what failed."""


def make_site(
    root: Path,
    own: Path,
    staging: Path,
    results: Results,
    data_name: str,
    store: CheckedStore,
    digests: InputDigests,
    tell: TellStep = tell_nobody,
) -> tuple[Path, tuple[str, ...]]:
    """Make everything of a site but its stamp.

    Parameters
    ----------
    root
        The project's folder.
    own
        The folder of the data package, where chapters of its own may stand.
    staging
        Where to work; its `data` holds a copy of the data package.
    results
        The one run of everything that this data package declares.
    data_name
        Name of somebody's own data package, of which a cell without data is replaced by a
        sentence; empty for the book's own data, where it ends the build.
    store
        What earlier builds kept; what this one makes is put there.
    digests
        Of all inputs, in parts.
    tell
        Told of each step that is done: its name, how many are done, and of how many.

    Returns
    -------
    site, told
        The folder of the site, and what could not be made and was replaced.

    Raises
    ------
    BuildError
        A chapter failed, a page is missing, or a name that was published is no more.
    """
    data, published = staging / "data", staging / "published"
    published.mkdir()
    bibliography = data / BIBLIOGRAPHY
    bibliography.write_text(make_bibliography(results.dataset), encoding="utf-8")
    source = make_source(root, results.dataset, own, staging)
    order = list_pages(source)
    steps = len(list(notebooks(source / BOOK))) + 3
    try:
        edition = read_edition(results.dataset.digest, data_name, root, named_by(results.dataset))
        # Another package's site has addresses of its own, and none that the book once had.
        books_own = not data_name and source == root
        register = read_register(root / BOOK) if books_own else Register({}, {})
        drawings = DrawingStore(store, digests.drawings)
        handover = Handover(results, edition, published, page="index", drawings=drawings)
        keys = key_chapters(source, digests.chapters, data_name)
        chapters, told = run_or_recall(
            source / BOOK,
            handover,
            lambda name, done: tell(name, done, steps),
            bool(data_name),
            store,
            keys,
        )
        found = collect_published(source, published, chapters, order, results.dataset.vocabulary)
        if books_own:
            defects = check_published(register, published_names(published))
            if defects:
                raise RegisterError("\n".join(defects))
        keep_chapters(chapters, staging / "_build" / ".jupyter_cache")
        footer = render("edition_line.html", edition=edition, up="").text
        # The pages are made by a process of their own; meanwhile this one writes all else.
        with ThreadPoolExecutor(1) as thread:
            pages = thread.submit(make_pages, source, staging, bibliography, footer)
            if not take_again(store, keys, published):
                before = published_files(published)
                write_take_away(root, data, results, edition, found, register)
                if keys == key_chapters(source, digests.chapters, data_name):
                    keep_take_away(store, keys, published, before)
            write_kit(root, data, published / KIT)
            tell("figures", steps - 2, steps)
            site = pages.result()
    except (ChapterError, PagesError, RegisterError, EditionError) as error:
        raise BuildError(str(error)) from None
    tell("pages", steps - 1, steps)
    missing = [page for page in order if not (site / f"{page}.html").exists()]
    if missing:
        raise BuildError(f"The build made no {', '.join(missing)}.html.")
    finish_pages(site, published)
    tell("results", steps, steps)
    return site, told


def finish_pages(site: Path, published: Path) -> None:
    """Clean the pages as jupyter-book made them, and move what was published beside them."""
    _strip_thebe(site)
    # Names the staging folder in its digest; it serves only builds on top of an earlier one.
    (site / ".buildinfo").unlink(missing_ok=True)
    shutil.rmtree(published / STORE, ignore_errors=True)
    for path in published.iterdir():
        shutil.move(path, site / path.name)


def _strip_thebe(site: Path) -> None:
    # jupyter-book always names the address of a live-code library, twice, which the browser
    # reports as an error; the book does not offer live code and must name no other host.
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(THEBE_SCRIPT.sub("", text), encoding="utf-8")
