import math
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from comparison_package import change_count, make_package
from publications import catch_publications

import synthesis.site.pages.changes.changes as page
from synthesis.analyses.estimates import ClaimVerdict, Estimate, Estimates
from synthesis.analyses.evidence.entering import collect_entering
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates
from synthesis.living.compare_results import compare_results
from synthesis.living.explain import explain_moves
from synthesis.living.releases import Release, write_release
from synthesis.package.dataset import load
from synthesis.prose.caveats.changes import change_caveats
from synthesis.site.pages.changes.change_subjects import find_drugs, find_outcomes
from synthesis.site.pages.changes.changes import (
    publish_moves,
    show_claims_changed,
    show_moves,
    show_new_and_gone,
)
from synthesis.site.pages.changes.reasons import show_reasons
from synthesis.site.pages.changes.since_release import Changes, compare_with

LINE = Estimate(
    **{"id": "made-up.a", "kind": "pool", "title": "Made up", "comparison": "a <b> against c"},
    **{"measure": "OR", "estimate": 1.0, "se": 0.5, "ci_low": 0.02, "ci_high": 1.98},
    **{"k": 2, "patients": 100, "verdict": "above", "certainty": "low"},
)
HARM = replace(LINE, id="harm.a", kind="harm", measure="RD", estimate=0.01)
CURVE = replace(LINE, id="dose.a", kind="dose", ci_high=None, se=None)
CLAIM = ClaimVerdict("claim", "A made-up claim.", "supported")


def collection(*lines: Estimate, claim: ClaimVerdict = CLAIM) -> Estimates:
    return Estimates("digest", {line.id: line for line in lines}, {claim.id: claim})


@pytest.fixture
def compared(tmp_path: Path):
    """Compare made-up present results with made-up releases."""

    def compare(present: Estimates, **releases: Estimates):
        for version, results in releases.items():
            name = version.removeprefix("v").replace("_", ".")
            (tmp_path / f"{name}.json").write_text(write_release(name, results), encoding="utf-8")
        return compare_with(present, tmp_path)

    return compare


# What figures of the made-up collections can be about.
TERMS = ("EASI75", "EASI90", "ITCH01", "EASI90_ITCH01", "SERIOUS_AE", "ACNE")


@pytest.fixture
def published(monkeypatch):
    return catch_publications(monkeypatch, page, place="<figure></figure>")


def text_of(html) -> str:
    return BeautifulSoup(html.text, "html.parser").get_text(" ", strip=True)


def test_without_a_release_the_page_says_so(compared):
    changes = compared(collection(LINE))
    assert changes.takeaways == (page.NO_RELEASE,)
    assert text_of(show_moves(changes)) == page.NO_RELEASE
    assert publish_moves(changes, TERMS).text == ""
    assert "No verdicts" in text_of(show_claims_changed(changes))


def test_when_nothing_differs_the_page_says_so(compared):
    changes = compared(collection(LINE, HARM), v1_0=collection(LINE, HARM))
    assert changes.version == "1.0"
    assert "Nothing differs." in changes.takeaways
    assert "none of them differs" in text_of(show_moves(changes))
    assert text_of(show_claims_changed(changes)) == "No claim has another verdict."
    assert text_of(show_new_and_gone(changes)) == "No analysis has come or gone."
    assert publish_moves(changes, TERMS).text == ""


