"""synthesis.models.network.influence: contributions of trials, and results without them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from network_references import (
    FOLDER,
    METHODS,
    RESULTS,
    assert_agrees,
    name_of,
    network_of,
    star,
    triangle,
)

from synthesis.models.network.contrasts import NetworkError, make_network
from synthesis.models.network.influence import drop_trial, leave_one_trial_out, trial_contributions
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkResult
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


def test_leaving_a_trial_out_is_the_analysis_of_the_other_rows() -> None:
    table = triangle()
    found = leave_one_trial_out(make_network(table, "OR"))
    assert [trial for trial, _ in found] == ["one", "two", "three", "four", "five", "six"]
    for trial, result in found:
        rest = pool_network(make_network(table[table["trial"] != trial], "OR"))
        assert isinstance(result, NetworkResult)
        np.testing.assert_allclose(result.estimate, rest.estimate, atol=1e-12)
        assert result.tau2 == pytest.approx(rest.tau2, abs=1e-12)


def test_the_only_trial_cannot_be_left_out() -> None:
    table = star()
    [(_, reason)] = leave_one_trial_out(make_network(table[table["trial"] == "one"], "OR"))
    assert reason == "'one' is the only trial of the network."


def test_a_bridge_gives_a_sentence_and_a_lost_treatment_a_smaller_network() -> None:
    rows = star()
    bridge = rows[rows["trial"].isin(["one", "three"])].assign(
        treatment=["a", "b", "c", "d"], trial=["one", "one", "three", "three"]
    )
    joined = rows[rows["trial"] == "two"].assign(treatment=["b", "c"])
    network = make_network(pd.concat([bridge, joined]), "OR")
    found = dict(leave_one_trial_out(network))
    assert found["two"] == "the network falls into 2 parts no trial connects: (a, b) and (c, d)."
    left = found["one"]
    assert isinstance(left, NetworkResult)
    assert left.treatments == ("b", "c", "d")


def test_a_trial_that_is_not_there_cannot_be_dropped() -> None:
    with pytest.raises(NetworkError, match="not a trial"):
        drop_trial(make_network(star(), "OR"), "seven")
