import math
import re
from dataclasses import replace
from itertools import chain

import pytest
from arm_counts import make_arm
from made_up_results import ANALYSIS as MADE_UP
from made_up_terms import label_drug, label_inactive

from synthesis.analyses.certainty.pools import suggest_certainty
from synthesis.analyses.pools import run_pool
from synthesis.prose.pools import (
    absolute_sentence,
    compare_sentence,
    heterogeneity_note,
    interval_note,
    missing_sentence,
    placebo_sentence,
    pool_sentence,
    share_range,
    short_sentence,
    unread_sentence,
    verdict,
    weeks_of,
    weeks_sentence,
)
from synthesis.selection.pools import Pool
from synthesis.words.numbers import (
    MOST_LISTED,
    about_100,
    count_patients,
    count_trials,
    format_interval,
    format_ratio,
    list_words,
    of_100,
    tight_interval,
)

ANALYSIS = replace(MADE_UP, id="made-up", title="Made up", question="Does it help?", week=None)
STRONG = (60, 100, 20, 100)
WEAK = (20, 100, 60, 100)
OPEN = (22, 100, 20, 100)


def make_result(*counts, weeks=(16.0,), regimen="madeupinib-5-qd", analysis=ANALYSIS):
    """A pooled result from (responders, n) of treatment and control, one tuple a trial."""
    arms = []
    for i, (responders, n, control, n_control) in enumerate(counts):
        week, more = weeks[i % len(weeks)], {"name": f"TRIAL {i}", "row": 2 + i}
        arms.append(make_arm(f"trial-{i}", regimen, responders, n, week, **more))
        arms.append(make_arm(f"trial-{i}", "placebo", control, n_control, week, **more))
    return run_pool(
        Pool(
            analysis,
            regimen,
            label_drug(regimen.split("-")[0], "5 mg"),
            "placebo",
            label_inactive(),
            tuple(arms),
        )
    )


@pytest.fixture(scope="module")
def pools(results):
    return [pool for result in results for pool in (*result.pools, *result.awaiting)]


def every_sentence(pool):
    comparator = pool.pool.comparator_label
    return [
        absolute_sentence(pool),
        pool_sentence(pool),
        short_sentence(pool),
        interval_note(pool),
        heterogeneity_note(pool.primary),
        verdict(pool.primary, comparator),
        compare_sentence(pool),
        weeks_sentence([pool]),
        placebo_sentence([(f"on {comparator}", [pool])]),
        suggest_certainty(pool, {}).reasons,
    ]


def test_intervals_are_on_the_natural_scale():
    result = make_result(STRONG).primary
    changed = replace(result, estimate=0.0, ci_low=math.log(0.5), ci_high=math.log(20))
    assert format_interval(changed, changed.measure) == "1.00 (95% CI 0.50 to 20.0)"
    assert tight_interval(changed, changed.measure) == "1.00 (0.50–20.0)"
    points = replace(changed, measure="RD", estimate=0.1, ci_low=-0.05, ci_high=0.25)
    assert format_interval(points, points.measure) == "10.0 (95% CI −5.0 to 25.0)"


def test_counts_in_words():
    assert count_trials(1) == "1 trial"
    assert count_trials(3) == "3 trials"
    assert count_patients(1209) == "1,209 patients"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0"),
        (0.001, "fewer than 1"),
        (0.499, "fewer than 1"),
        (0.501, "fewer than 1"),
        (1.0, "1"),
        (2.5, "3"),
        (41.7, "42"),
        (99.49, "more than 99"),
        (99.0, "99"),
        (99.5, "more than 99"),
        (99.999, "more than 99"),
        (100, "100"),
    ],
)
def test_share_of_100_is_never_a_false_0_or_100(share, text):
    assert of_100(share) == text


def test_verdict_flips_with_the_data():
    more, less, both = (make_result(counts).primary for counts in (STRONG, WEAK, OPEN))
    assert verdict(more, "placebo") == "more often than on placebo"
    assert verdict(less, "placebo") == "less often than on placebo"
    assert verdict(both, "vehicle") == (
        "not shown to differ from vehicle: the interval includes the possibility of no difference"
    )


@pytest.mark.parametrize("limits", [(0.0, 1.0), (-1.0, 0.0)])
def test_a_limit_of_no_effect_leaves_the_matter_open(limits):
    low, high = limits
    touching = replace(make_result(STRONG).primary, ci_low=low, ci_high=high)
    assert verdict(touching, "placebo").startswith("not shown to differ from placebo")


