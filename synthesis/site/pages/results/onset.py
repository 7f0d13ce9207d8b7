"""How soon an effect shows, on a page."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.onset import Onset, find_onsets
from synthesis.analyses.pools import AnalysisResult
from synthesis.site.machinery.html import Html, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import count_trials, format_interval, list_words
from synthesis.words.terms import name_setting

NO_TIMES = "No count at an early time has been read."
NOT_SHOWN = "not shown at any of them"


def show_onsets(results: Iterable[AnalysisResult], what: str, slug: str) -> Html:
    """One row a treatment: the times with numbers, the first that shows an effect, and its size."""
    onsets = find_onsets(results)
    if not onsets:
        return show_missing(NO_TIMES)
    rows = [
        Row(
            [
                f"{capitalise(each.label)}, {name_setting(each.background)}",
                list_words(label_week(week) for week, _ in each.pools),
                *_first(each),
            ]
        )
        for each in onsets
    ]
    header = ["Treatment", "Numbers read at", "First shown at", "Odds ratio then"]
    caption = f"{what}: the first time at which the 95% interval excludes no difference"
    return show_table(caption, header, rows, kind="onset", slug=slug)


def _first(each: Onset) -> tuple[str, str]:
    if each.first is None:
        return NOT_SHOWN, "–"
    week, pool = each.first
    effect = format_interval(pool.primary, pool.primary.measure)
    return label_week(week), f"{effect}; {count_trials(pool.primary.k)}"
