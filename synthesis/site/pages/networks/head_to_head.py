"""The trials that compared two active drugs, and whether indirect evidence agrees with them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from synthesis.analyses.missing import Missing, present
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult
from synthesis.package.dataset import Dataset
from synthesis.prose.networks import inconsistency_sentences
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import list_words
from synthesis.words.slugs import slug_of


def show_comparison_trials(
    dataset: Dataset, comparator: str, results: Iterable[AnalysisResult]
) -> Html:
    """Trials of some analyses against one active comparator: who, what dose, what was counted."""
    labels, words = dataset.labels, dataset.vocabulary
    arms = dataset.table("arms")
    counted: dict[str, list[str]] = {}
    for result in results:
        week = label_week(result.analysis.week)
        name = f"{result.analysis.outcome.name} at {week}"
        for used in dict.fromkeys(t for pool in result.pools for t in pool.pool.trials):
            counted.setdefault(used, []).append(name)
    trials = {trial["trial_id"]: trial for trial in dataset.table("trials").to_dict("records")}
    rows = []
    for identifier, names in counted.items():
        trial = trials[identifier]
        own = arms[arms["trial_id"] == identifier]["regimen"]
        patients = trial["n_randomised"]
        rows.append(
            Row(
                [
                    render(
                        "link.html",
                        address=f"trials.html#trial-{identifier}",
                        text=trial["trial_name"],
                    ),
                    list_words(labels[regimen] for regimen in own if regimen != comparator),
                    "–" if pd.isna(patients) else f"{patients:,}",
                    capitalise(words.background_of(trial["background"]).beside),
                    capitalise(list_words(names)),
                ]
            )
        )
    header = ["Trial", "Compared", "Patients", "Beside the drug", "Counts that can be used"]
    if not rows:
        return show_missing(
            f"No trial of this data package has usable counts against {comparator}."
        )
    caption = f"Trials with an arm on {labels[comparator]} and on another drug"
    return show_table(caption, header, rows, slug=slug_of("head-to-head", comparator, "trials"))


def show_doubts(networks: Iterable[NetworkAnalysisResult | Missing]) -> Html:
    """For every network, whether its head-to-head trials and its indirect evidence agree."""
    return show_list(
        f"{network.analysis.title}. {' '.join(inconsistency_sentences(network))}"
        for network in present(networks)
        if network.splits
    )
