"""One curve for several drugs as a figure: each dose on the curve, and in the network."""

from __future__ import annotations

from synthesis.analyses.shared_doses import SharedDoseResult, SharedPoint
from synthesis.figures.changes.changes import (
    ChangeRow,
    PairWords,
    describe_changes,
    draw_changes,
    draw_changes_slides,
    tabulate_changes,
)
from synthesis.figures.publication import Publication
from synthesis.prose.doses import format_dose
from synthesis.prose.shared_doses import agreement_sentence, shared_curve_caveats
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import capitalise

WORDS = PairWords(
    names=("network", "one curve"),
    columns=("network", "curve"),
    marked="the intervals do not meet",
    mark="intervals_apart",
)


def publish_shared_curve(result: SharedDoseResult) -> Html:
    """The network above the curve, a row for each dose that both have."""
    rows = tuple(_row(result, point) for point in result.points if point.network)
    if not rows:
        return Html("")
    analysis = result.analysis
    outcome = next(iter(result.selections.values())).analysis.outcome
    return publish_figure(
        Publication(
            slug=f"{analysis.id}-beside-network",
            kind="relative-dose",
            title=f"{analysis.title}, beside the network",
            caption=(
                "Odds ratio against placebo with 95% interval: open dot from the network, without "
                "any curve; filled dot from one Emax curve whose half-way dose is at the same "
                "share of the highest dose of each drug."
            ),
            finding=agreement_sentence(result.points),
            alt=describe_changes(rows, "OR", WORDS),
            data=tabulate_changes(rows, "OR", WORDS),
            draw=lambda layout: draw_changes(rows, "OR", WORDS, layout),
            slides=lambda: draw_changes_slides(rows, "OR", WORDS),
            analyses=(analysis.id, *analysis.of, analysis.network),
            drugs=tuple(dict.fromkeys(point.drug for point in result.points)),
            outcomes=(outcome,),
            caveats=shared_curve_caveats(result),
        )
    )


def _row(result: SharedDoseResult, point: SharedPoint) -> ChangeRow:
    assert point.network is not None
    estimate, _, low, high = point.curve
    other = point.network
    return ChangeRow(
        group=capitalise(point.drug),
        label=format_dose(result.selections[point.drug], point.dose),
        old=(other.estimate, other.ci_low, other.ci_high),
        new=(estimate, low, high),
        flipped=low > other.ci_high or high < other.ci_low,
    )
