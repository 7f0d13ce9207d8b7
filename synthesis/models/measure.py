"""The effect measures."""

from __future__ import annotations

from typing import Literal

# Odds ratio and risk ratio on the log scale, risk difference as a proportion.
Measure = Literal["OR", "RR", "RD"]
