"""The effect measures."""

from __future__ import annotations

from typing import Literal

# Of counts: odds ratio and risk ratio on the log scale, risk difference as a proportion. Of means:
# their difference in the unit of the score, and the same in standard deviations.
Measure = Literal["OR", "RR", "RD", "MD", "SMD"]
COUNT_MEASURES = ("OR", "RR", "RD")
MEAN_MEASURES = ("MD", "SMD")
