"""The group `row`: record what was read at the source of a row, or undo it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synthesis.commands.shared import OWN_DATA, DataOption, DryRunOption, one_sentence_each

if TYPE_CHECKING:
    from synthesis.living.find_row import Address
    from synthesis.living.reading import Found
    from synthesis.living.verify import Verification

row_app = typer.Typer(help="A row, read at its source.", no_args_is_help=True)


@row_app.command()
def verify(
    trial: Annotated[str, typer.Argument(help="Identifier of the trial, as in the data.")] = "",
    arm: Annotated[str, typer.Argument(help="Identifier of the arm.")] = "",
    outcome: Annotated[str, typer.Argument(help="Code of the outcome or adverse event.")] = "",
    week: Annotated[
        str, typer.Argument(help="Week of the row (weeks counted for harms), or “day 2”.")
    ] = "",
    source: Annotated[str, typer.Option(help="Address of the source that was read.")] = "",
    locator: Annotated[str, typer.Option(help="Where in it, such as “Table 2”.")] = "",
    responders: Annotated[
        int | None, typer.Option(min=0, help="Patients counted, as the source has them.")
    ] = None,
    n: Annotated[int | None, typer.Option("--n", min=1, help="Patients in the arm.")] = None,
    percent: Annotated[
        str | None, typer.Option(help="The percentage with the decimals the source prints.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why the row changes.")] = "",
    notes: Annotated[str | None, typer.Option(help="New notes of the row.")] = None,
    reading: Annotated[
        int | None, typer.Option(help="Version of the row; by default the preferred one.")
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Undo the last entry for the row, or a --batch, instead.")
    ] = False,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="A file of readings (CSV or .xlsx) instead of one row."),
    ] = None,
    batch: Annotated[
        str, typer.Option(help="Name of the readings of a file; by default the file’s.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before a file is taken in.")
    ] = False,
    data: DataOption = OWN_DATA,
    dry_run: DryRunOption = False,
) -> None:
    """Record that a row was read at a source: confirm or correct it.

    Without numbers the source says what the row says. Numbers that are given replace those of
    the row; those that are not stand as they are. Old values are kept in corrections.csv.

    A file of readings (--from) has one result of one arm a line, for any table: columns reader,
    table, trial_id, code, source_url and source_locator, and those of arm_id, week, responders, n,
    percent, patients, value, statistic, spread, ci_low, ci_high, tier, independent, notes,
    decision and reason that say something. All of it is written, or nothing.
    """
    from synthesis.living.find_row import Address
    from synthesis.living.reading import Found, VerifyError

    given = (source, locator, responders, n, percent, reason, notes)
    if from_file is not None or (undo and batch):
        numbers = (*given, reading)
        if trial or any(value not in ("", None) for value in numbers) or (undo and from_file):
            raise typer.BadParameter("a file or a batch is named without a row and its numbers.")
        _many(from_file, batch, data, yes, dry_run)
        return
    if batch:
        raise typer.BadParameter("--batch goes with a file (--from), or with --undo alone.")
    if not (trial and arm and outcome and week):
        raise typer.BadParameter("name the row (trial, arm, outcome, week), or a file with --from.")
    if undo and any(value not in ("", None) for value in given):
        raise typer.BadParameter("--undo takes no reading: leave out source and numbers.")
    if not undo and not (source and locator):
        raise typer.BadParameter("--source and --locator say where it was read; both are needed.")
    address = Address(trial, arm, outcome, _read_week(week), reading)
    found = None if undo else Found(source, locator, responders, n, percent, reason, notes)
    with one_sentence_each(VerifyError):
        verification = _record(address, found, data, dry_run)
    typer.echo(_describe(verification, dry_run))


def _read_week(text: str) -> float:
    from synthesis.words.times import DAYS_IN_WEEK, read_day

    day = read_day(text)
    try:
        return float(text) if day is None else day / DAYS_IN_WEEK
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no time; expected a week, or “day 2”.") from None


def _many(file: Path | None, batch: str, folder: Path, yes: bool, dry_run: bool) -> None:
    from synthesis.commands.readings import take_back, take_in
    from synthesis.living.bulk.batch import BatchError
    from synthesis.living.change import ChangedMeanwhileError

    with one_sentence_each(BatchError, ChangedMeanwhileError):
        if file is None:
            take_back(batch, folder, yes, dry_run)
        else:
            take_in(file, batch, folder, yes, dry_run)


def _record(address: Address, found: Found | None, folder: Path, dry_run: bool) -> Verification:
    from synthesis.files.atomic import finish_pending
    from synthesis.files.lock import hold_lock
    from synthesis.living.verify import prepare, prepare_undo, save
    from synthesis.package.undisturbed import await_data

    def work_out() -> Verification:
        if found is None:
            return prepare_undo(folder, address)
        return prepare(folder, address, found, date.today().isoformat())

    if dry_run:
        await_data(folder)
        return work_out()
    with hold_lock(folder, f"verify {address.trial}"):
        finish_pending(folder)
        verification = work_out()
        save(folder, verification)
    return verification


def _describe(verification: Verification, dry_run: bool) -> str:
    opening = "Would record" if dry_run else "Recorded"
    if verification.kind.startswith("undo"):
        opening = "Would do" if dry_run else "Done"
    lines = [f"{opening}: {verification.kind}, {verification.file}, row {verification.row}"]
    for change in verification.changes:
        lines.append(f"  {change.field}: {change.old or 'empty'} → {change.new or 'empty'}")
    lines += [f"Note: {remark}" for remark in verification.remarks]
    return "\n".join(lines)
