"""Absolute effects and numbers needed to treat."""

import math

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synthesis.models.risks.absolute_effects import (
    AbsoluteError,
    NumberNeeded,
    absolute_effect,
    baseline_risks,
)

RISKS = st.floats(0.01, 0.99)
EFFECTS = st.floats(-3, 3)


def test_baseline_risks_are_those_of_the_control_arms() -> None:
    rows = [("A", "p", 10, 100), ("A", "t", 50, 100), ("B", "p", 30, 100), ("C", "p", 12, 60)]
    arms = pd.DataFrame(
        [*rows, ("D", "p", 4, 10), ("D", "t", 5, 10)],
        columns=["trial", "treatment", "responders", "n"],
    )
    risks = baseline_risks(arms, "p")
    # R: quantile(c(.1, .3, .2, .4)) gives .100 .175 .250 .325 .400
    assert risks.k == 4
    assert [risks.minimum, risks.lower_quartile, risks.median] == pytest.approx([0.1, 0.175, 0.25])
    assert [risks.upper_quartile, risks.maximum] == pytest.approx([0.325, 0.4])
    assert risks.named() == (("low", 0.1), ("median", risks.median), ("high", 0.4))
    with pytest.raises(AbsoluteError, match="no arm is called 'vehicle'; the table knows p, t"):
        baseline_risks(arms, "vehicle")


def test_odds_ratio_on_a_baseline() -> None:
    # Odds 0.25 times 4 is odds 1.
    effect = absolute_effect("OR", math.log(4), math.log(2), math.log(8), 0.2)
    assert effect.risk == pytest.approx(0.5)
    assert effect.risk_low == pytest.approx(1 / 3)
    assert effect.risk_high == pytest.approx(2 / 3)
    assert effect.difference == pytest.approx(0.3)
    assert effect.difference_low == pytest.approx(1 / 3 - 0.2)
    assert effect.per_1000() == (200, 500, 333, 667)
    assert effect.number_needed.estimate == pytest.approx(1 / 0.3)
    assert effect.number_needed.describe() == "NNTB 4"
    assert effect.number_needed.describe_interval() == "NNTB 3 to 8"
    assert effect.notes == ()


def test_risk_ratio_and_difference_are_cut_and_say_so() -> None:
    ratio = absolute_effect("RR", math.log(2), math.log(1.5), math.log(4), 0.4)
    assert (ratio.risk, ratio.risk_high) == (pytest.approx(0.8), 1.0)
    assert len(ratio.notes) == 1
    assert "it was cut there" in ratio.notes[0]
    difference = absolute_effect("RD", -0.1, -0.3, 0.1, 0.2)
    assert (difference.risk, difference.risk_low) == (pytest.approx(0.1), 0.0)
    assert len(difference.notes) == 1


def test_altman_1998() -> None:
    # Altman 1998, BMJ 317:1309: a reduction in risk of 10% (-5% to 25%).
    needed = NumberNeeded(0.10, -0.05, 0.25)
    assert needed.crosses_infinity
    assert needed.describe() == "NNTB 10"
    assert needed.describe_interval() == "NNTB 4 to infinity to NNTH 20"


@pytest.mark.parametrize(
    ("benefit", "words", "interval"),
    [
        ((0.2, 0.1, 0.3), "NNTB 5", "NNTB 4 to 10"),
        ((-0.2, -0.3, -0.12), "NNTH 5", "NNTH 8 to 3"),
        ((0.2, 0.0, 0.3), "NNTB 5", "NNTB 4 to infinity"),
        ((-0.2, -0.3, 0.0), "NNTH 5", "infinity to NNTH 3"),
        ((0.0, -0.1, 0.1), "infinity", "NNTB 10 to infinity to NNTH 10"),
        ((0.3 - 0.2, 0.3 - 0.2, 0.3 - 0.2), "NNTB 10", "NNTB 10"),
        ((0.0001, 0.00001, 0.5), "NNTB 10,000", "NNTB 2 to 100,000"),
        ((-1.0, -1.0, -1.0), "NNTH 1", "NNTH 1"),
    ],
)
def test_words_of_number_needed(
    benefit: tuple[float, float, float], words: str, interval: str
) -> None:
    needed = NumberNeeded(*benefit)
    assert needed.describe() == words
    assert needed.describe_interval() == interval


