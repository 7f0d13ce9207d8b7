"""One comparator in several networks, an outcome a column."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.analyses.missing import Missing, present
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise, sort_key
from synthesis.words.numbers import format_effect
from synthesis.words.slugs import slug_of
from synthesis.words.terms import name_setting


def show_across(networks: Sequence[NetworkAnalysisResult | Missing], comparator: str) -> Html:
    """Every dose against one comparator in several networks, an outcome a column."""
    shown = [n for n in present(networks) if comparator in n.result.treatments]
    if not shown:
        return show_missing(f"No network of this data package has an arm on {comparator}.")
    labels = {
        treatment: network.labels[treatment]
        for network in shown
        for treatment in network.treatments
        if treatment not in (comparator, network.analysis.reference)
    }
    order = sorted(labels, key=lambda treatment: sort_key(labels[treatment]))
    rows = [
        Row([capitalise(labels[t]), *(_across_cell(network, t, comparator) for network in shown)])
        for t in order
    ]
    header = ["Drug and dose", *(n.analysis.outcome.name for n in shown)]
    backgrounds = shown[0].analysis.background
    background = " or ".join(backgrounds)
    caption = (
        f"{capitalise(MEASURE_NAMES[shown[0].analysis.measure])} against "
        f"{shown[0].labels[comparator]}, {name_setting(backgrounds) or background}. Bold: the "
        "interval excludes 1; *: indirect evidence only; –: no count that can be used"
    )
    header = [header[0], *(capitalise(name) for name in header[1:])]
    names = {"none": "monotherapy", "required": "with-topicals"}
    slug = slug_of("networks", names.get(background, background), "against", comparator, "outcomes")
    return show_table(caption, header, rows, kind="across", slug=slug)


def _across_cell(network: NetworkAnalysisResult, treatment: str, comparator: str) -> Html | str:
    if treatment not in network.result.treatments:
        return "–"
    estimate = network.compare(treatment, comparator)
    measure = network.analysis.measure
    low, high = (format_effect(v, measure) for v in (estimate.ci_low, estimate.ci_high))
    star = "" if network.direct_trials(treatment, comparator) else "*"
    return render(
        "league_cell.html",
        value=format_effect(estimate.estimate, measure),
        interval=f"{low}–{high}{star}",
        clear=estimate.ci_low > 0 or estimate.ci_high < 0,
    )
