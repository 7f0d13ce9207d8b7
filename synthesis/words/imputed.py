"""Percentages that their source imputed several times, in print: one mark and one note for all."""

from __future__ import annotations

MARK = "†"
NOTE = f"{MARK} Imputed several times by its source; no count."


def share_text(responders: float, n: int) -> str:
    """“37.7% of 147†”: the percentage as posted, from responders = share times n."""
    return f"{percent_text(100 * responders / n)} of {n:,}{MARK}"


def percent_text(percent: float) -> str:
    """“37.7%”, “40%”: a percentage with the decimals that it was posted with, two at most."""
    return f"{round(percent, 2):g}%"


def count_text(responders: float, n: int, imputed: bool) -> str:
    """“60 of 150”, or of an imputed percentage “37.7% of 147†”."""
    return share_text(responders, n) if imputed else f"{responders:,.0f} of {n:,}"


def tiers_text(imputed: bool) -> str:
    """What rows primary results rest on; `imputed` where some are percentages without a count."""
    if imputed:
        return "rows read at a source, derived, inferred, or imputed several times by the source"
    return "rows read at a source, derived or inferred"
