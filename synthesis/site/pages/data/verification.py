"""The verification desk on a page: a table to search, and for each trial what to open."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.analyses.unread_rows import OpenRow
from synthesis.prose.unread_rows import (
    command_for,
    name_outcome,
    name_time,
    row_says,
    tell_largest,
    what_depends,
    what_to_read,
)
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import read_at, record_links, registry_text
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.labels import TIERS, capitalise
from synthesis.words.slugs import slug_of

NO_ROW = "No row that an analysis uses or would use awaits verification."
MOST_TELLING = 12


def show_most_telling(rows: Sequence[OpenRow]) -> Html:
    """The readings on which most depends: one line for each trial, outcome and time."""
    found: dict[tuple[str, str, float], OpenRow] = {}
    for row in rows:
        if row.moves:
            found.setdefault((str(row.record["trial_id"]), row.code, row.week), row)
    if not found:
        return render("plain.html", text=NO_ROW)
    cells = [
        Row(
            [
                _trial_link(row, f"#desk-{row.record['trial_id']}"),
                f"{capitalise(name_outcome(row))}, {name_time(row)}",
                capitalise(TIERS[row.tier]),
                capitalise(tell_largest(row)),
                what_depends(row),
            ]
        )
        for row in list(found.values())[:MOST_TELLING]
    ]
    header = ["Trial", "To read", "How it is known", "Largest effect", "What depends on it"]
    caption = "Where a reading would matter most"
    return show_table(caption, header, cells, slug="most-telling-readings")


def show_desk_trials(rows: Sequence[OpenRow]) -> Html:
    """For each trial: what to open, and each row with what to read and the command."""
    if not rows:
        return render("plain.html", text=NO_ROW)
    by_trial: dict[str, list[OpenRow]] = {}
    for row in rows:
        by_trial.setdefault(str(row.record["trial_id"]), []).append(row)
    return Html("\n".join(_show_trial(own).text for own in by_trial.values()))


def _show_trial(rows: Sequence[OpenRow]) -> Html:
    trial = rows[0].trial
    links = [render("link.html", address=k.address, text=k.text) for k in record_links(trial)]
    opening: list[Html | str] = list(links)
    if registry_text(trial):
        opening.append(registry_text(trial))
    if not opening:
        opening.append("No record of this trial has an address yet.")
    cells = [
        Row(
            [
                capitalise(row.label),
                f"{capitalise(name_outcome(row))}, {name_time(row)}",
                row_says(row),
                capitalise(TIERS[row.tier]),
            ],
            id=f"desk-{row.table}-{row.row}",
            below=_below(row),
        )
        for row in rows
    ]
    name = str(trial["trial_name"])
    header = ["Drug and dose", "What", "The row says", "How it is known"]
    caption = f"{name}: rows that wait for a reader"
    table = show_table(caption, header, cells, slug=slug_of("desk", trial["trial_id"]))
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return render(
        "desk_trial.html",
        identifier=f"desk-{trial['trial_id']}",
        summary=f"{name} ({count})",
        sources=show_list(opening),
        table=table,
    )


def _below(row: OpenRow) -> Html:
    place = str(row.record["source_url"]), str(row.record["source_locator"])
    return render(
        "desk_row.html",
        read=what_to_read(row),
        depends=what_depends(row),
        kind=row.kind,
        place=read_at(*place),
        file=f"{row.table}.csv, row {row.row}",
        command=command_for(row),
    )


def _trial_link(row: OpenRow, address: str) -> Html:
    return render("link.html", address=address, text=row.trial["trial_name"])
