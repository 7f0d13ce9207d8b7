"""Commands of the group `data` that keep a package up: migrate, finish a change, pin the tables."""

from __future__ import annotations

from typing import Annotated

import typer

from synthesis.commands.shared import (
    OWN_DATA,
    DataOption,
    DryRunOption,
    UsageError,
    one_sentence_each,
)


def migrate(data: DataOption = OWN_DATA, dry_run: DryRunOption = False) -> None:
    """Bring a data package of an earlier version up to date, in one step or not at all."""
    from synthesis.files.atomic import finish_interrupted
    from synthesis.living.change import ChangedMeanwhileError, write_change
    from synthesis.living.migrate import plan_migration

    with one_sentence_each(ChangedMeanwhileError):
        if not dry_run:
            finish_interrupted(data, "bring the package up to date")
        migration = plan_migration(data)
        if not migration.contents:
            typer.echo("Up to date: nothing to do.")
            return
        if not dry_run:
            write_change(data, migration.digest, migration.contents, "bring it up to date")
        for sentence in migration.done:
            typer.echo(sentence)
        typer.echo("Nothing was written (--dry-run)." if dry_run else "Up to date, and sound.")


def finish(data: DataOption = OWN_DATA) -> None:
    """Finish a change of the data that was interrupted half-way.

    A half-written change that came with a folder from elsewhere is never carried out.
    """
    from synthesis.files.atomic import finish_interrupted

    with one_sentence_each():
        done = finish_interrupted(data, "finish an interrupted change")
        typer.echo("Finished: all files are as they should be." if done else "Nothing to finish.")


def pin(
    what: Annotated[
        str, typer.Argument(help="What changed, in a sentence; for the book, that of CHANGELOG.md.")
    ],
    data: DataOption = OWN_DATA,
) -> None:
    """Pin the tables as they are, so that the next change does not go unnoticed."""
    from synthesis.files.atomic import write_all_safely
    from synthesis.files.lock import hold_lock
    from synthesis.package.checksums import PINS, format_pins, make_pins
    from synthesis.package.dataset import load

    with one_sentence_each():
        sentence = " ".join(what.split())
        if not sentence:
            raise UsageError("say in a sentence what changed.")
        with hold_lock(data, "pin the tables"):
            pins = make_pins(data, load(data).schema)
            write_all_safely(data, {PINS: format_pins(pins, sentence)})
        typer.echo(f"Pinned: {len(pins)} tables in {PINS}.")
