import math

import pytest

from synthesis.words.numbers import (
    bracket_interval,
    brief_effect,
    count_noun,
    describe_evidence,
    format_effect,
    format_p,
    format_ratio,
    format_three,
    natural_value,
    of_100,
    of_1000,
    p_cell,
    signed,
    whole,
)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.31, "p = 0.31"),
        (0.0504, "p = 0.050"),
        (0.049, "p = 0.049"),
        (0.0031, "p = 0.003"),
        (0.0004, "p < 0.001"),
        (0.999, "p > 0.99"),
        (1.0, "p > 0.99"),
        (math.nan, "p not estimable"),
    ],
)
def test_p_is_rounded_with_care(p, text):
    assert format_p(p) == text


def test_a_cell_of_p_values_repeats_no_letter():
    assert [p_cell(p) for p in (0.04, 0.0004, 0.999, None)] == ["0.04", "< 0.001", "> 0.99", "–"]


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.0049, "below 0.01"),
        (0.0051, "0.01"),
        (0.014, "0.01"),
        (1.0, "1.00"),
        (5.786, "5.79"),
        (9.9949, "9.99"),
        (9.9951, "10.0"),
        (10.1, "10.1"),
        (99.949, "99.9"),
        (99.951, "100"),
        (999.4, "999"),
        (1000.1, "above 1,000"),
        (math.inf, "above 1,000"),
    ],
)
def test_ratio_keeps_about_three_figures(ratio, text):
    assert format_ratio(math.log(ratio)) == text


def test_risk_difference_is_given_in_points():
    assert format_effect(0.3049, "RD") == "30.5"
    assert format_effect(-0.021, "RD") == "−2.1"
    assert format_effect(math.log(2), "RR") == "2.00"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1, "1.00"), (9.994, "9.99"), (9.996, "10.0"), (99.94, "99.9"), (99.96, "100"),
     (0.006, "0.01"), (0.004, "<0.01"), (1234.6, ">1,000"), (2e6, ">1,000")],
)  # fmt: skip
def test_figures_have_signs_for_words(ratio, text):
    assert format_effect(math.log(ratio), "OR", brief=True) == text


def test_intervals_of_figures():
    assert bracket_interval(-0.051, -0.0001, "RD") == "[−5.1, 0.0]"
    assert bracket_interval(-math.inf, math.inf, "OR") == "[<0.01, ∞]"
    assert bracket_interval(-math.inf, math.inf, "RD") == "[−∞, ∞]"
    assert brief_effect(math.log(2), 0.0, math.log(4), "OR") == "2.00 [1.00, 4.00]"
    assert brief_effect(math.nan, 0.0, 1.0, "OR") == "not estimable"


def test_a_limit_that_does_not_exist_is_told():
    assert format_three(math.log(2), None, math.log(4), "OR") == ("2.00", "no limit", "4.00")


def test_values_for_files_are_unrounded_and_finite():
    assert natural_value(math.log(2.34567), "OR") == pytest.approx(2.34567)
    assert natural_value(0.123456, "RD") == pytest.approx(12.3456)
    assert [natural_value(v, "OR") for v in (None, math.nan, math.inf, 5000.0)] == [None] * 4


@pytest.mark.parametrize(("value", "number"), [(14.5, 15), (52.5, 53), (14.4, 14), (-0.5, 0)])
def test_a_half_is_rounded_upwards(value, number):
    assert whole(value) == number


@pytest.mark.parametrize(
    ("value", "words", "sign"),
    [(0, "0", "0"), (0.2, "fewer than 1", "<1"), (0.6, "fewer than 1", "<1"), (14.5, "15", "15"),
     (99.7, "more than 99", ">99"), (100, "100", "100")],
)  # fmt: skip
def test_a_share_is_never_a_false_nobody_or_everybody(value, words, sign):
    assert of_100(value) == words
    assert of_100(value, brief=True) == sign


def test_counts_have_their_noun_and_separators():
    assert count_noun(1, "row") == "1 row"
    assert count_noun(1209, "patient") == "1,209 patients"
    assert [of_1000(v) for v in (0.0, 0.5, 0.96, 14.5)] == ["0", "fewer than 1", "1", "15"]
    assert [signed(n) for n in (1209, -12, 0)] == ["1,209", "−12", "0"]


@pytest.mark.parametrize(
    ("trials", "share", "text"),
    [(0, 0.0, "indirect evidence only"), (1, 1.0, "1 head-to-head trial, no indirect evidence"),
     (1, 0.994, "1 head-to-head trial gives 99% of the answer"),
     (2, 0.001, "2 head-to-head trials give 1% of the answer")],
)  # fmt: skip
def test_evidence_is_never_rounded_to_all_or_nothing(trials, share, text):
    assert describe_evidence(trials, share) == text
