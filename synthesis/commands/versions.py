"""Two versions of the data, each computed with the present code, for `compare` and `release`."""

from __future__ import annotations

from dataclasses import dataclass

import typer

from synthesis.analyses.estimates import Estimates
from synthesis.analyses.evidence.entering import Entering, collect_entering
from synthesis.claims.estimates import STEPS, collect_estimates, run_everything
from synthesis.commands.progress import TellProgress, show_progress
from synthesis.commands.shared import DEFECTS
from synthesis.living.compare_results import compare_results
from synthesis.living.compare_rows import compare_rows, read_package
from synthesis.living.explain import explain_moves
from synthesis.living.releases import read_release
from synthesis.living.versions import SideError, VersionSide
from synthesis.package.dataset import Dataset, digest_of, load
from synthesis.package.defects import DataError
from synthesis.package.schema import read_schema
from synthesis.prose.changes import VersionDifferences

STEPS_OF_A_SIDE = 1 + len(STEPS)  # reading comes first


@dataclass(frozen=True)
class ComputedSide:
    """One version: its estimates, the rows behind them, and its data; None is what is not kept."""

    estimates: Estimates
    entering: Entering | None
    dataset: Dataset | None


def compare_sides(old: VersionSide, new: VersionSide) -> VersionDifferences:
    """Compare both and say which rows moved what; rows one by one where both are data.

    Raises
    ------
    SideError
        The data of one changed meanwhile.
    ReleaseError
        A file does not hold the results of a release.
    typer.Exit
        A data package has defects; the first has been told.
    """
    computed = sum(side.folder is not None for side in (old, new))
    with show_progress("starting", computed * STEPS_OF_A_SIDE) as tell:
        before = run_side(old, None, tell)
        # The same bytes give the same results: they are computed once.
        after = run_side(new, before, tell)
    rows = None
    if old.folder is not None and new.folder is not None:
        rows = compare_rows(read_package(old.folder), read_package(new.folder))
        for folder, side in ((old.folder, before), (new.folder, after)):
            if digest_of(folder, read_schema(folder)) != side.estimates.digest:
                raise SideError(f"The data in {folder.name} changed meanwhile; compare again.")
    results = compare_results(before.estimates, after.estimates)
    reasons = None
    if before.entering and after.entering and after.dataset:
        moved = results.changed
        reasons = explain_moves(moved, before.entering, after.entering, after.dataset)
    return VersionDifferences(
        old.name,
        before.estimates.digest,
        new.name,
        after.estimates.digest,
        rows,
        results,
        reasons,
    )


def run_side(side: VersionSide, known: ComputedSide | None, tell: TellProgress) -> ComputedSide:
    """The estimates of one version, their rows, and its data unless it is a file of a release.

    Parameters
    ----------
    side
        What is computed.
    known
        A version that has been computed already; data of the same bytes are not computed again.
    tell
        Told of each step.
    """
    if side.folder is None:
        assert side.release is not None
        release = read_release(side.release)
        return ComputedSide(release.results, release.entering, None)
    tell(f"{side.name}: reading")
    try:
        digest = digest_of(side.folder, read_schema(side.folder))
        if known and known.dataset and known.dataset.digest == digest:
            return known
        dataset = load(side.folder)
    except DataError as error:
        first, more = error.defects[0], len(error.defects) - 1
        rest = f" There are {more} more defects." if more else ""
        sentence = f"The data of “{side.name}” cannot be read with the present code: {first}{rest}"
        typer.echo(f"Error: {sentence}", err=True)
        raise typer.Exit(DEFECTS) from None
    results = run_everything(dataset, lambda step: tell(f"{side.name}: {step}"))
    return ComputedSide(collect_estimates(results), collect_entering(results), dataset)
