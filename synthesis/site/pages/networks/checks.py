"""Whether a network holds together, as figures: direct against indirect, comparison groups."""

from __future__ import annotations

from collections.abc import Collection

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import Z95
from synthesis.figures.network.network_alt_text import describe_node_splits, describe_transitivity
from synthesis.figures.network.network_data import tabulate_node_splits, tabulate_transitivity
from synthesis.figures.network.node_split import SplitRow, draw_node_splits
from synthesis.figures.network.node_split_slides import draw_node_split_slides
from synthesis.figures.network.transitivity import TransitivityPoint, draw_transitivity
from synthesis.figures.network.transitivity_slides import draw_transitivity_slides
from synthesis.figures.publication import Publication
from synthesis.models.network.consistency import NodeSplit
from synthesis.prose.caveats.networks import response_caveats, split_caveats
from synthesis.prose.network_loops import orient_split
from synthesis.selection.arms import ArmCount
from synthesis.site.drawings.network_estimates import estimate_ids, limits_of
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_trials, format_p, format_three, of_100, with_interval
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of

FAVOURS = ("favours the second", "favours the first")


def publish_splits(network: NetworkAnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw direct against indirect evidence; nothing where no loop is closed.

    `disputed` are the trials on whose counts sources disagree.
    """
    if not network.splits:
        return Html("")
    rows = tuple(_split_row(network, split) for split in network.splits)
    measure = network.analysis.measure
    pairs = (orient_split(network, split)[:2] for split in network.splits)
    return publish_figure(
        Publication(
            slug=f"{network.analysis.id}-direct-indirect",
            kind="direct-indirect",
            title=f"{network.analysis.title}: direct and indirect evidence",
            caption=(
                f"{network.analysis.title}: {MEASURE_NAMES[measure]} from trials of the two doses, "
                "from indirect evidence, and from both, with 95% interval."
            ),
            finding=_split_finding(network),
            alt=describe_node_splits(rows, measure),
            data=tabulate_node_splits(rows, measure),
            draw=lambda layout: draw_node_splits(rows, measure, *FAVOURS, layout),
            slides=lambda: draw_node_split_slides(rows, measure, *FAVOURS),
            analyses=(network.analysis.id,),
            estimates=estimate_ids(network, pairs),
            drugs=drugs_of(network.labels[t] for t in network.treatments),
            outcomes=(network.analysis.outcome,),
            caveats=split_caveats(network, disputed),
        )
    )


def _split_finding(network: NetworkAnalysisResult) -> str:
    """The comparison with the smallest p, with both estimates."""
    least = min(network.splits, key=lambda split: split.p)
    row, measure = _split_row(network, least), network.analysis.measure

    def words(effect: tuple[float, float, float]) -> str:
        return with_interval(*format_three(*effect, measure))

    what = f"{row.label[:1].lower()}{row.label[1:]}"
    trials = "the trial" if row.trials == 1 else "trials"
    return (
        f"Direct and indirect evidence differ most on {what}: {MEASURE_NAMES[measure]} "
        f"{words(row.direct)} in {trials} of the two, {words(row.indirect)} from indirect "
        f"evidence, {format_p(row.p)}."
    )


def _split_row(network: NetworkAnalysisResult, split: NodeSplit) -> SplitRow:
    first, second, sign = orient_split(network, split)

    def interval(value: float, se: float) -> tuple[float, float, float]:
        return sign * value, sign * value - Z95 * se, sign * value + Z95 * se

    return SplitRow(
        label=f"{capitalise(network.labels[first])} against {network.labels[second]}",
        direct=interval(split.direct, split.direct_se),
        indirect=interval(split.indirect, split.indirect_se),
        network=limits_of(network, first, second),
        p=split.p,
        trials=network.direct_trials(first, second),
    )


def publish_transitivity(network: NetworkAnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw the response of the comparison group in the trials of each dose.

    `disputed` are the trials on whose counts sources disagree.
    """
    reference = network.analysis.reference
    control = {a.trial_id: a for a in network.selection.arms if a.treatment == reference}
    points = tuple(
        _point(network, arm, control.get(arm.trial_id))
        for treatment in network.treatments[1:]
        for arm in network.selection.arms
        if arm.treatment == treatment
    )
    label = network.labels[reference]
    return publish_figure(
        Publication(
            slug=f"{network.analysis.id}-{slug_of(label)}-response",
            kind="control-response",
            title=f"{network.analysis.title}: response on {label}",
            caption=(
                f"{network.analysis.title}: responders of 100 on {label} in the trials of each "
                "dose. Where they differ much, the patients or the care differed, and indirect "
                "comparisons rest on shakier ground."
            ),
            finding=_response_finding(tuple(control.values()), label),
            alt=describe_transitivity(points, label),
            data=tabulate_transitivity(points, label),
            draw=lambda layout: draw_transitivity(points, label, layout),
            slides=lambda: draw_transitivity_slides(points, label),
            analyses=(network.analysis.id,),
            drugs=drugs_of(network.labels[t] for t in network.treatments),
            outcomes=(network.analysis.outcome,),
            caveats=response_caveats(network, disputed),
        )
    )


def _response_finding(control: tuple[ArmCount, ...], label: str) -> str:
    """The lowest and the highest response, with their trials."""
    ordered = sorted(control, key=_share)
    ends = [f"{of_100(_share(arm))} of 100 ({arm.trial_name})" for arm in ordered]
    if len(ends) == 1:
        return f"Response on {label} is {ends[0]}, in the only trial with it."
    return f"Response on {label} runs from {ends[0]} to {ends[-1]}, over {count_trials(len(ends))}."


def _share(arm: ArmCount) -> float:
    return 100 * arm.responders / arm.n


def _point(
    network: NetworkAnalysisResult, arm: ArmCount, control: ArmCount | None
) -> TransitivityPoint:
    return TransitivityPoint(
        comparison=capitalise(network.labels[arm.treatment]),
        trial=arm.trial_name,
        response=None if control is None else _share(control),
        week=arm.week,
        patients=arm.n if control is None else control.n,
    )
