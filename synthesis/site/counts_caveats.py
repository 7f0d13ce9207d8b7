"""What is to be said of the counts that a figure rests on, by their rows in the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.caveat_prose import count_caveats
from synthesis.selection import ArmCount

Rows = Mapping[int, Mapping[Any, Any]]


def caveats_of_counts(arms: Iterable[ArmCount], rows: Rows) -> tuple[str, ...]:
    """Whether some denominators are inferred, and the trials with a count in dispute.

    Parameters
    ----------
    arms
        The counts of a figure.
    rows
        The rows of dichotomous.csv by their number.
    """
    arms = tuple(arms)
    names = dict.fromkeys(arm.trial_name for arm in arms if rows[arm.row]["conflict"] == "yes")
    return tuple(count_caveats(arms, tuple(names)))
