"""Build the site: aside, then swapped in whole; skipped when no input has changed."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from synthesis.analyses.run import Results
from synthesis.analyses.second_software.compare import run_second_software
from synthesis.build.input_digests import InputDigests, digest_inputs, digest_parts
from synthesis.build.places import claim_place, site_folder, tell_full_disk
from synthesis.build.processes import start_server
from synthesis.build.rerun_kit import KIT, digest_kit, write_kit
from synthesis.build.source import refuse_chapters
from synthesis.build.stage import BuildError, TellStep, make_site, tell_nobody
from synthesis.claims.estimates import run_everything
from synthesis.files.checked_store import CheckedStore, digest_texts
from synthesis.files.lock import hold_lock
from synthesis.files.project import ROOT
from synthesis.files.swap_folders import recover, swap_in
from synthesis.package.data_folder import own_name
from synthesis.package.dataset import Dataset, digest_of, load
from synthesis.package.public_files import public_files
from synthesis.package.schema import read_schema
from synthesis.prose.second_software import agreement_sentence, disagreement_sentence

__all__ = ["ROOT", "BuildError", "build", "is_current", "site_folder"]

STAMP, KIT_STAMP = ".inputs", ".kit"
STAGING = "staging-"
CACHE = ".cache"
KEPT_RESULTS, KEPT_NOTES = "results.pickle", "notes.pickle"


def is_current(site: Path, digest: str, kind: str = STAMP) -> bool:
    """Whether a site, or its kit, was made from inputs with this digest."""
    stamp = site / kind
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def _replace_kit(root: Path, data: Path, site: Path, workshop: Path, digest: str) -> None:
    """Put a new kit into a site that is otherwise current: a test or the README has changed."""
    draft = Path(tempfile.mkdtemp(prefix=STAGING, dir=workshop))
    try:
        write_kit(root, data, draft / KIT)
        (draft / KIT).replace(site / KIT)
        (site / KIT_STAMP).write_text(digest, encoding="utf-8")
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def build(
    root: Path = ROOT,
    data: Path | None = None,
    site: Path | None = None,
    tell: TellStep = tell_nobody,
    note: Callable[[str], None] = lambda _: None,
    fresh: bool = False,
    sources: str | None = None,
    run_chapters: bool = False,
) -> tuple[str, ...] | None:
    """Build a site unless it is current; what equal inputs gave an earlier build is used again.

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
    note
        Told, for another data package, how closely other software agrees with its pools.
    fresh
        Everything is made anew, though the site were current.
    sources
        Digest of the package as it was before anything of it was imported, see `digest_sources`.
    run_chapters
        Chapters that another data package brings along, which are programs, may be run.

    Returns
    -------
    tuple of str, optional
        None when the site was current; else what could not be made and was replaced by a
        sentence, which is nothing in the book's own site.

    Raises
    ------
    DataError
        The data package has defects, or chapters that nobody allowed to run; nothing is touched.
    LockedError
        Another run is building this site.
    BuildError
        A chapter failed, a page is missing, other software disagrees with a pool of the book's
        own, or the place of the site holds something else; the last good site stays in place.
    """
    chosen, place = site is not None, data or root / "data"
    workshop = site_folder(root, data).parent if site is None else site.parent / f".{site.name}"
    site = (site or site_folder(root, data)).absolute()
    _refuse_other_folder(site)
    with hold_lock(workshop, f"build {site.name}"):
        # What an interrupted build left behind.
        recover(site)
        for left in workshop.glob(f"{STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        if not chosen and not claim_place(workshop, data if own_name(data, root) else None):
            raise BuildError(f"{workshop} became the place of another folder; run the build again.")
        digest, kit = digest_inputs(root, data), digest_kit(root, place)
        if is_current(site, digest) and not fresh:
            if not is_current(site, kit, KIT_STAMP):
                _replace_kit(root, place, site, workshop, kit)
            return None
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=workshop))
        store = CheckedStore(root / "_build" / CACHE, staging / "kept", fresh)
        try:
            store.begin()
            snapshot = staging / "data"
            dataset = take_snapshot(place, snapshot)
            refuse_chapters(dataset, place, run_chapters)
            digests = digest_parts(root, snapshot)
            refuse_changed(sources, digests)
            start_server()
            own = own_name(data, root)
            try:
                results, notes = recall_results(dataset, store, digests, own)
                for sentence in notes:
                    note(sentence)
                with tell_full_disk(workshop):
                    made, failed = make_site(
                        root, place, staging, results, own, store, digests, tell
                    )
            finally:
                # Something made while its inputs were being changed is the result of neither.
                if digest_parts(root, snapshot) == digests:
                    store.settle()
            (made / STAMP).write_text(digest, encoding="utf-8")
            (made / KIT_STAMP).write_text(kit, encoding="utf-8")
            site.parent.mkdir(parents=True, exist_ok=True)
            swap_in(made, site)
            store.prune()
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return failed


def recall_results(
    dataset: Dataset, store: CheckedStore, digests: InputDigests, own: str
) -> tuple[Results, tuple[str, ...]]:
    """The one run of everything with what other software says, unless an earlier build has it."""
    key = digest_texts("results", digests.results, own)
    kept = store.get(key)
    if kept is not None:
        return pickle.loads(kept[KEPT_RESULTS]), pickle.loads(kept[KEPT_NOTES])
    results = run_everything(dataset)
    notes = compare_software(results, strict=not own)
    files = {KEPT_RESULTS: pickle.dumps(results), KEPT_NOTES: pickle.dumps(notes)}
    store.put(key, files)
    return results, notes


def refuse_changed(sources: str | None, digests: InputDigests) -> None:
    """What was imported must be what the digests are of.

    Raises
    ------
    BuildError
        The package was changed in between.
    """
    if sources not in (None, digests.drawings):
        raise BuildError("The program was changed while it was started; run the build again.")


def compare_software(results: Results, strict: bool) -> tuple[str, ...]:
    """What to print of how closely PyMARE and statsmodels agree with the pools.

    Parameters
    ----------
    results
        The one run of everything.
    strict
        Nothing is printed where they agree, and a difference ends the build.

    Raises
    ------
    BuildError
        With one sentence on the largest difference, when `strict`.
    """
    second = run_second_software(results)
    defect = disagreement_sentence(second)
    if not strict:
        return tuple(sentence for sentence in (agreement_sentence(second), defect) if sentence)
    if defect:
        raise BuildError(defect)
    return ()


def _refuse_other_folder(site: Path) -> None:
    # The swap takes away whatever stands there, so it must be a site or nothing.
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise BuildError(f"{site} is not a folder; name another place for the site.")
    if site.is_dir() and any(site.iterdir()) and not (site / "index.html").exists():
        raise BuildError(f"{site} holds something other than a site; name another place for it.")


def take_snapshot(data: Path, target: Path) -> Dataset:
    """Validate a data package and copy it, so that all chapters see the same bytes."""
    dataset = load(data)
    target.mkdir()
    for path in public_files(data):
        shutil.copyfile(path, target / path.name)
    if digest_of(target, read_schema(target)) != dataset.digest:
        raise BuildError(f"{data.name} was changed while it was read; run the build again.")
    return dataset
