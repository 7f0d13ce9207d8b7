"""The result of a dose-response analysis: every number the models report, frozen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

DoseModel = Literal["linear", "log", "emax"]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its standard error and profile-likelihood interval.

    None stands for what does not exist: an estimate at the border of the model, a limit the
    data do not give.
    """

    name: str
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class CurvePoint:
    """Log odds ratio of a dose against dose 0 with its pointwise band; None is no limit."""

    dose: float
    log_odds_ratio: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ObservedDose:
    """A trial's own log odds ratio of one dose against its dose 0 (Woolf 1955).

    ``corrected`` tells that 0.5 was added to the four cells because one was zero; the model
    itself uses no correction.
    """

    trial: str
    dose: float
    log_odds_ratio: float
    se: float
    corrected: bool


@dataclass(frozen=True)
class BetweenTrials:
    """A normal random slope: the coefficient differs between trials with SD ``tau``.

    ``coefficient`` names what varies; ``estimate``, ``se`` and ``tau`` are in its units. ``p``
    is that of the likelihood ratio against ``tau`` = 0, whose distribution is half a point mass
    at 0 and half chi-squared with 1 df (Self and Liang 1987).
    """

    coefficient: str
    estimate: float
    se: float
    tau: float
    log_likelihood: float
    p: float
    estimator: str


@dataclass(frozen=True)
class DoseResult:
    """Result of one dose-response analysis, on the log odds scale.

    ``log_likelihood`` includes the binomial coefficients, as R's ``logLik`` does, and ``aic``
    counts the intercepts of the ``k`` trials used. ``deviance`` compares the model with one
    probability for each arm; it measures lack of fit of the curve and differences between
    trials together.
    """

    model: DoseModel
    level: float
    k: int
    arms: int
    patients: int
    log_likelihood: float
    parameters: int
    aic: float
    deviance: float
    deviance_df: int
    deviance_p: float | None
    coefficients: tuple[Coefficient, ...]
    between_trials: BetweenTrials | None
    curve: tuple[CurvePoint, ...]
    observed: tuple[ObservedDose, ...]
    trials: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    def coefficient(self, name: str) -> Coefficient:
        """Return the coefficient of that name; KeyError when the model has none."""
        for coefficient in self.coefficients:
            if coefficient.name == name:
                return coefficient
        raise KeyError(f"the {self.model} model has no coefficient {name!r}")

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; log odds scale, None where undefined."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }
