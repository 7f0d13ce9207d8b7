"""synthesis.models.network.influence: contributions of trials, and results without them."""

from dataclasses import astuple
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
    assert_agrees,
    name_of,
    network_of,
    networks,
    star,
)

from synthesis.models.network.contrasts import NetworkContrasts, NetworkError, make_network
from synthesis.models.network.influence import (
    TrialLeftOut,
    drop_trial,
    leave_one_trial_out,
    trial_contributions,
)
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.contrasts import ContrastError, make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.models.tables.arm_table import read_arm_table


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_contributions_agree_with_the_hat_matrix_of_rma_mv(reference: dict[str, Any]) -> None:
    network = network_of(reference["table"], reference["measure"])
    tau2 = pool_network(network, METHODS[reference["method"]]).tau2
    pair = (network.treatments[-1], network.treatments[0])
    found = trial_contributions(network, tau2, [pair])[0]
    assert_agrees("contributions", found, reference["contributions"], reference)


def test_contributions_of_two_treatments_are_the_weights() -> None:
    table = read_arm_table(FOLDER / "tables" / "bcg.csv")
    pair = pool_contrasts(make_contrasts(table, "vaccine", "control", "RR"), "REML", "wald")
    found = trial_contributions(make_network(table, "RR"), pair.tau2)
    assert found[0] == pytest.approx(pair.weights, abs=1e-9)


def test_contributions_add_up_and_a_trial_off_every_path_gives_nothing() -> None:
    network = make_network(star(), "OR")
    found = trial_contributions(network, None)
    assert found.shape == (3, 4)
    assert found.sum(axis=1) == pytest.approx(100.0)
    # first against placebo: the trials of the second drug say nothing in a star.
    assert trial_contributions(network, None, [("first", "placebo")])[0, 2:] == pytest.approx(0.0)


def test_an_unknown_comparison_is_refused() -> None:
    with pytest.raises(ContrastError, match="not a comparison of the network"):
        trial_contributions(make_network(star(), "OR"), 0.0, [("first", "third")])


def assert_is_the_fit_of_the_others(
    network: NetworkContrasts, reference: str, method: NetworkMethod
) -> None:
    """Every number without each trial is that of a network that never had it."""
    found = leave_one_trial_out(network, reference, method)
    assert [left.trial for left in found] == list(network.trials)
    for left in found:
        try:
            rest = pool_network(drop_trial(network, left.trial), method)
        except NetworkError as error:
            reason = str(error)
        else:
            reason = ""
        if reason:
            assert left == TrialLeftOut(left.trial, None, (), reason)
            continue
        assert (left.tau2 is None) == (rest.tau2 is None)
        assert left.tau2 == pytest.approx(rest.tau2, abs=1e-8)
        lost = sorted(set(network.treatments) - set(rest.treatments))
        assert left.note == (f"No other trial has {', '.join(lost)}." if lost else "")
        others = [name for name in rest.treatments if name != reference]
        expected = [] if reference in lost else [rest.compare(name, reference) for name in others]
        assert [row.treatment for row in left.estimates] == [row.treatment for row in expected]
        for row, wanted in zip(left.estimates, expected, strict=True):
            assert row.comparator == reference
            np.testing.assert_allclose(numbers(row), numbers(wanted), rtol=1e-8, atol=1e-8)


def numbers(row: NetworkEstimate) -> np.ndarray:
    """Estimate, error and limits; NaN for None."""
    return np.array(astuple(row)[2:], dtype=float)


@pytest.mark.parametrize("method", ["REML", "DL", "common"])
@pytest.mark.parametrize("table", ["hasselblad1998", "dogliotti2014", "linde2015", "dong2013"])
def test_leaving_a_trial_out_is_a_refit_on_published_networks(
    table: str, method: NetworkMethod
) -> None:
    network = network_of(table, "OR")
    assert_is_the_fit_of_the_others(network, network.treatments[-1], method)


@settings(max_examples=60, deadline=None)
@given(table=networks(), method=st.sampled_from(["REML", "DL", "common"]))
def test_leaving_a_trial_out_is_a_refit(table: pd.DataFrame, method: NetworkMethod) -> None:
    network = make_network(table, "OR")
    assert_is_the_fit_of_the_others(network, network.treatments[0], method)


def test_the_only_trial_cannot_be_left_out() -> None:
    table = star()
    [left] = leave_one_trial_out(make_network(table[table["trial"] == "one"], "OR"))
    assert left.note == "'one' is the only trial of the network."


def test_a_bridge_gives_a_sentence_and_a_lost_treatment_a_smaller_network() -> None:
    rows = star()
    bridge = rows[rows["trial"].isin(["one", "three"])].assign(
        treatment=["a", "b", "c", "d"], trial=["one", "one", "three", "three"]
    )
    joined = rows[rows["trial"] == "two"].assign(treatment=["b", "c"])
    network = make_network(pd.concat([bridge, joined]), "OR")
    found = {left.trial: left for left in leave_one_trial_out(network, "b")}
    assert found["two"].note == (
        "the network falls into 2 parts no trial connects: (a, b) and (c, d)."
    )
    assert [row.treatment for row in found["one"].estimates] == ["c", "d"]


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(ContrastError, match="'third' is not a treatment"):
        leave_one_trial_out(make_network(star(), "OR"), "third")


def test_a_trial_that_is_not_there_cannot_be_dropped() -> None:
    with pytest.raises(NetworkError, match="not a trial"):
        drop_trial(make_network(star(), "OR"), "seven")
