"""The group `data`: is a data package sound, and what changed between two of them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from synthesis.commands.progress import show_progress
from synthesis.commands.shared import (
    DEFECTS,
    OWN_DATA,
    DataOption,
    JsonOption,
    UsageError,
    one_sentence_each,
    printed_command,
)

data_app = typer.Typer(
    help="Is a data package sound? What changed between two of them?", no_args_is_help=True
)


@data_app.command()
def check(
    data: DataOption = OWN_DATA,
    # As the command was typed before there was --data.
    folder: Annotated[Path | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Validate a data package. Each defect is one line; with any, the exit code is 1."""
    with one_sentence_each():
        from synthesis.analyses.no_estimate import find_no_estimates
        from synthesis.build.source import refuse_unbuildable
        from synthesis.package.dataset import load
        from synthesis.package.notes import package_notes

        if folder is not None and data != OWN_DATA:
            raise UsageError(f"two folders are named, {data.name} and {folder.name}; name one.")
        with show_progress("Reading the data"):
            dataset = load(folder or data)
            refuse_unbuildable(dataset, folder or data)
        rows = sum(len(dataset.table(table)) for table in dataset.schema.tables)
        for note in package_notes(dataset):
            typer.echo(f"Look at this: {note}")
        declared = dataset.plan
        plan = (
            *(declared.analyses, declared.networks, declared.doses, declared.harms),
            *(declared.means, declared.stopping, declared.courses, declared.maintenance),
            *(declared.shared_doses, declared.regressions, declared.settings),
            *(declared.prior_treatments, declared.age_groups),
        )
        typer.echo(
            f"Sound: {len(dataset.schema.tables)} tables, {rows:,} rows, "
            f"{sum(map(len, plan))} analyses declared, digest {dataset.short_digest}."
        )
        for each in find_no_estimates(dataset):
            typer.echo(f"Sound, but {each.sentence}")


@data_app.command()
def compare(
    old: Annotated[
        str,
        typer.Argument(
            help="A data folder, a git revision such as v0.1.0 or HEAD~3, or a file of releases/."
        ),
    ],
    new: Annotated[str, typer.Argument(help="The same; “.” is the working tree.")] = ".",
    as_json: JsonOption = False,
    reasons: Annotated[
        Path | None,
        typer.Option(help="A CSV file to write: every estimate that moved with each of its rows."),
    ] = None,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="End with exit code 1 when anything differs.")
    ] = False,
) -> None:
    """Show which rows and estimates differ between two versions, and which rows moved which.

    Both are computed with the present code, verdicts that flipped come first, then the largest
    moves. Exit codes: 0 compared; 1 a data package has defects, or --fail-on-change found a
    change; 2 a name means nothing.
    """
    from synthesis.commands.versions import compare_sides
    from synthesis.files.atomic import write_safely
    from synthesis.files.csv_export import write_csv
    from synthesis.living.releases import ReleaseError
    from synthesis.living.versions import SideError, open_side
    from synthesis.prose.changes import describe_comparison
    from synthesis.prose.compared_values import as_json as values_of
    from synthesis.prose.explained import COLUMNS, reason_rows

    with one_sentence_each(SideError, ReleaseError), ExitStack() as stack:
        before, after = (stack.enter_context(open_side(name)) for name in (old, new))
        comparison = compare_sides(before, after)
        if reasons is not None and comparison.reasons is None:
            raise UsageError("the rows behind one of the two are not known, so there is no list.")
    if reasons is not None and comparison.reasons is not None:
        write_safely(reasons, write_csv(COLUMNS, reason_rows(comparison.reasons)).encode())
    if as_json:
        typer.echo(json.dumps(values_of(comparison), indent=2, allow_nan=False))
    else:
        typer.echo(describe_comparison(comparison))
    if fail_on_change and comparison.any:
        raise typer.Exit(DEFECTS)


@data_app.command()
def start(
    folder: Annotated[Path, typer.Argument(help="A new folder for the data package.")],
    title: Annotated[str, typer.Option(help="Title of the book.")],
    source: Annotated[str, typer.Option(help="Where the tables were found: an address.")],
    responders: Annotated[
        list[str],
        typer.Option(
            help="CODE=FILE.csv: responders of an outcome, one line an arm, with the columns "
            "trial, treatment, responders and n; CODE=FILE.csv#COUNTS,NUMBERS where the last two "
            "have other names. Again for each outcome."
        ),
    ],
    events: Annotated[
        list[str] | None,
        typer.Option(help="The same for an adverse event. Again for each event."),
    ] = None,
    placebo: Annotated[str, typer.Option(help="What the tables call placebo.")] = "placebo",
    dose_unit: Annotated[
        str, typer.Option(help="Unit of doses without one: mg, mg/kg, percent or relative.")
    ] = "",
) -> None:
    """Start a data package from arm-level tables: tables, vocabulary and a plan to better."""
    from synthesis.living.start.arm_counts import StartError, read_arm_lines
    from synthesis.living.start.start_package import CountedTable, start_package

    def read(given: str, harm: bool) -> CountedTable:
        code, found, rest = given.partition("=")
        name, _, columns = rest.partition("#")
        count, _, number = columns.partition(",")
        if not found or not code or not name:
            raise UsageError(f"“{given}” is not CODE=FILE.csv or CODE=FILE.csv#COUNTS,NUMBERS.")
        lines = read_arm_lines(Path(name), count, number, placebo, dose_unit)
        return CountedTable(code, Path(name).name, lines, harm)

    with one_sentence_each(StartError):
        counted = [read(each, False) for each in responders]
        counted += [read(each, True) for each in events or ()]
        written = start_package(folder, title, counted, source)
        rows = ", ".join(f"{number:,} {name}" for name, number in written.items())
        typer.echo(
            f"Started {folder}: {rows}. Better the words in vocabulary.toml and the questions in "
            f"analyses.toml, then: {printed_command('book', 'build', data=folder)}"
        )