def test_what_moved_came_and_went_is_told_and_data_stay_text(compared, published):
    old = collection(LINE, HARM, CURVE, replace(LINE, id="gone.a", title="Gone"))
    new = collection(
        replace(LINE, estimate=1.5, ci_low=-0.1, verdict="open"),
        replace(HARM, estimate=0.03),
        replace(CURVE, estimate=1.2),
        replace(LINE, id="new.a", title="New <script>"),
        claim=replace(CLAIM, verdict="contradicted"),
    )
    changes = compared(new, v1_0=old)
    assert "3 of them differ, and in 1 of these" in changes.takeaways[0]
    shown = show_moves(changes)
    first = BeautifulSoup(shown.text, "html.parser").select("tbody tr")[0]
    assert "a <b> against c" in first.get_text()
    assert f"{math.e:.2f}" in first.get_text()
    assert "includes no difference" in first.get_text()
    assert "<b>" not in shown.text
    assert publish_moves(changes, TERMS).text.count("<figure>") == 2
    assert [publication.slug for publication in published] == [
        "changes-since-1-0",
        "changes-since-1-0-risk-difference",
    ]
    ratios, differences = published
    assert ratios.title == "What changed since version 1.0: odds ratios"
    assert ratios.estimates == ("made-up.a", "dose.a")
    assert ratios.analyses == ("made-up", "dose")
    assert f"{math.exp(1.0):.2f} (95% CI" in ratios.finding
    assert "in version 1.0" in ratios.finding
    assert "percentage points" in differences.finding
    assert differences.data.column("risk_difference_before") == (1.0,)
    assert differences.data.column("risk_difference_after") == (3.0,)
    assert ratios.data.column("side_changed") == ("yes", "no")
    assert any("1 of 2 intervals moved to another side" in text for text in ratios.caveats)
    for publication in published:
        (slide,) = publication.slides()
        assert slide.axes
    came = show_new_and_gone(changes)
    assert "<script>" not in came.text
    assert "New <script>" in text_of(came)
    assert "Gone" in text_of(came)
    assert "contradicted" in text_of(show_claims_changed(changes))


def test_a_release_with_the_same_results_is_named_and_an_older_one_compared(compared):
    changes = compared(collection(LINE), v1_9=collection(LINE, HARM), v1_10=collection(LINE))
    assert changes.version == "1.9"
    assert "The results are those of version 1.10." in changes.takeaways
    assert "1 estimate is no longer there." in changes.takeaways


def test_drugs_and_outcomes_are_read_from_the_names():
    pool = replace(
        LINE, id="easi75-monotherapy.upa", comparison="upadacitinib 30 mg against placebo"
    )
    dose = replace(
        LINE, id="dose-upadacitinib-easi90-itch01.30", kind="dose",
        comparison="30 mg against 15 mg",
        title="EASI-75, upadacitinib once daily, alone",
    )  # fmt: skip
    harm = replace(
        LINE, id="harm-serious-ae-against-dupilumab.abro", kind="harm",
        comparison="abrocitinib 200 mg against dupilumab (label dose)",
    )  # fmt: skip
    known = collection(pool, dose, harm)
    assert find_drugs([pool], known) == ("upadacitinib",)
    assert find_drugs([dose], known) == ("upadacitinib",)
    assert find_drugs([harm, pool], known) == ("abrocitinib", "dupilumab", "upadacitinib")
    # An outcome made of two others is neither of them.
    assert find_outcomes([pool, dose, harm], TERMS) == ("EASI75", "EASI90_ITCH01", "SERIOUS_AE")
    assert find_outcomes([LINE], TERMS) == ()


def test_caveats_are_said_only_where_they_apply(compared):
    old = collection(LINE, replace(LINE, id="made-up.b", k=1))
    new = collection(replace(LINE, estimate=1.1), replace(LINE, id="made-up.b", k=1, estimate=1.2))
    changed = compared(new, v1_0=old).results.changed
    said = " ".join(change_caveats(changed, 5))
    assert "2 of 5 changed estimates are drawn" in said
    assert "1 of 2 estimates rest on a single trial." in said
    assert "another side" not in said
    assert "network" not in said


def test_the_rows_behind_the_largest_moves_are_shown(tmp_path: Path) -> None:
    old, new = make_package(tmp_path / "old"), make_package(tmp_path / "new")
    change_count(new, "dichotomous", 11, 30)
    before, after = Results(load(old)), Results(load(new))
    compared = compare_results(collect_estimates(before), collect_estimates(after))
    release = Release("9.9", collect_estimates(before), collect_entering(before))
    entering = collect_entering(before), collect_entering(after)
    reasons = explain_moves(compared.changed, *entering, after.dataset)
    changes = Changes(release, (), collect_estimates(after), compared, reasons)
    shown = text_of(show_reasons(changes, after.dataset))
    assert "62 of 156 → 92 of 156" in shown
    assert "JADE MONO-1" in shown
    untold = text_of(show_reasons(replace(changes, reasons=None), after.dataset))
    assert untold.startswith("Which rows moved them cannot be told: of version 9.9")
