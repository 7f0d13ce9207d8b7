"""Why a trial, an arm or a count is not used: stages, phrases, what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

# Reasons in the order a trial meets them: the later, the closer it came to being used.
STAGES = (
    *("role", "comparator", "population", "background", "week", "regimen"),
    *("reported", "conflict", "counted", "tier", "statistic", "informative"),
)
ROLES = {
    "randomised withdrawal": "randomised withdrawal: only responders were randomised",
    "extension": "extension: not randomised at the start of treatment",
    "pooled-duplicate": "the same patients as the trials it combines",
    "no-results-yet": "no results have been found yet",
}


class Reason(NamedTuple):
    """Why something is not used: the stage at which it stopped, one of `STAGES`, and a phrase."""

    stage: str
    words: str


@dataclass(frozen=True)
class HeldBack:
    """A trial (and regimen, where one is meant) that an analysis does not use, and why."""

    trial_id: str
    trial_name: str
    regimen: str | None
    label: str
    stage: str
    reason: str
