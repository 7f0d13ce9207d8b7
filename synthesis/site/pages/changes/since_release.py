"""The book’s results against those of the latest release that they differ from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from synthesis.analyses.estimates import Estimates
from synthesis.analyses.evidence.entering import collect_entering
from synthesis.analyses.run import Results, made_once
from synthesis.claims.estimates import collect_estimates
from synthesis.files.project import RELEASES
from synthesis.living.compare_results import ResultChanges, compare_results
from synthesis.living.explain import Explanation, explain_moves
from synthesis.living.releases import Release, list_releases
from synthesis.prose.changes import count_changes
from synthesis.words.numbers import list_words

NO_RELEASE = "No results of a release are kept yet, so there is nothing to compare with."


@dataclass(frozen=True)
class Changes:
    """The book's results against those of the latest release that they differ from.

    `release` is None where no results of a release are kept; `equal` names later releases whose
    results are the book's own. `reasons` tells which rows moved what; None where the release has
    none of its rows.
    """

    release: Release | None
    equal: tuple[str, ...]
    present: Estimates
    results: ResultChanges
    reasons: tuple[Explanation, ...] | None = None

    @property
    def version(self) -> str:
        """The version compared with; empty where there is none."""
        return "" if self.release is None else self.release.version

    @cached_property
    def takeaways(self) -> tuple[str, ...]:
        """What differs, in sentences for the opening box."""
        if self.release is None:
            return (NO_RELEASE,)
        sentences = [f"Since version {self.version}: {_lower(count_changes(self.results))}"]
        for lines, what in (
            (self.results.appeared, "new"),
            (self.results.disappeared, "no longer there"),
        ):
            if lines:
                noun = "estimate is" if len(lines) == 1 else "estimates are"
                sentences.append(f"{len(lines):,} {noun} {what}.")
        if self.results.claims:
            number = len(self.results.claims)
            sentences.append(
                f"{number} {'claim has' if number == 1 else 'claims have'} another verdict."
            )
        if not self.results.any:
            sentences.append("Nothing differs.")
        if self.equal:
            sentences.append(f"The results are those of version {list_words(self.equal)}.")
        return tuple(sentences)


@made_once
def compare_with_release(results: Results) -> Changes:
    """Compare the book with the latest kept release whose results differ; see `compare_with`.

    Releases are those of the project’s own subject: a package about another has none.
    """
    present = collect_estimates(results)
    if results.dataset.vocabulary.subject.chapters == "book":
        changes = compare_with(present)
        old = changes.release.entering if changes.release else None
        if old is None:
            return changes
        moved, new = changes.results.changed, collect_entering(results)
        return replace(changes, reasons=explain_moves(moved, old, new, results.dataset))
    return Changes(None, (), present, compare_results(present, present))


def compare_with(present: Estimates, folder: Path = RELEASES) -> Changes:
    """Compare estimates with the latest release of a folder whose results differ, or the latest.

    A release of nothing but words or code has the results of the one before; what changed for
    readers of the numbers is then found further back.

    Raises
    ------
    ReleaseError
        A file of the folder does not hold results of a release.
    """
    releases = list(list_releases(folder))
    equal: list[str] = []
    for release in releases:
        changes = compare_results(release.results, present)
        if changes.any:
            return Changes(release, tuple(equal), present, changes)
        equal.append(release.version)
    latest = releases[0] if releases else None
    compared = compare_results(latest.results if latest else present, present)
    return Changes(latest, (), present, compared)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
