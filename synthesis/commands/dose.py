"""The command ``synthesis dose FILE --model emax|linear|log``: dose-response from a table of arms.

A bad input is told in one sentence on stderr with exit code 2.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from synthesis.commands.shared import format_natural, input_errors

if TYPE_CHECKING:
    from synthesis.models.dose.result import Coefficient, DoseModel, DoseResult

dose_app = typer.Typer()


class DoseModelOption(StrEnum):
    """Curves on offer."""

    EMAX = "emax"
    LINEAR = "linear"
    LOG = "log"


@dose_app.command()
def dose(
    file: Annotated[
        Path, typer.Argument(help="CSV file with the columns trial, dose, responders, n.")
    ],
    model: Annotated[
        DoseModelOption, typer.Option(help="Emax, linear in dose, or linear in log(dose + 1).")
    ] = DoseModelOption.EMAX,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON; estimates are on the log odds scale.")
    ] = False,
) -> None:
    """Fit a dose-response curve to all trials of FILE."""
    with input_errors():
        from synthesis.models.dose.fit import fit_dose_response
        from synthesis.models.tables.dose_table import read_dose_table

        result = fit_dose_response(read_dose_table(file), cast("DoseModel", model.value))
        if as_json:
            typer.echo(json.dumps(result.to_json_dict(), indent=2, allow_nan=False))
        else:
            typer.echo(describe_dose(result))


def describe_dose(result: DoseResult) -> str:
    """Tell a result in plain language: coefficients on the log odds scale, doses as odds ratios."""
    trials = "1 trial" if result.k == 1 else f"{result.k} trials"
    level = f"{100 * result.level:g}%"
    lines = [
        f"{result.model} model: {trials}, {result.arms} arms, {result.patients} patients",
        f"Log-likelihood {result.log_likelihood:.3f}, AIC {result.aic:.2f}, "
        f"deviance {result.deviance:.2f} on {result.deviance_df} df"
        + ("" if result.deviance_p is None else f" (p = {result.deviance_p:.3g})"),
    ]
    lines.extend(_coefficient(coefficient, level) for coefficient in result.coefficients)
    between = result.between_trials
    if between is not None:
        lines.append(
            f"Between trials: {between.coefficient} {between.estimate:.4g} (SE {between.se:.4g}), "
            f"tau {between.tau:.4g}, p = {between.p:.3g} ({between.estimator})"
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
