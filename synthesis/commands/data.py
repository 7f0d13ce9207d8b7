"""The group `data`: is a data package sound, and what changed between two of them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from synthesis.commands.shared import (
    DEFECTS,
    OWN_DATA,
    DataOption,
    JsonOption,
    UsageError,
    one_sentence_each,
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
        from synthesis.package.dataset import load

        if folder is not None and data != OWN_DATA:
            raise UsageError(f"two folders are named, {data.name} and {folder.name}; name one.")
        dataset = load(folder or data)
        rows = sum(len(dataset.table(table)) for table in dataset.schema.tables)
        typer.echo(
            f"Sound: {len(dataset.schema.tables)} tables, {rows:,} rows, "
            f"{len(dataset.analyses)} declared analyses, digest {dataset.short_digest}."
        )


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
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="End with exit code 1 when anything differs.")
    ] = False,
) -> None:
    """Show which rows and estimates differ between two versions.

    Both are computed with the present code, verdicts that flipped come first, then the largest
    moves. Exit codes: 0 compared; 1 a data package has defects, or --fail-on-change found a
    change; 2 a name means nothing.
    """
    from synthesis.commands.versions import compare_sides
    from synthesis.living.releases import ReleaseError
    from synthesis.living.versions import SideError, open_side
    from synthesis.prose.changes import as_json as values_of
    from synthesis.prose.changes import describe_comparison

    with one_sentence_each(SideError, ReleaseError), ExitStack() as stack:
        before, after = (stack.enter_context(open_side(name)) for name in (old, new))
        comparison = compare_sides(before, after)
    if as_json:
        typer.echo(json.dumps(values_of(comparison), indent=2, allow_nan=False))
    else:
        typer.echo(describe_comparison(comparison))
    if fail_on_change and comparison.any:
        raise typer.Exit(DEFECTS)
