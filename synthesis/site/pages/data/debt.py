"""The evidence debt on a page: one ranked list, and the same as a file for a reader to fill in."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses.evidence.debt import Debt
from synthesis.exports.tables.table_files import TABLES
from synthesis.files.csv_export import write_csv
from synthesis.living.columns import READING_COLUMNS
from synthesis.prose.evidence_debt import (
    could_move_percent,
    reading_list,
    tell_most_moved,
    tell_state,
)
from synthesis.prose.unread_rows import name_outcome, name_time, row_says
from synthesis.site.machinery.handover import handed_over
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.search import load_search, searchable
from synthesis.words.typed import command_line

SLUG = "verification"
READING_LIST = "reading-list.csv"


def show_debt(debts: Sequence[Debt]) -> Html:
    """Every row that has not been read again, the one that could move most first."""
    if not debts:
        return render("plain.html", text="No number waits to be read again.")
    percents = (could_move_percent(debt) for debt in debts)
    frame = pd.DataFrame(
        {
            "Trial": [debt.trial["trial_name"] for debt in debts],
            "What to read": [
                f"{name_outcome(debt)}, {name_time(debt)}, {debt.label}" for debt in debts
            ],
            "Could move (%)": ["" if percent is None else percent for percent in percents],
            "The book has": [row_says(debt) for debt in debts],
            "State, and known from": [tell_state(debt) for debt in debts],
            "What it could move most": [tell_most_moved(debt) for debt in debts],
            "Risk of bias": ["judged" if debt.judged else "not judged" for debt in debts],
            "File and row": [f"{debt.table}.csv, row {debt.row}" for debt in debts],
        }
    )
    caption = (
        f"Evidence debt: {len(debts):,} numbers to read again, those that could move most first"
    )
    return load_search() + searchable(frame, caption, SLUG) + _take_away(debts)


def _take_away(debts: Sequence[Debt]) -> Html:
    """The link to the list as a file, which a build writes beside the files of the table."""
    handover = handed_over()
    if handover is not None:
        text = write_csv(READING_COLUMNS, reading_list(debts))
        (handover.published / TABLES / SLUG / READING_LIST).write_bytes(text.encode())
    return render(
        "reading_list.html",
        address=f"{TABLES}/{SLUG}/{READING_LIST}",
        file=READING_LIST,
        published=handover is not None,
        command=command_line("row", "verify", "--from", READING_LIST, "--dry-run"),
    )
