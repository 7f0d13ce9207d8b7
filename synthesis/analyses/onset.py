"""How soon an effect shows: the first of several times at which its interval excludes none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.words.labels import sort_key
from synthesis.words.terms import BackgroundTerm, RegimenLabel


@dataclass(frozen=True)
class Onset:
    """One treatment against the comparator at several times, in trials of one background.

    Parameters
    ----------
    pools
        By time, the earliest first, each with its week.
    """

    label: RegimenLabel
    background: tuple[BackgroundTerm, ...]
    pools: tuple[tuple[float, PoolResult], ...]

    @property
    def first(self) -> tuple[float, PoolResult] | None:
        """The first time at which the 95% interval lies above no effect; None where none does."""
        return next(((week, pool) for week, pool in self.pools if pool.primary.ci_low > 0), None)


def find_onsets(results: Iterable[AnalysisResult]) -> tuple[Onset, ...]:
    """Every treatment of analyses that differ in their week alone, by background and name.

    Parameters
    ----------
    results
        Of one outcome and comparator, each at a week of its own; ratios are on the log scale.
    """
    found: dict[tuple[tuple[BackgroundTerm, ...], RegimenLabel], list[tuple[float, PoolResult]]]
    found = {}
    for result in results:
        week = result.analysis.week
        for pool in result.pools if week is not None else ():
            assert week is not None
            key = result.analysis.background, pool.pool.label
            found.setdefault(key, []).append((week, pool))
    order = list(dict.fromkeys(background for background, _ in found))
    return tuple(
        Onset(label, background, tuple(sorted(pools, key=lambda each: each[0])))
        for (background, label), pools in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), sort_key(item[0][1]))
        )
    )
