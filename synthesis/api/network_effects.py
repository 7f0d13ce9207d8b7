"""Every comparison of a network, and one of them: the results of a network meta-analysis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from synthesis.api.picture import Picture
from synthesis.api.scales import Scale, join_lines, limits, name_measure, on_scale, tell_effect
from synthesis.models.measure import Measure
from synthesis.models.network.contrasts import NetworkContrasts
from synthesis.models.network.direct_evidence import pool_direct
from synthesis.models.network.p_scores import Better, compute_p_scores
from synthesis.models.network.result import NetworkEstimate, NetworkResult
from synthesis.words.numbers import count_noun, count_patients, count_trials


@dataclass(frozen=True, eq=False, repr=False)
class NetworkComparison:
    """One treatment against another in a network.

    ``estimate``, ``ci`` and ``prediction_interval`` are plain values on the natural scale;
    ``model`` has them on the model scale. ``risks`` are those of the comparator’s arms.
    """

    model: NetworkEstimate
    measure: Measure
    level: float
    risks: tuple[float, ...] = ()

    @property
    def estimate(self) -> float:
        """Treatment over comparator (OR, RR) or minus it (RD); natural scale."""
        return on_scale(self.model.estimate, self.measure)

    @property
    def ci(self) -> tuple[float, float]:
        """Its interval; natural scale."""
        own = self.model
        return on_scale(own.ci_low, self.measure), on_scale(own.ci_high, self.measure)

    @property
    def prediction_interval(self) -> tuple[float, float] | None:
        """Where the effect in a new trial would lie; None where the model has none."""
        return limits(self.model.pi_low, self.model.pi_high, self.measure)

    @property
    def se(self) -> float:
        """Standard error on the model scale."""
        return self.model.se

    def baseline_risks(self) -> dict[str, float]:
        """Lowest, median and highest risk of the comparator’s arms, from 0 to 1."""
        found = np.quantile(self.risks, [0.0, 0.5, 1.0]).tolist()
        return dict(zip(("low", "median", "high"), found, strict=True))

    def to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """One row: treatment, comparator, estimate, limits, and ``se`` on the model scale."""
        return pd.DataFrame([_row(self.model, self.measure, scale)])

    def __repr__(self) -> str:
        own = self.model
        effect = tell_effect(own.estimate, own.ci_low, own.ci_high, self.measure, self.level)
        return f"{name_measure(self.measure)} {effect}, {own.treatment} against {own.comparator}"


@dataclass(frozen=True, eq=False, repr=False)
class NetworkEffects:
    """Every comparison of a network; made by :func:`synthesis.pool_network`.

    ``estimate``, ``ci`` and the frames are on the natural scale; ``model`` has all comparisons
    as arrays of shape (T, T) on the model scale.
    """

    model: NetworkResult
    contrasts: NetworkContrasts
    arms: pd.DataFrame
    reference: str
    better: Better

    @property
    def measure(self) -> Measure:
        """OR, RR or RD."""
        return self.model.measure

    @property
    def treatments(self) -> tuple[str, ...]:
        """The T treatments, in alphabetical order."""
        return self.model.treatments

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.model.trials)

    @property
    def estimate(self) -> dict[str, float]:
        """Each other treatment against the reference, by its name; natural scale."""
        return {row.treatment: on_scale(row.estimate, self.measure) for row in self.against()}

    @property
    def ci(self) -> dict[str, tuple[float, float]]:
        """Their intervals, by name; natural scale."""
        ends = {row.treatment: (row.ci_low, row.ci_high) for row in self.against()}
        return {
            name: (on_scale(low, self.measure), on_scale(high, self.measure))
            for name, (low, high) in ends.items()
        }

    @property
    def tau2(self) -> float | None:
        """The one variance between trials, squared model scale; None where it does not exist."""
        return self.model.tau2

    @property
    def i2(self) -> float | None:
        """I2 in percent from Q; None without degrees of freedom."""
        return self.model.i2

    @cached_property
    def p_scores(self) -> dict[str, float]:
        """P-scores (Ruecker and Schwarzer 2015), 0 to 1, the best first; a rank is no size."""
        scores = compute_p_scores(self.model.estimate, self.model.se, self.better).tolist()
        named = zip(self.treatments, scores, strict=True)
        return dict(sorted(named, key=lambda pair: -pair[1]))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, corrected or could not be estimated, in sentences."""
        return self.model.notes

    def against(self) -> tuple[NetworkEstimate, ...]:
        """Each other treatment against the reference, model scale."""
        rows = self.model.league_table(self.reference)
        return tuple(row for row in rows if row.comparator == self.reference)

    def compare(self, treatment: str, comparator: str | None = None) -> NetworkComparison:
        """One treatment against another, by default the reference; ValueError if unknown."""
        other = self.reference if comparator is None else comparator
        own = self.arms[self.arms["treatment"] == other]
        risks = tuple((own["responders"] / own["n"]).tolist())
        found = self.model.compare(treatment, other)
        return NetworkComparison(found, self.measure, self.model.level, risks)

    def to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """One row per treatment other than the reference, shape (T - 1, 10).

        Columns ``treatment``, ``comparator``, ``estimate``, ``ci_low``, ``ci_high``, ``pi_low``,
        ``pi_high``, ``se`` (model scale), ``head_to_head`` (trials that compare the two) and
        ``p_score``.
        """
        direct = pool_direct(self.contrasts, self.tau2).trials
        place = self.model.position
        rows = [
            {
                **_row(row, self.measure, scale),
                "head_to_head": int(direct[place(row.treatment), place(self.reference)]),
                "p_score": self.p_scores[row.treatment],
            }
            for row in self.against()
        ]
        return pd.DataFrame(rows)

    def league_table(self, scale: Scale = "natural") -> pd.DataFrame:
        """Every row treatment against every column treatment, shape (T, T); diagonal empty."""
        names, own = self.treatments, self.model.estimate
        cells = [
            [
                np.nan if row == column else on_scale(value, self.measure, scale)
                for column, value in enumerate(values)
            ]
            for row, values in enumerate(own.tolist())
        ]
        return pd.DataFrame(cells, index=pd.Index(names), columns=pd.Index(names))

    def draw(self, title: str = "") -> Picture:
        """A forest plot of every treatment against the reference."""
        from synthesis.api.forest import draw_forest

        return draw_forest(self, title)

    def _repr_png_(self) -> bytes:
        return self.draw().png()

    def __repr__(self) -> str:
        own = self.model
        tau = "" if own.tau2 is None else f"; tau {own.tau2**0.5:.3g}"
        heading = (
            f"Network of {count_noun(len(self.treatments), 'treatment')}: {count_trials(self.k)}, "
            f"{count_patients(own.patients)}; {own.method}, {own.ci}{tau}"
        )
        effects = [
            f"  {row.treatment}: "
            f"{tell_effect(row.estimate, row.ci_low, row.ci_high, self.measure, own.level)}"
            for row in self.against()
        ]
        against = f"{name_measure(self.measure)} against {self.reference}:"
        return join_lines([heading, against, *effects], own.notes)


def _row(estimate: NetworkEstimate, measure: Measure, scale: Scale) -> dict[str, object]:
    predicted = limits(estimate.pi_low, estimate.pi_high, measure, scale) or (None, None)
    return {
        "treatment": estimate.treatment,
        "comparator": estimate.comparator,
        "estimate": on_scale(estimate.estimate, measure, scale),
        "ci_low": on_scale(estimate.ci_low, measure, scale),
        "ci_high": on_scale(estimate.ci_high, measure, scale),
        "pi_low": predicted[0],
        "pi_high": predicted[1],
        "se": estimate.se,
    }