def test_absolute_sentence_gives_the_share_of_the_arms():
    assert absolute_sentence(make_result(STRONG)) == (
        "Of 100 patients, about 20 reach EASI-75 on placebo and about 60 on madeupinib 5 mg "
        "(95% CI 48 to 72)."
    )
    flipped = absolute_sentence(make_result(WEAK))
    assert "about 60 reach EASI-75 on placebo and about 20 on madeupinib" in flipped


def test_pool_sentence_gives_effect_interval_trials_and_patients():
    sentence = pool_sentence(make_result(STRONG))
    assert "Odds ratio 6.00 (95% CI 3.19 to 11.3); 1 trial, 200 patients." in sentence
    both = pool_sentence(make_result(STRONG, STRONG))
    assert both.endswith("2 trials, 400 patients.")


def test_short_sentence_speaks_of_the_risk_ratio():
    result = make_result(STRONG)
    assert "3.00 times as often" in short_sentence(result)
    assert format_ratio(result.primary.estimate) == "6.00"
    assert "6.00" not in short_sentence(result)


def test_every_declared_outcome_has_a_verb(dataset):
    for analysis in dataset.analyses:
        assert dataset.vocabulary.outcomes[analysis.outcome].response == analysis.outcome.response
        assert analysis.outcome not in analysis.outcome.response


def test_an_odds_ratio_is_never_read_as_times_as_often(pools):
    apart = 0
    for pool in pools:
        claimed = [
            number
            for sentence in every_sentence(pool)
            for number in re.findall(r"([\d.,]+) times as", sentence)
        ]
        assert claimed == [format_ratio(pool.risk_ratio.estimate)]
        apart += claimed != [format_ratio(pool.primary.estimate)]
        text = " ".join(every_sentence(pool)).lower()
        assert not re.search(r"odds ratio[^.;]*times as", text)
        assert "times as likely" not in text
    assert apart > 0.9 * len(pools)


def test_sentences_of_real_pools_hold_no_broken_number(pools):
    for sentence in chain.from_iterable(map(every_sentence, pools)):
        assert not re.search(r"\b(nan|inf|none|<na>)\b", sentence.lower()), sentence


def test_a_single_trial_is_never_called_pooled(pools):
    single = [pool for pool in pools if pool.primary.k == 1]
    assert single
    for pool in single:
        assert "pool" not in " ".join(every_sentence(pool)).lower()
        assert interval_note(pool) == "One trial: its own result with its own interval."
        assert heterogeneity_note(pool.primary) == ""


def test_two_trials_show_the_hartung_knapp_interval_beside(pools):
    two = [pool for pool in pools if pool.primary.k == 2]
    assert two
    for pool in two:
        beside = pool.hartung_knapp
        limits = f"{format_ratio(beside.ci_low)} to {format_ratio(beside.ci_high)}"
        assert f"Hartung-Knapp interval would be {limits}" in interval_note(pool)
        assert "normal (Wald) interval" in interval_note(pool)


def test_a_hartung_knapp_interval_that_is_narrower_is_explained():
    agree, differ = make_result(STRONG, STRONG), make_result(STRONG, WEAK)
    assert "narrower because the two trials happen to agree" in interval_note(agree)
    assert "narrower" not in interval_note(differ)


def test_three_trials_have_a_rough_prediction_interval():
    note = interval_note(make_result(STRONG, (50, 100, 22, 100), (70, 100, 20, 100)))
    assert note.startswith("Hartung-Knapp interval, never narrower")
    assert "2 degrees of freedom" in note
    assert "rough guide" in note


def test_five_trials_have_no_warning():
    note = interval_note(make_result(*[(60 - i, 100, 20 + i, 100) for i in range(5)]))
    assert "4 degrees of freedom." in note
    assert "rough guide" not in note


def test_heterogeneity_is_told_as_a_standard_deviation():
    result = make_result(STRONG, OPEN).primary
    two = heterogeneity_note(replace(result, tau2=0.25, i2=None))
    assert two == "τ = 0.50, which two trials cannot pin down"
    known = replace(result, k=3, tau2=0.25, tau2_low=0.01, tau2_high=4.0, i2=61.4, i2_source="tau2")
    assert heterogeneity_note(known) == "τ = 0.50 (95% CI 0.10 to 2.00); I² = 61% (from τ²)"
    assert heterogeneity_note(replace(known, i2_source="Q")).endswith("(from Q)")
    unknown = heterogeneity_note(replace(known, tau2_high=None))
    assert unknown == (
        "τ = 0.50 (its interval is empty: the trials agree more closely than chance would let "
        "them); I² = 61% (from τ²)"
    )
    assert heterogeneity_note(replace(known, i2=None)) == "τ = 0.50 (95% CI 0.10 to 2.00)"
    assert heterogeneity_note(replace(known, tau2=None)) == ""
    predicted = replace(known, pi_low=math.log(0.5), pi_high=math.log(20))
    assert heterogeneity_note(predicted).endswith("; 95% prediction interval 0.50 to 20.0")


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_list_of_words(words, text):
    assert list_words(words) == text
    assert list_words(iter(words)) == text