def test_a_harm_counts_the_other_way() -> None:
    good = absolute_effect("OR", 0.7, 0.2, 1.2, 0.3)
    bad = absolute_effect("OR", 0.7, 0.2, 1.2, 0.3, event_is_good=False)
    assert bad.difference == good.difference
    assert bad.number_needed.estimate == pytest.approx(-good.number_needed.estimate)
    assert bad.number_needed.worst == pytest.approx(-good.number_needed.best)
    assert bad.number_needed.describe_interval().startswith("NNTH")


@example("OR", 0.0, 0.0, 3.2993911274458e-41, 0.75)
@given(st.sampled_from(["OR", "RR", "RD"]), EFFECTS, st.floats(0, 2), st.floats(0, 2), RISKS)
def test_limits_enclose_and_invert(
    measure: str, estimate: float, below: float, above: float, baseline: float
) -> None:
    effect = absolute_effect(measure, estimate, estimate - below, estimate + above, baseline)  # type: ignore[arg-type]
    assert 0 <= effect.risk_low <= effect.risk <= effect.risk_high <= 1
    needed = effect.number_needed
    crosses = effect.difference_low < 0 < effect.difference_high
    assert needed.crosses_infinity == crosses == ("to infinity to" in needed.describe_interval())
    for value in (needed.estimate, needed.best, needed.worst):
        assert abs(value) >= 1 - 1e-12


@given(EFFECTS, RISKS)
def test_the_odds_ratio_comes_back(estimate: float, baseline: float) -> None:
    risk = absolute_effect("OR", estimate, estimate, estimate, baseline).risk
    back = math.log(risk / (1 - risk)) - math.log(baseline / (1 - baseline))
    assert back == pytest.approx(estimate, abs=1e-9)
    turned = absolute_effect("OR", -estimate, -estimate, -estimate, 1 - baseline).risk
    assert turned == pytest.approx(1 - risk, abs=1e-12)


@given(RISKS)
def test_no_effect_changes_nothing(baseline: float) -> None:
    for measure in ("OR", "RR", "RD"):
        effect = absolute_effect(measure, 0.0, 0.0, 0.0, baseline)  # type: ignore[arg-type]
        assert effect.difference == 0.0
        assert effect.number_needed.describe_interval() == "infinity"


@pytest.mark.parametrize("effect", [-1e6, 1e6])
def test_huge_effects_do_not_overflow(effect: float) -> None:
    for measure in ("OR", "RR", "RD"):
        found = absolute_effect(measure, effect, effect, effect, 0.3)  # type: ignore[arg-type]
        assert found.risk == pytest.approx(float(effect > 0))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("HR", 0, 0, 0, 0.1), "the measure is 'HR'"),
        (("OR", 0, 0, 0, 1.1), "the baseline risk is 1.1"),
        (("OR", 0, 0, 0, math.nan), "the baseline risk is nan"),
        (("OR", 0, -math.inf, 0, 0.1), "not a finite number"),
        (("OR", 0, 0.1, 0.2, 0.1), "do not enclose the estimate"),
    ],
)
def test_bad_arguments_are_one_sentence(arguments: tuple, sentence: str) -> None:
    with pytest.raises(AbsoluteError, match=sentence):
        absolute_effect(*arguments)


def test_half_a_patient_of_1000_is_rounded_up() -> None:
    # 14.5 and 52.5 of 1,000: rounding to the even number would make them 14 and 52.
    effect = absolute_effect("RD", 0.038, 0.038, 0.038, 0.0145)
    assert 1000 * effect.baseline == 14.5
    assert effect.per_1000()[0] == 15
    nothing = absolute_effect("RD", 0.0, 0.0, 0.0, 0.0525)
    assert 1000 * nothing.risk == 52.5
    assert nothing.per_1000() == (53, 53, 53, 53)
