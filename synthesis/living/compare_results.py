"""Which estimates changed between two versions of the data, and by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.analyses.estimates import ClaimVerdict, Estimate, Estimates

# On the log scale and as a proportion: below anything that is printed, above what different
# machines and the rounding of released results make of the same data.
SAME = 1e-6


@dataclass(frozen=True)
class EstimateChange:
    """An estimate that both versions have, not alike.

    Parameters
    ----------
    old, new
        Before and after.
    what
        Which of estimate, interval, k, patients, verdict, certainty and measure differ.
    """

    old: Estimate
    new: Estimate
    what: tuple[str, ...]

    @property
    def flipped(self) -> bool:
        """Whether the interval now lies on another side of no difference."""
        return "verdict" in self.what

    @property
    def of_certainty_alone(self) -> bool:
        """Whether nothing but the suggested certainty differs: the numbers are the same."""
        return self.what == ("certainty",)

    @property
    def shift(self) -> float | None:
        """New less old estimate in old standard errors; None where that means nothing."""
        if "measure" in self.what or not self.old.se:
            return None
        return (self.new.estimate - self.old.estimate) / self.old.se


@dataclass(frozen=True)
class ClaimChange:
    """A claim whose verdict changed."""

    old: ClaimVerdict
    new: ClaimVerdict


@dataclass(frozen=True)
class ResultChanges:
    """What differs between the results of two versions.

    Parameters
    ----------
    changed
        Verdicts that flipped first, then by how far the estimate moved.
    appeared, disappeared
        Estimates that only the new, only the old version has, in the order of the plan.
    claims
        Claims of both versions with another verdict.
    compared
        How many estimates both versions have.
    """

    changed: tuple[EstimateChange, ...]
    appeared: tuple[Estimate, ...]
    disappeared: tuple[Estimate, ...]
    claims: tuple[ClaimChange, ...]
    compared: int

    @property
    def flipped(self) -> tuple[EstimateChange, ...]:
        """The changes in which the interval moved to another side of no difference."""
        return tuple(change for change in self.changed if change.flipped)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.changed or self.appeared or self.disappeared or self.claims)


def compare_results(old: Estimates, new: Estimates) -> ResultChanges:
    """Compare two versions estimate by estimate, by their permanent names."""
    before, after = old.estimates, new.estimates
    changed = [
        EstimateChange(before[name], after[name], what)
        for name in after
        if name in before and (what := _differences(before[name], after[name]))
    ]
    return ResultChanges(
        changed=tuple(sorted(changed, key=_order)),
        appeared=tuple(line for name, line in after.items() if name not in before),
        disappeared=tuple(line for name, line in before.items() if name not in after),
        claims=tuple(
            ClaimChange(old.claims[name], claim)
            for name, claim in new.claims.items()
            if name in old.claims and old.claims[name].verdict != claim.verdict
        ),
        compared=sum(name in before for name in after),
    )


def _differences(old: Estimate, new: Estimate) -> tuple[str, ...]:
    interval = _differ(old.ci_low, new.ci_low) or _differ(old.ci_high, new.ci_high)
    found = {
        "measure": old.measure != new.measure,
        "verdict": old.verdict != new.verdict,
        "estimate": _differ(old.estimate, new.estimate),
        "interval": interval,
        "k": old.k != new.k,
        "patients": old.patients != new.patients,
        "certainty": old.certainty != new.certainty,
    }
    return tuple(name for name, differs in found.items() if differs)


def _differ(old: float | None, new: float | None) -> bool:
    # A limit that is infinite is none in a released file.
    before = old if old is not None and math.isfinite(old) else None
    after = new if new is not None and math.isfinite(new) else None
    if before is None or after is None:
        return before is not after
    return abs(after - before) > SAME


def _order(change: EstimateChange) -> tuple[bool, float, float, str]:
    """Flips first, then the largest move, then the largest change of the interval."""
    shift = change.shift
    moved = math.inf if shift is None else abs(shift)
    return not change.flipped, -moved, -_interval_change(change), change.new.id


def _interval_change(change: EstimateChange) -> float:
    old, new = change.old, change.new
    pairs = ((old.ci_low, new.ci_low), (old.ci_high, new.ci_high))
    sizes = [
        math.inf if (a is None) != (b is None) else abs((b or 0.0) - (a or 0.0)) for a, b in pairs
    ]
    return max(sizes)
