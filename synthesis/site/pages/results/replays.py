"""Published syntheses replayed, on a page: theirs, ours, and in what they are not alike."""

from __future__ import annotations

from synthesis.analyses.replays import Replayed, row_of
from synthesis.analyses.run import Results
from synthesis.prose.replays import (
    LIKENESS,
    NONE_DECLARED,
    by_whom,
    compared_text,
    effect_text,
    outcome_name,
    ratio_text,
)
from synthesis.site.drawings.replay_drawings import publish_replays
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_patients, count_trials


def show_replays(results: Results, found: tuple[Replayed, ...]) -> Html:
    """Theirs and ours drawn, and a row for each published result, with what differs below it."""
    if not found:
        return show_missing(NONE_DECLARED)
    rows = [
        Row(
            [
                f"{capitalise(outcome_name(each, results))}: {compared_text(each, results)}",
                f"{by_whom(each)} (row {row_of(each)})",
                f"{MEASURE_NAMES[each.measure]} {effect_text(each.theirs)}",
                f"{effect_text(each.ours)}{_size(each)}",
                ratio_text(each),
                LIKENESS[each.agreement],
            ],
            below=render("plain.html", text=each.replay.differs),
        )
        for each in found
    ]
    header = ["Comparison", "Published by", "Theirs", "Ours", "Ours to theirs", "Agreement"]
    caption = "Published results, and the same comparison made here"
    table = show_table(caption, header, rows, kind="replays", slug="published-replayed")
    return publish_replays(results, found) + table


def _size(each: Replayed) -> str:
    if each.ours is None:
        return ""
    return f"; {count_trials(each.trials)}, {count_patients(each.patients)}"
