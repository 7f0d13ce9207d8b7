"""One effect over several trials: the result of a pairwise meta-analysis."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.api.contrasts import TrialContrasts
from synthesis.api.picture import Picture
from synthesis.api.scales import (
    Scale,
    join_lines,
    limits,
    name_measure,
    on_scale,
    percent_of,
    tell_effect,
)
from synthesis.models.measure import Measure
from synthesis.models.pairwise.result import IntervalMethod, PairwiseResult
from synthesis.words.numbers import count_patients, count_trials, format_p, format_three


@dataclass(frozen=True, eq=False, repr=False)
class PooledEffect:
    """One effect over k trials; made by :func:`synthesis.pool`.

    Numbers are plain Python values. ``estimate``, ``ci`` and ``prediction_interval`` are on the
    natural scale (a ratio, or a proportion for RD), ``se`` and ``tau`` on the model scale (log for
    OR and RR). ``model`` holds every number of the model, on the model scale.
    """

    model: PairwiseResult
    contrasts: TrialContrasts
    beside: PairwiseResult | None = None

    @property
    def measure(self) -> Measure:
        """OR, RR or RD."""
        return self.model.measure

    @property
    def k(self) -> int:
        """Number of trials."""
        return self.model.k

    @property
    def patients(self) -> int:
        """Participants of both arms of all k trials."""
        return self.model.patients

    @property
    def level(self) -> float:
        """Coverage of the intervals."""
        return self.contrasts.level

    @property
    def estimate(self) -> float:
        """Intervention over control (OR, RR) or minus control (RD); natural scale."""
        return on_scale(self.model.estimate, self.measure)

    @property
    def ci(self) -> tuple[float, float]:
        """Its interval by ``interval``; natural scale."""
        own = self.model
        return on_scale(own.ci_low, self.measure), on_scale(own.ci_high, self.measure)

    @property
    def interval(self) -> IntervalMethod:
        """How ``ci`` was made: wald, hk or hk-adhoc."""
        return self.model.ci

    @property
    def hartung_knapp_ci(self) -> tuple[float, float] | None:
        """With two trials, the Hartung-Knapp interval to be read beside the Wald one."""
        other = self.beside
        return None if other is None else limits(other.ci_low, other.ci_high, self.measure)

    @property
    def prediction_interval(self) -> tuple[float, float] | None:
        """Where the effect in a new trial would lie; natural scale, None below three trials."""
        return limits(self.model.pi_low, self.model.pi_high, self.measure)

    @property
    def se(self) -> float:
        """Standard error on the model scale."""
        return self.model.se

    @property
    def tau2(self) -> float | None:
        """Variance between trials on the squared model scale; None for one trial."""
        return self.model.tau2

    @property
    def tau(self) -> float | None:
        """Standard deviation between trials on the model scale; None for one trial."""
        return None if self.tau2 is None else math.sqrt(self.tau2)

    @property
    def i2(self) -> float | None:
        """I2 in percent, from tau2, or from Q for common-effect methods."""
        return self.model.i2

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each trial in percent."""
        return dict(zip(self.model.trials, self.model.weights, strict=True))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, corrected or could not be estimated, in sentences."""
        return self.model.notes

    def baseline_risks(self) -> dict[str, float]:
        """Lowest, median and highest risk of the k control arms, from 0 to 1."""
        cells = self.contrasts.model.cells
        risks = cells[:, 2] / cells[:, 3]
        found = np.quantile(risks, [0.0, 0.5, 1.0]).tolist()
        return dict(zip(("low", "median", "high"), found, strict=True))

    def to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """One row with every number, so that many pools stack with ``pandas.concat``.

        Effect and limits are on the natural scale, or on the model scale with
        ``scale="model"``; ``se``, ``tau2`` and its limits are always on the model scale. What does
        not exist is missing.
        """
        own, measure = self.model, self.measure
        predicted = limits(own.pi_low, own.pi_high, measure, scale) or (None, None)
        row = {
            "intervention": own.treatment,
            "control": own.control,
            "measure": measure,
            "k": own.k,
            "patients": own.patients,
            "estimate": on_scale(own.estimate, measure, scale),
            "ci_low": on_scale(own.ci_low, measure, scale),
            "ci_high": on_scale(own.ci_high, measure, scale),
            "pi_low": predicted[0],
            "pi_high": predicted[1],
            "se": own.se,
            "tau2": own.tau2,
            "tau2_low": own.tau2_low,
            "tau2_high": own.tau2_high,
            "i2": own.i2,
            "q": own.q,
            "q_df": own.q_df,
            "q_p": own.q_p,
            "method": own.method,
            "interval": own.ci,
        }
        return pd.DataFrame([row])

    def trials_to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """One row per trial as :meth:`TrialContrasts.to_frame`, with ``weight`` in percent."""
        return self.contrasts.to_frame(scale).assign(weight=list(self.model.weights))

    def draw(self, title: str = "") -> Picture:
        """A forest plot of the trials with the pooled estimate."""
        from synthesis.api.forest import draw_forest

        return draw_forest(self, title)

    def _repr_png_(self) -> bytes:
        return self.draw().png()

    def __repr__(self) -> str:
        own, measure = self.model, self.measure
        effect = tell_effect(own.estimate, own.ci_low, own.ci_high, measure, self.level)
        lines = [
            f"{name_measure(measure)} {effect}, {own.treatment} against {own.control}",
            f"{count_trials(own.k)}, {count_patients(own.patients)}; {own.method}, {own.ci}",
        ]
        if self.beside is not None:
            _, low, high = format_three(0.0, self.beside.ci_low, self.beside.ci_high, measure)
            lines.append(f"{percent_of(self.level)} CI by Hartung-Knapp: {low} to {high}")
        if self.tau is not None and own.i2 is not None:
            lines[1] += f"; tau {self.tau:.3g}, I2 {own.i2:.0f}%, Q {format_p(own.q_p)}"
        if own.pi_low is not None:
            _, low, high = format_three(0.0, own.pi_low, own.pi_high, measure)
            lines.append(f"{percent_of(self.level)} prediction interval {low} to {high}")
        return join_lines(lines, own.notes)
