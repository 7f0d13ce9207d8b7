"""Absolute effects: a relative effect applied to stated baseline risks.

A pooled odds ratio says nothing to a patient until a baseline risk is stated. Following the
Cochrane Handbook (version 5.1, 12.5.4), the limits of the relative effect are applied to a
baseline risk that is taken as known: its own uncertainty is shown by using several.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.models.measure import Measure
from synthesis.models.tables.arm_table import check_arm_table


class AbsoluteError(ValueError):
    """A risk or effect that cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True)
class BaselineRisks:
    """Risks in the control arms of k trials, each trial counting once, natural scale."""

    k: int
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float

    def named(self) -> tuple[tuple[str, float], ...]:
        """Low, median and high risk, as shown to readers."""
        return ("low", self.minimum), ("median", self.median), ("high", self.maximum)


def baseline_risks(arms: pd.DataFrame, control: str) -> BaselineRisks:
    """Summarise the risks of the control arms.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders``, ``n``.
    control : str
        Name in the column ``treatment``.

    Returns
    -------
    BaselineRisks
        Quartiles by linear interpolation (type 7 of Hyndman and Fan 1996, the default of R).

    Raises
    ------
    ArmTableError
        If the table is defective.
    AbsoluteError
        If no arm has that name.
    """
    arms = check_arm_table(arms)
    chosen = arms[arms["treatment"] == control]
    if chosen.empty:
        known = ", ".join(sorted(set(arms["treatment"])))
        raise AbsoluteError(f"no arm is called {control!r}; the table knows {known}.")
    risk = (chosen["responders"] / chosen["n"]).to_numpy(float)
    return BaselineRisks(len(risk), *(float(v) for v in np.quantile(risk, [0, 0.25, 0.5, 0.75, 1])))


@dataclass(frozen=True)
class NumberNeeded:
    """Number needed to treat for one more patient to benefit (NNTB) or be harmed (NNTH).

    ``benefit``, ``benefit_low`` and ``benefit_high`` are differences in risk counted so that
    more is better, with their interval. Their inverses run from 1 through infinity (no
    difference) to -1, which is why an interval that contains 0 is written
    "NNTB 8 to infinity to NNTH 20" (Altman 1998, BMJ 317:1309).
    """

    benefit: float
    benefit_low: float
    benefit_high: float

    @property
    def estimate(self) -> float:
        """Positive for NNTB, negative for NNTH, infinite for no difference; not rounded."""
        return _inverse(self.benefit)

    @property
    def best(self) -> float:
        """The limit most favourable to treatment, signed as :attr:`estimate`."""
        return _inverse(self.benefit_high)

    @property
    def worst(self) -> float:
        """The limit least favourable to treatment, signed as :attr:`estimate`."""
        return _inverse(self.benefit_low)

    @property
    def crosses_infinity(self) -> bool:
        """Whether both benefit and harm lie within the interval."""
        return self.benefit_low < 0.0 < self.benefit_high

    def describe(self) -> str:
        """Plain words for the estimate, for example "NNTB 8"."""
        return _words(self.estimate)

    def describe_interval(self) -> str:
        """Plain words for the interval, the limit with more benefit first.

        NNTB is rounded up and NNTH down, so that rounding never flatters the treatment.
        """
        best, worst = _words(self.best), _words(self.worst)
        if self.crosses_infinity:
            return f"{best} to infinity to {worst}"
        if self.benefit_low == self.benefit_high:
            return best
        if "infinity" in (best, worst):
            return f"{best} to {worst}"
        return f"{best} to {worst.split()[1]}"


