"""What `row verify --from FILE` and `row verify --undo --batch NAME` do and print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synthesis.commands.progress import show_progress
from synthesis.commands.shared import UsageError, printed_command
from synthesis.commands.trial_checks import confirm
from synthesis.models.tables.names import one_spelling

if TYPE_CHECKING:
    from synthesis.living.bulk.batch import Batch
    from synthesis.living.bulk.fold import Fate

ORDER = (
    *("confirmed", "same copy", "completed", "corrected", "new"),
    *("second version", "not used", "refused"),
)
IN_CONFLICT = {"second version": "in conflict, kept as a second version"}


def take_in(file: Path, name: str, data: Path, yes: bool, dry_run: bool) -> None:
    """Judge a file of readings, tell what becomes of every line, and write it all or nothing."""
    from synthesis.files.atomic import finish_interrupted
    from synthesis.living.bulk.batch import prepare_batch
    from synthesis.living.change import write_change
    from synthesis.package.undisturbed import await_data

    name = one_spelling(name or file.stem).strip()
    if not name or not name.isprintable():
        raise UsageError("The name of a batch must be one line of printable text.")
    if dry_run:
        await_data(data)
    else:
        finish_interrupted(data, "take in readings")
    with show_progress("Setting the readings against the rows"):
        batch = prepare_batch(data, file, name, date.today().isoformat())
    typer.echo("\n".join(describe_batch(batch)))
    if batch.refused:
        count = len(batch.refused)
        raise UsageError(
            f"{count} of the lines {'is' if count == 1 else 'are'} refused, so nothing can be "
            "written; mend them, declare their labels in readings.toml, or decide “keep”."
        )
    if dry_run:
        typer.echo("Nothing was written (--dry-run).")
        return
    confirm(f"Record these readings as the batch {name}?", yes)
    write_change(data, batch.digest, batch.contents, f"take in {name}")
    undo = printed_command("row", "verify", "--undo", "--batch", name, data=data)
    typer.echo(f"Recorded: {name}. To undo: {undo}")


def take_back(name: str, data: Path, yes: bool, dry_run: bool) -> None:
    """Undo a whole batch."""
    from synthesis.files.atomic import finish_interrupted
    from synthesis.living.bulk.undo import prepare_batch_undo
    from synthesis.living.change import write_change

    if not dry_run:
        finish_interrupted(data, "take back readings")
    with show_progress("Working out what the rows said before"):
        undo = prepare_batch_undo(data, name)
    typer.echo(
        f"{name}, readings {undo.readings:,}: cells that get their old value {undo.changed:,}, "
        f"rows that go {undo.removed:,}."
    )
    if dry_run:
        typer.echo("Nothing was written (--dry-run).")
        return
    confirm(f"Undo the batch {name}?", yes)
    write_change(data, undo.digest, undo.contents, f"take back {name}")
    typer.echo(f"Done: {name} is undone.")


def describe_batch(batch: Batch) -> Iterator[str]:
    """Every line with what becomes of it, and the counts at the end."""
    yield from (f"Understood: {note}" for note in batch.notes)
    told = [(line, fate) for fate in batch.fates for line in fate.lines]
    for line, fate in sorted(told, key=lambda pair: pair[0]):
        yield f"line {line}: {_describe(fate)}"
    counts = batch.counts
    listed = ", ".join(f"{name} {counts[name]:,}" for name in ORDER if counts.get(name))
    yield f"{batch.name}, lines {sum(counts.values()):,}: {listed or 'none'}."


def _describe(fate: Fate) -> str:
    if fate.refused:
        return f"refused: {fate.reason}"
    words = IN_CONFLICT.get(fate.became, fate.became)
    row = f", {' '.join(part for part in fate.key if part)}" if fate.key else ""
    changes = "" if fate.made else "; ".join(_change(fate, name) for name in fate.new)
    why = f" ({fate.reason})" if fate.reason else ""
    return f"{words}{row}{': ' if changes else ''}{changes}{why}"


def _change(fate: Fate, name: str) -> str:
    return f"{name} {fate.old[name] or 'empty'} → {fate.new[name] or 'empty'}"
