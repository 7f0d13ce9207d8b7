"""least_squares: arm-wise sums are the contrast-based least squares, dense."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_references import RESULTS, dense_fit, name_of, network_of, star, triangle

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.least_squares import arm_pairs
from synthesis.models.network.pool import network_model


@pytest.mark.parametrize("tau2", [0.0, 0.03, 2.0])
@pytest.mark.parametrize("table", ["hasselblad1998", "dogliotti2014", "linde2015"])
def test_sums_over_arms_are_dense_least_squares(table: str, tau2: float) -> None:
    network = network_of(table, "OR")
    fit, expected = network_model(network).fit(tau2), dense_fit(network, tau2)
    assert fit.effect[1:] == pytest.approx(expected["effect"], abs=1e-11)
    assert fit.covariance[1:, 1:] == pytest.approx(expected["covariance"], abs=1e-12)
    assert fit.q == pytest.approx(expected["q"], rel=1e-11)
    assert fit.trace / 2 == pytest.approx(expected["trace"], rel=1e-11)
    assert fit.score / 2 == pytest.approx(expected["score"], rel=1e-9, abs=1e-9)
    # The likelihoods differ by a constant, which a second tau2 removes.
    other = network_model(network).fit(tau2 + 1.0).log_likelihood
    change = dense_fit(network, tau2 + 1.0)["log_likelihood"]
    assert fit.log_likelihood - other == pytest.approx(expected["log_likelihood"] - change)


REML = [r for r in RESULTS if r["method"] == "REML"]


@pytest.mark.parametrize("reference", REML, ids=name_of)
def test_reml_is_the_maximum_of_the_likelihood(reference: dict[str, str]) -> None:
    model = network_model(network_of(reference["table"], reference["measure"]))
    tau2 = model.estimate_tau2("REML")
    assert tau2 is not None
    best = model.fit(tau2).log_likelihood
    for other in [0.0, 1.1 * tau2 + 1e-4, 0.9 * tau2, 10 * tau2 + 1.0, reference["tau2"]]:
        assert model.fit(float(other)).log_likelihood <= best + 1e-9


def test_methods_of_tau2_on_a_network_without_heterogeneity() -> None:
    model = network_model(make_network(star(), "OR"))
    assert model.df == 2
    assert model.estimate_tau2("common") == 0.0
    assert model.estimate_tau2("DL") == 0.0
    assert model.estimate_tau2("REML") == 0.0


def test_tau2_does_not_exist_without_degrees_of_freedom() -> None:
    table = triangle()
    model = network_model(make_network(table[table["trial"] == "six"], "OR"))
    assert model.df == 0
    assert model.estimate_tau2("REML") is None
    assert model.estimate_tau2("DL") is None
    assert model.fit(0.0).q == pytest.approx(0.0, abs=1e-20)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_arm_pairs_are_all_pairs_within_trials(sizes: list[int]) -> None:
    trial = np.repeat(np.arange(len(sizes)), sizes)
    left, right = arm_pairs(trial)
    expected = {
        (i, j) for i in range(len(trial)) for j in range(len(trial)) if trial[i] == trial[j]
    }
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == expected
    assert len(left) == len(expected)
