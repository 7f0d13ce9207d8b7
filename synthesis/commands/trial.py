"""The group `trial`: a template, a registry record as a trial's folder, adding, removing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synthesis.commands.progress import show_progress
from synthesis.commands.shared import (
    OWN_DATA,
    DataOption,
    DryRunOption,
    UsageError,
    one_sentence_each,
    printed_command,
)
from synthesis.files.time_limit import time_limit

trial_app = typer.Typer(help="A trial: template, import, add, remove.", no_args_is_help=True)

LONGEST_IMPORT = 120.0  # seconds; the book's own patterns need less than one
TOO_SLOW = (
    "the patterns of registry_patterns.toml need more than two minutes for this record; nothing "
    "was written. See that no group with * or + in it is repeated itself."
)
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@trial_app.command()
def new(
    trial_id: Annotated[str, typer.Argument(help="Identifier of the trial, such as made-up-1.")],
    into: Annotated[Path, typer.Option(help="Folder to write; must be empty or not exist.")],
    data: DataOption = OWN_DATA,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="One workbook with lists to choose from, not CSV files.")
    ] = False,
) -> None:
    """Write a folder of empty tables for a trial. The allowed values are explained in it."""
    with one_sentence_each():
        from synthesis.commands.trial_checks import check_new, words_for_book
        from synthesis.living.new_folder import GUIDE, WORKBOOK, make_guide, make_template
        from synthesis.living.new_folder import write_workbook as write

        schema = check_new(trial_id, into, data)
        into.mkdir(parents=True, exist_ok=True)
        place, options = words_for_book(into, data)
        if xlsx:
            write(trial_id, schema, into / WORKBOOK)
            files = {GUIDE: make_guide(trial_id, schema, place, options).encode()}
        else:
            files = make_template(trial_id, schema, place, options)
        for name, content in files.items():
            (into / name).write_bytes(content)
        command = printed_command("trial", "add", into, "--dry-run", data=data)
        typer.echo(f"Written: {into}. Start with {GUIDE}; then: {command}")


@trial_app.command()
def add(
    folder: Annotated[Path, typer.Argument(help="Folder with one trial's tables.")],
    data: DataOption = OWN_DATA,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Check a trial, show which analyses it enters, add it in one step."""
    with one_sentence_each():
        from synthesis.commands.trial_checks import confirm, describe_addition, tell_pins
        from synthesis.files.atomic import finish_interrupted
        from synthesis.living.add import plan_addition
        from synthesis.living.change import write_change

        if not dry_run:
            finish_interrupted(data, "add a trial")
        with show_progress("Checking the trial by itself and against the others"):
            addition = plan_addition(folder, data)
        typer.echo("\n".join(describe_addition(addition)))
        if dry_run:
            typer.echo("Nothing was written (--dry-run).")
            return
        trial_id = addition.trial.trial_id
        confirm(f"Add {trial_id}?", yes)
        write_change(data, addition.digest, addition.contents, f"add {trial_id}")
        undo = printed_command("trial", "remove", trial_id, data=data)
        typer.echo(f"Added: {trial_id}. To undo: {undo}")
        tell_pins(data)


@trial_app.command()
def remove(
    trial_id: Annotated[str, typer.Argument(help="Identifier of the trial.")],
    data: DataOption = OWN_DATA,
    yes: YesOption = False,
    keep: Annotated[
        Path | None,
        typer.Option(help="Folder for what is taken out; removed-TRIAL-ID by default."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remove it even if the plan then names what is gone.")
    ] = False,
) -> None:
    """Take out every row of a trial. What is taken out is kept; `trial add` puts it back."""
    with one_sentence_each():
        from synthesis.commands.trial_checks import (
            confirm,
            free_folder,
            refuse_unsound,
            tell_pins,
        )
        from synthesis.files.atomic import finish_interrupted
        from synthesis.living.change import write_change
        from synthesis.living.remove import keep as keep_rows
        from synthesis.living.remove import plan_removal

        finish_interrupted(data, "remove a trial")
        with show_progress("Working out the data without the trial"):
            removal = plan_removal(trial_id, data)
        kept = free_folder(keep, trial_id)
        if removal.defects and not force:
            refuse_unsound(removal)
        rows = ", ".join(f"{file} {count}" for file, count in removal.rows.items() if count)
        typer.echo(f"{trial_id}, rows: {rows}.")
        confirm(f"Remove {trial_id}?", yes)
        keep_rows(removal, kept)
        write_change(data, removal.digest, removal.contents, f"remove {trial_id}")
        undo = printed_command("trial", "add", kept, data=data)
        typer.echo(f"Removed: {trial_id}. To undo: {undo}")
        tell_pins(data)


@trial_app.command("import")
def import_record(
    file: Annotated[Path, typer.Argument(help="JSON from ClinicalTrials.gov, API version 2.")],
    into: Annotated[Path, typer.Option(help="Folder to make; it must be new or empty.")],
    trial_id: Annotated[str, typer.Option(help="Identifier for the trial, such as made-up-9.")],
    data: DataOption = OWN_DATA,
    patterns: Annotated[
        Path | None,
        typer.Option(help="TOML file whose patterns are added to registry_patterns.toml."),
    ] = None,
    study: Annotated[
        str | None, typer.Option(help="NCT number, where the file holds several studies.")
    ] = None,
    period_weeks: Annotated[
        float | None,
        typer.Option(min=0, max=600, help="Weeks over which adverse events were collected."),
    ] = None,
) -> None:
    """Make a trial's folder from a registry record. What is not mapped is listed, not guessed."""
    from synthesis.registry.json_walk import RegistryError

    with one_sentence_each(RegistryError):
        from synthesis.commands.trial_checks import (
            check_identifier,
            check_weeks,
            read_wordings,
            words_for_book,
        )
        from synthesis.package.schema import read_schema
        from synthesis.registry.folder import (
            FILLED,
            README,
            UNMAPPED,
            fit_to_package,
            folder_contents,
            write_folder,
        )
        from synthesis.registry.mapping import draft_trial
        from synthesis.registry.read_record import read_record

        schema = read_schema(data)
        check_identifier(trial_id, schema)
        check_weeks(period_weeks)
        wordings = read_wordings(data, patterns, schema)
        record = read_record(file.read_bytes(), study)
        with time_limit(LONGEST_IMPORT, UsageError(TOO_SLOW)):
            drafted = draft_trial(record, trial_id, wordings, period_weeks)
        draft = fit_to_package(drafted, schema)
        place, options = words_for_book(into, data)
        write_folder(into, folder_contents(draft, record, schema, place, options))
        rows = ", ".join(f"{table} {len(draft.tables[table])}" for table in FILLED[1:])
        typer.echo(f"{record.nct_id}, rows: {rows}; in {into}.")
        typer.echo(f"Not mapped: {len(draft.unmapped)} parts, each with its reason in {UNMAPPED}.")
        command = printed_command("trial", "add", into, "--dry-run", data=data)
        typer.echo(f"To fill in: {len(draft.to_do)} points, listed in {README}; then: {command}")
