import math
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import synthesis.site.changes as page
from synthesis.estimates import ClaimVerdict, Estimate, Estimates
from synthesis.released import write_release
from synthesis.site.changes import (
    compare_with_release,
    publish_moves,
    show_claims_changed,
    show_moves,
    show_new_and_gone,
)

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
def compared(monkeypatch, tmp_path: Path):
    """Compare made-up present results with made-up releases."""

    def compare(present: Estimates, **releases: Estimates):
        for version, results in releases.items():
            name = version.removeprefix("v").replace("_", ".")
            (tmp_path / f"{name}.json").write_text(write_release(name, results), encoding="utf-8")
        monkeypatch.setattr(page, "collect_estimates", lambda _: present)
        return compare_with_release(None, tmp_path)

    return compare


def text_of(html) -> str:
    return BeautifulSoup(html.text, "html.parser").get_text(" ", strip=True)


def test_without_a_release_the_page_says_so(compared):
    changes = compared(collection(LINE))
    assert changes.takeaways == (page.NO_RELEASE,)
    assert text_of(show_moves(changes)) == page.NO_RELEASE
    assert publish_moves(changes).text == ""
    assert "No verdicts" in text_of(show_claims_changed(changes))


def test_when_nothing_differs_the_page_says_so(compared):
    changes = compared(collection(LINE, HARM), v1_0=collection(LINE, HARM))
    assert changes.version == "1.0"
    assert "Nothing differs." in changes.takeaways
    assert "none of them differs" in text_of(show_moves(changes))
    assert text_of(show_claims_changed(changes)) == "No claim has another verdict."
    assert text_of(show_new_and_gone(changes)) == "No analysis has come or gone."
    assert publish_moves(changes).text == ""


def test_what_moved_came_and_went_is_told_and_data_stay_text(compared):
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
    figures = BeautifulSoup(publish_moves(changes).text, "html.parser")
    assert [f["id"] for f in figures.find_all("figure")] == [
        "figure-changes-since-1-0",
        "figure-changes-since-1-0-risk-difference",
    ]
    assert all(40 <= len(image["alt"]) <= 400 for image in figures.find_all("img"))
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
