"""Command import-registry: a ClinicalTrials.gov record becomes a trial folder."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Annotated

import typer

from synthesis.commands.shared import BAD_INPUT

registry_app = typer.Typer()


@registry_app.command("import-registry")
def import_registry(
    file: Annotated[Path, typer.Argument(help="JSON of one study, ClinicalTrials.gov API v2.")],
    into: Annotated[Path, typer.Option(help="Folder to make; it must be new or empty.")],
    trial_id: Annotated[str, typer.Option(help="Identifier for the trial, such as breeze-ad9.")],
    patterns: Annotated[
        Path | None,
        typer.Option(help="TOML file whose patterns are added to data/registry_patterns.toml."),
    ] = None,
    period_weeks: Annotated[
        float | None,
        typer.Option(min=0, max=600, help="Weeks over which adverse events were collected."),
    ] = None,
) -> None:
    """Make a trial folder from a registry record; what cannot be mapped is listed, not guessed."""
    from synthesis.files.project import DATA_FOLDER
    from synthesis.package.defects import DataError
    from synthesis.package.schema import read_schema
    from synthesis.registry.folder import README, UNMAPPED, folder_contents, write_folder
    from synthesis.registry.json_walk import RegistryError
    from synthesis.registry.mapping import draft_trial
    from synthesis.registry.patterns import PATTERNS, read_patterns
    from synthesis.registry.record import read_record

    try:
        schema = read_schema(DATA_FOLDER)
        form = schema.field("trials", "trial_id")["constraints"]["pattern"]
        if not re.fullmatch(form, trial_id):
            raise RegistryError(f"--trial-id “{trial_id}”: expected text of the form {form}.")
        if period_weeks is not None and not math.isfinite(period_weeks):
            raise RegistryError("--period-weeks: expected a number of weeks.")
        texts = {PATTERNS: _read(DATA_FOLDER / PATTERNS).decode("utf-8")}
        if patterns is not None:
            texts[f"{patterns.name} (--patterns)"] = _read_text(patterns)
        wordings = read_patterns(texts, schema)
        record = read_record(_read(file))
        draft = draft_trial(record, trial_id, wordings, period_weeks)
        write_folder(into, folder_contents(draft, record, schema))
    except RegistryError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    except DataError as error:
        for defect in error.defects:
            typer.echo(f"Error: {defect}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    arms, outcomes, events = (
        len(draft.tables[table]) for table in ("arms", "dichotomous", "adverse_events")
    )
    typer.echo(
        f"{record.nct_id}: {arms} arms, {outcomes} rows of outcomes and {events} rows of "
        f"adverse events in {into}."
    )
    typer.echo(f"Not mapped: {len(draft.unmapped)} parts, each with its reason in {UNMAPPED}.")
    typer.echo(f"To fill in before `add`: {len(draft.to_do)} points, listed in {README}.")


def _read(path: Path) -> bytes:
    from synthesis.registry.json_walk import RegistryError

    try:
        return path.read_bytes()
    except OSError as error:
        raise RegistryError(f"{path.name} cannot be read: {error.strerror}.") from None


def _read_text(path: Path) -> str:
    from synthesis.registry.json_walk import RegistryError

    try:
        return _read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegistryError(f"{path.name} is not text encoded as UTF-8.") from None
