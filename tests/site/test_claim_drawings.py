from dataclasses import replace

import pytest
from publications import catch_publications

from synthesis.claims.check import check_claims
from synthesis.claims.findings import ClaimResult, Finding
from synthesis.package.plan.claims import Claim, ClaimTest
from synthesis.site.drawings import claim_drawings
from synthesis.site.drawings.claim_drawings import OUTCOMES, claim_finding, publish_claim

CLAIM = Claim("made-up", "A made-up claim.", "effect", (), (ClaimTest("network"),), "")
FOR = Finding("Madeupinib against placebo, EASI-75", "supports", "odds ratio 2.00 (95% CI 1 to 4)"
              "; 1 head-to-head trial", "", effect=(0.7, 0.1, 1.4, "OR"))  # fmt: skip
AGAINST = replace(FOR, label="Inventimab against placebo, EASI-75", outcome="contradicts",
                  number="9 of 90 against 1 of 90 patients, odds ratio 0.50 (95% CI 0.2 to 0.9)",
                  effect=(-0.7, -1.6, -0.1, "OR"))  # fmt: skip
OPEN = replace(FOR, label="Nothingimab against placebo, EASI-75", outcome="open",
               number="odds ratio 3.00 (95% CI 0.5 to 9)",
               effect=(1.1, -0.7, 2.2, "OR"))  # fmt: skip
UNDRAWN = replace(AGAINST, label="Long-term rates", effect=None, number="rate ratio 2 (1 to 3)")


@pytest.fixture
def published(monkeypatch):
    return catch_publications(monkeypatch, claim_drawings, place="<figure></figure>")


@pytest.fixture(scope="module")
def claims(book):
    return check_claims(book)


def test_both_sides_are_told_without_what_all_labels_say():
    result = ClaimResult(CLAIM, (OPEN, AGAINST, FOR))
    assert claim_finding(result, result.tests) == (
        "Supported in part: 3 tests, 1 for it, 1 against it and 1 open. For it: madeupinib "
        "against placebo, odds ratio 2.00 (95% CI 1 to 4). Against it: inventimab against "
        "placebo, odds ratio 0.50 (95% CI 0.2 to 0.9)."
    )


def test_a_test_that_decides_and_is_not_drawn_is_told_as_such():
    result = ClaimResult(CLAIM, (OPEN, UNDRAWN))
    assert "Against it (not drawn): long-term rates, rate ratio 2 (1 to 3)." in claim_finding(
        result, (OPEN,)
    )


def test_where_nothing_tells_the_largest_effect_is_named():
    smaller = replace(OPEN, label="Other", effect=(0.2, -1.0, 1.0, "OR"))
    finding = claim_finding(ClaimResult(CLAIM, (smaller, OPEN)), (smaller, OPEN))
    assert "2 tests, 2 open. Largest: nothingimab against placebo, EASI-75, odds" in finding


def test_the_tests_stand_by_their_outcome(published):
    publish_claim(ClaimResult(CLAIM, (OPEN, AGAINST, FOR, UNDRAWN)))
    (figure,) = published
    assert figure.data.column("outcome") == tuple(list(OUTCOMES.values())[:3])
    assert figure.title == "Tests of the claim “A made-up claim”"
    assert figure.slug == "claim-made-up"


def test_nothing_to_draw_or_two_scales_draw_nothing(published):
    other = replace(FOR, effect=(0.1, 0.0, 0.2, "RR"))
    for tests in ((UNDRAWN,), (FOR, other)):
        assert publish_claim(ClaimResult(CLAIM, tests)).text == ""
    assert published == []


def test_the_claims_of_the_book_name_what_is_behind_them(claims, published, dataset):
    declared = {each.id for kind in (dataset.analyses, dataset.networks, dataset.harms)
                for each in kind}  # fmt: skip
    drugs = set(dataset.table("arms")["drug"])
    for result in claims:
        publish_claim(result)
    assert published
    for figure in published:
        assert figure.analyses
        assert set(figure.analyses) <= declared
        assert all(name.partition(".")[0] in declared for name in figure.estimates)
        assert figure.drugs
        assert set(figure.drugs) <= drugs
        assert figure.outcomes
        assert set(figure.outcomes) <= {*dataset.vocabulary.outcomes, *dataset.vocabulary.events}
        assert len(figure.finding) < 290
        assert "95% CI" in figure.finding
        assert figure.data.column("status")


def test_a_figure_names_the_estimates_of_the_book_that_it_draws(claims, published):
    (result,) = [r for r in claims if r.claim.id == "topical-jak-better-than-crisaborole"]
    publish_claim(result)
    assert published[0].estimates
    assert all("-against-crisaborole" in name for name in published[0].estimates)
    # Two active drugs, neither of them what a network is set against: no estimate has that name.
    bare = replace(result, tests=tuple(replace(f, estimate="") for f in result.tests))
    publish_claim(bare)
    assert published.pop(1).estimates == ()
    (clear,) = [r for r in claims if r.claim.id == "complete-clearance"]
    publish_claim(clear)
    assert all(name.startswith("easi100-monotherapy.") for name in published[1].estimates)
    assert published[1].estimates
