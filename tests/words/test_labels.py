import pytest

from synthesis.words.labels import (
    TIERS,
    capitalise,
    label_period,
    label_week,
    label_weeks,
    sort_key,
)


def test_no_two_drugs_and_doses_of_one_analysis_share_a_label(results):
    for result in results:
        labels = [pool.pool.label for pool in (*result.pools, *result.awaiting)]
        assert len(set(labels)) == len(labels), result.analysis.id


@pytest.mark.parametrize(
    ("week", "label"),
    [
        (None, "the primary week"),
        (0, "a time not stated"),
        (0.143, "day 1"),
        (0.286, "day 2"),
        (0.429, "day 3"),
        (0.857, "day 6"),
        (1.0, "week 1"),
        (16.0, "week 16"),
        (12, "week 12"),
    ],
)
def test_week_in_words(week, label):
    assert label_week(week) == label


@pytest.mark.parametrize(
    ("weeks", "label"),
    [
        ([16, 12.0, 16.0], "weeks 12 and 16"),
        ([12], "week 12"),
        ([0.286, 12], "day 2 and week 12"),
        ([0], "a time not stated"),
        ([0, 12], "a time not stated and week 12"),
        ([], ""),
    ],
)
def test_weeks_in_words(weeks, label):
    assert label_weeks(weeks) == label


def test_a_period_in_words():
    assert [label_period(weeks) for weeks in (16.0, 0.5, 0)] == [
        "16 weeks",
        "0.5 weeks",
        "a period not stated",
    ]


def test_order_is_by_drug_then_by_dose_as_a_number():
    ordered = [
        "abrocitinib 30 mg",
        "abrocitinib 100 mg",
        "baricitinib, equivalent of 1 mg",
        "baricitinib 2 mg",
        "baricitinib 10 mg",
        "delgocitinib 0.25%",
        "delgocitinib 3%",
        "madeupinib 2×",
        "madeupinib 10×",
        "placebo",
        "upadacitinib 7.5 mg",
        "upadacitinib 15 mg",
        "upadacitinib",
    ]
    shuffled = sorted(ordered)
    assert shuffled != ordered
    assert sorted(shuffled, key=sort_key) == ordered


def test_pools_of_every_analysis_stand_in_order_of_drug_and_dose(results):
    for result in results:
        labels = [pool.pool.label for pool in result.pools]
        assert labels == sorted(labels, key=sort_key)


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("placebo", "Placebo"), ("eASI", "EASI"), ("τ²", "Τ²")]
)
def test_capitalise_changes_the_first_letter_only(text, expected):
    assert capitalise(text) == expected


def test_every_tier_of_the_data_has_words(dataset):
    for table in dataset.schema.tables:
        frame = dataset.table(table)
        # These have no tier: their rows say what became of those of other tables.
        about = ("corrections", "readings", "codings", "coding_decisions", "judgements")
        assert "verification" in frame or table in about, table
        if "verification" in frame:
            assert set(frame["verification"]) <= set(TIERS), table
