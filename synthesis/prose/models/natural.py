"""Effects of the models on the scale that people read."""

from __future__ import annotations

import math


def format_natural(value: float, measure: str) -> str:
    """An effect from the model scale: a ratio for OR and RR, RD as it is."""
    if measure == "RD":
        return f"{value:.3f}"
    # exp overflows beyond 709, which a t interval with one degree of freedom can reach.
    return f"{math.exp(value):.3g}" if value < 700 else "above 1e304"
