"""Sensitivity tables on a page, and what they say in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from synthesis.analyses.sensitivity import THE_SAME
from synthesis.analyses.sensitivity_table import (
    COLUMNS,
    RISK_DIFFERENCE,
    SensitivityCell,
    SensitivityRow,
    ShownEstimate,
)
from synthesis.package.plan.pools import Analysis
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_effect, list_words
from synthesis.words.slugs import slug_of

POINTS = "percentage points"
MEANING = (
    "Each cell: estimate and 95% interval, bold where the interval excludes no effect. “Same”: "
    "the same trials and counts as primarily. {}, except where a column says otherwise"
)


def show_sensitivity_table(
    rows: Sequence[SensitivityRow], caption: str, identifier: str, with_analysis: bool = False
) -> Html:
    """One line for each drug and dose, one column for each choice.

    `with_analysis` adds the title of the analysis, for rows of several.
    """
    header = ["Drug and dose", *(["Analysis"] if with_analysis else []), "Trials"]
    header += [f"{c}, {POINTS}" if c == RISK_DIFFERENCE else c for c in COLUMNS]
    lines = []
    for row in rows:
        title = [row.pool.analysis.title] if with_analysis else []
        k = row.primary.k if row.primary else 0
        cells = [_cell(cell) for cell in row.cells]
        lines.append(Row([capitalise(row.pool.label), *title, k, *cells]))
    names = dict.fromkeys(MEASURE_NAMES[row.pool.analysis.measure] for row in rows)
    effects = capitalise(list_words(f"{name}s" for name in names) or "effects")
    return show_table(
        f"{caption}. {MEANING.format(effects)}.",
        header,
        lines,
        identifier,
        "matrix flat",
        slug=slug_of(identifier),
    )


def _cell(cell: SensitivityCell) -> Any:
    if cell.result is None:
        return cell.note
    if cell.note == THE_SAME:
        return "same"
    result = cell.result
    low, high = (format_effect(v, result.measure) for v in (result.ci_low, result.ci_high))
    return render(
        "league_cell.html",
        value=format_effect(result.estimate, result.measure),
        interval=f"{low} to {high}",
        clear=result.excludes_no_effect,
    )


def side(result: ShownEstimate) -> int:
    """1 when the interval lies above no effect, -1 when below, 0 when it leaves it open."""
    return int(result.ci_low > 0) - int(result.ci_high < 0)


def changing_columns(row: SensitivityRow) -> tuple[str, ...]:
    """The choices under which the interval lies on another side of no effect than primarily."""
    if row.primary is None:
        return ()
    primary = side(row.primary)
    return tuple(cell.column for cell in row.cells if cell.result and side(cell.result) != primary)


def steady_sentence(rows: Iterable[SensitivityRow], what: str) -> str:
    """How many drugs and doses get the same verdict under every choice; `what` names them."""
    known = [row for row in rows if row.primary]
    if not known:
        return f"{capitalise(what)}: no drug and dose has usable counts yet."
    steady = [row for row in known if not changing_columns(row)]
    clear = sum(side(row.primary) != 0 for row in steady if row.primary)
    open_ = len(steady) - clear
    parts = [f"{clear} whose interval excludes no effect under every choice"] if clear else []
    parts += [f"{open_} whose interval leaves it open under every choice"] if open_ else []
    parts += [f"{len(known) - len(steady)} with a choice that changes this"]
    if len(steady) == len(known):
        parts[-1] = "none with a choice that changes this"
    size = "1 drug and dose" if len(known) == 1 else f"{len(known)} drugs and doses"
    single = sum(row.primary.k == 1 for row in known if row.primary)
    alone = (
        f" {single} of {len(known)} rest on one trial, which leaves few choices." if single else ""
    )
    return f"{capitalise(what)}, {size}: {list_words(parts)}.{alone}"


def changing_sentences(rows: Iterable[SensitivityRow]) -> list[str]:
    """For each drug and dose with a choice that changes the verdict, which choices do."""
    return [
        f"{capitalise(row.pool.label)} ({row.pool.analysis.title}): the interval is on another "
        f"side of no effect, or leaves open what it did not, under {_quote(columns)}."
        for row in rows
        if (columns := changing_columns(row))
    ]


def _quote(columns: Iterable[str]) -> str:
    return list_words(f"“{column}”" for column in columns)


def show_choices_of(rows: Iterable[SensitivityRow], analysis: Analysis) -> Html:
    """Sentences and table of one analysis."""
    own = [row for row in rows if row.pool.analysis == analysis]
    return _show(own, analysis.title, f"sensitivity-{analysis.id}", with_analysis=False)


def show_choices_of_outcomes(
    rows: Iterable[SensitivityRow], outcomes: Sequence[str], name: str
) -> Html:
    """Sentences and one table of several analyses, chosen by their outcomes.

    `name` is what does not change when outcomes come and go: the table is “sensitivity-NAME”.
    """
    own = [row for row in rows if row.pool.analysis.outcome in outcomes]
    if not own:
        return show_missing("No other analysis of this data package has a result for this.")
    titles = list_words(dict.fromkeys(row.pool.analysis.outcome.name for row in own))
    identifier = f"sensitivity-{name}"
    return _show(own, f"{capitalise(titles)}, other analyses", identifier, with_analysis=True)


def _show(rows: Sequence[SensitivityRow], title: str, identifier: str, with_analysis: bool) -> Html:
    sentences = show_list([steady_sentence(rows, title), *changing_sentences(rows)])
    if not rows:
        return sentences
    return sentences + show_sensitivity_table(rows, title, identifier, with_analysis)