def test_a_long_list_ends_with_the_number_left_out():
    names = [f"d{i}" for i in range(MOST_LISTED + 3)]
    assert list_words(names[:MOST_LISTED]).endswith(f"d{MOST_LISTED - 2} and d{MOST_LISTED - 1}")
    assert list_words(names).endswith(f"d{MOST_LISTED - 1} and 3 more")
    assert f"d{MOST_LISTED}" not in list_words(names)


@pytest.mark.parametrize(
    ("weeks", "text"),
    [
        ((16.0,), "week 16"),
        ((16.0, 12.0), "weeks 12 and 16"),
        ((16.0, 4.0, 12.0), "weeks 4, 12 and 16"),
        ((0.286,), "day 2"),
        ((1.0, 0.286), "day 2 and week 1"),
    ],
)
def test_weeks_of_pools(weeks, text):
    assert weeks_of([make_result(*[STRONG] * len(weeks), weeks=weeks)]) == text


def test_weeks_are_those_of_the_rows(results, dataset):
    rows = dataset.table("dichotomous").set_index("row")["week"]
    for result in results:
        for pool in result.pools:
            expected = sorted(
                {f"{rows[row]:g}" for arm in pool.pool.arms for row in arm.rows}, key=float
            )
            if float(expected[0]) >= 1:
                assert re.findall(r"[\d.]+", weeks_of([pool])) == expected


@pytest.mark.parametrize(
    ("shares", "text"),
    [
        ([11.2, 22.4, 15.0], "11 to 22"),
        ([22.4, 11.2], "11 to 22"),
        ([11.2, 11.4], "11"),
        ([33.0], "33"),
        ([0.2, 3.0], "fewer than 1 to 3"),
    ],
)
def test_share_range(shares, text):
    assert share_range(shares) == text


def test_weeks_sentence_groups_the_drugs_by_week():
    pools = [
        make_result(STRONG, weeks=(12.0,), regimen="alphanib-5-qd"),
        make_result(STRONG, weeks=(16.0,), regimen="betanib-5-qd"),
        make_result(STRONG, weeks=(16.0,), regimen="gammanib-5-qd"),
        make_result(STRONG, weeks=(16.0,), regimen="gammanib-9-qd"),
    ]
    assert weeks_sentence(pools) == (
        "Each trial is read at its own primary week: alphanib at week 12; "
        "betanib and gammanib at week 16."
    )


def test_placebo_sentence_passes_over_an_empty_analysis():
    named = [("alone", [make_result(STRONG), make_result(WEAK)]), ("never", [])]
    assert placebo_sentence(named) == "Response in the comparison groups: 20 to 60 of 100 alone."


def test_what_is_missing_is_no_evidence_of_no_effect():
    sentence = missing_sentence(["alphanib 5 mg", "betanib 2%"], "itch relief")
    assert "alphanib 5 mg and betanib 2%" in sentence
    assert sentence.endswith("That is a gap in the reading, not evidence of no effect.")
    assert "itch relief" in sentence


def test_drugs_without_any_number_are_named():
    assert unread_sentence(["a", "b"], "itch relief") == (
        "No number for itch relief has been read for a and b."
    )
    assert unread_sentence([], "itch relief") == ""


def test_comparison_in_words_flips_with_the_data():
    more, less, both = (compare_sentence(make_result(c)) for c in (STRONG, WEAK, OPEN))
    for start, effect, sentence in (
        ("On madeupinib 5 mg, patients reach EASI-75 more often than on placebo", "6.00", more),
        ("On madeupinib 5 mg, patients reach EASI-75 less often than on placebo", "0.17", less),
        ("Madeupinib 5 mg is not shown to differ from placebo", "1.13", both),
    ):
        assert sentence.startswith(start)
        assert f". Odds ratio {effect} (95% CI " in sentence
        assert sentence.endswith("; 1 trial, 200 patients.")


def test_nothing_missing_is_said_too():
    assert missing_sentence([], "EASI-75") == (
        "Every drug and dose with numbers for EASI-75 is shown."
    )


def test_no_counts_are_told_as_such():
    assert weeks_sentence([]) == "No trial has usable counts yet."
    assert placebo_sentence([("on placebo", [])]) == "No trial has usable counts yet."


def test_a_share_below_one_is_not_about_anything():
    assert about_100(0.2) == "fewer than 1"
    assert about_100(41.5) == "about 42"
