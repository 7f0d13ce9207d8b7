"""Commands for one trial's data: new, add, remove."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synthesis.commands.shared import BAD_INPUT

if TYPE_CHECKING:
    from synthesis.living.add import Addition
    from synthesis.living.remove import Removal
    from synthesis.package.schema import Schema

trial_app = typer.Typer()

DEFECTS = 1
LOCKED = 3

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the data package; the book's by default.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class _UsageError(Exception):
    """A command that cannot be carried out as it was given; the message says why."""


@contextmanager
def _one_sentence_each() -> Iterator[None]:
    """Every failure as plain lines on standard error and an exit code, no traceback."""
    from synthesis.files.lock import LockedError
    from synthesis.living.change import ChangedMeanwhileError
    from synthesis.package.defects import DataError

    try:
        yield
    except DataError as error:
        for defect in error.defects:
            typer.echo(str(defect), err=True)
        raise typer.Exit(DEFECTS) from None
    except LockedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(LOCKED) from None
    except (_UsageError, ChangedMeanwhileError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        named = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
        typer.echo(f"Error: {error.strerror or error}{named}; no file is half written.", err=True)
        raise typer.Exit(BAD_INPUT) from None


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """A moving sign on a terminal while something takes seconds; nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@trial_app.command()
def new(
    trial_id: Annotated[str, typer.Argument(help="Identifier of the trial, such as made-up-1.")],
    into: Annotated[Path, typer.Option(help="Folder to write; must be empty or not exist.")],
    data: DataOption = None,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="One workbook with lists to choose from, not CSV files.")
    ] = False,
) -> None:
    """Write a folder of empty tables for one trial, with the allowed values explained."""
    with _one_sentence_each():
        from synthesis.living.new_folder import GUIDE, WORKBOOK, make_guide, make_template
        from synthesis.living.new_folder import write_workbook as write

        schema = _check_new(trial_id, into, data)
        into.mkdir(parents=True, exist_ok=True)
        if xlsx:
            write(trial_id, schema, into / WORKBOOK)
            files = {GUIDE: make_guide(trial_id, schema).encode()}
        else:
            files = make_template(trial_id, schema)
        for name, content in files.items():
            (into / name).write_bytes(content)
        typer.echo(f"Written: {into}. Start with {GUIDE}; then: synthesis add {into} --dry-run")


def _check_new(trial_id: str, into: Path, data: Path | None) -> Schema:
    from synthesis.files.project import DATA_FOLDER
    from synthesis.package.schema import read_schema
    from synthesis.package.tables import read_raw

    folder = data or DATA_FOLDER
    schema = read_schema(folder)
    pattern = schema.field("trials", "trial_id")["constraints"]["pattern"]
    if not re.fullmatch(pattern, trial_id, re.ASCII):
        raise _UsageError(
            f"“{trial_id}” is no identifier: use small letters, digits, hyphens and points, "
            "such as made-up-1."
        )
    tables, _ = read_raw(folder, schema)
    if trial_id in {row["trial_id"] for row in tables.get("trials", [])}:
        raise _UsageError(f"{trial_id} is there already; see trials.csv.")
    if into.exists() and not into.is_dir():
        raise _UsageError(f"{into.name} is a file, not a folder.")
    if into.is_dir() and any(into.iterdir()):
        raise _UsageError(f"{into.name} is not empty.")
    return schema


@trial_app.command()
def add(
    folder: Annotated[Path, typer.Argument(help="Folder with one trial's tables.")],
    data: DataOption = None,
    yes: YesOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and show everything, write nothing.")
    ] = False,
) -> None:
    """Add one trial: check it, show which analyses it enters, then write in one step."""
    with _one_sentence_each():
        from synthesis.files.project import DATA_FOLDER
        from synthesis.living.add import plan_addition
        from synthesis.living.change import write_change

        target = data or DATA_FOLDER
        with _progress("Checking the trial by itself and against the others"):
            addition = plan_addition(folder, target)
        typer.echo("\n".join(_describe_addition(addition)))
        if dry_run:
            typer.echo("Nothing was written (--dry-run).")
            return
        trial_id = addition.trial.trial_id
        _confirm(f"Add {trial_id}?", yes)
        write_change(target, addition.digest, addition.contents, f"add {trial_id}")
        typer.echo(f"Added: {trial_id}. To undo: synthesis remove {trial_id}")


def _describe_addition(addition: Addition) -> Iterator[str]:
    trial = addition.trial
    name = trial.tables["trials"][0]["trial_name"]
    counts = ", ".join(f"{table} {len(rows)}" for table, rows in trial.tables.items())
    yield f"{trial.trial_id} ({name}), rows: {counts}."
    yield from (f"Look at this: {note}" for note in addition.notes)
    entering = [use for use in addition.uses if use.entered]
    yield f"Enters {_count(len(entering))}" + (":" if entering else ".")
    for use in entering:
        yield f"  {use.analysis} ({use.kind}): {', '.join(use.entered)}"
    outside: dict[str, list[str]] = {}
    for use in addition.uses:
        for reason in use.reasons:
            outside.setdefault(reason, []).append(use.analysis)
    if outside:
        yield "Held back:"
    for reason, analyses in outside.items():
        more = f" and {len(analyses) - 3} more" if len(analyses) > 3 else ""
        yield f"  {reason}: {', '.join(analyses[:3])}{more}"


def _count(number: int) -> str:
    return "1 declared analysis" if number == 1 else f"{number} declared analyses"


@trial_app.command()
def remove(
    trial_id: Annotated[str, typer.Argument(help="Identifier of the trial.")],
    data: DataOption = None,
    yes: YesOption = False,
    keep: Annotated[
        Path | None,
        typer.Option(help="Folder for what is taken out; removed-TRIAL-ID by default."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remove it even if the plan then names what is gone.")
    ] = False,
) -> None:
    """Take out every row of a trial; what is taken out is kept, and `add` puts it back."""
    with _one_sentence_each():
        from synthesis.files.project import DATA_FOLDER
        from synthesis.living.change import write_change
        from synthesis.living.remove import keep as keep_rows
        from synthesis.living.remove import plan_removal

        target = data or DATA_FOLDER
        with _progress("Working out the data without the trial"):
            removal = plan_removal(trial_id, target)
        kept = _free_folder(keep, trial_id)
        if removal.defects and not force:
            _refuse_unsound(removal)
        rows = ", ".join(f"{file} {count}" for file, count in removal.rows.items() if count)
        typer.echo(f"{trial_id}, rows: {rows}.")
        _confirm(f"Remove {trial_id}?", yes)
        keep_rows(removal, kept)
        write_change(target, removal.digest, removal.contents, f"remove {trial_id}")
        typer.echo(f"Removed: {trial_id}. To undo: synthesis add {kept}")


def _refuse_unsound(removal: Removal) -> None:
    for defect in removal.defects:
        typer.echo(str(defect), err=True)
    raise _UsageError(
        f"without {removal.trial_id} the data package has these defects; change the plan first, "
        "or use --force."
    )


def _free_folder(wanted: Path | None, trial_id: str) -> Path:
    if wanted is not None:
        if wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir())):
            raise _UsageError(f"{wanted.name} is not an empty folder.")
        return wanted
    number, folder = 1, Path(f"removed-{trial_id}")
    while folder.exists():
        number += 1
        folder = Path(f"removed-{trial_id}-{number}")
    return folder


def _confirm(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise _UsageError("not a terminal to ask on; use --yes.")
    if not typer.confirm(question):
        typer.echo("Nothing was written.")
        raise typer.Exit
