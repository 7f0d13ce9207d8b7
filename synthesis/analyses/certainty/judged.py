"""Certainty as people judged it: rows of judgements.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.package.dataset import Dataset
from synthesis.package.plan.judgements import JUDGEMENTS


@dataclass(frozen=True)
class Judged:
    """What somebody judged of one estimate, in one domain or overall.

    Parameters
    ----------
    estimate
        Permanent name of the estimate.
    domain
        One of the domains of certainty, or “overall”.
    judgement
        A level overall; of a domain “not serious”, “serious” or “very serious”.
    judge, date
        Who judged, and when.
    reason
        Why.
    """

    estimate: str
    domain: str
    judgement: str
    judge: str
    date: str
    reason: str


def read_judgements(dataset: Dataset) -> Mapping[str, tuple[Judged, ...]]:
    """All judgements by the name of their estimate, in the order of the file."""
    found: dict[str, tuple[Judged, ...]] = {}
    for row in dataset.table(JUDGEMENTS).to_dict("records"):
        judged = Judged(
            row["estimate"],
            row["domain"],
            row["judgement"],
            row["judge"],
            str(row["date"]),
            row["reason"],
        )
        found[judged.estimate] = (*found.get(judged.estimate, ()), judged)
    return found
