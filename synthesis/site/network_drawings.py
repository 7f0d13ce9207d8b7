"""A network as figures: graph, forest, ranking, direct against indirect, placebo response."""

from __future__ import annotations

from collections.abc import Mapping

from synthesis.figures.alt_text import describe_overview
from synthesis.figures.network_alt_text import (
    describe_network_graph,
    describe_node_splits,
    describe_ranking,
    describe_transitivity,
)
from synthesis.figures.network_graph import GraphEdge, GraphNode, NodeKind, draw_network_graph
from synthesis.figures.node_split import SplitRow, draw_node_splits
from synthesis.figures.overview import OverviewRow, OverviewWords, draw_overview
from synthesis.figures.ranking import RankRow, draw_ranking
from synthesis.figures.transitivity import TransitivityPoint, draw_transitivity
from synthesis.labels import MEASURE_NAMES, OUTCOME_MEANINGS, capitalise
from synthesis.network_analysis import NetworkAnalysisResult
from synthesis.network_consistency import NodeSplit
from synthesis.network_prose import (
    against_reference_sentence,
    evidence_sentence,
    interval_text,
    orient_split,
    size_sentence,
)
from synthesis.network_result import NetworkEstimate
from synthesis.results import Z95
from synthesis.selection import ArmCount
from synthesis.site.drawings import publish_drawing, split_label
from synthesis.site.html import Html, render

NETWORK_DOTS = OverviewWords(
    filled="compared directly in at least one trial",
    open="indirect evidence only",
    heading="Direct trials",
    noun="direct trial",
)


def publish_graph(network: NetworkAnalysisResult, kinds: Mapping[str, NodeKind]) -> Html:
    """Draw who was compared with whom; `kinds` says what each regimen is."""
    nodes = tuple(
        GraphNode(
            label=network.labels[treatment],
            kind=kinds[treatment],
            patients=network.patients_of(treatment),
            trials=len(network.trials_of(treatment)),
        )
        for treatment in network.treatments
    )
    edges = tuple(
        GraphEdge(network.labels[first], network.labels[second], trials)
        for first, second, trials in network.pairs_compared()
    )
    return publish_drawing(
        slug=f"{network.analysis.id}-graph",
        caption=(
            f"{network.analysis.title}: who was compared with whom. A line joins two doses that "
            "at least one trial compares; the larger the mark, the more patients."
        ),
        finding=f"{size_sentence(network)} {evidence_sentence(network)}",
        alt=describe_network_graph(nodes, edges),
        draw=lambda layout: draw_network_graph(nodes, edges, layout),
    )


def publish_network_forest(network: NetworkAnalysisResult, comparator: str) -> Html:
    """Draw every dose against one comparator; empty where the network does not have it."""
    if comparator not in network.result.treatments:
        return render("nothing.html", question=network.analysis.question)
    estimates = [e for e in network.against(comparator) if _is_active(network, e.treatment)]
    rows = tuple(_forest_row(network, estimate) for estimate in estimates)
    label = network.labels[comparator]
    measure = network.analysis.measure
    outcome = OUTCOME_MEANINGS[network.analysis.outcome]
    strongest = max(estimates, key=lambda estimate: estimate.estimate)
    finding = (
        f"{capitalise(network.labels[strongest.treatment])} against {label}: "
        f"{MEASURE_NAMES[measure]} {interval_text(network, strongest)}, the largest of "
        f"{len(rows)}."
    )
    if comparator == network.analysis.reference:
        finding = against_reference_sentence(network)
    return publish_drawing(
        slug=f"{network.analysis.id}-against-{comparator.split('-')[0]}",
        caption=(
            f"{network.analysis.title}, {outcome}: {MEASURE_NAMES[measure]} of every dose against "
            f"{label} from the whole network, with 95% interval and prediction interval; "
            "patients on the dose."
        ),
        finding=finding,
        alt=describe_overview(rows, measure, f"{outcome}, against {label}"),
        draw=lambda layout: draw_overview(
            rows, measure, f"favours {label}", "favours the row", layout, NETWORK_DOTS
        ),
    )


def _is_active(network: NetworkAnalysisResult, treatment: str) -> bool:
    return treatment != network.analysis.reference


def _forest_row(network: NetworkAnalysisResult, row: NetworkEstimate) -> OverviewRow:
    group, dose = split_label(network.labels[row.treatment])
    trials = network.direct_trials(row.treatment, row.comparator)
    return OverviewRow(
        group=group,
        label=dose,
        k=trials,
        patients=network.patients_of(row.treatment),
        estimate=row.estimate,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        # Without spread between trials the two intervals nearly coincide; one line says it.
        pi_low=row.pi_low if network.result.tau2 else None,
        pi_high=row.pi_high if network.result.tau2 else None,
        status="pooled" if trials else "single",
    )


