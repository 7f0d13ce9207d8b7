"""What the commands of the group `trial` refuse, ask and tell."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synthesis.commands.shared import OWN_DATA, UsageError, printed_command
from synthesis.files.project import ROOT
from synthesis.package.checksums import PINS
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import read_raw
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns

if TYPE_CHECKING:
    from synthesis.living.add import Addition
    from synthesis.living.remove import Removal


def check_identifier(trial_id: str, schema: Schema) -> None:
    """Refuse what the data package would not take as the identifier of a trial."""
    pattern = schema.field("trials", "trial_id")["constraints"]["pattern"]
    if not re.fullmatch(pattern, trial_id, re.ASCII):
        raise UsageError(
            f"“{trial_id}” is no identifier: use small letters, digits, hyphens and points, "
            "such as made-up-1."
        )


def check_new(trial_id: str, into: Path, data: Path) -> Schema:
    """The description of the data, if a trial of this name may have a template at this place."""
    schema = read_schema(data)
    check_identifier(trial_id, schema)
    tables, _ = read_raw(data, schema)
    if trial_id in {row["trial_id"] for row in tables.get("trials", [])}:
        raise UsageError(f"{trial_id} is there already; see trials.csv.")
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into.name} is a file, not a folder.")
    if into.is_dir() and any(into.iterdir()):
        raise UsageError(f"{into.name} is not empty.")
    return schema


def describe_addition(addition: Addition) -> Iterator[str]:
    """A line for the trial, one for each note, analysis entered and reason to be held back."""
    trial = addition.trial
    name = trial.tables["trials"][0]["trial_name"]
    counts = ", ".join(f"{table} {len(rows)}" for table, rows in trial.tables.items())
    yield f"{trial.trial_id} ({name}), rows: {counts}."
    yield from (f"Understood: {note}" for note in trial.notes)
    yield from (f"Look at this: {note}" for note in addition.notes)
    entering = [use for use in addition.uses if use.entered]
    yield f"Enters {_count(len(entering))}" + (":" if entering else ".")
    for use in entering:
        yield f"  {use.analysis} ({use.kind}): {', '.join(use.entered)}"
    yield from (f"But {sentence}" for sentence in addition.no_estimates)
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


def refuse_unsound(removal: Removal) -> None:
    """Tell the defects that the data would have without the trial, and end."""
    for defect in removal.defects:
        typer.echo(str(defect), err=True)
    raise UsageError(
        f"without {removal.trial_id} the data package has these defects; change the plan first, "
        "or use --force."
    )


def free_folder(wanted: Path | None, trial_id: str) -> Path:
    """Where to keep what is taken out: the folder asked for if it is empty, else a new one."""
    if wanted is not None:
        if wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir())):
            raise UsageError(f"{wanted.name} is not an empty folder.")
        return wanted
    number, folder = 1, Path(f"removed-{trial_id}")
    while folder.exists():
        number += 1
        folder = Path(f"removed-{trial_id}-{number}")
    return folder


def confirm(question: str, yes: bool) -> None:
    """Ask on the terminal unless --yes; without a terminal nobody can answer."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("not a terminal to ask on; use --yes.")
    if not typer.confirm(question):
        typer.echo("Nothing was written.")
        raise typer.Exit


def tell_pins(data: Path) -> None:
    """Say how a change of pinned tables is shown, so that it does not go unnoticed."""
    if (data / PINS).exists():
        command = printed_command("data", "pin", "The same sentence.", data=data)
        changelog = "in CHANGELOG.md " if data == OWN_DATA else ""
        typer.echo(
            f"{PINS} still pins the tables without this change. Say {changelog}what changed; "
            f"then: {command}"
        )


def words_for_book(folder: Path, data: Path) -> tuple[str, tuple[str, ...]]:
    """How a trial's folder and its data are named in commands typed in the folder of the book.

    These are written into files, so that no path of this machine may be in them: what lies
    elsewhere stands as FOLDER and DATA.
    """

    def name(path: Path, otherwise: str) -> str:
        path = path.resolve()
        return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else otherwise

    options = () if data == OWN_DATA else ("--data", name(data, "DATA"))
    return name(folder, "FOLDER"), options


def check_weeks(period_weeks: float | None) -> None:
    """Refuse what the range of the option lets through."""
    if period_weeks is not None and not math.isfinite(period_weeks):
        raise UsageError("--period-weeks: expected a number of weeks.")


def read_wordings(data: Path, more: Path | None, schema: Schema) -> Patterns:
    """The patterns of the data package, and those of a file that the user names.

    Raises
    ------
    DataError
        The package's own patterns are not sound.
    UsageError
        Those of the user are not, or there are none at all.
    """
    files = {PATTERNS: data / PATTERNS} if (data / PATTERNS).is_file() else {}
    if more is not None:
        files[f"{more.name} (--patterns)"] = more
    if not files:
        raise UsageError(f"{data.name} has no {PATTERNS}; name a file of patterns by --patterns.")
    try:
        texts = {name: path.read_text(encoding="utf-8-sig") for name, path in files.items()}
        return read_patterns(texts, schema)
    except UnicodeDecodeError:
        raise UsageError(f"{' or '.join(files)} is not text encoded as UTF-8.") from None
    except DataError as error:
        if more is None:
            raise
        raise UsageError(str(error)) from None