@dataclass(frozen=True)
class AbsoluteEffect:
    """What a relative effect means at one baseline risk.

    Risks and differences are per 1 (natural scale) unless the name says otherwise; the
    difference is treatment minus control. ``notes`` tell of risks that had to be cut at 0 or 1.
    """

    measure: Measure
    baseline: float
    risk: float
    risk_low: float
    risk_high: float
    number_needed: NumberNeeded
    notes: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Risk difference."""
        return self.risk - self.baseline

    @property
    def difference_low(self) -> float:
        """Lower limit of the risk difference."""
        return self.risk_low - self.baseline

    @property
    def difference_high(self) -> float:
        """Upper limit of the risk difference."""
        return self.risk_high - self.baseline

    def per_1000(self) -> tuple[int, int, int, int]:
        """Of 1,000 people: without treatment, with it, lower and upper limit with it."""
        values = (self.baseline, self.risk, self.risk_low, self.risk_high)
        first, second, third, fourth = (math.floor(1000 * value + 0.5) for value in values)
        return first, second, third, fourth


def absolute_effect(
    measure: Measure,
    estimate: float,
    ci_low: float,
    ci_high: float,
    baseline: float,
    event_is_good: bool = True,
) -> AbsoluteEffect:
    """Apply a relative effect to a baseline risk.

    Parameters
    ----------
    measure : {"OR", "RR", "RD"}
    estimate, ci_low, ci_high : float
        On the model scale: natural logarithm for OR and RR, natural scale for RD.
    baseline : float
        Risk without the treatment, from 0 to 1.
    event_is_good : bool
        Whether the event counted is one that patients want (a response) or not (a harm).

    Returns
    -------
    AbsoluteEffect
        Risk with treatment: odds times OR; risk times RR or risk plus RD, cut at 0 and 1.

    Raises
    ------
    AbsoluteError
        If the measure is unknown, the baseline is no probability, a number is not finite, or
        the limits do not enclose the estimate.
    """
    if measure not in ("OR", "RR", "RD"):
        raise AbsoluteError(f"the measure is {measure!r}; expected OR, RR or RD.")
    if not 0.0 <= baseline <= 1.0:
        raise AbsoluteError(f"the baseline risk is {baseline}; expected a number from 0 to 1.")
    if not all(math.isfinite(value) for value in (estimate, ci_low, ci_high)):
        raise AbsoluteError("the effect or one of its limits is not a finite number.")
    if not ci_low <= estimate <= ci_high:
        raise AbsoluteError(
            f"the limits {ci_low:g} and {ci_high:g} do not enclose the estimate {estimate:g}."
        )
    raw = [_risk(measure, value, baseline) for value in (estimate, ci_low, ci_high)]
    risk, low, high = (min(max(value, 0.0), 1.0) for value in raw)
    notes: tuple[str, ...] = ()
    if any(not 0.0 <= value <= 1.0 for value in raw):
        notes = (
            f"At a baseline risk of {baseline:.3g} the {measure} leads to a risk outside 0 to 1; "
            "it was cut there.",
        )
    differences = (risk - baseline, low - baseline, high - baseline)
    if not event_is_good:
        differences = (-differences[0], -differences[2], -differences[1])
    return AbsoluteEffect(measure, baseline, risk, low, high, NumberNeeded(*differences), notes)


def _risk(measure: Measure, effect: float, baseline: float) -> float:
    if measure == "RD":
        return baseline + effect
    if measure == "RR":
        # exp overflows beyond 709; the risk is cut at 1 long before.
        return baseline * math.exp(min(effect, 700.0))
    if effect == 0.0 or baseline in (0.0, 1.0):
        return baseline
    odds = math.log(baseline) - math.log1p(-baseline) + effect
    risk = 1.0 / (1.0 + math.exp(-odds)) if odds > -700.0 else 0.0
    # Rounding must not carry a risk across the baseline: limits enclose the estimate.
    return max(risk, baseline) if effect > 0 else min(risk, baseline)


def _inverse(benefit: float) -> float:
    return math.inf if benefit == 0.0 else 1.0 / benefit


def _words(value: float) -> str:
    if math.isinf(value):
        return "infinity"
    # 1/0.1 and 1/(0.3 - 0.2) must both be 10, not 11.
    if value > 0:
        return f"NNTB {math.ceil(value * (1 - 1e-9)):,}"
    return f"NNTH {max(math.floor(-value * (1 + 1e-9)), 1):,}"
