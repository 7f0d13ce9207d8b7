import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.selection.reasons import STAGES, HeldBack
from synthesis.site.machinery.search import plain_number, searchable
from synthesis.site.pages.data.trials import (
    ages,
    pooled_in,
    show_arms,
    show_group,
    show_not_pooled,
    why_not,
)

# As the file has them, whatever became of them when it was loaded.
TRIALS = len(pd.read_csv(DATA_FOLDER / "trials.csv", dtype=str, keep_default_na=False))
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


@pytest.fixture(scope="module")
def cards(dataset, results):
    """Every card of every group, in order."""
    groups = dataset.schema.codes("trials", "group")
    return [
        card
        for group in groups
        for card in parse(show_group(dataset, results, group)).select("article.trial")
    ]


@pytest.fixture(scope="module")
def pooled(results):
    return {arm.trial_id for r in results for p in r.pools for arm in p.pool.arms}


def test_every_trial_has_exactly_one_card(cards, dataset):
    shown = Counter(card["id"].removeprefix("trial-") for card in cards)
    assert shown == Counter(dataset.table("trials")["trial_id"])
    assert len(cards) == TRIALS


def test_the_chapter_shows_every_group(dataset):
    # The groups of the data are those the chapter calls by name.
    chapter = (ROOT / "book" / "trials.md").read_text(encoding="utf-8")
    called = re.findall(r'show_group\(book\.dataset, results, "([^"]+)"\)', chapter)
    assert sorted(called) == sorted(set(dataset.table("trials")["group"]))


def test_a_card_is_used_or_has_a_reason(cards, pooled):
    for card in cards:
        trial = card["id"].removeprefix("trial-")
        text = card.get_text(" ")
        used = re.search(r"Used in\s+(\S.*?)\s*\.", text)
        reason = re.search(r"Not pooled\s+([^.\s][^.]*)\.", text)
        assert bool(used) == (trial in pooled), trial
        assert bool(reason) == (trial not in pooled), trial


def test_analyses_named_on_a_card_are_those_that_use_the_trial(results, pooled):
    used = pooled_in(results)
    assert set(used) == pooled
    for trial, titles in used.items():
        expected = [
            result.analysis.title
            for result in results
            if any(trial in pool.pool.trials for pool in result.pools)
        ]
        assert titles == expected


def test_reasons_and_uses_divide_the_trials(dataset, results, pooled):
    reasons = why_not(dataset, results)
    assert set(reasons) | pooled == set(dataset.table("trials")["trial_id"])
    assert not set(reasons) & pooled
    assert all(reason.strip() for reason in reasons.values())


def test_the_reason_is_the_one_closest_to_being_used(dataset, results):
    trial = "rising-up"
    held = [
        HeldBack(trial, "RISING UP", None, "", stage, f"because of {stage}") for stage in STAGES
    ]
    one = results[0]
    for chosen in (held, held[::-1]):
        made_up = replace(one, pools=(), selection=replace(one.selection, held_back=tuple(chosen)))
        assert why_not(dataset, [made_up])[trial] == f"because of {STAGES[-1]}"


def test_a_trial_without_results_says_so(dataset, results):
    trials = dataset.table("trials")
    waiting = set(trials[trials["role"] == "no-results-yet"]["trial_id"])
    reasons = why_not(dataset, results)
    assert waiting
    assert {reasons[trial] for trial in waiting} == {"no results have been found yet"}


def test_without_analyses_nothing_is_used(dataset):
    reasons = why_not(dataset, [])
    assert len(reasons) == TRIALS
    assert "a biologic without a JAK inhibitor arm" in reasons["solo-1"]
    assert reasons["measure-up-1"] == "no declared analysis asks about its doses (oral)"


def test_not_pooled_lists_each_reason_once_with_a_link(dataset, results, pooled):
    table = parse(show_not_pooled(dataset, results)).table
    links = [tag["href"] for tag in table.select("tbody th a")]
    left = set(dataset.table("trials")["trial_id"]) - pooled
    assert Counter(links) == Counter(f"#trial-{trial}" for trial in left)
    assert f"{len(left)} of {TRIALS} entries" in table.caption.get_text()


def test_a_card_lists_every_arm_of_the_trial(cards, dataset):
    arms = dataset.table("arms")
    for card in cards:
        own = arms[arms["trial_id"] == card["id"].removeprefix("trial-")]
        expected = [
            label if pd.isna(n) else f"{label} ({n:,})"
            for label, n in zip(own["arm_label"], own["n_randomised"], strict=True)
        ]
        assert [item.get_text() for item in card.find_all("li")] == (expected or ["none read"])


def test_a_card_names_its_row(cards, dataset):
    rows = dataset.table("trials").set_index("trial_id")["row"]
    for card in cards:
        place = card.select_one("details.reading").get_text(" ")
        assert f"trials.csv, row {rows[card['id'].removeprefix('trial-')]}" in place


def test_a_hostile_name_stays_text_on_a_card(dataset, results):
    trials = dataset.table("trials")
    trials.loc[trials["trial_id"] == "measure-up-1", "trial_name"] = HOSTILE
    tables = {name: dataset.table(name) for name in dataset.schema.tables} | {"trials": trials}
    soup = parse(show_group(replace(dataset, _tables=tables), results, "up"))
    assert soup.find(["script", "img"]) is None
    assert HOSTILE in soup.get_text()


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (12.0, 75.0, "12 to 75"),
        (18.0, pd.NA, "18 and over"),
        (pd.NA, 17.0, "up to 17"),
        (0.25, 1.0, "0.25 to 1"),
        (float("nan"), float("nan"), "not stated"),
    ],
)
def test_ages_in_words(low, high, text):
    assert ages({"min_age_years": low, "max_age_years": high}) == text


@pytest.mark.parametrize(
    ("value", "shown"), [(pd.NA, ""), (5.0, "5"), (7.5, "7.5"), (0, "0"), (float("nan"), "")]
)
def test_numbers_without_needless_decimals(value, shown):
    assert str(plain_number(value)) == shown


def test_every_arm_is_in_the_table_that_searches(dataset):
    html = show_arms(dataset).text
    arms = dataset.table("arms")
    assert f"Every arm: {len(arms)} arms of {arms['trial_id'].nunique()} trials" in html
    data = html.split('"data_json": "[', 1)[1].split(']]"', 1)[0]
    assert data.count("], [") + 1 == len(arms)
    for label in ("Abrocitinib 100 mg QD", "Upadacitinib 30 mg QD + TCS"):
        expected = (arms["arm_label"] == label).sum()
        assert expected
        assert data.count(f'\\"{label}\\"') == expected


def test_the_table_that_searches_needs_no_network(dataset):
    soup = parse(show_arms(dataset))
    loaded = [tag for tag in soup.find_all(["script", "link", "img"]) if tag.get("src")]
    assert loaded == []
    assert "https://cdn" not in str(soup)


def test_a_hostile_name_stays_text_in_the_table_that_searches():
    harmless, hostile = (
        parse(searchable(pd.DataFrame({"Trial": [name], "n": [1]}), "Trials", "made-up"))
        for name in ("TRIAL A", HOSTILE)
    )
    assert len(hostile.find_all("script")) == len(harmless.find_all("script"))
    assert hostile.find("img") is None
    assert hostile.find("th", string=HOSTILE, scope="row") is not None
    assert "<img" not in "".join(tag.get_text() for tag in hostile.find_all("script"))
