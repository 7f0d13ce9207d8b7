"""A dose-response curve in plain language: coefficients as they are, doses as odds ratios."""

from __future__ import annotations

from synthesis.models.dose.result import Coefficient, DoseResult
from synthesis.prose.models.natural import format_natural
from synthesis.words.numbers import format_p


def describe_dose(result: DoseResult) -> str:
    """Tell a result in plain language: coefficients on the log odds scale, doses as odds ratios."""
    trials = "1 trial" if result.k == 1 else f"{result.k} trials"
    level = f"{100 * result.level:g}%"
    lines = [
        f"{result.model} model: {trials}, {result.arms} arms, {result.patients} patients",
        f"Log-likelihood {result.log_likelihood:.3f}, AIC {result.aic:.2f}, "
        f"deviance {result.deviance:.2f} on {result.deviance_df} df"
        + ("" if result.deviance_p is None else f" ({format_p(result.deviance_p)})"),
    ]
    lines.extend(_coefficient(coefficient, level) for coefficient in result.coefficients)
    between = result.between_trials
    if between is not None:
        lines.append(
            f"Between trials: {between.coefficient} {between.estimate:.4g} (SE {between.se:.4g}), "
            f"tau {between.tau:.4g}, {format_p(between.p)} ({between.estimator})"
        )
    lines.append(f"Odds ratio against dose 0 ({level} CI):")
    studied = {observed.dose for observed in result.observed}
    lines.extend(
        f"  {point.dose:g}: {_natural(point.log_odds_ratio)} "
        f"({_natural(point.low)} to {_natural(point.high)})"
        for point in result.curve
        if point.dose in studied
    )
    lines.extend(f"Note: {note}" for note in result.notes)
    return "\n".join(lines)


def _coefficient(coefficient: Coefficient, level: str) -> str:
    if coefficient.estimate is None:
        value = "no estimate"
    else:
        value = f"{coefficient.estimate:.4g}"
        if coefficient.se is not None:
            value += f" (SE {coefficient.se:.4g})"
    low = "no limit" if coefficient.ci_low is None else f"{coefficient.ci_low:.4g}"
    high = "no limit" if coefficient.ci_high is None else f"{coefficient.ci_high:.4g}"
    return f"{coefficient.name}: {value}, {level} CI {low} to {high}"


def _natural(value: float | None) -> str:
    return "no limit" if value is None else format_natural(value, "OR")
