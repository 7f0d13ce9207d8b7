"""Harms compared: against metafor, without events, what is found and what stays open."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from arm_counts import make_arm
from made_up_results import HARM
from made_up_terms import event_term, label_drug, label_inactive

from synthesis.analyses.harms import (
    HarmAnalysisResult,
    HarmResult,
    harm_record,
    pool_harm,
    run_harm,
)
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.models.risks.rare_events import RareEventsResult
from synthesis.models.risks.risk_limits import exact_risk
from synthesis.package.dataset import Dataset
from synthesis.prose.caveats.harms import harm_caveats
from synthesis.prose.harms import (
    chance_sentence,
    compared_sentence,
    excluded_sentence,
    gaps_sentence,
    harm_sentence,
    list_periods,
    name_comparator,
    periods_sentence,
    rare_sentence,
    single_trials_sentence,
    undecided_sentence,
)
from synthesis.selection.arms import ArmCount
from synthesis.selection.harms import HarmPool, HarmSelection
from synthesis.selection.records import read_harm_records
from synthesis.words.numbers import format_p, of_1000

ANALYSIS = replace(HARM, population="adults and adolescents")
FIVE = label_drug("madeupinib", "5 mg")
# Made-up counts, as in the calls of metafor below.
FOUR = [(31, 154, 2, 77), (22, 155, 2, 78), (25, 226, 2, 131), (8, 55, 1, 56)]


def pool_of(
    cells: list[tuple[int, int, int, int]], event: str = "ACNE", weeks: tuple[float, ...] = ()
) -> HarmPool:
    arms: list[ArmCount] = []
    for number, (a, n1, c, n2) in enumerate(cells):
        week = weeks[number] if weeks else 16.0
        for arm, events, n in (("five", a, n1), ("placebo", c, n2)):
            more = {"name": f"T{number}", "row": len(arms) + 2}
            arms.append(make_arm(f"t{number}", arm, events, n, week, **more))
    analysis = replace(ANALYSIS, event=event_term(event), id=f"harm-{event}-made-up")
    return HarmPool(analysis, "five", FIVE, "placebo", label_inactive(), tuple(arms))


def result_of(*pools: HarmPool) -> HarmAnalysisResult:
    selection = HarmSelection(pools[0].analysis, pools, ())
    return HarmAnalysisResult(
        pools[0].analysis, selection, tuple(pool_harm(pool) for pool in pools), ()
    )


def missing_result() -> HarmAnalysisResult:
    return HarmAnalysisResult(ANALYSIS, HarmSelection(ANALYSIS, (), ()), (), ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("odds_ratio", (2.0857500637, 0.4006093480, 1.3005701698, 2.8709299576)),
        ("risk_ratio", (1.9436477217, 0.3874262591, 1.1843062073, 2.7029892362)),
        ("risk_difference", (0.1238078754, 0.0165121321, 0.0914446913, 0.1561710596)),
        ("peto", (1.3917580358, 0.2292465898, 0.9424429762, 1.8410730954)),
    ],
)
def test_the_ratios_are_those_of_metafor(name: str, expected: tuple[float, ...]) -> None:
    """R: metafor, rma.mh(measure, ai, n1i, ci, n2i, add=0, to="none", drop00=FALSE); rma.peto.

    ai 31, 22, 25, 8; n1i 154, 155, 226, 55; ci 2, 2, 2, 1; n2i 77, 78, 131, 56.
    """
    found = getattr(pool_harm(pool_of(FOUR)), name)
    assert isinstance(found, RareEventsResult)
    numbers = (found.estimate, found.se, found.ci_low, found.ci_high)
    assert numbers == pytest.approx(expected, abs=1e-9)


def test_the_difference_shown_is_the_mantel_haenszel_one_with_score_limits() -> None:
    result = pool_harm(pool_of(FOUR))
    assert result.risk_difference is not None
    assert result.difference.estimate == pytest.approx(result.risk_difference.estimate, abs=1e-12)
    # With this many events Wald and score limits are close, never the same.
    assert result.difference.low == pytest.approx(result.risk_difference.ci_low, abs=0.01)
    comparator, treatment, low, high = result.per_1000
    assert comparator == pytest.approx(1000 * 7 / 342)
    assert treatment - comparator == pytest.approx(1000 * result.difference.estimate)
    assert 0 <= low < treatment < high <= 1000
    assert (result.finding, result.borderline) == ("more", False)


def test_a_finding_that_rests_on_one_effect_in_all_trials_is_softened() -> None:
    unlike = [(60, 200, 20, 200), (22, 200, 20, 200), (70, 200, 30, 200)]
    result = pool_harm(pool_of(unlike))
    assert (result.finding, result.common_effect_alone) == ("more", True)
    other = result.random_effects
    assert other is not None
    assert other.ci_low < 0 < other.ci_high
    # By hand: inverse variance and REML of the log risk ratios, by the rule for three trials.
    contrasts = make_contrasts(pool_of(unlike).frame(), "five", "placebo", "RR")
    by_hand = pool_contrasts(contrasts, "REML", "hk-adhoc")
    assert (other.estimate, other.ci_low) == (by_hand.estimate, by_hand.ci_low)
    sentence = harm_sentence(result)
    assert "if the effect is the same in all trials" in sentence
    assert f"(random effects; Q {format_p(other.q_p)})" in sentence
    assert "if the effect is alike in all trials" in compared_sentence(
        [result_of(pool_of(unlike))], "more", "M"
    )
    (caveat,) = [c for c in harm_caveats([result]) if "random effects" in c]
    assert caveat.startswith("1 of 1 clear findings would be open")
    assert "random_effects" in harm_record(result)


def test_a_finding_that_holds_with_random_effects_is_plain() -> None:
    result = pool_harm(pool_of(FOUR))
    assert result.random_effects is not None
    assert result.random_effects.k == 4
    assert result.finding == "more"
    single = pool_harm(pool_of([(40, 154, 2, 77)]))
    assert (single.finding, single.random_effects) == ("more", None)
    for plain in (result, single):
        assert not plain.common_effect_alone
        assert "if the effect" not in harm_sentence(plain)
    closed = pool_harm(pool_of([(10, 154, 2, 77), (2, 154, 3, 77), (4, 100, 3, 90)]))
    assert (closed.finding, closed.common_effect_alone) == ("open", False)


def test_without_any_event_something_is_still_said() -> None:
    result = pool_harm(pool_of([(0, 342, 0, 331)], "VTE"))
    assert (result.odds_ratio, result.risk_ratio, result.peto) == (None, None, None)
    assert result.risk_difference is None
    assert len(result.missing) == 4
    assert result.finding == "open"
    assert 0.010 < result.difference.high < 0.013
    assert result.treatment_risk.high == pytest.approx(1 - 0.025 ** (1 / 342))
    sentence = harm_sentence(result)
    assert "none on madeupinib 5 mg and none on placebo over 16 weeks" in sentence
    assert "does not show safety" in sentence
    assert "the data exclude more than 12 extra patients of 1,000, but not fewer" in sentence
    assert "97.5% confidence" in sentence


def test_a_double_zero_trial_stays_in_the_difference_and_leaves_the_ratio() -> None:
    with_zero = pool_harm(pool_of([(9, 90, 3, 90), (0, 300, 0, 300)]))
    without = pool_harm(pool_of([(9, 90, 3, 90)]))
    assert with_zero.risk_ratio is not None
    assert without.risk_ratio is not None
    assert with_zero.risk_ratio.estimate == without.risk_ratio.estimate
    assert with_zero.difference.estimate < without.difference.estimate
    assert (with_zero.k, with_zero.patients) == (2, 780)


def test_events_in_one_arm_only_are_judged_by_the_difference() -> None:
    result = pool_harm(pool_of([(24, 381, 0, 209)]))
    assert result.risk_ratio is None
    assert result.finding == "more"
    assert "none on placebo" in harm_sentence(result)
    assert "risk ratio" not in harm_sentence(result)
    assert pool_harm(pool_of([(1, 91, 0, 90)])).finding == "open"


def test_a_finding_needs_both_the_difference_and_the_ratio() -> None:
    result = pool_harm(pool_of([(1, 253, 4, 126), (0, 246, 1, 124), (1, 130, 0, 65)]))
    assert result.difference.high < 0
    assert result.risk_ratio is not None
    assert result.risk_ratio.ci_high > 0
    assert (result.finding, result.borderline) == ("open", True)
    assert "Too close to call" in harm_sentence(result)
    assert "less often" not in harm_sentence(result)


def test_fewer_is_said_as_plainly_as_more() -> None:
    result = pool_harm(pool_of([(5, 342, 29, 331)], "CONJUNCTIVITIS"))
    assert result.finding == "fewer"
    assert harm_sentence(result).endswith("It was seen less often than on placebo.")
    assert "exclude any excess" in excluded_sentence(result)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.3, "fewer than 1"), (0.96, "1"), (2.5, "3"), (1000, "1,000")],
)
def test_numbers_of_1000_never_round_something_to_nothing(value: float, words: str) -> None:
    assert of_1000(value) == words


def test_the_sentences_name_what_is_clear_and_no_more() -> None:
    acne = result_of(pool_of(FOUR))
    clots = result_of(pool_of([(0, 342, 0, 331)], "VTE"))
    rash = result_of(pool_of([(5, 342, 29, 331)], "CONJUNCTIVITIS"))
    everything = [acne, clots, rash, missing_result()]
    more = compared_sentence(everything, "more", "More often")
    assert more == (
        "More often, in patients of 1,000 (95% CI): acne, 144 (111 to 178) on madeupinib 5 mg "
        "and 20 on placebo (4 trials)."
    )
    fewer = compared_sentence(everything, "fewer", "Less often")
    assert fewer.startswith("Less often, in patients of 1,000 (95% CI): conjunctivitis, ")
    assert "VTE" not in more + fewer
    nothing = compared_sentence([clots], "more", "More often")
    assert nothing == "More often: for no harm does the interval exclude no difference."
    chance = chance_sentence(everything)
    assert "compares 3 pairs of groups; in 2 the interval excludes" in chance


def test_rare_harms_are_never_called_absent() -> None:
    clots = result_of(pool_of([(0, 342, 0, 331)], "VTE"))
    deaths = result_of(pool_of([(0, 1027, 0, 1020)], "DEATH"))
    sentence = rare_sentence([clots, deaths], "against placebo")
    assert "up to 4 extra patients of 1,000 (death, madeupinib 5 mg) at best" in sentence
    assert "up to 12 extra patients of 1,000 (venous blood clot (VTE), madeupinib 5 mg)" in sentence
    assert "not evidence of safety" in sentence
    assert rare_sentence([missing_result()], "so far").endswith("no usable count has been read.")


def test_an_undecided_harm_is_neither_called_equal_nor_different() -> None:
    sentence = undecided_sentence(result_of(pool_of([(10, 342, 4, 331)])), "against placebo")
    assert sentence.startswith("Acne against placebo: no difference shown for 1 dose, and none ")
    assert "up to 43 extra patients of 1,000 (acne, madeupinib 5 mg) at best" in sentence
    clear = undecided_sentence(result_of(pool_of(FOUR)), "against placebo")
    assert clear == "Acne against placebo: nothing stays open where a count has been read."


def test_gaps_are_all_named_and_called_gaps() -> None:
    names = ("ACNE", "NAUSEA", "VTE")
    gaps = [
        replace(missing_result(), analysis=replace(ANALYSIS, event=event_term(name)))
        for name in names
    ]
    sentence = gaps_sentence(gaps, "Against nobody")
    assert "of acne, nausea or venous blood clot (VTE)." in sentence
    assert "not evidence that it does not happen" in sentence
    assert "yet of acne." in gaps_sentence(gaps[:1], "Against nobody")
    assert gaps_sentence([result_of(pool_of(FOUR))], "Against nobody") == ""


def test_periods_are_said() -> None:
    result = result_of(pool_of(FOUR, weeks=(12.0, 16.0, 12.0, 26.0)))
    assert list_periods(result.pools) == "12, 16 or 26 weeks"
    assert "12, 16 or 26 weeks" in periods_sentence([result])
    assert periods_sentence([missing_result()]) == "No trial has a usable count yet."
    assert name_comparator(result.pools) == "placebo"
    alone = result_of(pool_of(FOUR[:1]))
    assert single_trials_sentence([result, alone]).startswith("1 of 2 comparisons rest on a ")


def test_a_result_goes_into_json_with_its_rows() -> None:
    record = harm_record(pool_harm(pool_of([(0, 342, 0, 331)], "VTE")))
    assert record["events"] == [0, 0]
    assert record["risk_ratio"] is None
    assert record["rows"] == [2, 3]
    assert all(math.isfinite(value) for value in record["difference"])


@pytest.fixture(scope="module")
def results(dataset: Dataset) -> list[HarmAnalysisResult]:
    records = read_harm_records(dataset)
    return [run_harm(dataset, harm.id, records) for harm in dataset.harms]


def test_every_declared_harm_runs_and_agrees_with_itself(
    results: list[HarmAnalysisResult],
) -> None:
    assert sum(len(result.pools) for result in results) > 100
    for result in results:
        for pool in result.pools:
            assert pool.difference.low <= pool.difference.estimate <= pool.difference.high
            assert pool.difference.high > pool.difference.low
            cells = pool.pool.cells()
            assert pool.treatment_risk.events == cells[:, 0].sum()
            assert pool.patients == cells[:, [1, 3]].sum()
            assert (pool.risk_ratio is None) == (0 in cells[:, [0, 2]].sum(axis=0))
            assert_honest(pool)


def assert_honest(pool: HarmResult) -> None:
    """An open question is never worded as safety, and a finding only where intervals show it."""
    sentence = harm_sentence(pool)
    if pool.finding == "open":
        assert "more often" not in sentence
        assert "less often" not in sentence
        assert "does not show safety" in sentence or "Too close to call" in sentence
    assert "times as likely" not in sentence


def test_unverified_rows_never_take_anything_away(results: list[HarmAnalysisResult]) -> None:
    for result in results:
        wide = {pool.pool.regimen: pool.k for pool in result.with_unverified}
        assert all(wide[pool.pool.regimen] >= pool.k for pool in result.pools)


def test_run_harm_reads_the_tables_itself(
    dataset: Dataset, results: list[HarmAnalysisResult]
) -> None:
    result = run_harm(dataset, "harm-acne-against-dupilumab")
    assert result in results
    assert result.pool("no-such-regimen") is None
    assert result.pool(result.pools[0].pool.regimen) == result.pools[0]
    with pytest.raises(KeyError, match="no comparison of harms “nonsense”"):
        run_harm(dataset, "nonsense")


def test_a_risk_over_trials_that_differ_is_less_sure_than_one_of_all_patients() -> None:
    unlike = pool_harm(pool_of([(1, 200, 1, 200), (30, 200, 1, 200)]))
    plain = exact_risk(31, 400)
    assert (unlike.treatment_risk.events, unlike.treatment_risk.patients) == (31, 400)
    assert unlike.treatment_risk.high > 1.5 * plain.high
    assert unlike.treatment_risk.low < plain.low
    # One trial with an event, or none, cannot show how much they differ.
    few = pool_harm(pool_of([(3, 200, 0, 200), (0, 200, 0, 200)]))
    assert few.treatment_risk == exact_risk(3, 400)
    assert few.comparator_risk == exact_risk(0, 400)
