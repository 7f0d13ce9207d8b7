"""Networks in patients of 1,000: numbers against hand computation and the data."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_terms import ALONE, EASI75
from other_data import with_table

from synthesis.analyses.networks import run_network
from synthesis.analyses.per_1000 import (
    NetworkOf1000,
    TreatmentOf1000,
    apply_to_risks,
    count_thousand,
    gaps,
    more_per_1000,
    range_of_1000,
    uncertain_of_sign,
)
from synthesis.analyses.regimens_without_pool import UNUSABLE
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.risks.absolute_effects import BaselineRisks, absolute_effect
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.prose.per_1000 import (
    answer_sentence,
    baseline_sentence,
    directness_sentence,
    format_more,
    format_needed,
    gap_sentences,
    infinity_sentence,
    most_sentence,
    needed_sentence,
    of_1000_with_drug,
    weeks_of_1000_sentence,
)

CHOSEN = (
    "network-easi75-monotherapy",
    "network-easi75-with-topicals",
    "network-itch4-monotherapy",
)
BASELINE = BaselineRisks(4, 0.05, 0.1, 0.2, 0.3, 0.4)
ANALYSIS = NetworkAnalysis(
    id="network-made-up",
    title="Made-up title",
    question="Made up?",
    outcome=EASI75,
    weeks=(12.0, 16.0),
    population="adults and adolescents",
    routes=("oral",),
    background=(ALONE,),
    reference="placebo",
    active_reference="inventumab-1-q2w",
    measure="OR",
    verification=("source",),
)


def made_up(regimen: str, ratio: float, low: float, high: float) -> TreatmentOf1000:
    """A treatment with this odds ratio and interval, in one trial."""
    values = (math.log(ratio), math.log(low), math.log(high))
    estimate = NetworkEstimate(regimen, "placebo", values[0], 0.1, *values[1:], None, None)
    effects = apply_to_risks(estimate, "OR", BASELINE)
    return TreatmentOf1000(regimen, regimen.replace("-", " "), ("trial-1",), (), 100, effects)


STRONG = made_up("madeupinib-2-qd", 16.0, 8.0, 32.0)
WEAK = made_up("madeupinib-1-qd", 2.0, 0.5, 8.0)
BESIDE = made_up("inventumab-1-q2w", 4.0, 2.0, 8.0)
MADE_UP = NetworkOf1000(
    analysis=ANALYSIS,
    baseline=BASELINE,
    weeks=(12.0, 16.0),
    trials=("trial-1", "trial-2", "trial-3", "trial-4"),
    patients=1234,
    head_to_head=(("TRIAL ONE", ("inventumab 1", "madeupinib 2")),),
    treatments=(WEAK, STRONG, BESIDE),
)


@pytest.fixture(scope="module", params=CHOSEN)
def network(request, dataset):
    return run_network(dataset, request.param)


def test_a_made_up_odds_ratio_by_hand() -> None:
    # Odds 0.05/0.95, 0.2/0.8 and 0.4/0.6, times 16.
    effects = STRONG.effects
    assert effects.low.risk == pytest.approx(16 / 19 / (1 + 16 / 19))
    assert effects.median.per_1000() == (200, 800, 667, 889)
    assert effects.high.risk == pytest.approx((32 / 3) / (1 + 32 / 3))
    assert more_per_1000(effects.median) == (600, 467, 689)
    assert effects.median.number_needed.describe_interval() == "NNTB 2 to 3"


def test_every_number_of_a_network_by_hand(network) -> None:
    of_1000 = count_thousand(network)
    frame = network.frame()
    placebo = frame[frame["treatment"] == "placebo"]
    shares = sorted(placebo["responders"] / placebo["n"])
    middle = len(shares) // 2
    median = shares[middle] if len(shares) % 2 else (shares[middle - 1] + shares[middle]) / 2
    assert (of_1000.baseline.k, of_1000.baseline.median) == (len(shares), pytest.approx(median))
    assert (of_1000.baseline.minimum, of_1000.baseline.maximum) == (shares[0], shares[-1])
    for treatment in of_1000.treatments:
        found = network.result.compare(treatment.regimen, "placebo")
        effect = treatment.effects.median
        for value, risk in (
            (found.estimate, effect.risk),
            (found.ci_low, effect.risk_low),
            (found.ci_high, effect.risk_high),
        ):
            odds = median / (1 - median) * math.exp(value)
            assert risk == pytest.approx(odds / (1 + odds))
        assert treatment.effects.low.baseline == shares[0]
        assert treatment.effects.high.baseline == shares[-1]


def test_every_treatment_but_the_reference_is_there_with_its_trials(network) -> None:
    of_1000 = count_thousand(network)
    assert {t.regimen for t in of_1000.treatments} == set(network.result.treatments) - {"placebo"}
    arms = network.selection.arms
    for treatment in of_1000.treatments:
        own = [arm for arm in arms if arm.treatment == treatment.regimen]
        assert set(treatment.trials) == {arm.trial_id for arm in own}
        assert len(set(treatment.trials)) == len(treatment.trials)
        assert treatment.patients == sum(arm.n for arm in own)
        assert of_1000.treatment(treatment.regimen) is treatment
    assert of_1000.patients == sum(arm.n for arm in arms)
    assert set(of_1000.weeks) == {arm.week for arm in arms}
    with pytest.raises(KeyError, match="has no placebo"):
        of_1000.treatment("placebo")


def test_head_to_head_trials_have_arms_on_two_drugs(network, dataset) -> None:
    of_1000 = count_thousand(network)
    table = dataset.table("arms")
    drugs = dict(zip(table["regimen"], table["drug"], strict=True))
    expected = {}
    for arm in network.selection.arms:
        if arm.treatment != "placebo":
            expected.setdefault(arm.trial_id, set()).add(drugs[arm.treatment])
    expected = {trial for trial, own in expected.items() if len(own) > 1}
    assert {trial for t in of_1000.treatments for trial in t.head_to_head} == expected
    assert len(of_1000.head_to_head) == len(expected)


def test_head_to_head_trials_exist_in_the_data(dataset) -> None:
    # Without one the test above would compare nothing with nothing.
    of_1000 = count_thousand(run_network(dataset, CHOSEN[0]))
    assert of_1000.head_to_head


def test_gaps_are_not_in_the_network(network) -> None:
    missing = gaps(network, (*UNUSABLE, "reported"))
    shown = {network.labels[regimen] for regimen in network.result.treatments}
    assert not set(missing) & shown
    held = {network.labels[h.regimen] for h in network.selection.held_back if h.regimen}
    assert set(missing) <= held
    assert gaps(network, ()) == ()


def test_a_dose_with_unusable_numbers_is_a_gap(dataset) -> None:
    frame = dataset.table("dichotomous")
    own = frame["arm_id"].eq("abrocitinib-200-qd") & frame["outcome"].eq("ITCH4")
    frame.loc[own, ["responders", "n"]] = float("nan")
    frame.loc[own & frame["verification"].eq("imputed"), "verification"] = "source"
    without = with_table(dataset, "dichotomous", frame)
    assert "abrocitinib 200 mg" in gaps(run_network(without, "network-itch4-monotherapy"), UNUSABLE)


@given(st.floats(-3, 3), st.floats(0, 2), st.floats(0, 2), st.floats(0.01, 0.99))
def test_more_is_what_a_reader_subtracts(
    estimate: float, below: float, above: float, baseline: float
) -> None:
    effect = absolute_effect("OR", estimate, estimate - below, estimate + above, baseline)
    without, treated, low, high = effect.per_1000()
    assert more_per_1000(effect) == (treated - without, low - without, high - without)
    assert abs(more_per_1000(effect)[0] - 1000 * effect.difference) <= 1 + 1e-9


def test_range_and_doubt() -> None:
    assert range_of_1000(MADE_UP.treatments) == (WEAK, STRONG)
    assert list(uncertain_of_sign(MADE_UP)) == [WEAK]
    with pytest.raises(ValueError, match="no treatment"):
        range_of_1000(())


def test_results_are_frozen() -> None:
    for value in (MADE_UP, STRONG, STRONG.effects):
        with pytest.raises(AttributeError):
            setattr(value, fields(value)[0].name, None)


def test_cells() -> None:
    # Odds ratio 2 (0.5 to 8) at 200 of 1,000: 333 (111 to 667).
    effect = WEAK.effects.median
    assert of_1000_with_drug(effect) == "333 (95% CI 111 to 667)"
    assert format_more(effect) == "133 (−89 to 467)"
    assert format_needed(effect) == "NNTB 8 (NNTB 3 to infinity to NNTH 11)"


def test_sentences_of_a_made_up_network() -> None:
    assert baseline_sentence(MADE_UP) == (
        "Of 1,000 patients, 200 reach EASI-75 on placebo: the median of 4 trials, which range "
        "from 50 to 400."
    )
    drugs = ("madeupinib-1-qd", "madeupinib-2-qd", "absentinib-1-qd")
    assert answer_sentence(MADE_UP, drugs, "made-upinibs") == (
        "Made-up title: 200 of 1,000 patients reach EASI-75 on placebo; on made-upinibs from "
        "333 (95% CI 111 to 667; 1 trial) on madeupinib 1 qd to 800 (95% CI 667 to 889; 1 trial) "
        "on madeupinib 2 qd; 500 (95% CI 333 to 667; 1 trial) on inventumab 1 q2w."
    )
    assert most_sentence(MADE_UP, drugs).startswith(
        "Of 1,000 patients the most reach EASI-75 on madeupinib 2 qd: 800 (95% CI 667 to 889), "
        "600 more than on placebo (467 to 689)."
    )
    assert needed_sentence(MADE_UP) == (
        "Made-up title, madeupinib 1 qd: of 1,000 patients 133 more reach EASI-75 than on placebo. "
        "That is one more for every 7.5 treated, rounded up: NNTB 8, with a 95% interval of NNTB 3 "
        "to infinity to NNTH 11."
    )
    assert directness_sentence(MADE_UP).startswith(
        "Made-up title: 1 of 4 trials compares two drugs (TRIAL ONE with inventumab 1 and "
        "madeupinib 2); all other comparisons between drugs are indirect"
    )
    assert weeks_of_1000_sentence([MADE_UP]).startswith("They hold for 12 to 16 weeks")


def test_the_interval_through_infinity_is_told_and_so_is_its_absence() -> None:
    told = infinity_sentence([MADE_UP])
    assert "between 89 fewer and 467 more" in told
    assert "NNTB 3 to infinity to NNTH 11" in told
    assert "not evidence of no effect" in told
    certain = replace(MADE_UP, treatments=(STRONG, BESIDE))
    assert infinity_sentence([certain]).startswith("No interval on this page")


def test_sentences_where_little_is_known() -> None:
    bare = replace(MADE_UP, treatments=(BESIDE,), head_to_head=(), weeks=(16.0,))
    answer = answer_sentence(bare, ("madeupinib-1-qd",), "made-upinibs")
    assert "no made-upinibs have usable counts yet" in answer
    assert "none of 4 trials compares two drugs" in directness_sentence(bare)
    assert weeks_of_1000_sentence([bare]) == "They hold for week 16, not for longer treatment."
    one = replace(bare, baseline=BaselineRisks(1, 0.2, 0.2, 0.2, 0.2, 0.2))
    assert baseline_sentence(one) == "Of 1,000 patients, 200 reach EASI-75 on placebo (one trial)."
    worse = made_up("madeupinib-1-qd", 0.5, 0.25, 0.9)
    assert needed_sentence(replace(MADE_UP, treatments=(worse,))) == ""
    single = answer_sentence(replace(MADE_UP, treatments=(STRONG,)), (STRONG.regimen,), "it")
    assert single.endswith("; 800 (95% CI 667 to 889; 1 trial) on madeupinib 2 qd.")


def test_gaps_are_no_evidence() -> None:
    told = gap_sentences(MADE_UP, ["drug one"], ["drug two", "drug three"])
    assert "drug one, whose numbers cannot be used yet" in told
    assert "drug two and drug three, of which no number for the week used has been read" in told
    assert told.endswith("not evidence of no effect.")
    assert "is missing" in gap_sentences(MADE_UP, [], [])
