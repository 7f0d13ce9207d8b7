"""The group `model`: the models on any table of arms, as text or as JSON.

A bad input is told in one sentence on standard error with exit code 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from synthesis.commands.progress import show_progress
from synthesis.commands.shared import JsonOption, one_sentence_each

if TYPE_CHECKING:
    import pandas as pd

model_app = typer.Typer(help="The statistics on any table of arms.", no_args_is_help=True)

ArmFile = Annotated[
    Path, typer.Argument(help="CSV file with the columns trial, treatment, responders, n.")
]
MeasureOption = Annotated[
    Literal["OR", "RR", "RD"], typer.Option(help="Odds ratio, risk ratio or risk difference.")
]


@contextmanager
def _input_errors() -> Iterator[None]:
    from synthesis.models.dose.arrays import DoseError
    from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
    from synthesis.models.tables.arm_columns import ArmTableError

    refused = ArmTableError, ContrastError, PoolingError, DoseError
    with one_sentence_each(*refused), show_progress("Computing"):
        yield


def _note_near_names(arms: pd.DataFrame) -> None:
    """Tell, beside the answer, of trials or treatments that look like one."""
    from synthesis.models.tables.names import near_names

    for column in ("trial", "treatment"):
        for sentence in near_names(arms[column]) if column in arms else ():
            typer.echo(f"Note: {sentence}", err=True)


@model_app.command()
def pairwise(
    file: ArmFile,
    treatment: Annotated[str, typer.Option(help="Name of the treatment in the file.")],
    control: Annotated[str, typer.Option(help="Name of the control in the file.")],
    measure: MeasureOption = "OR",
    method: Annotated[
        Literal["REML", "PM", "DL", "common", "MH"],
        typer.Option(help="tau2 estimator, common effect, or Mantel-Haenszel."),
    ] = "REML",
    ci: Annotated[
        Literal["hk", "hk-adhoc", "wald"] | None,
        typer.Option(help="Interval; by default hk-adhoc from three trials on, else wald."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two treatments over all trials of FILE that have both."""
    with _input_errors():
        from synthesis.models.pairwise.contrasts import make_contrasts
        from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
        from synthesis.models.tables.arm_table import read_arm_table
        from synthesis.models.tables.names import one_spelling
        from synthesis.prose.models.pairwise import describe_pairwise

        arms = read_arm_table(file)
        _note_near_names(arms)
        names = one_spelling(treatment), one_spelling(control)
        contrasts = make_contrasts(arms, *names, measure)
        result = pool_contrasts(contrasts, method, ci or primary_interval(contrasts.k))
        if as_json:
            typer.echo(json.dumps(result.to_json_dict(), indent=2, allow_nan=False))
            return
        beside = None
        # With two trials the Wald interval is primary, but the reader must see the other too.
        if result.k == 2 and result.ci == "wald" and method not in ("common", "MH"):
            beside = pool_contrasts(contrasts, method, "hk")
        typer.echo(describe_pairwise(result, beside))


@model_app.command()
def network(
    file: ArmFile,
    measure: MeasureOption = "OR",
    method: Annotated[
        Literal["REML", "DL", "common"], typer.Option(help="tau2 estimator, or common effect.")
    ] = "REML",
    reference: Annotated[
        str | None, typer.Option(help="Comparator shown first; by default the first name.")
    ] = None,
    better: Annotated[
        Literal["higher", "lower"],
        typer.Option(help="Whether more responders are better, for the P-scores."),
    ] = "higher",
    as_json: JsonOption = False,
) -> None:
    """Compare all treatments of FILE with each other, directly and indirectly."""
    with _input_errors():
        from synthesis.models.network.report import analyse_network
        from synthesis.models.tables.arm_table import read_arm_table
        from synthesis.models.tables.names import one_spelling
        from synthesis.prose.models.network import describe_network

        arms = read_arm_table(file)
        _note_near_names(arms)
        chosen = None if reference is None else one_spelling(reference)
        report = analyse_network(arms, measure, method, chosen, better)
        if as_json:
            # A line for each part: with an indent, json is ten times slower on a large network.
            encode = json.JSONEncoder(allow_nan=False).encode
            parts = report.to_json_dict().items()
            lines = ",\n".join(f"  {encode(name)}: {encode(part)}" for name, part in parts)
            typer.echo(f"{{\n{lines}\n}}")
        else:
            typer.echo(describe_network(report))


@model_app.command()
def dose(
    file: Annotated[
        Path, typer.Argument(help="CSV file with the columns trial, dose, responders, n.")
    ],
    model: Annotated[
        Literal["emax", "linear", "log"],
        typer.Option(help="Emax, linear in dose, or linear in log(dose + 1)."),
    ] = "emax",
    as_json: JsonOption = False,
) -> None:
    """Fit a dose-response curve to all trials of FILE."""
    with _input_errors():
        from synthesis.models.dose.fit import fit_dose_response
        from synthesis.models.tables.dose_table import read_dose_table
        from synthesis.prose.models.dose import describe_dose

        arms = read_dose_table(file)
        _note_near_names(arms)
        result = fit_dose_response(arms, model)
        if as_json:
            typer.echo(json.dumps(result.to_json_dict(), indent=2, allow_nan=False))
        else:
            typer.echo(describe_dose(result))
