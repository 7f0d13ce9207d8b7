"""Why the estimates that moved most did: the rows behind them, with the readings they came from."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.living.explain import Explanation, RowReason
from synthesis.package.dataset import Dataset
from synthesis.prose.explained import count_rows, describe_move, describe_row_change
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.changes.since_release import Changes
from synthesis.words.labels import label_period, label_week
from synthesis.words.slugs import slug_of

SHOWN, ROWS_SHOWN = 5, 6
NOT_KEPT = (
    "Which rows moved them cannot be told: of version {version} the results were kept, not the "
    "rows behind them."
)


def show_reasons(changes: Changes, dataset: Dataset) -> Html:
    """The estimates that moved most, each with the rows that are not what they were.

    Nothing where no estimate moved, a sentence where the release has no rows.
    """
    moved = [change for change in changes.results.changed if not change.of_certainty_alone][:SHOWN]
    if not moved:
        return Html("")
    if changes.reasons is None:
        return render("plain.html", text=NOT_KEPT.format(version=changes.version))
    by_id = {name: each for each in changes.reasons for name in each.of}
    rows = [
        Row([f"{change.new.title}: {change.new.comparison}", describe_move(change), *cells])
        for change in moved
        for cells in _cells(by_id[change.new.id].only(change.new.id), dataset)
    ]
    caption = (
        f"Why the {len(moved)} estimates that moved most since version {changes.version} did: "
        "the rows behind them that are not what they were"
    )
    header = ["Estimate", "Moved", "Row", "Said → says", "Reading"]
    slug = slug_of("changes-since", changes.version, "reasons")
    return show_table(caption, header, rows, "change-reasons", kind="changes", slug=slug)


def _cells(explanation: Explanation, dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """A row of the data, what it said and says, and its reading; the first of many."""
    if not explanation.reasons:
        yield count_rows(explanation), "", ""
    for reason in explanation.reasons[:ROWS_SHOWN]:
        yield _name(reason, dataset), describe_row_change(reason), reason.origin
    rest = len(explanation.reasons) - ROWS_SHOWN
    if rest > 0:
        yield f"{rest:,} more; in all: {count_rows(explanation)}", "", ""


def _name(reason: RowReason, dataset: Dataset) -> str:
    """“MADE-UP 1, placebo, serious adverse event over 16 weeks”."""
    table, trial, arm, code, week = reason.place
    trials, arms = dataset.table("trials"), dataset.table("arms")
    names = trials.loc[trials["trial_id"] == trial, "trial_name"]
    labels = arms.loc[(arms["trial_id"] == trial) & (arms["arm_id"] == arm), "arm_label"]
    shown = (next(iter(names), trial), next(iter(labels), arm))
    what = dataset.vocabulary.term_of(table, code).name
    time = float(week)
    when = f"over {label_period(time)}" if table == "adverse_events" else f"at {label_week(time)}"
    return f"{', '.join(shown)}, {what} {when}"
