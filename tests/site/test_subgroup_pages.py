"""Who benefits more, on the page: every sentence computed, nothing found in a biased slope."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.run import Results
from synthesis.analyses.subgroups.age_groups import run_age_groups
from synthesis.analyses.subgroups.regressions import RegressionResult, run_regressions
from synthesis.analyses.subgroups.settings import run_settings
from synthesis.models.network.regression import NetworkRegression
from synthesis.prose.age_groups import group_takeaways
from synthesis.prose.subgroups import (
    FEW_TRIALS,
    settings_sentence,
    slope_sentence,
    slopes_sentence,
    subgroup_takeaways,
)
from synthesis.site.machinery.html import Html
from synthesis.site.pages.subgroups.age_groups import (
    NO_FACTS,
    NO_GROUP,
    NO_HARMS,
    age_group,
    age_group_takeaways,
    age_group_used,
    show_age_group,
    show_age_group_facts,
    show_age_group_harms,
)
from synthesis.site.pages.subgroups.regressions import (
    NO_PRIOR,
    NO_REGRESSION,
    NO_SETTINGS,
    regression_takeaways,
    regressions_used,
    show_no_regressions,
    show_prior_treatments,
    show_regressions,
    show_settings,
)


def bare(book: Results) -> Results:
    plan = replace(
        book.dataset.plan, regressions=(), settings=(), prior_treatments=(), age_groups=()
    )
    return Results(replace(book.dataset, plan=plan))


def words(html: Html) -> str:
    return BeautifulSoup(html.text, "html.parser").get_text(" ")


def with_slope(each: RegressionResult, low: float, high: float) -> RegressionResult:
    result = each.result
    assert isinstance(result, NetworkRegression)
    middle = (low + high) / 2
    return replace(each, result=replace(result, slope=middle, ci_low=low, ci_high=high))


@pytest.fixture(scope="module")
def slopes(book: Results) -> list[RegressionResult]:
    return [each for each in run_regressions(book) if each.result]


def test_openings_are_three_short_sentences(book: Results) -> None:
    (group,) = run_age_groups(book)
    for takeaways in (regression_takeaways(book), group_takeaways(group)):
        assert len(takeaways) <= 3
        for sentence in takeaways:
            assert len(sentence.split()) <= 20, sentence


def test_a_slope_on_part_of_the_outcome_is_never_a_finding(
    slopes: list[RegressionResult],
) -> None:
    cautious = [with_slope(each, -0.5, -0.4) for each in slopes if each.analysis.caution]
    assert cautious
    assert "nothing can be said" in slopes_sentence(cautious)
    for each in cautious:
        assert slope_sentence(each).endswith("no finding is made of it.")
        assert "smaller" not in slope_sentence(each)


def test_the_verdict_follows_the_interval(slopes: list[RegressionResult]) -> None:
    one = next(each for each in slopes if not each.analysis.caution)
    assert slope_sentence(with_slope(one, -0.2, -0.1)).endswith("effects are smaller.")
    assert slope_sentence(with_slope(one, 0.1, 0.2)).endswith("effects are larger.")
    assert slope_sentence(with_slope(one, -0.1, 0.2)).endswith("no change is shown.")
    assert slopes_sentence([with_slope(one, 0.1, 0.2)]).startswith("Of 1 regression on traits of")
    assert "1 shows that odds ratios change" in slopes_sentence([with_slope(one, 0.1, 0.2)])
    assert "none shows" in slopes_sentence([with_slope(one, -0.1, 0.2)])


def test_the_page_of_regressions_says_what_it_must(book: Results) -> None:
    text = words(show_regressions(book))
    assert FEW_TRIALS in text
    assert "regression to the mean" in text
    assert "times as likely" not in text
    shown = [each for each in run_regressions(book) if each.result]
    assert text.count("(no finding)") == sum(each.analysis.caution for each in shown)


def test_every_regression_without_a_result_says_why_and_left_out_trials_are_named(
    book: Results,
) -> None:
    text = words(show_no_regressions(book))
    for each in run_regressions(book):
        if each.missing:
            assert each.missing in text
        else:
            assert each.result is not None
            for trial, _ in each.result.left_out:
                assert trial in text


def test_settings_stand_side_by_side_with_their_test(book: Results) -> None:
    page = show_settings(book)
    tables = BeautifulSoup(page.text, "html.parser")("table")
    found = run_settings(book)
    assert [len(table.find("tbody")("tr")) for table in tables] == [len(f.rows) for f in found]
    text = words(page)
    for each in found:
        smaller = sum(row.ci_high < 0 for row in each.rows)
        assert text.count("smaller with the second") >= smaller
        assert settings_sentence(each) in text
        assert f"is shown for {smaller} of {len(each.rows)} doses" in settings_sentence(each)
    assert "Of 1,000" not in text


def test_patients_treated_before_have_no_comparison(book: Results) -> None:
    text = words(show_prior_treatments(book))
    assert "no comparison group" in text
    assert "not read" in text


def test_a_group_has_a_row_for_each_trial_with_its_difference(book: Results) -> None:
    (group,) = run_age_groups(book)
    page = BeautifulSoup(show_age_group(group, book).text, "html.parser")
    rows = [row for table in page("table") for row in table.find("tbody")("tr")]
    told = [row for row in rows if row.find("th") and re.search(r"\d%? of \d", row.get_text())]
    assert len(told) == sum(len(each.pool.pairs) for each in group.pools)
    text = page.get_text(" ")
    assert "the whole trial is never counted beside it" in text
    harms = words(show_age_group_harms(group))
    for each in group.harms:
        assert f"{each.treatment_risk.events} of {each.treatment_risk.patients}" in harms
    facts = words(show_age_group_facts(group, book))
    regulatory = book.dataset.table("regulatory").set_index("fact_id")
    for name in group.analysis.facts:
        assert regulatory.loc[name, "fact"][:40] in facts


def test_without_anything_declared_the_pages_say_so(book: Results) -> None:
    empty = bare(book)
    assert NO_REGRESSION in words(show_regressions(empty))
    assert NO_SETTINGS in words(show_settings(empty))
    assert NO_PRIOR in words(show_prior_treatments(empty))
    assert show_no_regressions(empty).text == ""
    assert regression_takeaways(empty) == [NO_REGRESSION]
    assert regressions_used(empty)
    assert subgroup_takeaways((), ()) == []
    assert age_group(empty, "adolescents") is None
    assert age_group_takeaways(None) == [NO_GROUP]
    assert age_group_used(None) == NO_GROUP
    assert NO_GROUP in words(show_age_group(None, empty))
    assert NO_HARMS in words(show_age_group_harms(None))
    assert NO_FACTS in words(show_age_group_facts(None, empty))
