"""Q, tau2 with its interval, and I2, against metafor, PyMARE and the literature."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import RESULTS, assert_agrees, bcg, contrasts_for, name_of, pymare

from synthesis.models.pairwise.heterogeneity import (
    cochran_q,
    estimate_tau2,
    i2_from_q,
    i2_from_tau2,
    tau2_q_profile,
)

RANDOM = [r for r in RESULTS if r["method"] in ("REML", "PM", "DL") and r["test"] == "z"]


@pytest.mark.parametrize("reference", RANDOM, ids=name_of)
def test_tau2_q_and_i2_agree_with_metafor(reference: dict[str, Any]) -> None:
    contrasts = contrasts_for(reference)
    y, v = contrasts.estimate, contrasts.variance
    tau2 = estimate_tau2(y, v, reference["method"])
    low, high = tau2_q_profile(y, v)
    assert_agrees("tau2", tau2, reference)
    assert_agrees("tau2_low", low, reference)
    assert_agrees("tau2_high", high, reference)
    assert_agrees("q", cochran_q(y, v), reference)
    assert_agrees("i2", i2_from_tau2(tau2, v), reference)


def test_pinned_bcg_numbers() -> None:
    # Viechtbauer 2010, J Stat Softw 36(3), on dat.bcg with measure "RR".
    y, v = bcg().estimate, bcg().variance
    low, high = tau2_q_profile(y, v)
    assert estimate_tau2(y, v, "REML") == pytest.approx(0.3132, abs=5e-5)
    assert low == pytest.approx(0.1197, abs=5e-5)
    assert high == pytest.approx(1.1115, abs=5e-5)
    assert cochran_q(y, v) == pytest.approx(152.2330, abs=5e-5)


def test_a_library_that_forgets_to_truncate() -> None:
    # The effects with which statsmodels' "dl" gives tau2 = -0.043 (see test_library_traps).
    y, v = [0.50, 0.51, 0.49, 0.505], [0.04, 0.05, 0.03, 0.06]
    for method in ("REML", "PM", "DL"):
        assert estimate_tau2(y, v, method) == 0.0  # type: ignore[arg-type]


@pytest.mark.parametrize("reference", [r for r in RANDOM if r["method"] == "REML"], ids=name_of)
def test_pymare_agrees_to_the_tolerance_of_its_optimiser(reference: dict[str, Any]) -> None:
    contrasts = contrasts_for(reference)
    y, v = contrasts.estimate, contrasts.variance
    data = pymare.Dataset(y=y, v=v)
    reml = pymare.estimators.VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data)
    dl = pymare.estimators.DerSimonianLaird().fit_dataset(data)
    found = float(np.ravel(reml.params_["tau2"])[0])
    assert found == pytest.approx(estimate_tau2(y, v, "REML"), abs=1e-6)
    found = float(np.ravel(dl.params_["tau2"])[0])
    assert found == pytest.approx(estimate_tau2(y, v, "DL"), abs=1e-10)


def test_reml_finds_the_global_maximum() -> None:
    # Two maxima: one at 0 held by the precise pair, one that admits the scattered trials.
    y = np.array([0.0, 0.001, 3.0, -3.0, 2.5, -2.0])
    v = np.array([1e-4, 1e-4, 1.0, 1.0, 1.0, 1.0])
    grid = np.concatenate([[0.0], np.geomspace(1e-8, 100.0, 20_000)])
    w = 1 / (v + grid[:, None])
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    q = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    likelihood = 0.5 * (np.log(w).sum(axis=1) - np.log(w.sum(axis=1)) - q)
    turns = np.diff(np.sign(np.diff(likelihood)))
    assert (turns < 0).sum() + (likelihood[0] > likelihood[1]) == 2, "the example lost its point"
    expected = grid[likelihood.argmax()]
    assert estimate_tau2(y, v, "REML") == pytest.approx(expected, rel=2e-3, abs=1e-8)


def test_identical_trials() -> None:
    y, v = np.full(4, 0.3), np.full(4, 0.1)
    assert [estimate_tau2(y, v, m) for m in ("REML", "PM", "DL")] == [0.0, 0.0, 0.0]  # type: ignore[arg-type]
    assert tau2_q_profile(y, v) == (None, None)
    assert i2_from_q(cochran_q(y, v), 3) == 0.0


@pytest.mark.parametrize(
    ("y", "v", "sentence"),
    [
        ([1.0], [1.0], "there are 1 trials; expected at least 2"),
        ([1.0, 2.0], [1.0], r"shapes \(2,\) and \(1,\)"),
        ([1.0, np.nan], [1.0, 1.0], "estimates must be finite"),
        ([1.0, 2.0], [1.0, 0.0], "variances finite and above 0"),
        ([1.0, 2.0], [1.0, np.inf], "variances finite and above 0"),
    ],
)
def test_unusable_input(y: list[float], v: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        estimate_tau2(y, v, "REML")


def test_unknown_estimator() -> None:
    with pytest.raises(ValueError, match="expected REML, PM or DL"):
        estimate_tau2([1.0, 2.0], [1.0, 1.0], "HE")  # type: ignore[arg-type]


effects = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 10)), min_size=2, max_size=12).map(
    lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True))
)
methods = st.sampled_from(["REML", "PM", "DL"])


@given(data=effects, method=methods, shift=st.floats(-10, 10))
def test_tau2_is_blind_to_a_shift(data: Any, method: Any, shift: float) -> None:
    y, v = data
    expected = estimate_tau2(y, v, method)
    assert estimate_tau2(y + shift, v, method) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@given(data=effects, method=methods, scale=st.sampled_from([0.01, 0.5, 3.0, 100.0]))
def test_tau2_follows_the_square_of_the_scale(data: Any, method: Any, scale: float) -> None:
    y, v = data
    expected = scale**2 * estimate_tau2(y, v, method)
    tolerance = 1e-7 * scale**2
    found = estimate_tau2(scale * y, scale**2 * v, method)
    assert found == pytest.approx(expected, rel=1e-6, abs=tolerance)


@given(data=effects)
def test_paule_mandel_solves_its_equation_and_lies_in_the_interval(data: Any) -> None:
    y, v = data
    tau2 = estimate_tau2(y, v, "PM")
    q = cochran_q(y, v, tau2)
    assert q == pytest.approx(y.size - 1, rel=1e-6) if tau2 > 0 else q <= y.size - 1 + 1e-9
    low, high = tau2_q_profile(y, v)
    if low is None or high is None:
        assert (low, high, tau2) == (None, None, 0.0)
    else:
        assert low <= tau2 + 1e-12 <= high + 2e-12


@given(data=effects)
def test_no_tau2_is_more_likely_than_reml(data: Any) -> None:
    y, v = data

    def likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        return 0.5 * (np.log(w).sum() - np.log(w.sum()) - cochran_q(y, v, tau2))

    best = likelihood(estimate_tau2(y, v, "REML"))
    assert all(likelihood(t) <= best + 1e-9 for t in [0.0, *np.geomspace(1e-6, 200, 60)])
