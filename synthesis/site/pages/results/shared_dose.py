"""One dose-response curve for several drugs on a page: figure, doses and steps."""

from __future__ import annotations

from synthesis.analyses.run import Results
from synthesis.analyses.shared_doses import SharedDoseResult, run_shared_doses
from synthesis.prose.shared_doses import (
    NONE_DECLARED,
    NOT_DRAWN,
    beside_text,
    limits_text,
    shared_curve_sentences,
    step_name,
)
from synthesis.site.drawings.shared_dose_drawings import publish_shared_curve
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_trials
from synthesis.words.slugs import slug_of


def show_shared_doses(results: Results) -> Html:
    """For each shared curve: what was fitted, each dose beside the network, and the steps."""
    found = run_shared_doses(results)
    if not found:
        return show_missing(NONE_DECLARED)
    sections = [
        render(
            "shared_dose.html",
            analysis=each.analysis,
            told=show_list(list(shared_curve_sentences(each))),
            figure=publish_shared_curve(each),
            steps=_steps(each),
        )
        for each in found
    ]
    return Html("\n".join(section.text for section in sections))


def _steps(result: SharedDoseResult) -> Html:
    if not result.steps:
        return Html("")
    rows = [
        Row(
            [
                capitalise(step_name(step)),
                NOT_DRAWN if result.rejected else limits_text(step.curve),
                beside_text(step.network),
                f"{beside_text(step.within)}, {count_trials(step.within.k)}"
                if step.within
                else NOT_DRAWN,
            ]
        )
        for step in result.steps
    ]
    header = ["Step", "One curve for all", "Network", "Trials of both doses"]
    caption = f"{result.analysis.title}: the highest dose against the next lower one, odds ratios"
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "steps"))
