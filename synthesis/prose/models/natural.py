"""Effects of the models on the scale that people read."""

from __future__ import annotations

import math

from synthesis.words.numbers import DIFFERENCES


def format_tau_limits(tau2_low: float | None, tau2_high: float | None) -> str:
    """“ (95% CI 0.012 to 0.345)”, from the limits of tau2; empty without them."""
    if tau2_low is None or tau2_high is None:
        return ""
    return f" (95% CI {math.sqrt(tau2_low):.3f} to {math.sqrt(tau2_high):.3f})"


def format_natural(value: float, measure: str) -> str:
    """An effect from the model scale: a ratio for OR and RR, differences as they are."""
    if measure in DIFFERENCES:
        return f"{value:.3f}"
    # exp overflows beyond 709, which a t interval with one degree of freedom can reach.
    return f"{math.exp(value):.3g}" if value < 700 else "above 1e304"
