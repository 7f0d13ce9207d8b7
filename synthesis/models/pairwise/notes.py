"""Sentences about a table and a model that a result carries with it."""

from __future__ import annotations

from typing import Protocol

from synthesis.models.arrays import Floats
from synthesis.models.measure import Measure

EMPTY_Q_PROFILE = (
    "The Q-profile interval of tau2 is empty: the trials agree more closely than chance alone "
    "would let them, so that no tau2 is compatible with them, not even 0."
)


class PooledContrasts(Protocol):
    """What a pool takes: one effect with its variance for each of k trials, of whatever table."""

    @property
    def measure(self) -> Measure:
        """Of the effects."""

    @property
    def treatment(self) -> str:
        """What is compared."""

    @property
    def control(self) -> str:
        """What it is compared with."""

    @property
    def trials(self) -> tuple[str, ...]:
        """Names, length k."""

    @property
    def k(self) -> int:
        """Number of trials."""

    @property
    def patients(self) -> int:
        """In the two arms of all trials."""

    @property
    def estimate(self) -> Floats:
        """Model scale, shape (k,)."""

    @property
    def variance(self) -> Floats:
        """Its square, shape (k,)."""

    @property
    def corrected(self) -> tuple[str, ...]:
        """Trials with a continuity correction."""

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Trials without information, and why."""


def note_data(contrasts: PooledContrasts, corrected_estimate: bool = True) -> list[str]:
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
