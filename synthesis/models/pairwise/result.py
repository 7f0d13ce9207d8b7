"""The result of a pairwise analysis: every number the models report, frozen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from synthesis.models.measure import Measure

Method = Literal["REML", "PM", "DL", "common", "MH"]
IntervalMethod = Literal["hk", "hk-adhoc", "wald"]

# Everything but what a reader of the numbers can do without, in the order of the class.
_NOT_IN_JSON = {"pi_df", "i2_source", "weights", "trials"}


@dataclass(frozen=True)
class PairwiseResult:
    """Result of one pairwise analysis.

    ``estimate``, ``se``, the limits ``ci_*`` and ``pi_*`` are on the model scale (log for OR
    and RR, natural for RD), ``tau2*`` on its square. ``i2`` and ``weights`` are in percent.
    What does not exist is None, and ``notes`` says why. ``ci`` names the interval that was
    really computed, which is ``"wald"`` where Hartung-Knapp does not apply.
    """

    measure: Measure
    treatment: str
    control: str
    method: Method
    ci: IntervalMethod
    k: int
    patients: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    pi_low: float | None
    pi_high: float | None
    pi_df: int | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    i2: float | None
    i2_source: Literal["tau2", "Q"] | None
    q: float
    q_df: int
    q_p: float | None
    weights: tuple[float, ...]
    trials: tuple[str, ...]
    notes: tuple[str, ...]

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; model scale, None where undefined."""
        names = [field.name for field in fields(self) if field.name not in _NOT_IN_JSON]
        return {name: getattr(self, name) for name in names} | {"notes": list(self.notes)}
