"""synthesis.models.network.regression: one slope for all treatments of a network."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_references import FOLDER, arms, dense_fit, star
from r_software import close, need_metafor
from regression_references import (
    GIVEN_TAU2,
    RESULTS,
    TOLERANCE,
    made_up_network,
    name_of,
    network_for,
)

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.network.regression import NetworkRegressionError, regress_network
from synthesis.models.network.regression_model import RegressionModel
from synthesis.models.pairwise.contrasts import PoolingError


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_slopes_agree_with_rma_mv(reference: dict[str, Any]) -> None:
    network = network_for(reference)
    found = regress_network(network, reference["covariate"], reference["reference"], ci="wald")
    assert [each.treatment for each in found.effects] == reference["treatments"]
    for name in ("slope", "se", "ci_low", "ci_high", "p", "centre", "tau2", "tau2_without"):
        expected = pytest.approx(reference[name], abs=TOLERANCE)
        assert getattr(found, name) == expected, f"{name} ({reference['calls']})"
    for name, ours in (("effects", "estimate"), ("effects_se", "se")):
        numbers = [getattr(each, ours) for each in found.effects]
        np.testing.assert_allclose(numbers, reference[name], rtol=0, atol=TOLERANCE)
    by_t = regress_network(network, reference["covariate"], reference["reference"])
    assert by_t.interval_df == reference["df"]
    assert (by_t.ci_low, by_t.ci_high, by_t.p) == pytest.approx(
        [reference[name] for name in ("t_low", "t_high", "t_p")], abs=TOLERANCE
    )


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_the_common_effect_agrees_with_rma_mv_to_the_last_digits(
    reference: dict[str, Any],
) -> None:
    found = regress_network(
        network_for(reference), reference["covariate"], reference["reference"], "common", "wald"
    )
    assert found.slope == pytest.approx(reference["common_slope"], abs=GIVEN_TAU2)
    assert found.se == pytest.approx(reference["common_se"], abs=GIVEN_TAU2)
    assert found.tau2 == 0.0


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    (tmp_path / "network_tables").symlink_to(FOLDER / "network_tables")
    script = FOLDER / "make_regression_references.R"
    done = subprocess.run(
        ["Rscript", str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    fresh = json.loads((tmp_path / "regressions.json").read_text())["results"]
    for new, old in zip(fresh, RESULTS, strict=True):
        for key, value in old.items():
            if isinstance(value, list | float | int):
                assert close(np.ravel(new[key]).tolist(), np.ravel(value).tolist()), key
            else:
                assert new[key] == value, key


def test_the_arms_give_what_contrasts_with_their_blocks_give() -> None:
    network, x = made_up_network(0.05, 0.1, seed=1)
    value = np.array(list(x.values()))
    own = network.treatment[:, None] == [1, 2]
    for tau2 in (0.0, 0.07, 2.0):
        plain = RegressionModel(
            network.trial, own.astype(float), network.value, network.variance
        ).fit(tau2)
        dense = dense_fit(network, tau2)
        assert plain.coefficient == pytest.approx(dense["effect"], rel=1e-10)
        assert plain.covariance == pytest.approx(dense["covariance"], rel=1e-10)
        assert plain.q == pytest.approx(dense["q"], rel=1e-10)
        assert plain.score / 4 == pytest.approx(dense["score"] / 2, rel=1e-9)
    # The likelihoods differ by a constant: the free means of the trials.
    moved = value[network.trial] * (network.treatment > 0)
    model = RegressionModel(
        network.trial, np.column_stack([own, moved]), network.value, network.variance
    )
    step = 1e-5
    for tau2 in (0.05, 0.5):
        slope = model.fit(tau2 + step).log_likelihood - model.fit(tau2 - step).log_likelihood
        assert slope / (2 * step) == pytest.approx(model.fit(tau2).score / 4, rel=1e-6)


@pytest.mark.parametrize("slope", [-0.3, 0.0, 0.08])
def test_exact_data_give_back_the_truth(slope: float) -> None:
    network, x = made_up_network(slope, 0.0, seed=3, sigma=0.0)
    found = regress_network(network, x, "a")
    assert found.slope == pytest.approx(slope, abs=1e-12)
    assert found.tau2 == 0.0
    at_mean = [1.2 + slope * (found.centre - 35.0), 0.8 + slope * (found.centre - 35.0)]
    assert [each.estimate for each in found.effects] == pytest.approx(at_mean, abs=1e-12)


@given(shift=st.floats(-1e3, 1e3), factor=st.sampled_from([-20.0, -1.0, 0.01, 3.0, 365.25]))
def test_another_unit_of_the_covariate_changes_the_slope_alone(shift: float, factor: float) -> None:
    network, x = made_up_network(0.05, 0.1, seed=2)
    one = regress_network(network, x, "a")
    other = regress_network(network, {t: shift + factor * value for t, value in x.items()}, "a")
    assert other.slope * factor == pytest.approx(one.slope, rel=1e-7)
    assert other.se * abs(factor) == pytest.approx(one.se, rel=1e-7)
    assert other.p == pytest.approx(one.p, rel=1e-6)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-6)
    assert [each.estimate for each in other.effects] == pytest.approx(
        [each.estimate for each in one.effects], rel=1e-7
    )


def test_values_that_all_move_leave_the_slope_and_names_decide_nothing() -> None:
    network, x = made_up_network(0.05, 0.1, seed=4)
    one = regress_network(network, x, "a")
    moved = replace(network, value=network.value + np.linspace(-1, 1, network.k)[network.trial])
    assert regress_network(moved, x, "a").slope == pytest.approx(one.slope, rel=1e-9)
    renamed = regress_network(replace(network, treatments=("z", "b", "c")), x, "z")
    assert renamed.slope == one.slope
    mirrored = regress_network(replace(network, value=-network.value), x, "a")
    assert mirrored.slope == pytest.approx(-one.slope, rel=1e-9)
    doubled = replace(network, value=2 * network.value, variance=4 * network.variance)
    assert regress_network(doubled, x, "a").slope == pytest.approx(2 * one.slope, rel=1e-9)


def test_a_slope_of_zero_leaves_the_network_as_it_is() -> None:
    # A covariate that is uncorrelated with everything: each trial twice, at -1 and at 1.
    network, _ = made_up_network(0.0, 0.1, seed=5)
    twice = replace(
        network,
        trials=(*network.trials, *(f"{name} again" for name in network.trials)),
        trial=np.concatenate([network.trial, network.trial + network.k]),
        treatment=np.tile(network.treatment, 2),
        value=np.tile(network.value, 2),
        variance=np.tile(network.variance, 2),
        n=np.tile(network.n, 2),
    )
    x = {name: 1.0 if name.endswith("again") else -1.0 for name in twice.trials}
    found, plain = regress_network(twice, x, "a", ci="wald"), pool_network(twice)
    assert found.slope == pytest.approx(0.0, abs=1e-12)
    assert found.tau2_without == plain.tau2
    common = regress_network(twice, x, "a", "common", "wald")
    assert [each.estimate for each in common.effects] == pytest.approx(
        [pool_network(twice, "common").compare(each.treatment, "a").estimate
         for each in common.effects], abs=1e-12,
    )  # fmt: skip


def test_trials_without_a_value_and_those_that_only_they_join_are_named() -> None:
    table = arms(
        ("one", "placebo", 10, 100), ("one", "first", 25, 100),
        ("two", "placebo", 12, 90), ("two", "first", 20, 92),
        ("three", "placebo", 8, 80), ("three", "first", 30, 85),
        ("bridge", "first", 15, 120), ("bridge", "second", 33, 118),
        ("far", "second", 15, 120), ("far", "third", 33, 118),
    )  # fmt: skip
    x = {"one": 1.0, "two": 2.0, "three": 4.0, "far": 3.0, "of no network": 9.0}
    found = regress_network(make_network(table, "OR"), x, "placebo")
    assert found.trials == found.carriers == ("one", "two", "three")
    assert found.values == (1.0, 2.0, 4.0)
    assert found.left_out == (
        ("bridge", "the covariate is not known"),
        ("far", "no other trial with a value joins it"),
    )
    assert found.centre == pytest.approx(7 / 3)
    assert [each.treatment for each in found.effects] == ["first"]
    assert found.patients == 547


def test_without_degrees_of_freedom_the_common_effect_is_left() -> None:
    table = arms(
        ("one", "placebo", 10, 100), ("one", "first", 25, 100),
        ("two", "placebo", 12, 90), ("two", "first", 20, 92),
    )  # fmt: skip
    found = regress_network(make_network(table, "OR"), {"one": 0.0, "two": 2.0}, "placebo")
    assert (found.tau2, found.interval_df) == (None, None)
    assert found.tau2_without is not None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict.fromkeys(("one", "two", "three", "four"), 5.0),
         "the covariate is 5 in every trial that compares a treatment with placebo; a slope needs "
         "two values."),
        # Each treatment at one value of its own: the slope is a difference of treatments.
        ({"one": 1.0, "two": 1.0, "three": 2.0, "four": 2.0},
         "the covariate cannot be told apart from the treatments: none of them is compared at two "
         "of its values."),
        ({"one": 1.0, "two": float("nan"), "three": 2.0, "four": 2.0},
         "the covariate of two is nan; expected a finite number."),
        ({}, "no trial with a value of the covariate has placebo, the reference."),
    ],
)  # fmt: skip
def test_what_has_no_slope_is_said_in_a_sentence(values: dict[str, float], words: str) -> None:
    with pytest.raises(NetworkRegressionError) as caught:
        regress_network(make_network(star(), "OR"), values, "placebo")
    assert str(caught.value) == words


def test_an_unknown_option_is_refused() -> None:
    network, x = made_up_network(0.0, 0.0, seed=6)
    for options in ({"method": "PM"}, {"ci": "hk"}, {"level": 1.0}):
        with pytest.raises(PoolingError):
            regress_network(network, x, "a", **options)  # type: ignore[arg-type]
