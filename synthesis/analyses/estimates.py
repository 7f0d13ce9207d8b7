"""Every estimate of a data package as one line: what two versions of the data are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EstimateKind = Literal[
    "pool", "network", "dose", "harm", "mean", "course", "regression", "setting", "age group"
]
EffectSide = Literal["above", "below", "open"]


@dataclass(frozen=True)
class Estimate:
    """One estimate of the book.

    Parameters
    ----------
    id
        Permanent name: analysis and what is compared.
    kind
        What it comes from.
    title, comparison
        The analysis and the comparison, in words.
    measure
        "OR", "RR" or "RD"; "MD" or "SMD" of means. A regression and a setting have a ratio of two
        ratios.
    estimate, se, ci_low, ci_high
        Model scale: log for OR and RR, a proportion for RD, the unit of the score for MD. A limit
        is None where the data give none, and so is the standard error then; for a harm it is that
        of an interval of the same width, as its score interval has none.
    k, patients
        Trials and patients behind it; for a network those of the whole network.
    verdict
        Whether the interval lies above or below no difference, or leaves it open.
    certainty
        As people judged it, else as the rules suggest; empty where neither is so.
    """

    id: str
    kind: EstimateKind
    title: str
    comparison: str
    measure: str
    estimate: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    k: int
    patients: int
    verdict: EffectSide
    certainty: str = ""


@dataclass(frozen=True)
class ClaimVerdict:
    """The verdict on one claim of clinicians."""

    id: str
    claim: str
    verdict: str


@dataclass(frozen=True)
class Estimates:
    """All estimates of one version of the data, by id, and the verdicts on its claims."""

    digest: str
    estimates: dict[str, Estimate]
    claims: dict[str, ClaimVerdict]


def comparison_id(analysis: str, treatment: str, comparator: str) -> str:
    """The permanent name of an estimate: the id of its analysis, and what is compared."""
    return f"{analysis}.{treatment}-against-{comparator}"


def side_of(low: float | None, high: float | None) -> EffectSide:
    """On which side of no difference an interval lies (model scale); None is no limit."""
    if low is not None and low > 0:
        return "above"
    return "below" if high is not None and high < 0 else "open"