def publish_ranking(network: NetworkAnalysisResult, kinds: Mapping[str, NodeKind]) -> Html:
    """Draw the P-scores beside the effects against the reference."""
    reference = network.analysis.reference
    ranked = sorted(network.treatments, key=lambda t: -network.p_scores[t])
    rows = tuple(
        RankRow(
            label=network.labels[treatment],
            kind=kinds[treatment],
            p_score=network.p_scores[treatment],
            effect=None if treatment == reference else _effect(network, treatment, reference),
            k=len(network.trials_of(treatment)),
        )
        for treatment in ranked
    )
    first, second = ranked[0], ranked[1]
    between = network.compare(first, second)
    verdict = (
        "shown to differ" if between.ci_low > 0 or between.ci_high < 0 else "not shown to differ"
    )
    finding = (
        f"{capitalise(network.labels[first])} ranks first (P-score "
        f"{network.p_scores[first]:.2f}); it and the second, {network.labels[second]}, are "
        f"{verdict}: {MEASURE_NAMES[network.analysis.measure]} {interval_text(network, between)}."
    )
    return publish_drawing(
        slug=f"{network.analysis.id}-ranking",
        caption=(
            f"{network.analysis.title}: P-score, from 0 to 1, the mean certainty that a dose does "
            f"better than each other one, beside the effect against {network.labels[reference]} "
            "with 95% interval. A rank is not a size."
        ),
        finding=finding,
        alt=describe_ranking(rows, network.analysis.measure, network.labels[reference]),
        draw=lambda layout: draw_ranking(
            rows, network.analysis.measure, network.labels[reference], layout
        ),
    )


def _effect(
    network: NetworkAnalysisResult, treatment: str, comparator: str
) -> tuple[float, float, float]:
    row = network.compare(treatment, comparator)
    return row.estimate, row.ci_low, row.ci_high


def publish_splits(network: NetworkAnalysisResult) -> Html:
    """Draw direct against indirect evidence; nothing where no loop is closed."""
    if not network.splits:
        return Html("")
    rows = tuple(_split_row(network, split) for split in network.splits)
    least = min(network.splits, key=lambda split: split.p)
    first, second, _ = orient_split(network, least)
    finding = (
        f"The largest disagreement between direct and indirect evidence is that on "
        f"{network.labels[first]} against {network.labels[second]}, p = {least.p:.2g}."
    )
    measure = network.analysis.measure
    return publish_drawing(
        slug=f"{network.analysis.id}-direct-indirect",
        caption=(
            f"{network.analysis.title}: {MEASURE_NAMES[measure]} from trials of the two doses, "
            "from indirect evidence, and from both, with 95% interval."
        ),
        finding=finding,
        alt=describe_node_splits(rows, measure),
        draw=lambda layout: draw_node_splits(
            rows, measure, "favours the second", "favours the first", layout
        ),
    )


def _split_row(network: NetworkAnalysisResult, split: NodeSplit) -> SplitRow:
    first, second, sign = orient_split(network, split)

    def interval(value: float, se: float) -> tuple[float, float, float]:
        return sign * value, sign * value - Z95 * se, sign * value + Z95 * se

    return SplitRow(
        label=f"{capitalise(network.labels[first])} against {network.labels[second]}",
        direct=interval(split.direct, split.direct_se),
        indirect=interval(split.indirect, split.indirect_se),
        network=_effect(network, first, second),
        p=split.p,
        trials=network.direct_trials(first, second),
    )


def publish_transitivity(network: NetworkAnalysisResult) -> Html:
    """Draw the response of the comparison group in the trials of each dose."""
    reference = network.analysis.reference
    control = {a.trial_id: a for a in network.selection.arms if a.treatment == reference}
    points = tuple(
        _point(network, arm, control.get(arm.trial_id))
        for treatment in network.treatments[1:]
        for arm in network.selection.arms
        if arm.treatment == treatment
    )
    shares = sorted(100 * arm.responders / arm.n for arm in control.values())
    label = network.labels[reference]
    return publish_drawing(
        slug=f"{network.analysis.id}-{label}-response",
        caption=(
            f"{network.analysis.title}: responders of 100 on {label} in the trials of each dose. "
            "Where they differ much, the patients or the care differed, and indirect comparisons "
            "rest on shakier ground."
        ),
        finding=(
            f"Response on {label} runs from {shares[0]:.0f} to {shares[-1]:.0f} of 100 over "
            f"{len(shares)} trials."
        ),
        alt=describe_transitivity(points, label),
        draw=lambda layout: draw_transitivity(points, label, layout),
    )


def _point(
    network: NetworkAnalysisResult, arm: ArmCount, control: ArmCount | None
) -> TransitivityPoint:
    return TransitivityPoint(
        comparison=capitalise(network.labels[arm.treatment]),
        trial=arm.trial_name,
        response=None if control is None else 100 * control.responders / control.n,
        week=arm.week,
        patients=arm.n if control is None else control.n,
    )
