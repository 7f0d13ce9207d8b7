from dataclasses import replace

import pytest
from arm_counts import make_arm
from made_up_terms import ALONE, EASI75

from synthesis.analyses.certainty.imprecision import FEW_RESPONDERS, VERY_FEW_RESPONDERS
from synthesis.analyses.certainty.inconsistency import HIGH_I2
from synthesis.analyses.certainty.levels import LEVELS
from synthesis.analyses.certainty.pools import (
    FEWEST_FOR_FUNNEL,
    FEWEST_FOR_PREDICTION,
    describe_rules,
    suggest_certainty,
)
from synthesis.analyses.pools import run_pool
from synthesis.package.plan.pools import Analysis
from synthesis.selection.pools import Pool

ANALYSIS = Analysis("made-up", "Made up", "Does it help?", EASI75, None, "all ages", "oral",
                    (ALONE,), "placebo", (), "OR", ("source",), "drug-dose")  # fmt: skip
LARGE = (240, 400, 80, 400)
ALL_LOW = {f"t{i}": "low" for i in range(10)}
DOMAINS = [
    "risk of bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication bias",
]


def make_result(*counts):
    """A pooled result from (responders, n) of treatment and control, one tuple a trial."""
    arms = tuple(
        make_arm(f"t{i}", treatment, responders, n, name=f"TRIAL {i}")
        for i, cells in enumerate(counts)
        for treatment, responders, n in (
            ("madeupinib-5-qd", *cells[:2]),
            ("placebo", *cells[2:]),
        )
    )
    pool = Pool(ANALYSIS, "madeupinib-5-qd", "madeupinib 5 mg", "placebo", "placebo", arms)
    return run_pool(pool)


def change(result, **values):
    return replace(result, primary=replace(result.primary, **values))


def step(result, domain, bias=None, disputed=()):
    certainty = suggest_certainty(result, bias or {}, disputed)
    (found,) = [s for s in certainty.steps if s.domain == domain]
    return found


@pytest.fixture(scope="module")
def sound():
    """Three large trials that agree."""
    return make_result(LARGE, LARGE, LARGE)


def test_sound_evidence_keeps_the_highest_level(sound):
    certainty = suggest_certainty(sound, ALL_LOW)
    assert certainty.level == "high"
    assert certainty.reasons == ""
    assert [s.domain for s in certainty.steps] == DOMAINS
    assert all(s.reason for s in certainty.steps)


@pytest.mark.parametrize("judgement", ["some concerns", "high", "unclear"])
def test_a_judgement_that_is_not_low_steps_down_once(sound, judgement):
    bias = {"t0": "low", "t1": judgement, "t2": judgement}
    found = step(sound, "risk of bias", bias)
    assert found.down == 1
    assert "TRIAL 1, TRIAL 2" in found.reason
    assert "TRIAL 0" not in found.reason
    assert suggest_certainty(sound, bias).level == "moderate"


def test_what_nobody_has_judged_does_not_count_as_low(sound):
    found = step(sound, "risk of bias", {"t0": "low", "elsewhere": "high"})
    assert found.down == 1
    assert "TRIAL 1, TRIAL 2" in found.reason
    assert "TRIAL 0" not in found.reason


def test_low_in_every_trial_is_said(sound):
    bias = ALL_LOW
    assert step(sound, "risk of bias", bias).reason == "published judgements: low in every trial"


def test_a_count_on_which_sources_disagree_steps_down(sound):
    found = step(sound, "risk of bias", ALL_LOW, disputed=("TRIAL 1",))
    assert (found.down, found.reason) == (1, "sources disagree on a count of TRIAL 1")


def test_all_doubts_about_bias_are_named_and_step_down_once(sound):
    found = step(sound, "risk of bias", {"t0": "high", "t1": "low"}, disputed=("TRIAL 1",))
    assert found.down == 1
    for reason in (
        "not low in TRIAL 0",
        "not judged for TRIAL 2",
        "disagree on a count of TRIAL 1",
    ):
        assert reason in found.reason


def test_a_prediction_interval_with_no_difference_steps_down(sound):
    wide = change(sound, ci_low=0.5, ci_high=1.5, pi_low=-0.5, pi_high=2.5, i2=10.0)
    assert step(wide, "inconsistency").down == 1
    assert "a new trial might find no difference" in suggest_certainty(wide, {}).reasons


def test_the_same_holds_for_a_harmful_effect(sound):
    wide = change(sound, ci_low=-1.5, ci_high=-0.5, pi_low=-2.5, pi_high=0.5, i2=10.0)
    assert step(wide, "inconsistency").down == 1


