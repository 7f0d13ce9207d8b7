"""How a p value is printed, in figures and in sentences."""

from __future__ import annotations

import math


def format_p(p: float) -> str:
    """``p = 0.04``, ``p = 0.003``, ``p < 0.001``; without a number ``p not estimable``."""
    if math.isnan(p):
        return "p not estimable"
    if p < 0.001:
        return "p < 0.001"
    # Rounding must not carry a p across the usual 0.05, nor up to a certain 1.
    digits = 3 if p < 0.01 or f"{p:.2f}" == "0.05" else 2
    return "p > 0.99" if p > 0.995 else f"p = {p:.{digits}f}"
