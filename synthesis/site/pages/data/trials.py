"""The trials chapter: every trial and arm, where it is recorded, and why some are not pooled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult
from synthesis.package.dataset import Dataset
from synthesis.package.named import Family
from synthesis.package.vocabulary import Vocabulary
from synthesis.selection.reasons import STAGES
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import (
    Source,
    cite_report,
    read_in,
    reading_of,
    record_links,
    registry_text,
)
from synthesis.site.machinery.search import load_search, plain_number, searchable
from synthesis.site.machinery.tables import Row, show_source, show_table
from synthesis.words.labels import capitalise

ResultsOfTrial = Iterable[AnalysisResult | NetworkAnalysisResult]


def pooled_in(results: ResultsOfTrial) -> Mapping[str, list[str]]:
    """For each trial, the analyses and networks that use it."""
    used: dict[str, list[str]] = {}
    for result in results:
        for trial in _trials_used(result):
            used.setdefault(trial, []).append(result.analysis.title)
    return used


def _trials_used(result: AnalysisResult | NetworkAnalysisResult) -> Iterable[str]:
    if isinstance(result, NetworkAnalysisResult):
        return result.selection.trials
    return dict.fromkeys(trial for pool in result.pools for trial in pool.pool.trials)


def why_not(dataset: Dataset, results: ResultsOfTrial) -> Mapping[str, str]:
    """For each trial that no analysis uses, the reason: the one it met closest to being used."""
    results = tuple(results)
    used = pooled_in(results)
    best: dict[str, tuple[int, str]] = {}
    for result in results:
        for held in result.selection.held_back:
            stage = STAGES.index(held.stage)
            if held.trial_id not in best or stage > best[held.trial_id][0]:
                best[held.trial_id] = stage, held.reason
    routes = dataset.table("arms").groupby("trial_id")["route"].agg(set).to_dict()
    families = {family.id: family for family in dataset.vocabulary.family}
    reasons: dict[str, str] = {}
    for trial in dataset.table("trials").to_dict("records"):
        identifier = trial["trial_id"]
        if identifier in used:
            continue
        reasons[identifier] = (
            "no results have been found yet"
            if trial["role"] == "no-results-yet"
            else best[identifier][1]
            if identifier in best
            else _out_of_scope(families.get(trial["group"]), routes.get(identifier, set()))
        )
    return reasons


def _out_of_scope(family: Family | None, routes: set[str]) -> str:
    if family and family.unused:
        return family.unused
    route = ", ".join(sorted(routes)) or "unknown route"
    return f"no declared analysis asks about its doses ({route})"


def show_group(dataset: Dataset, results: ResultsOfTrial, group: str) -> Html:
    """The trials of one family, one card each, the target of links to the trial."""
    results = tuple(results)
    used, reasons = pooled_in(results), why_not(dataset, results)
    arms, trials = dataset.table("arms"), dataset.table("trials")
    words = dataset.vocabulary
    cards = []
    for trial in trials[trials["group"] == group].to_dict("records"):
        identifier = trial["trial_id"]
        own = arms[arms["trial_id"] == identifier]
        why = reasons.get(identifier, "")
        cards.append(_card(trial, own, used.get(identifier, []), why, words))
    return Html("\n".join(card.text for card in cards))


def _card(
    trial: Mapping[Any, Any], arms: pd.DataFrame, used: list[str], reason: str, words: Vocabulary
) -> Html:
    labels = [
        label if pd.isna(n) else f"{label} ({n:,})"
        for label, n in zip(arms["arm_label"], arms["n_randomised"], strict=True)
    ]
    return render(
        "trial.html",
        trial=trial,
        background=words.background_treatment,
        patients="" if pd.isna(trial["n_randomised"]) else f"{trial['n_randomised']:,}",
        ages=ages(trial),
        arms=labels,
        links=record_links(trial),
        registry=registry_text(trial),
        report=cite_report(trial),
        used=used,
        reason=reason,
        # The card itself names and links the records.
        reading=show_source(Source(reading_of(trial, "trials.csv", words.source_kinds))),
    )


def ages(trial: Mapping[Any, Any]) -> str:
    """“12 to 75”, “18 and over”, “up to 17” or “not stated”."""
    low, high = trial["min_age_years"], trial["max_age_years"]
    if pd.isna(low):
        return "not stated" if pd.isna(high) else f"up to {high:g}"
    return f"{low:g} and over" if pd.isna(high) else f"{low:g} to {high:g}"


def show_not_pooled(dataset: Dataset, results: ResultsOfTrial) -> Html:
    """Trials found but not pooled in any analysis, with the reason."""
    reasons = why_not(dataset, results)
    names = dataset.table("trials").set_index("trial_id")["trial_name"]
    rows = [
        Row([render("link.html", address=f"#trial-{t}", text=names[t]), capitalise(reason)])
        for t, reason in reasons.items()
    ]
    caption = f"Found but not pooled: {len(rows)} of {len(names)} entries"
    return show_table(caption, ["Trial", "Why"], rows, slug="trials-not-pooled")


def show_arms(dataset: Dataset) -> Html:
    """Every arm in a table that sorts and searches without a network."""
    arms = dataset.table("arms").merge(
        dataset.table("trials")[["trial_id", "trial_name", "group"]], on="trial_id"
    )
    groups = dataset.schema.codes("trials", "group")
    frame = pd.DataFrame(
        {
            "Trial": arms["trial_name"],
            "Arm": arms["arm_label"],
            "Dose": arms["dose"].map(plain_number, na_action=None),
            "Unit": arms["dose_unit"],
            "Route": arms["route"],
            "Patients": arms["n_randomised"].map(plain_number, na_action=None),
            "How known": arms["verification"],
            "Read in": read_in(dataset, arms),
            "Family": arms["group"].map(groups),
        }
    )
    caption = f"Every arm: {len(frame)} arms of {arms['trial_id'].nunique()} trials"
    return load_search() + searchable(frame, caption, "arms")
