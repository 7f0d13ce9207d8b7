"""Build the site: aside, then swapped in whole; skipped when no input has changed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from synthesis.dataset import DATA_VARIABLE, VALIDATED_VARIABLE, Dataset, digest_of, load
from synthesis.execute import ChapterError, notebooks, run_chapters
from synthesis.lock import hold_lock
from synthesis.records import collect_results
from synthesis.references import BIBLIOGRAPHY, make_bibliography
from synthesis.rerun_kit import KIT, write_kit
from synthesis.schema import read_schema
from synthesis.site.publish import FIGURES_VARIABLE
from synthesis.sphinx_run import PagesError, make_pages
from synthesis.swap import recover, swap_in

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ("_config.yml", "_toc.yml", "requirements.txt", "CITATION.cff", "CHANGELOG.md")
INPUT_FOLDERS = ("book", "releases", "synthesis")
STAMP = ".inputs"
STAGING = "staging-"
THEBE_SCRIPT = re.compile(r"\s*<script>const THEBE_JS_URL.*?</script>")
Tell = Callable[[str, int, int], None]
PAGES = (
    *("index", "trials", "easi75", "itch"),
    *("network", "network-itch", "network-iga", "network-easi90", "network-topical", "headtohead"),
    *("thousand", "dose", "choices", "safety"),
    *("opinions", "claims"),
    *("methods", "verification", "changes", "dictionary", "numbers", "references"),
)


def tell_nobody(_what: str, _done: int, _of: int) -> None:
    """Keep the progress of a build to itself."""


class BuildError(Exception):
    """The site could not be built; the message says what failed."""


def input_files(root: Path, data: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Every file the site depends on, with the name it goes by, in a fixed order."""
    for name in INPUTS:
        yield name, root / name
    for folder, place in (*((name, root / name) for name in INPUT_FOLDERS), ("data", data)):
        place = place or root / folder
        for path in sorted(place.rglob("*")):
            inside = path.relative_to(place)
            # Locks and drafts of a data folder, and what editors and Python leave behind.
            hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
            if path.is_file() and not hidden:
                yield f"{folder}/{inside.as_posix()}", path


def digest_inputs(root: Path, data: Path | None = None) -> str:
    """SHA-256 over names and bytes of all inputs, and the Python version that runs them."""
    digest = hashlib.sha256(sys.version.encode())
    for name, path in input_files(root, data):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(site: Path, digest: str) -> bool:
    """Whether a site was made from inputs with this digest."""
    stamp = site / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def site_folder(root: Path, data: Path | None) -> Path:
    """Where the site of a data package goes: the book's own, or one for each other folder."""
    if data is None or data.resolve() == (root / "data").resolve():
        return root / "_build" / "html"
    return root / "_build" / "own" / data.resolve().name / "html"


def build(
    root: Path = ROOT,
    data: Path | None = None,
    site: Path | None = None,
    tell: Tell = tell_nobody,
) -> tuple[str, ...] | None:
    """Build a site from scratch unless it is current.

    Parameters
    ----------
    root
        The project's folder.
    data
        The data package; the book's own by default. Of another one, a cell that it has no data
        for is replaced by a sentence, where in the book's own it would end the build.
    site
        Where the site goes; that of :func:`site_folder` by default.
    tell
        Told of each step that is done: its name, how many are done, and of how many.

    Returns
    -------
    tuple of str, optional
        None when the site was current; else what could not be made and was replaced by a
        sentence, which is nothing in the book's own site.

    Raises
    ------
    DataError
        The data package has defects; nothing is touched.
    LockedError
        Another run is building this site.
    BuildError
        A chapter failed, a page is missing, or the place of the site holds something else; the
        last good site stays in place.
    """
    own = site_folder(root, data) == root / "_build" / "html"
    workshop = site_folder(root, data).parent if site is None else site.parent / f".{site.name}"
    site = (site or site_folder(root, data)).absolute()
    _refuse_other_folder(site)
    with hold_lock(workshop, f"build {site.name}"):
        # What an interrupted build left behind.
        recover(site)
        for left in workshop.glob(f"{STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        digest = digest_inputs(root, data)
        if is_current(site, digest):
            return None
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=workshop))
        try:
            dataset = _snapshot(data or root / "data", staging / "data")
            made, failed = _make(root, staging, dataset, forgiving=not own, tell=tell)
            (made / STAMP).write_text(digest, encoding="utf-8")
            site.parent.mkdir(parents=True, exist_ok=True)
            swap_in(made, site)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return failed


def _refuse_other_folder(site: Path) -> None:
    # The swap takes away whatever stands there, so it must be a site or nothing.
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise BuildError(f"{site} is not a folder; name another place for the site.")
    if site.is_dir() and any(site.iterdir()) and not (site / "index.html").exists():
        raise BuildError(f"{site} holds something other than a site; name another place for it.")


def _snapshot(data: Path, target: Path) -> Dataset:
    """Validate a data package and copy it, so that all chapters see the same bytes."""
    dataset = load(data)
    files = [path for path in data.iterdir() if path.is_file() and not path.name.startswith(".")]
    target.mkdir()
    for path in files:
        shutil.copyfile(path, target / path.name)
    if digest_of(target, read_schema(target)) != dataset.digest:
        raise BuildError(f"{data.name} was changed while it was read; run the build again.")
    return dataset


def _make(
    root: Path, staging: Path, dataset: Dataset, forgiving: bool, tell: Tell
) -> tuple[Path, tuple[str, ...]]:
    """Everything of a site but its stamp, in the staging folder; with what was replaced."""
    figures = staging / "figures"
    figures.mkdir()
    environment = {
        FIGURES_VARIABLE: str(figures),
        DATA_VARIABLE: str(staging / "data"),
        VALIDATED_VARIABLE: dataset.digest,
        "IPYTHONDIR": str(staging / "ipython"),
    }
    chapters = len(list(notebooks(root / "book")))
    steps = chapters + 2
    bibliography = staging / "data" / BIBLIOGRAPHY
    bibliography.write_text(make_bibliography(dataset), encoding="utf-8")
    try:
        cache = staging / "_build" / ".jupyter_cache"
        failed = run_chapters(
            root / "book", cache, environment, lambda name, done: tell(name, done, steps), forgiving
        )
        site = make_pages(root, staging, bibliography)
    except (ChapterError, PagesError) as error:
        raise BuildError(str(error)) from None
    tell("pages", chapters + 1, steps)
    missing = [page for page in PAGES if not (site / f"{page}.html").exists()]
    if missing:
        raise BuildError(f"The build made no {', '.join(missing)}.html.")
    _strip_thebe(site)
    # Names the staging folder in its digest; it serves only builds on top of an earlier one.
    (site / ".buildinfo").unlink(missing_ok=True)
    shutil.move(figures, site / "figures")
    content = {"digest": dataset.digest, **collect_results(dataset)}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (site / "results.json").write_text(text, encoding="utf-8")
    write_kit(root, staging / "data", site / KIT)
    tell("results", steps, steps)
    return site, failed


def _strip_thebe(site: Path) -> None:
    # jupyter-book always names the address of a live-code library, twice, which the browser
    # reports as an error; the book does not offer live code and must name no other host.
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(THEBE_SCRIPT.sub("", text), encoding="utf-8")
