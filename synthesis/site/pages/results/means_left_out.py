"""Means that no analysis pools: held back for a reason, without a spread, or never read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.run import Results
from synthesis.selection.means import read_mean_records
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_noun, list_words

# Means that exist, but not in a form that can be pooled with the others.
NOT_POOLED = ("conflict", "counted", "tier", "statistic", "comparator")
Trial = tuple[str, str]  # identifier and name


def show_means_not_pooled(results: Iterable[MeanAnalysisResult], slug: str) -> Html:
    """What the analyses hold back although a mean was read: by trial, score and reason."""
    arms: dict[tuple[Trial, str, str], dict[str, None]] = {}
    for result in results:
        for held in result.selection.held_back:
            if held.stage in NOT_POOLED:
                key = (held.trial_id, held.trial_name), result.analysis.outcome.name, held.reason
                arms.setdefault(key, {})[held.label] = None
    rows = [
        Row([_link(trial), capitalise(score), list_words(filter(None, own)) or "–", reason])
        for (trial, score, reason), own in sorted(arms.items(), key=lambda each: each[0][0][1])
    ]
    if not rows:
        return render("plain.html", text="Every mean that was read is pooled.")
    caption = f"Means that were read and not pooled: {count_noun(len(rows), 'line')}"
    return show_table(caption, ["Trial", "Score", "Arms", "Why not"], rows, slug=slug)


def show_unread_means(results: Iterable[MeanAnalysisResult], slug: str) -> Html:
    """Which scores of which trials nobody has read at the primary week."""
    scores: dict[Trial, dict[str, None]] = {}
    for result in results:
        for held in result.selection.held_back:
            if held.stage == "reported" and held.regimen:
                trial = held.trial_id, held.trial_name
                scores.setdefault(trial, {})[result.analysis.outcome.name] = None
    rows = [
        Row([_link(trial), capitalise(list_words(own))])
        for trial, own in sorted(scores.items(), key=lambda each: each[0][1])
    ]
    if not rows:
        return render("plain.html", text="Nothing.")
    caption = f"Means that nobody has read yet: {count_noun(len(rows), 'trial')}"
    table = show_table(caption, ["Trial", "Scores"], rows, slug=slug)
    return render("folded.html", summary=caption, content=table)


def _link(trial: Trial) -> Html:
    return render("link.html", address=f"trials.html#trial-{trial[0]}", text=trial[1])


def show_means_without_spread(book: Results, slug: str) -> Html:
    """Every mean that was read without a spread or a number of patients, by trial and score.

    `slug` is the permanent name of the table.
    """
    records = read_mean_records(book.dataset)
    names = {trial.trial_id: trial.trial_name for trial in records.trials}
    counts: Counter[tuple[str, str]] = Counter()
    every = 0
    for code, by_trial in records.rows.items():
        for trial, own in by_trial.items():
            every += len(own)
            counts[trial, code] += sum(not row.complete for row in own)
    lacking = {key: count for key, count in counts.items() if count}
    score = book.dataset.vocabulary.scores
    rows = [
        Row(
            [
                _link((trial, names[trial])),
                capitalise(score[code].name if code in score else code),
                count,
            ]
        )
        for (trial, code), count in sorted(
            lacking.items(), key=lambda each: (names[each[0][0]], each[0][1])
        )
    ]
    if not rows:
        return render("plain.html", text="Every mean was read with a spread.")
    caption = (
        f"Means read without a spread or a number of patients: {sum(lacking.values())} of "
        f"{count_noun(every, 'mean')}"
    )
    table = show_table(caption, ["Trial", "Score", "Means"], rows, slug=slug)
    return render("folded.html", summary=caption, content=table)
