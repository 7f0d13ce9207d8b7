"""Published syntheses replayed, on a page: theirs, ours, and in what they are not alike."""

from __future__ import annotations

from synthesis.analyses.replays import Replayed, row_of
from synthesis.analyses.run import Results
from synthesis.prose.replays import LIKENESS, NONE_DECLARED, effect_text, ratio_text
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_patients, count_trials, list_words


def show_replays(results: Results, found: tuple[Replayed, ...]) -> Html:
    """One row for each published result, with what differs below it."""
    if not found:
        return show_missing(NONE_DECLARED)
    rows = [
        Row(
            [
                _compared(each, results),
                _by_whom(each),
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
    return show_table(caption, header, rows, kind="replays", slug="published-replayed")


def _compared(each: Replayed, results: Results) -> str:
    """Outcome and treatments, as in “Response: madeupinib 4 mg against placebo”."""
    terms = results.dataset.vocabulary
    code = each.published["outcome"]
    term = terms.outcomes.get(code) or terms.events.get(code)
    labels = results.labels
    treated = list_words((labels[name] for name in each.replay.treatments), "or")
    comparator = labels.get(each.replay.comparator, each.replay.comparator)
    return f"{capitalise(term.name if term else code)}: {treated} against {comparator}"


def _by_whom(each: Replayed) -> str:
    author, year = each.published["first_author"], each.published["year"]
    who = " ".join(str(part) for part in (author or "author not seen", year) if part)
    return f"{who} (row {row_of(each)})"


def _size(each: Replayed) -> str:
    if each.ours is None:
        return ""
    return f"; {count_trials(each.trials)}, {count_patients(each.patients)}"
