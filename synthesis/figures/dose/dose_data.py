"""What the dose-response figures show, apart from how it is drawn, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.words.numbers import natural_value

LOWEST_AIC = "lowest AIC"


@dataclass(frozen=True)
class DoseCurve:
    """A model's curve over the doses studied: log odds ratios against dose 0.

    `low` and `high` are its pointwise band; None is no limit. `note` stands below its name.
    """

    name: str
    note: str
    doses: tuple[float, ...]
    values: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class TrialPoint:
    """A trial's own log odds ratio of one dose against its dose 0, with its interval."""

    trial: str
    dose: float
    estimate: float
    ci_low: float
    ci_high: float
    patients: int


@dataclass(frozen=True)
class DosePlot:
    """One drug and outcome: the curves, the first drawn with its band, and the trials' points.

    `unit` follows a dose (“mg once daily”); `inactive` is what dose 0 is (“placebo”); `studied`
    are the doses above 0, the lowest first, which every curve passes through.
    """

    drug: str
    outcome: str
    unit: str
    inactive: str
    studied: tuple[float, ...]
    curves: tuple[DoseCurve, ...]
    points: tuple[TrialPoint, ...]

    @property
    def doses(self) -> tuple[float, ...]:
        """0 and the doses studied."""
        return (0.0, *self.studied)

    @property
    def trials(self) -> tuple[str, ...]:
        """The trials, each once, in order."""
        return tuple(dict.fromkeys(point.trial for point in self.points))


@dataclass(frozen=True)
class RelativeCurve:
    """One drug's curve: log odds ratios against dose 0, inside the doses studied.

    `doses` and `values` trace the curve, `studied` are the doses above 0 that trials gave,
    in the drug's `unit` (“mg”, “%”). `ci_low` and `ci_high` belong to the highest dose; None
    is no limit.
    """

    drug: str
    unit: str
    doses: tuple[float, ...]
    values: tuple[float, ...]
    studied: tuple[float, ...]
    ci_low: float | None
    ci_high: float | None

    @property
    def most(self) -> float:
        """The highest dose studied."""
        return self.studied[-1]

    def value_at(self, dose: float) -> float:
        """The curve at a dose studied."""
        return self.values[self.doses.index(dose)]


def tabulate_dose_curves(plot: DosePlot) -> DrawnData:
    """Every point of every curve, then every trial's mark; odds ratios, not their logarithms.

    A limit is empty where the curve has no band drawn, or where there is no limit.
    """
    against = f"against {plot.inactive}"
    fields = (
        Field("element", "Element", "string", "",
              "“curve” for a point of a fitted curve, “trial” for what one trial observed."),
        Field("curve", "Curve", "string", "", "Name of the fitted curve; empty for a trial."),
        Field("fit", "Fit", "string", "",
              "How much higher the AIC of the curve is than the lowest; empty for a trial."),
        Field("trial", "Trial", "string", "", "Name of the trial; empty for a curve."),
        Field("dose", "Dose", "number", plot.unit, f"Dose of {plot.drug}; 0 is {plot.inactive}."),
        Field("odds_ratio", "Odds ratio", "number", "odds ratio",
              f"Odds ratio of {plot.outcome} at this dose {against}."),
        Field("ci_low", "95% CI, lower limit", "number", "odds ratio",
              "Lower limit of the 95% confidence interval, for a curve at this dose alone."),
        Field("ci_high", "95% CI, upper limit", "number", "odds ratio",
              "Upper limit of the 95% confidence interval, for a curve at this dose alone."),
        Field("patients", "Patients", "integer", "patients",
              "Patients of the trial at this dose, which set the size of its mark."),
    )  # fmt: skip
    return DrawnData(fields, (*_curve_rows(plot), *map(_trial_row, plot.points)))


def _curve_rows(plot: DosePlot) -> Iterator[tuple[DrawnValue, ...]]:
    for index, curve in enumerate(plot.curves):
        # Only the first curve is drawn with its band.
        no_limits = (None,) * len(curve.doses)
        low, high = (no_limits, no_limits) if index else (curve.low, curve.high)
        for dose, value, *limits in zip(curve.doses, curve.values, low, high, strict=True):
            ratios = (natural_value(number, "OR") for number in (value, *limits))
            yield "curve", curve.name, curve.note, None, float(dose), *ratios, None


def _trial_row(point: TrialPoint) -> tuple[DrawnValue, ...]:
    logs = point.estimate, point.ci_low, point.ci_high
    ratios = (natural_value(number, "OR") for number in logs)
    return "trial", None, None, point.trial, float(point.dose), *ratios, point.patients


def tabulate_relative_dose(curves: tuple[RelativeCurve, ...], inactive: str) -> DrawnData:
    """Every point of every curve and its marks, drug by drug; odds ratios, not logarithms."""
    fields = (
        Field("element", "Element", "string", "",
              "“curve” for a point of the curve, “mark” for a dose that was studied."),
        Field("drug", "Drug", "string", "", "Name of the drug."),
        Field("dose", "Dose", "number", "", f"Dose of the drug in its unit; 0 is {inactive}."),
        Field("unit", "Unit", "string", "", "Unit of the dose."),
        Field("relative_dose", "Relative dose", "number", "highest doses studied",
              "Dose divided by the drug’s own highest dose studied."),
        Field("odds_ratio", "Odds ratio", "number", "odds ratio",
              f"Odds ratio at this dose against {inactive}, on the drug’s curve."),
        Field("ci_low", "95% CI, lower limit", "number", "odds ratio",
              "Lower limit of the 95% confidence interval, printed at the highest dose only."),
        Field("ci_high", "95% CI, upper limit", "number", "odds ratio",
              "Upper limit of the 95% confidence interval, printed at the highest dose only."),
    )  # fmt: skip
    return DrawnData(fields, tuple(row for curve in curves for row in _relative_rows(curve)))


def _relative_rows(curve: RelativeCurve) -> Iterator[tuple[DrawnValue, ...]]:
    marks = [("mark", dose, curve.value_at(dose)) for dose in curve.studied]
    points = [("curve", dose, value) for dose, value in zip(curve.doses, curve.values, strict=True)]
    for element, dose, value in (*points, *marks):
        printed = element == "mark" and dose == curve.most
        limits = (curve.ci_low, curve.ci_high) if printed else (None, None)
        ratios = (natural_value(number, "OR") for number in (value, *limits))
        share = float(dose / curve.most)
        yield element, curve.drug, float(dose), curve.unit, share, *ratios
