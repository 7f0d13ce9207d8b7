"""synthesis.network: agreement with rma.mv, and what may not change a result."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_references import (
    FOLDER,
    METHODS,
    RESULTS,
    arms,
    assert_agrees,
    name_of,
    network_of,
    star,
    triangle,
)

from synthesis.arm_table import read_arm_table
from synthesis.contrasts import Measure, PoolingError, make_contrasts
from synthesis.network import pool_network
from synthesis.network_contrasts import NetworkContrasts, make_network
from synthesis.network_model import NetworkMethod
from synthesis.pairwise import pool_contrasts


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_agrees_with_rma_mv(reference: dict[str, Any]) -> None:
    network = network_of(reference["table"], reference["measure"])
    method = METHODS[reference["method"]]
    result = pool_network(network, method)
    assert list(result.treatments) == reference["treatments"]
    assert len(result.trials) == reference["k"]
    assert result.q_total.df == reference["q_df"]
    for kind in ("tau2", "estimate", "se"):
        assert_agrees(kind, getattr(result, kind), reference[kind], reference)
    assert_agrees("q", result.q_total.q, reference["q"], reference)
    assert_agrees("q_p", result.q_total.p, reference["q_p"], reference)
    wide = pool_network(network, method, ci="t")
    assert_agrees("t_low", (wide.estimate - wide.ci_half)[1:, 0], reference["t_low"], reference)
    assert_agrees("t_high", (wide.estimate + wide.ci_half)[1:, 0], reference["t_high"], reference)


def test_the_references_hold_multi_arm_trials_and_zero_cells() -> None:
    tables = {reference["table"] for reference in RESULTS}
    assert len(tables) >= 4
    networks = [network_of(table, "OR") for table in tables]
    assert sum(np.bincount(network.trial).max() > 2 for network in networks) >= 4
    assert sum(bool(network.corrected) for network in networks) >= 4


@pytest.mark.parametrize("table", ["bcg.csv", "nielweise2007.csv"])
@pytest.mark.parametrize("method", ["REML", "DL", "common"])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_two_treatments_are_the_pairwise_analysis(
    table: str, method: NetworkMethod, measure: Measure
) -> None:
    rows = read_arm_table(FOLDER / "tables" / table)
    treatment, control = rows["treatment"].iloc[:2]
    pair = pool_contrasts(make_contrasts(rows, treatment, control, measure), method, "wald")
    result = pool_network(make_network(rows, measure), method)
    found = result.compare(treatment, control)
    assert result.tau2 == pytest.approx(pair.tau2, abs=1e-10)
    assert (result.q_total.q, result.q_total.df) == (pytest.approx(pair.q), pair.q_df)
    for name in ("estimate", "se", "ci_low", "ci_high"):
        assert getattr(found, name) == pytest.approx(getattr(pair, name), abs=1e-10), name
    assert (found.pi_low is None) == (pair.pi_low is None)
    if found.pi_low is not None:
        assert found.pi_low == pytest.approx(pair.pi_low, abs=1e-9)
        assert found.pi_high == pytest.approx(pair.pi_high, abs=1e-9)


def test_a_star_of_one_comparison_each_is_the_pairwise_result_at_the_common_tau2() -> None:
    result = pool_network(make_network(star(), "OR"), "common")
    for drug in ("first", "second"):
        pair = pool_contrasts(make_contrasts(star(), drug, "placebo", "OR"), "common", "wald")
        assert result.compare(drug, "placebo").estimate == pytest.approx(pair.estimate, abs=1e-12)
        assert result.compare(drug, "placebo").se == pytest.approx(pair.se, abs=1e-12)


@st.composite
def networks(draw: st.DrawFn) -> pd.DataFrame:
    """Connected tables of 3 to 5 treatments, up to 8 trials, up to 4 arms, zeros allowed."""
    size = draw(st.integers(3, 5))
    rows = []
    trials = draw(st.integers(size - 1, 8))
    for trial in range(trials):
        chain = {trial % size, (trial + 1) % size}
        members = chain | draw(st.sets(st.integers(0, size - 1), max_size=2))
        for member in sorted(members):
            n = draw(st.integers(5, 200))
            responders = draw(st.integers(0 if trial >= size - 1 else 1, n - 1))
            rows.append((f"trial {trial}", f"drug {member}", responders, n))
    return arms(*rows)


@settings(deadline=None, max_examples=40)
@given(networks(), st.randoms(use_true_random=False))
def test_neither_order_nor_names_nor_reference_change_a_number(
    table: pd.DataFrame, random: Any
) -> None:
    result = pool_network(make_network(table, "OR"))
    rows = list(range(len(table)))
    random.shuffle(rows)
    names = sorted(set(table["treatment"]))
    # The first name is the parameters' zero: renaming changes the reference of the model too.
    fresh = dict(zip(names, random.sample("abcdefgh", len(names)), strict=True))
    changed = table.iloc[rows].assign(treatment=[fresh[t] for t in table["treatment"].iloc[rows]])
    other = pool_network(make_network(changed, "OR"))
    if result.tau2 is None:
        assert other.tau2 is None
    else:
        assert other.tau2 == pytest.approx(result.tau2, abs=1e-7, rel=1e-7)
    for a, b in itertools.permutations(names, 2):
        one, two = result.compare(a, b), other.compare(fresh[a], fresh[b])
        assert two.estimate == pytest.approx(one.estimate, abs=1e-6)
        assert two.se == pytest.approx(one.se, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(networks(), st.sampled_from(["OR", "RR", "RD"]), st.sampled_from(["REML", "DL", "common"]))
def test_comparisons_are_consistent_and_turn_with_their_direction(
    table: pd.DataFrame, measure: Measure, method: NetworkMethod
) -> None:
    result = pool_network(make_network(table, measure), method)
    for a, b, c in itertools.permutations(result.treatments, 3):
        through = result.compare(a, c).estimate - result.compare(b, c).estimate
        assert result.compare(a, b).estimate == pytest.approx(through, abs=1e-9)
    for row in result.league_table():
        back = result.compare(row.comparator, row.treatment)
        assert (back.estimate, back.se) == pytest.approx((-row.estimate, row.se), abs=1e-12)
        assert (back.ci_low, back.ci_high) == pytest.approx((-row.ci_high, -row.ci_low), abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(networks())
def test_more_responders_everywhere_swapped_for_none_turns_the_odds_ratio(
    table: pd.DataFrame,
) -> None:
    turned = table.assign(responders=table["n"] - table["responders"])
    one, two = (pool_network(make_network(t, "OR")) for t in (table, turned))
    assert two.estimate == pytest.approx(-one.estimate, abs=1e-6)
    assert two.se == pytest.approx(one.se, abs=1e-6)


def test_intervals_cover_the_truth_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(3)
    template = network_of("linde2015", "OR")
    truth, tau2, covered = np.linspace(0.0, 1.0, 9), 0.1, []
    spread = np.sqrt(template.variance + tau2 / 2)
    for _ in range(200):
        value = truth[template.treatment] + rng.normal(0.0, spread)
        fields = {"value": value, "variance": template.variance}
        names = ("measure", "treatments", "trials", "trial", "treatment", "n")
        kept = {name: getattr(template, name) for name in names}
        result = pool_network(NetworkContrasts(**kept, **fields))
        inside = np.abs(result.estimate - (truth[:, None] - truth)) <= result.ci_half
        covered.append(inside[np.triu_indices(9, 1)].mean())
    error = np.std(covered) / np.sqrt(len(covered))
    assert abs(np.mean(covered) - 0.95) < 3.5 * error


def test_prediction_interval_has_the_degrees_of_freedom_of_q() -> None:
    result = pool_network(make_network(triangle(), "OR"))
    assert result.pi_df == result.q_total.df == 5
    row = result.compare("first", "placebo")
    # scipy.stats.t.ppf(0.975, 5)
    half = 2.570581835636314 * np.sqrt(result.tau2 + row.se**2)
    assert row.pi_high == pytest.approx(row.estimate + half, abs=1e-9)


def test_one_degree_of_freedom_is_too_few_for_a_prediction_interval() -> None:
    table = star()
    result = pool_network(make_network(table[table["trial"].isin(["one", "two"])], "OR"))
    assert (result.q_total.df, result.pi_half, result.pi_df) == (1, None, None)
    assert "No prediction interval: it needs at least two degrees of freedom." in result.notes


def test_a_single_multi_arm_trial_has_no_tau2_and_says_so() -> None:
    table = triangle()
    result = pool_network(make_network(table[table["trial"] == "six"], "OR"), ci="t")
    assert (result.tau2, result.i2, result.q_total.p, result.pi_half) == (None, None, None, None)
    assert result.ci == "wald"
    assert "tau2 does not exist" in " ".join(result.notes)
    assert result.compare("first", "placebo").estimate == pytest.approx(
        np.log((18 / 53) / (9 / 61)), abs=1e-12
    )


def test_wrong_options_are_told_in_one_sentence() -> None:
    network = make_network(star(), "OR")
    with pytest.raises(PoolingError, match="expected REML, DL or common"):
        pool_network(network, "PM")  # type: ignore[arg-type]
    with pytest.raises(PoolingError, match="expected wald or t"):
        pool_network(network, ci="hk")  # type: ignore[arg-type]
    with pytest.raises(PoolingError, match="between 0 and 1"):
        pool_network(network, level=95)
