"""The declared analyses of means in words."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.means.result import MeanAnalysisResult, patients_of
from synthesis.package.plan.pools import POPULATIONS
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.data.plan import name_all
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_trials


def show_mean_plan(results: Iterable[MeanAnalysisResult]) -> Html:
    """Every declared analysis of means: id, question, what it takes, what it found."""
    rows = []
    for result in results:
        analysis, arms = result.analysis, result.selection.arms
        background = " or ".join(value.beside for value in analysis.background)
        takes = (
            f"{capitalise(analysis.outcome.name)}, {analysis.statistic}s, weeks "
            f"{analysis.weeks[0]:g} to {analysis.weeks[1]:g}: {name_all(analysis.routes)}, in "
            f"{POPULATIONS[analysis.population]}, with {background}; "
            f"{MEASURE_NAMES[analysis.measure]}"
        )
        found = f"{count_trials(len(result.selection.trials))}, {patients_of(arms):,} patients"
        name = render("plan_name.html", text=analysis.id, question=analysis.question)
        rows.append(Row([name, takes, result.missing or found], id=f"analysis-{analysis.id}"))
    if not rows:
        return render("plain.html", text="No analysis of means is declared.")
    header = ["Analysis", "What it takes", "Found"]
    return show_table("The declared analyses of means", header, rows, slug="declared-means")
