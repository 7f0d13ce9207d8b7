"""Percentages that their source imputed several times, in print: one mark and one note for all."""

from __future__ import annotations

MARK = "†"
NOTE = f"{MARK} Imputed several times by its source; no count."


def with_note(caption: str, imputed: bool) -> str:
    """A caption that says what the mark means, where a cell of the table is `imputed`."""
    note = f"{MARK} imputed several times by its source; no count"
    return f"{caption} ({note})" if imputed else caption


def share_text(responders: float, n: int) -> str:
    """“37.7% of 147†”: the percentage as posted, from responders = share times n."""
    return f"{percent_text(100 * responders / n)} of {n:,}{MARK}"


def percent_text(percent: float) -> str:
    """“37.7%”, “40%”: a percentage with the decimals that it was posted with, two at most."""
    return f"{round(percent, 2):g}%"


def tiers_text(imputed: bool) -> str:
    """What rows primary results rest on; `imputed` where some are percentages without a count."""
    if imputed:
        return "rows read at a source, derived, inferred, or imputed several times by the source"
    return "rows read at a source, derived or inferred"
