"""Opinion against evidence: the matrix, one section for each claim, notes on results pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synthesis.analyses.run import Results
from synthesis.claims.check import check_claims
from synthesis.claims.findings import ClaimResult, size_text
from synthesis.claims.opinions import DISCUSSION, Opinions, list_respondents
from synthesis.claims.verdicts import Outcome, Verdict
from synthesis.package.plan.claims import Topic
from synthesis.package.plan.whole_plan import Plan
from synthesis.site.drawings.claim_drawings import OUTCOMES, TELLING, publish_claim
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.opinion.claim_evidence import address_of
from synthesis.site.pages.opinion.said_by import count_sides, link_codes, tell_sides
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words
from synthesis.words.slugs import slug_of

KINDS: Mapping[Verdict, str] = {
    "supported": "supported",
    "supported in part": "in-part",
    "not supported": "open",
    "contradicted": "contradicted",
    "not testable with these data": "untestable",
}
SIGNS: Mapping[Verdict, str] = {
    "supported": "✔",
    "supported in part": "◐",
    "not supported": "○",
    "contradicted": "✘",
    "not testable with these data": "–",
}
UNDECIDED: tuple[Verdict, ...] = ("not supported", "not testable with these data")
OUTCOMES_OF_SEVERAL: Mapping[Outcome, str] = {
    "supports": "support it",
    "contradicts": "contradict it",
    "open": "leave it open",
    "untestable": "cannot test it",
}


def show_matrix(results: Iterable[ClaimResult], opinions: Opinions, plan: Plan) -> Html:
    """Every claim with its verdict, who makes it, and the number that decides it."""
    rows = [
        Row(
            [
                render("claim_line.html", claim=r.claim),
                show_verdict(r.verdict),
                count_sides(r.claim, opinions),
                _deciding(r),
            ]
        )
        for r in by_topic(results, plan.topics)
    ]
    asked = len(list_respondents(opinions, DISCUSSION))
    header = ["Claim", "Verdict", f"Said by, of {asked}", "What decides"]
    caption = f"What clinicians claim, and what the trials say: {len(rows)} claims"
    return show_table(caption, header, rows, "claim-matrix", kind="claims", slug="claims-matrix")


def by_topic(results: Iterable[ClaimResult], topics: Sequence[Topic]) -> list[ClaimResult]:
    """Claims in the order of the topics, within one in the order of claims.toml."""
    order = [topic.id for topic in topics]
    return sorted(results, key=lambda result: order.index(result.claim.topic))


def show_verdict(verdict: Verdict) -> Html:
    """A verdict with its sign; never told by colour alone."""
    return render("verdict.html", kind=KINDS[verdict], verdict=f"{SIGNS[verdict]} {verdict}")


def _deciding(result: ClaimResult) -> str:
    """How the tests came out, and where one test decides, its number."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for finding in result.tests:
        counts[finding.outcome] += 1
    if len(result.tests) == 1:
        return result.tests[0].number
    parts = [
        f"{number} {(OUTCOMES if number == 1 else OUTCOMES_OF_SEVERAL)[o].lower()}"
        for o, number in counts.items()
        if number
    ]
    text = f"{len(result.tests)} tests: {list_words(parts)}"
    for outcome, words in TELLING.items():
        telling = next((f for f in result.tests if f.outcome == outcome), None)
        if telling is not None:
            text += f". {words}, {telling.label}: {telling.number}"
    return text


def show_claims(results: Iterable[ClaimResult], opinions: Opinions, plan: Plan) -> Html:
    """One section for each claim, under a heading for each topic."""
    sections: list[str] = []
    titles = {topic.id: topic.title for topic in plan.topics}
    topic = ""
    for result in by_topic(results, plan.topics):
        if result.claim.topic != topic:
            topic = result.claim.topic
            sections.append(render("topic.html", topic=topic, title=titles[topic]).text)
        sections.append(show_claim(result, opinions, plan).text)
    return Html("\n".join(sections))


def show_claim(result: ClaimResult, opinions: Opinions, plan: Plan) -> Html:
    """One claim: verdict, who says so, the numbers, and what they cannot show."""
    return render(
        "claim.html",
        claim=result.claim,
        kind=KINDS[result.verdict],
        verdict=f"{SIGNS[result.verdict]} {result.verdict}",
        summary=_summary(result),
        said_by=tell_sides(result.claim, opinions),
        said=link_codes(result.claim.codes, opinions),
        related=link_codes(result.claim.related, opinions),
        figure=publish_claim(result),
        findings=_show_findings(result, plan)
        if any(f.target[0] for f in result.tests)
        else Html(""),
    )


def _summary(result: ClaimResult) -> str:
    cautions = dict.fromkeys(c for finding in result.tests for c in finding.cautions)
    parts = [f"{_deciding(result).removesuffix('.')}."]
    if cautions:
        parts.append(f"With care: {list_words(cautions)}.")
    return capitalise(" ".join(parts))


def _show_findings(result: ClaimResult, plan: Plan) -> Html:
    rows = [
        Row(
            [
                render("link.html", address=address_of(f, plan), text=f.label)
                if address_of(f, plan)
                else f.label,
                OUTCOMES[f.outcome],
                f.number,
                size_text(f) or "–",
                f.certainty or "–",
                f.rule,
            ]
        )
        for f in result.tests
    ]
    header = ["Test", "Outcome", "Result", "Evidence", "Suggested certainty", "Supports when"]
    caption = f"How it was tested: {result.claim.tested}"
    slug = slug_of("claim", result.claim.id, "tests")
    return show_table(caption, header, rows, kind="tests", slug=slug)


def show_clinicians(results: Results, page: str) -> Html:
    """A note with the claims that the results of a page test; nothing where there is none.

    `page` is such as “dose.html”.
    """
    plan = results.dataset.plan
    notes = [
        {
            "id": result.claim.id,
            "claim": result.claim.claim,
            "tested_as": result.claim.tested_as,
            "kind": KINDS[result.verdict],
            "verdict": f"{SIGNS[result.verdict]} {result.verdict}",
        }
        for result in check_claims(results)
        if any(address_of(finding, plan).partition("#")[0] == page for finding in result.tests)
    ]
    return render("clinicians.html", notes=notes) if notes else Html("")


def count_verdicts(results: Iterable[ClaimResult]) -> list[str]:
    """Which claims have which verdict, in sentences for the opening box.

    Claims that the data neither bear out nor contradict are only counted.
    """
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in KINDS}
    for result in results:
        found[result.verdict].append(result.claim.tested)
    return [
        f"{SIGNS[verdict]} {capitalise(verdict)}: "
        + (str(len(claims)) + "." if verdict in UNDECIDED else " ".join(claims))
        for verdict, claims in found.items()
        if claims
    ]
