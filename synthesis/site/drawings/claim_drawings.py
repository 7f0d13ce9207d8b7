"""The claims of clinicians as figures: every test of a claim that has an effect to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from synthesis.claims.findings import ClaimResult, Finding
from synthesis.claims.verdicts import Outcome
from synthesis.figures.alt_text import describe_overview
from synthesis.figures.overview.overview import (
    OverviewRow,
    OverviewWords,
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.publication import Publication
from synthesis.prose.caveats.claims import claim_caveats
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words
from synthesis.words.terms import drugs_of

# The outcomes whose first test stands beside a verdict in the matrix.
TELLING: Mapping[Outcome, str] = {"supports": "For it", "contradicts": "Against it"}
OUTCOMES: Mapping[Outcome, str] = {
    "supports": "Supports it",
    "contradicts": "Contradicts it",
    "open": "Leaves it open",
    "untestable": "Cannot test it",
}
IN_SHORT: Mapping[Outcome, str] = {
    "supports": "for it",
    "contradicts": "against it",
    "open": "open",
    "untestable": "cannot tell",
}
SIDES = {
    "OR": ("favours the second", "favours the first"),
    "RR": ("less on the first", "more on the first"),
}
CLAIM_DOTS = OverviewWords(
    filled="supports or contradicts the claim",
    open="leaves it open or cannot test it",
    rows="Test of the claim",
    row="test",
    name="{label}",
    open_one="leaves it open or cannot test it",
    open_many="leave it open or cannot test it",
    against="",
    columns=("outcome", "test", "trials"),
    patients="all whose counts the test rests on",
)


def publish_claim(result: ClaimResult) -> Html:
    """Draw the effects behind a claim; nothing where no test has one, or their scales differ.

    The tests stand by their outcome, those that support the claim first.
    """
    drawn = [finding for finding in result.tests if finding.effect is not None]
    drawn.sort(key=lambda finding: list(OUTCOMES).index(finding.outcome))
    measures = {finding.effect[3] for finding in drawn if finding.effect}
    if not drawn or len(measures) > 1:
        return Html("")
    rows = tuple(_claim_row(finding) for finding in drawn)
    measure: Literal["OR", "RR"] = "OR" if measures == {"OR"} else "RR"
    sides = SIDES[measure]
    claim = result.claim
    text = claim.tested.removesuffix(".")
    return publish_figure(
        Publication(
            slug=f"claim-{claim.id}",
            kind="claim",
            title=f"Tests of the claim “{text}”",
            caption=f"{claim.tested} Each line is one test of the claim, with its 95% interval.",
            finding=claim_finding(result, drawn),
            alt=describe_overview(
                rows, measure, f"{capitalise(result.verdict)}: {text}", CLAIM_DOTS
            ),
            data=tabulate_overview(rows, measure, CLAIM_DOTS),
            draw=lambda layout: draw_overview(rows, measure, *sides, layout, CLAIM_DOTS),
            slides=lambda: draw_overview_slides(rows, measure, *sides, CLAIM_DOTS),
            analyses=_each_once(finding.analysis for finding in drawn),
            estimates=_each_once(finding.estimate for finding in drawn),
            drugs=drugs_of(label for finding in drawn for label in finding.labels),
            outcomes=_each_once(finding.counted for finding in drawn),
            caveats=claim_caveats(result, drawn),
        )
    )


def claim_finding(result: ClaimResult, drawn: Sequence[Finding]) -> str:
    """The verdict, how the tests came out, and the first that tells for and against the claim.

    A test that is drawn goes before one that is not. Where none tells for or against, the one
    drawn with the largest effect is named.
    """
    counts = {outcome: sum(f.outcome == outcome for f in result.tests) for outcome in OUTCOMES}
    number = "1 test" if len(result.tests) == 1 else f"{len(result.tests)} tests"
    parts = [f"{count} {IN_SHORT[outcome]}" for outcome, count in counts.items() if count]
    ending = _common_ending([finding.label for finding in drawn])
    named = []
    for outcome, words in TELLING.items():
        telling = next((f for f in [*drawn, *result.tests] if f.outcome == outcome), None)
        if telling is not None:
            where = "" if telling in drawn else " (not drawn)"
            named.append(f"{words}{where}: {_with_number(telling, ending)}.")
    if not named:
        named = [f"Largest: {_with_number(max(drawn, key=_estimate_of), ending)}."]
    return " ".join([f"{capitalise(result.verdict)}: {number}, {list_words(parts)}.", *named])


def _common_ending(labels: Sequence[str]) -> str:
    """What every label says last after a comma, such as the outcome; empty for one label."""
    if len(labels) < 2:
        return ""
    shared: list[str] = []
    for words in zip(*(reversed(label.split(", ")[1:]) for label in labels), strict=False):
        if len(set(words)) > 1:
            break
        shared.insert(0, f", {words[0]}")
    return "".join(shared)


def _with_number(finding: Finding, ending: str) -> str:
    label = finding.label.removesuffix(ending)
    number, _, _ = finding.number.partition(";")
    _, _, number = number.rpartition("patients, ")
    return f"{label[:1].lower()}{label[1:]}, {number}"


def _estimate_of(finding: Finding) -> float:
    return finding.effect[0] if finding.effect else 0.0


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)


def _claim_row(finding: Finding) -> OverviewRow:
    assert finding.effect is not None
    estimate, low, high, _ = finding.effect
    return OverviewRow(
        group=OUTCOMES[finding.outcome],
        label=finding.label,
        k=finding.trials,
        patients=finding.patients,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        pi_low=None,
        pi_high=None,
        status="single" if finding.outcome in ("open", "untestable") else "pooled",
    )
