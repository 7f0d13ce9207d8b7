"""synthesis.models.network.pool: agreement with rma.mv, and what may not change a result."""

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
    networks,
    star,
    triangle,
)

from synthesis.models.measure import Measure
from synthesis.models.network.consistency import split_nodes
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import PoolingError, make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.models.tables.arm_table import read_arm_table


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
    if reference["q_df"] == 0:
        assert (result.q_total.p, reference["q_p"]) == (None, None)
        assert "t_low" not in reference
        return
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


@st.composite
def stars(draw: st.DrawFn) -> pd.DataFrame:
    """One to three drugs, each against placebo in one to four trials of two arms."""
    rows = []
    for drug in range(draw(st.integers(1, 3))):
        for trial in range(draw(st.integers(1, 4))):
            for treatment in ("placebo", f"drug {drug}"):
                n = draw(st.integers(5, 200))
                responders = draw(st.integers(1, n - 1))
                rows.append((f"trial {drug}.{trial}", treatment, responders, n))
    return arms(*rows)


@settings(deadline=None, max_examples=40)
@given(stars(), st.sampled_from(["OR", "RR", "RD"]), st.sampled_from(["REML", "DL", "common"]))
def test_a_star_of_two_arm_trials_is_each_pairwise_analysis_at_the_common_tau2(
    table: pd.DataFrame, measure: Measure, method: NetworkMethod
) -> None:
    result = pool_network(make_network(table, measure), method)
    drugs = [name for name in result.treatments if name != "placebo"]
    for drug in drugs:
        pair = make_contrasts(table, drug, "placebo", measure)
        weight = 1.0 / (pair.variance + (result.tau2 or 0.0))
        found = result.compare(drug, "placebo")
        expected = np.average(pair.estimate, weights=weight)
        assert found.estimate == pytest.approx(expected, abs=1e-9)
        assert found.se == pytest.approx(weight.sum() ** -0.5, rel=1e-9)
    for one, other in itertools.combinations(drugs, 2):
        apart = [result.compare(drug, "placebo").se for drug in (one, other)]
        assert result.compare(one, other).se == pytest.approx(np.hypot(*apart), rel=1e-9)


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
@given(networks(), st.sets(st.integers(0, 40)))
def test_a_table_split_in_two_and_merged_again_gives_the_same_network(
    table: pd.DataFrame, second: set[int]
) -> None:
    # Rows of one trial may land in different halves.
    here = table.index.isin(second)
    whole = make_network(table, "OR")
    merged = make_network(pd.concat([table[here], table[~here]]), "OR")
    assert sorted(merged.trials) == sorted(whole.trials)
    assert (merged.patients, sorted(merged.corrected)) == (whole.patients, sorted(whole.corrected))
    one, two = pool_network(whole), pool_network(merged)
    assert two.estimate == pytest.approx(one.estimate, abs=1e-6)
    assert two.se == pytest.approx(one.se, abs=1e-6)
    assert two.q_total.q == pytest.approx(one.q_total.q, rel=1e-9, abs=1e-9)
    assert two.q_total.df == one.q_total.df
    splits = [
        {(s.treatment, s.comparator): s.p for s in split_nodes(network, result.tau2)}
        for network, result in ((whole, one), (merged, two))
    ]
    assert splits[1] == pytest.approx(splits[0], abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(networks())
def test_the_reference_decides_the_order_and_never_a_number(table: pd.DataFrame) -> None:
    result = pool_network(make_network(table, "OR"))
    plain = set(result.league_table())
    for reference in result.treatments:
        league = result.league_table(reference)
        assert set(league) == plain
        assert {row.comparator for row in league[: len(result.treatments) - 1]} == {reference}


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
    for _ in range(400):
        value = truth[template.treatment] + rng.normal(0.0, spread)
        fields = {"value": value, "variance": template.variance}
        names = ("measure", "treatments", "trials", "trial", "treatment", "n")
        kept = {name: getattr(template, name) for name in names}
        result = pool_network(NetworkContrasts(**kept, **fields))
        inside = np.abs(result.estimate - (truth[:, None] - truth)) <= result.ci_half
        covered.append(inside[np.triu_indices(9, 1)].mean())
    # Monte Carlo error: about 0.6 points.
    error = np.std(covered) / np.sqrt(len(covered))
    assert error < 0.01
    assert abs(np.mean(covered) - 0.95) < 3.5 * error


def simulate_counts(rng: np.random.Generator, truth: np.ndarray, tau: float) -> pd.DataFrame:
    """24 trials of 150 patients an arm, every third with three arms; log odds ratios `truth`."""
    drugs = len(truth) - 1
    rows = []
    for trial in range(24):
        members = [0, 1 + trial % drugs] + [1 + (trial + 1) % drugs] * (trial % 3 == 0)
        base = rng.normal(-1.0, 0.4)
        for member in members:
            # Independent arms of variance tau2 / 2 make contrasts of variance tau2.
            log_odds = base + truth[member] + rng.normal(0.0, tau / np.sqrt(2.0))
            responders = int(rng.binomial(150, 1.0 / (1.0 + np.exp(-log_odds))))
            rows.append((f"trial {trial}", f"drug {member}", responders, 150))
    return arms(*rows)


def test_simulated_counts_give_the_truth_back_within_monte_carlo_error() -> None:
    rng = np.random.default_rng(20261121)
    truth, tau, runs = np.linspace(0.0, 1.2, 5), 0.3, 300
    covered, estimates, tau2 = [], [], []
    pairs = np.triu_indices(5, 1)
    for _ in range(runs):
        result = pool_network(make_network(simulate_counts(rng, truth, tau), "OR"), ci="t")
        off = result.estimate - (truth[:, None] - truth)
        covered.append((np.abs(off) <= result.ci_half)[pairs].mean())
        estimates.append(off[1:, 0])
        tau2.append(result.tau2)
    # Monte Carlo errors: 0.6 points of coverage, 0.008 of a log odds ratio, 0.002 of tau2. Log odds
    # ratios of counts are themselves biased towards 0 a little: 0.01 is allowed for that.
    error = np.std(covered) / np.sqrt(runs)
    assert error < 0.01
    assert abs(np.mean(covered) - 0.95) < 3.5 * error
    error = np.std(estimates, axis=0) / np.sqrt(runs)
    assert (np.abs(np.mean(estimates, axis=0)) < 3.5 * error + 0.01).all()
    assert abs(np.mean(tau2) - tau**2) < 3.5 * np.std(tau2) / np.sqrt(runs)


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
