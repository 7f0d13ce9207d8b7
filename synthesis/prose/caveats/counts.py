"""Caveats of the counts that a figure rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from synthesis.models.tables.imputed_arms import implied_n
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord
from synthesis.words.numbers import list_words

# By how much an interval may speak of more patients than there are, as it is printed rounded.
ROUNDED = 1.1


def count_caveats(arms: Iterable[ArmCount], disputed: Collection[str]) -> tuple[str, ...]:
    """Whether percentages are imputed or denominators inferred, and the trials that are `disputed`.

    Parameters
    ----------
    arms
        The counts of a figure.
    disputed
        Names of the trials on whose counts sources disagree.
    """
    sentences = []
    arms = tuple(arms)
    imputed = dict.fromkeys(arm.trial_name for arm in arms if arm.imputed)
    if imputed:
        sentences.append(
            f"Percentages of {list_words(imputed)} were imputed several times by their source and "
            "have no count."
        )
    narrow = dict.fromkeys(arm.trial_name for arm in arms if any(map(_too_narrow, arm.sources)))
    if narrow:
        sentences.append(
            f"Printed intervals of {list_words(narrow)} are narrower than the number of patients "
            "allows, which is taken instead."
        )
    if any(row.verification == "inferred" for arm in arms for row in arm.sources):
        sentences.append("Some counts rest on an inferred denominator.")
    if disputed:
        sentences.append(f"Sources disagree on a count of {list_words(disputed)}.")
    return tuple(sentences)


def _too_narrow(row: CountRecord) -> bool:
    if not row.imputed or row.percent is None or row.interval is None or not row.n:
        return False
    return implied_n(row.percent, *row.interval) > ROUNDED * row.n
