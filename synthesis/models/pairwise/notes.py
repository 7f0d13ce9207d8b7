"""Sentences about a table and a model that a result carries with it."""

from __future__ import annotations

from synthesis.models.pairwise.contrasts import Contrasts

EMPTY_Q_PROFILE = (
    "The Q-profile interval of tau2 is empty: the trials agree more closely than chance alone "
    "would let them, so that no tau2 is compatible with them, not even 0."
)


def note_data(contrasts: Contrasts, corrected_estimate: bool = True) -> list[str]:
    """Say which trials were left out and which were corrected, and what the correction touches."""
    notes = [f"{trial} is left out: {reason}." for trial, reason in contrasts.left_out]
    if contrasts.corrected:
        if not corrected_estimate:
            where = ", in Q only; the estimate is not corrected"
        elif contrasts.measure == "RD":
            where = ", for the variance alone; the risk difference is that of the counts"
        else:
            where = ""
        notes.append(
            f"0.5 was added to all four cells of {', '.join(contrasts.corrected)}, which had a "
            f"zero cell{where}."
        )
    return notes