def test_no_difference_in_the_interval_itself_is_imprecision_alone(sound):
    both = change(sound, ci_low=-0.1, ci_high=1.5, pi_low=-0.5, pi_high=2.5, i2=10.0)
    assert step(both, "inconsistency").down == 0
    assert step(both, "imprecision").down == 1


@pytest.mark.parametrize(("i2", "down"), [(HIGH_I2, 0), (HIGH_I2 + 0.1, 1), (None, 0)])
def test_high_heterogeneity_steps_down_above_the_limit(sound, i2, down):
    result = change(sound, i2=i2, pi_low=0.1, pi_high=3.0)
    assert step(result, "inconsistency").down == down


def test_prediction_and_heterogeneity_together_step_down_once(sound):
    result = change(sound, i2=90.0, pi_low=-0.5, pi_high=3.0)
    assert step(result, "inconsistency").down == 1


def test_two_trials_are_too_few_to_tell():
    result = change(make_result(LARGE, LARGE), i2=99.0)
    found = step(result, "inconsistency")
    assert (found.down, found.reason) == (0, "too few trials to tell")


@pytest.mark.parametrize(
    ("low", "high", "down"),
    [(0.1, 1.0, 0), (0.0, 1.0, 1), (-0.1, 1.0, 1), (-1.0, 0.0, 1), (-1.0, -0.1, 0)],
)
def test_an_interval_with_no_difference_steps_down(sound, low, high, down):
    assert step(change(sound, ci_low=low, ci_high=high), "imprecision").down == down


@pytest.mark.parametrize(
    ("responders", "down"),
    [
        (FEW_RESPONDERS, 0),
        (FEW_RESPONDERS - 1, 1),
        (VERY_FEW_RESPONDERS, 1),
        (VERY_FEW_RESPONDERS - 1, 2),
    ],
)
def test_few_responders_step_down_below_each_limit(responders, down):
    found = step(make_result((responders - 20, 400, 20, 400)), "imprecision")
    assert found.down == down
    assert (f"only {responders} responders in all" in found.reason) == bool(down)


def test_a_wide_interval_of_few_responders_is_not_counted_twice():
    found = step(make_result((11, 50, 10, 50)), "imprecision")
    assert found.down == 2
    assert found.reason == (
        "the interval includes the possibility of no difference; only 21 responders in all"
    )


def test_publication_bias_never_steps_down_but_says_why(sound):
    assert step(sound, "publication bias").reason == "cannot be tested with fewer than 10 trials"
    many = make_result(*[LARGE] * 10)
    assert step(many, "publication bias").reason == "not tested"
    assert step(many, "publication bias").down == 0


def test_the_level_stops_at_the_floor():
    result = make_result((11, 50, 10, 50), (40, 50, 1, 50), (1, 50, 30, 50))
    certainty = suggest_certainty(result, {"t0": "high"})
    assert sum(s.down for s in certainty.steps) >= len(LEVELS)
    assert certainty.level == LEVELS[0] == "very low"


@pytest.mark.parametrize(
    ("counts", "bias", "level"),
    [
        ((LARGE,), ALL_LOW, "high"),
        ((LARGE,), {}, "moderate"),
        (((100, 200, 20, 200),), ALL_LOW, "moderate"),
        (((100, 200, 20, 200),), {}, "low"),
        (((100, 200, 95, 200),), ALL_LOW, "moderate"),
        (((100, 200, 95, 200),), {}, "low"),
        (((40, 200, 35, 200),), {}, "very low"),
    ],
)
def test_each_step_is_one_level(counts, bias, level):
    certainty = suggest_certainty(make_result(*counts), bias)
    assert certainty.level == level
    assert len(LEVELS) - 1 - LEVELS.index(level) == sum(s.down for s in certainty.steps)


def test_the_reasons_are_those_of_the_steps_down_only():
    certainty = suggest_certainty(make_result((11, 50, 10, 50)), {"t0": "high"})
    assert certainty.reasons == (
        "risk of bias not low in TRIAL 0; the interval includes the possibility of no "
        "difference; only 21 responders in all"
    )


def test_the_rules_in_words_state_every_limit():
    text = " ".join(describe_rules())
    limits = (
        f"exceeds {HIGH_I2:g}%",
        f"Fewer than {FEWEST_FOR_PREDICTION} trials",
        f"fewer than {FEW_RESPONDERS} responders",
        f"fewer than {VERY_FEW_RESPONDERS}",
        f"fewer than {FEWEST_FOR_FUNNEL}",
    )
    assert [limit for limit in limits if limit not in text] == []
