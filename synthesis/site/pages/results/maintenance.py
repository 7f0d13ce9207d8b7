"""What comes after a response, on a page: every arm with its interval and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.analyses.courses.maintenance import ArmAfter, MaintenanceResult, run_maintenance
from synthesis.analyses.run import Results
from synthesis.package.corrections import READINGS
from synthesis.package.dataset import ROW
from synthesis.prose.courses import design_sentence, uncounted_sentence
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.provenance import Source, reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.site.pages.count_cells import count_cell
from synthesis.words.imputed import percent_text, with_note
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import format_three
from synthesis.words.slugs import slug_of

NOTHING_DECLARED = "This data package declares no trial of what comes after a response."
NOTHING_READ = "No number of these trials has been read."
MISSING = "–"


def maintenance_of(book: Results, *identifiers: str) -> tuple[MaintenanceResult, ...]:
    """Questions of what comes after a response, by id; undeclared ones are left out."""
    found = run_maintenance(book)
    return tuple(found[name] for name in identifiers if name in found)


def show_maintenance(results: Iterable[MaintenanceResult], book: Results) -> Html:
    """What each says of its design, and a table of all arms; a sentence where none is declared."""
    page = Html("")
    for result in results:
        page += _show(result, book)
    return page if page.text else show_missing(NOTHING_DECLARED)


def _show(result: MaintenanceResult, book: Results) -> Html:
    if not result.arms:
        return show_missing(f"{result.declared.title}: {NOTHING_READ}")
    told = [design_sentence(result), uncounted_sentence(result)]
    return show_list(filter(None, told)) + _show_arms(result, book)


def _show_arms(result: MaintenanceResult, book: Results) -> Html:
    compared = bool(result.compared)
    header = ["Trial", "Arm", "Outcome", "Week", "With it", "Patients", "Of 100 (95% CI)"]
    if compared:
        label = book.labels[result.declared.comparator]
        header.append(f"More of 100 than on {label} (95% CI)")
    readings = result.declared.readings
    rows_of = _readings(book) if readings else book.context.rows
    file = f"{READINGS if readings else 'dichotomous'}.csv"
    rows = [
        Row(_cells(arm, compared), source=_source(arm, book, rows_of[arm.row.row], file))
        for arm in result.arms
    ]
    imputed = any(arm.row.imputed for arm in result.arms)
    return show_table(
        with_note(result.declared.title, imputed),
        header,
        rows,
        identifier=result.declared.id,
        kind="maintenance",
        slug=slug_of(result.declared.id, "arms"),
    )


def _cells(arm: ArmAfter, compared: bool) -> list[Any]:
    trial = arm.trial
    cells: list[Any] = [
        render("link.html", address=f"trials.html#trial-{trial.trial_id}", text=trial.trial_name),
        capitalise(arm.label),
        arm.outcome.name,
        label_week(arm.week).removeprefix("week "),
        MISSING if arm.count is None else count_cell(arm.row),
        MISSING if arm.count is None else arm.row.n,
        _share_text(arm),
    ]
    return [*cells, _difference_text(arm)] if compared else cells


def _share_text(arm: ArmAfter) -> str:
    if arm.share is None:
        return percent_text(arm.row.percent or 0.0).removesuffix("%")
    share = arm.share
    value, low, high = format_three(share.estimate, share.low, share.high, "RD")
    return f"{value} ({low} to {high})"


def _difference_text(arm: ArmAfter) -> str:
    found = arm.difference
    if found is None:
        return MISSING
    value, low, high = format_three(found.estimate, found.ci_low, found.ci_high, "RD")
    return f"{value} ({low} to {high})"


def _source(arm: ArmAfter, book: Results, row: Mapping[Any, Any], file: str) -> Source:
    reading = reading_of(row, file, book.context.kinds)
    return source_of_trial(reading, book.context.trials[arm.trial.trial_id])


def _readings(book: Results) -> dict[int, Mapping[Any, Any]]:
    """The readings as rows of a table of counts: read once, with a tier."""
    once = {"second_reading": "none", "second_source": ""}
    return {
        row[ROW]: {**row, **once, "verification": row["tier"]}
        for row in book.dataset.table(READINGS).to_dict("records")
    }
