"""Claims of clinicians: each resolves, each has one verdict, and the data decide it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.analyses.run import Results
from synthesis.claims.check import check_claim, check_claims
from synthesis.claims.opinions import read_opinions
from synthesis.claims.verdicts import (
    RULE,
    judge,
    judge_effect,
    judge_no_more_harm,
    judge_similarity,
)
from synthesis.package.dataset import Dataset
from synthesis.package.plan.claims import Claim, ClaimTest
from synthesis.site.pages.opinion.claim_evidence import address_of
from synthesis.site.pages.opinion.claims import show_matrix


def test_every_claim_resolves(book: Results) -> None:
    opinions = read_opinions(book.dataset)
    raised = {row.code for row in opinions.rows}
    results = check_claims(book)
    assert len(results) >= 20
    for result in results:
        assert result.claim.codes
        named = {*result.claim.codes, *result.claim.related}
        assert named <= {code.id for code in opinions.codes}
        assert named & raised, result.claim.id
        assert not set(result.claim.codes) & set(result.claim.related), result.claim.id
        assert result.tests, result.claim.id
        assert result.verdict == judge(finding.outcome for finding in result.tests)
        for finding in result.tests:
            assert finding.number
            assert finding.rule


def test_no_two_tests_of_a_claim_have_the_same_words(book: Results) -> None:
    for result in check_claims(book):
        labels = [finding.label for finding in result.tests]
        assert len(set(labels)) == len(labels), result.claim.id


def test_every_declared_test_finds_an_analysis_that_ran(book: Results) -> None:
    for result in check_claims(book):
        kinds = {test.kind for test in result.claim.tests}
        if kinds & {"pool", "network", "share", "harm"}:
            numbers = [finding for finding in result.tests if finding.trials]
            gaps = [f for f in result.tests if "a gap in the reading" in " ".join(f.cautions)]
            assert numbers or gaps
            assert all(address_of(finding, book.dataset.plan) for finding in numbers)


def test_the_claims_that_readers_look_for_are_there(dataset: Dataset) -> None:
    assert {claim.topic for claim in dataset.claims} == {
        *("effect", "line", "dose", "safety", "topical", "endpoints", "other"),
    }
    assert {
        "oral-jak-highly-effective",
        "itch-within-two-weeks",
        "itch-freedom-attainable",
        "dupilumab-before-oral-jak",
        "less-safe-than-dupilumab",
        "abrocitinib-200-more-effect",
        "higher-dose-no-more-harm",
        "boxed-warning-other-population",
        "boxed-warning-limits-use",
        "topical-jak-better-than-crisaborole",
        "topical-jak-better-than-calcineurin",
        "topical-jak-better-than-pimecrolimus",
        "topical-jak-par-tacrolimus",
        "topical-jak-better-tolerated",
        "topical-jak-for-milder-disease",
        "oral-then-topical",
        *("severity-severe-only", "severity-moderate", "severity-all"),
        *("oral-second-line", "oral-third-line", "oral-last-resort"),
        *("boxed-warning-reports", "start-with-lower-dose", "lab-monitoring"),
        *("guidance-wanted", "context-reassures"),
        "gene-expression",
        "cost-and-coverage",
    } <= {claim.id for claim in dataset.claims}


def test_a_claim_of_safety_is_never_supported(book: Results) -> None:
    for result in check_claims(book):
        safe = [t for t in result.claim.tests if t.expects == "no more" or t.kind == "rate"]
        if safe and len(safe) == len(result.claim.tests):
            assert result.verdict in ("contradicted", "not testable with these data")


def test_an_indirect_comparison_says_so(book: Results) -> None:
    for result in check_claims(book):
        for finding, test in zip(result.tests, result.claim.tests, strict=False):
            if test.kind != "network" or not finding.trials:
                continue
            network = book.network(test.analysis)
            indirect = not network.direct_trials(test.treatment, test.comparator)
            assert ("indirect evidence only" in finding.cautions) == indirect


def test_inferred_counts_and_few_trials_are_said(book: Results) -> None:
    claim = next(c for c in book.dataset.claims if c.id == "itch-within-two-weeks")
    cautions = {c for f in check_claim(claim, book).tests for c in f.cautions}
    assert {"a single trial", "only 2 trials"} <= cautions
    assert any("inferred" in caution for caution in cautions)


def _shifted(result: AnalysisResult, by: float) -> AnalysisResult:
    def shift(pool: PoolResult) -> PoolResult:
        primary = pool.primary
        moved = replace(
            primary,
            estimate=primary.estimate + by,
            ci_low=primary.ci_low + by,
            ci_high=primary.ci_high + by,
        )
        return replace(pool, primary=moved)

    return replace(result, pools=tuple(shift(pool) for pool in result.pools))


@pytest.mark.parametrize(
    ("by", "verdict"), [(0.0, "supported"), (-9.0, "contradicted"), (-0.5, "not supported")]
)
def test_altered_results_flip_the_verdict(book: Results, by: float, verdict: str) -> None:
    claim = Claim(
        id="c",
        claim="A claim.",
        topic="dose",
        codes=(),
        tests=(ClaimTest("pool", "easi75-upadacitinib-30-against-15"),),
        limits="",
    )
    altered = Results(book.dataset)
    vars(altered)["pools"] = {name: _shifted(r, by) for name, r in book.pools.items()}
    assert check_claim(claim, altered).verdict == verdict


def test_altered_data_flip_the_verdict(dataset: Dataset) -> None:
    """The responders of one arm changed in the table itself."""
    tables = {name: dataset.table(name) for name in dataset.schema.tables}
    rows = tables["dichotomous"]
    high = rows["arm_id"].eq("upadacitinib-30-qd") & rows["outcome"].eq("EASI75")
    rows.loc[high, "responders"] = 1
    rows.loc[high & rows["verification"].eq("imputed"), "verification"] = "source"
    worse = Dataset(dataset.digest, dataset.schema, dataset.plan, tables)
    claim = next(c for c in dataset.claims if c.id == "upadacitinib-30-more-effect")
    tests = tuple(t for t in claim.tests if t.analysis == "easi75-upadacitinib-30-against-15")
    claim = replace(claim, tests=tests)
    assert check_claim(claim, Results(dataset)).verdict == "supported"
    assert check_claim(claim, Results(worse)).verdict == "contradicted"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (["supports", "supports"], "supported"),
        (["supports", "open"], "supported in part"),
        (["supports", "contradicts"], "supported in part"),
        (["supports", "untestable"], "supported in part"),
        (["contradicts", "open"], "contradicted"),
        (["contradicts", "untestable"], "contradicted"),
        (["open", "untestable"], "not supported"),
        (["untestable"], "not testable with these data"),
        ([], "not testable with these data"),
    ],
)
def test_the_rule_gives_exactly_one_verdict(outcomes: list[str], verdict: str) -> None:
    assert judge(outcomes) == verdict  # type: ignore[arg-type]
    name = verdict.removesuffix(" with these data")
    assert any(line.lower().startswith(name) for line in RULE)


def test_judging_one_effect() -> None:
    assert judge_effect(0.1, 0.5) == "supports"
    assert judge_effect(-0.5, -0.1) == "contradicts"
    assert judge_effect(-0.1, 0.5) == "open"
    assert judge_effect(0.1, 0.5, threshold=0.2) == "open"
    margin = math.log(1.5)
    assert judge_similarity(-0.1, 0.2, margin) == "supports"
    assert judge_similarity(-0.1, 0.6, margin) == "open"
    assert judge_similarity(0.5, 0.9, margin) == "contradicts"
    assert judge_similarity(-0.9, -0.5, margin) == "contradicts"
    assert judge_no_more_harm(0.1) == "contradicts"
    assert judge_no_more_harm(-0.1) == "untestable"


def test_who_only_mentions_or_disagrees_does_not_count_as_saying_so(book: Results) -> None:
    opinions = read_opinions(book.dataset)
    text = str(show_matrix(check_claims(book), opinions, book.dataset.plan))
    claim = next(c for c in book.dataset.claims if c.id == "topical-jak-better-tolerated")
    stances: dict[str, set[str]] = {}
    for row in opinions.rows:
        if row.code in claim.codes:
            stances.setdefault(row.stance, set()).add(row.respondent)
    saying = stances["agrees"] | stances.get("conditional", set())
    assert stances["disagrees"]
    counted = f"{len(saying)}, {len(stances['disagrees'])} against"
    assert f"{claim.tested_as} ◐ supported in part {counted}" in text
