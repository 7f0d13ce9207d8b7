"""A dose-response curve as one thing to hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from synthesis.api.columns import TABLE, take_arms
from synthesis.api.picture import Picture
from synthesis.api.scales import Scale, join_lines, on_scale, percent_of, tell_effect
from synthesis.models.dose.contrast import contrast_doses
from synthesis.models.dose.fit import fit_dose_response as fit_model
from synthesis.models.dose.result import CurvePoint, DoseModel, DoseResult
from synthesis.models.tables.dose_table import check_dose_table
from synthesis.words.numbers import count_noun, count_patients, count_trials


@dataclass(frozen=True, eq=False, repr=False)
class DoseResponse:
    """A curve over the doses studied; made by :func:`fit_dose_response`.

    ``estimate``, ``ci`` and the frames are odds ratios against dose 0 (natural scale);
    coefficients and ``model`` are on the log odds scale. Doses are in the unit of the table.
    """

    model: DoseResult
    arms: pd.DataFrame

    @property
    def doses(self) -> tuple[float, ...]:
        """The doses studied above 0, each once, the lowest first."""
        return tuple(sorted({float(dose) for dose in self.arms["dose"]} - {0.0}))

    @property
    def estimate(self) -> dict[float, float]:
        """Odds ratio against dose 0 on the curve, by the dose studied; natural scale."""
        return {point.dose: on_scale(point.log_odds_ratio, "OR") for point in self._studied()}

    @property
    def ci(self) -> dict[float, tuple[float, float]]:
        """Their pointwise intervals, by dose; 0 or infinity where the data give no limit."""
        return {point.dose: _ends(point, "natural") for point in self._studied()}

    @property
    def aic(self) -> float:
        """Akaike's criterion; the lower of two models fits better for its size."""
        return self.model.aic

    @property
    def k(self) -> int:
        """Number of trials."""
        return self.model.k

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out or could not be estimated, in sentences."""
        return self.model.notes

    def to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """The curve, one row per point: ``dose``, ``estimate``, ``ci_low``, ``ci_high``.

        Odds ratios against dose 0, or their logarithms with ``scale="model"``; a limit that the
        data do not give is 0 or infinite (minus or plus infinity on the model scale).
        """
        rows = [
            (point.dose, on_scale(point.log_odds_ratio, "OR", scale), *_ends(point, scale))
            for point in self.model.curve
        ]
        return pd.DataFrame(rows, columns=["dose", "estimate", "ci_low", "ci_high"])

    def coefficients_to_frame(self) -> pd.DataFrame:
        """One row per coefficient, log odds scale: name, estimate, se and profile limits."""
        return pd.DataFrame([vars(coefficient) for coefficient in self.model.coefficients])

    def trials_to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """Each trial’s own odds ratios against its dose 0; ``se`` on the log scale."""
        rows = [
            (point.trial, point.dose, on_scale(point.log_odds_ratio, "OR", scale), point.se)
            for point in self.model.observed
        ]
        return pd.DataFrame(rows, columns=["trial", "dose", "estimate", "se"])

    def compare(self, dose: float, reference: float = 0.0) -> pd.DataFrame:
        """One dose studied against a lower one on the curve: one row, odds ratios.

        Raises
        ------
        ValueError
            If a dose was not studied, or the first is not the higher one.
        """
        own = contrast_doses(self.arms, self.model.model, dose, reference, self.model.level)
        values = (on_scale(value, "OR") for value in (own.log_odds_ratio, own.low, own.high))
        columns = ["dose", "reference", "estimate", "ci_low", "ci_high"]
        return pd.DataFrame([(float(own.dose), float(own.reference), *values)], columns=columns)

    def draw(self, title: str = "", unit: str = "") -> Picture:
        """The curve with its band, and each trial’s own odds ratios over it."""
        from synthesis.api.curve import draw_curve

        return draw_curve(self.model, title, unit)

    def _repr_png_(self) -> bytes:
        return self.draw().png()

    def __repr__(self) -> str:
        own = self.model
        lines = [
            f"Dose-response, {own.model} model: {count_trials(own.k)}, "
            f"{count_noun(own.arms, 'arm')}, {count_patients(own.patients)}; AIC {own.aic:.1f}",
            *(
                f"  {c.name}: {_text(c.estimate, 'no estimate')} ({percent_of(own.level)} CI "
                f"{_text(c.ci_low, 'no limit')} to {_text(c.ci_high, 'no limit')})"
                for c in own.coefficients
            ),
            "Odds ratio against dose 0:",
            *(
                f"  {p.dose:g}: {tell_effect(p.log_odds_ratio, p.low, p.high, 'OR', own.level)}"
                for p in self._studied()
            ),
        ]
        return join_lines(lines, own.notes)

    def _studied(self) -> list[CurvePoint]:
        return [point for point in self.model.curve if point.dose in self.doses]


def fit_dose_response(
    arms: pd.DataFrame,
    model: DoseModel = "emax",
    *,
    level: float = 0.95,
    trial: str = "trial",
    dose: str = "dose",
    responders: str = "responders",
    n: str = "n",
) -> DoseResponse:
    """Fit a dose-response curve to the arms of one or more trials.

    Parameters
    ----------
    arms : pandas.DataFrame
        One row per arm; dose 0 is placebo. All doses in one unit.
    model : {"emax", "linear", "log"}
        Log odds ratio against dose 0: emax dose / (ED50 + dose), b dose, or b log(dose + 1).
    level : float
        Coverage of all intervals, above 0 and below 1.
    trial, dose, responders, n : str
        What these columns are called in `arms`.

    Returns
    -------
    DoseResponse
        One-stage binomial likelihood with an intercept for each trial; profile-likelihood
        intervals (Venzon and Moolgavkar 1988). No curve outside the doses studied.

    Raises
    ------
    ValueError
        One sentence on the first defect, or why the curve cannot be fitted.
    """
    names = {"trial": trial, "dose": dose, "responders": responders, "n": n}
    taken = check_dose_table(take_arms(arms, names), TABLE)
    return DoseResponse(fit_model(taken, model, level), taken)


def _ends(point: CurvePoint, scale: Scale) -> tuple[float, float]:
    low = -math.inf if point.low is None else point.low
    high = math.inf if point.high is None else point.high
    return on_scale(low, "OR", scale), on_scale(high, "OR", scale)


def _text(value: float | None, otherwise: str) -> str:
    return otherwise if value is None else f"{value:.3g}"
