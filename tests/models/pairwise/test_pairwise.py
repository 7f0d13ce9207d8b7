"""pool_contrasts: every number against metafor, the rules for few trials, and properties."""

import json
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import (
    INTERVALS,
    METHODS,
    RESULTS,
    TOLERANCES,
    assert_agrees,
    bcg,
    contrasts_for,
    contrasts_of,
    name_of,
)

from synthesis.models.pairwise.contrasts import Contrasts, PoolingError, make_contrasts
from synthesis.models.pairwise.pool import leave_one_out, pool_contrasts, primary_interval

TWO = ("synthetic_two_trials.csv", "active", "control", "OR")
THREE = ("synthetic_three_trials.csv", "active", "control", "OR")
ZERO = ("synthetic_zero_cells.csv", "active", "control", "OR")

JSON_KEYS = (
    "measure treatment control method ci k patients estimate se ci_low ci_high pi_low pi_high "
    "tau2 tau2_low tau2_high i2 q q_df q_p notes"
)


def one_trial(measure: str = "OR", cells: tuple[int, ...] = (31, 80, 12, 78)) -> Contrasts:
    rows = [("A", "t", *cells[:2]), ("A", "c", *cells[2:])]
    arms = pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])
    return make_contrasts(arms, "t", "c", measure)  # type: ignore[arg-type]


def several_trials(*cells: tuple[int, int, int, int]) -> Contrasts:
    rows = []
    for i, (a, n1, c, n2) in enumerate(cells):
        rows += [(f"T{i}", "t", a, n1), (f"T{i}", "c", c, n2)]
    arms = pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])
    return make_contrasts(arms, "t", "c", "OR")


def contrasts_from(y: np.ndarray, v: np.ndarray) -> Contrasts:
    k = len(y)
    cells = np.tile([5, 10, 4, 10], (k, 1))
    return Contrasts("OR", "t", "c", tuple(f"T{i}" for i in range(k)), cells, y, v)


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_every_number_agrees_with_metafor(reference: dict[str, Any]) -> None:
    contrasts = contrasts_for(reference)
    method = METHODS[reference["method"]]
    ci = INTERVALS[reference["test"]]
    if contrasts.k == 1:
        # The package gives the trial itself whatever the method; metafor's FE is that.
        result = pool_contrasts(contrasts, method, ci)  # type: ignore[arg-type]
        if method == "common":
            for kind in ("estimate", "se", "ci_low", "ci_high"):
                assert_agrees(kind, getattr(result, kind), reference)
        return
    if not reference["se"]:  # null, or 0 where no trial has an event
        with pytest.raises(PoolingError):
            pool_contrasts(contrasts, method, ci)  # type: ignore[arg-type]
        return
    result = pool_contrasts(contrasts, method, ci)  # type: ignore[arg-type]
    assert result.k == reference["k"]
    for kind in TOLERANCES.keys() - {"posterior"}:  # that of few trials has tests of its own
        found = getattr(result, kind)
        assert_agrees(kind, list(found) if kind == "weights" else found, reference)


def test_prediction_interval_after_wald_uses_t_where_metafor_uses_z() -> None:
    reference = next(r for r in RESULTS if name_of(r) == "bcg.csv-RR-REML-z")
    result = pool_contrasts(bcg(), "REML", "wald")
    assert result.pi_low is not None
    assert reference["predict_low"] - result.pi_low > 0.1
    half = 1.959963984540054 * np.sqrt(result.tau2 + result.se**2)
    assert result.estimate - half == pytest.approx(reference["predict_low"], abs=1e-8)


def test_prediction_interval_after_hartung_knapp_is_that_of_metafor_predict() -> None:
    for reference in (r for r in RESULTS if r["test"] in ("knha", "adhoc")):
        if reference["pi_low"] is not None:
            assert reference["pi_low"] == pytest.approx(reference["predict_low"], abs=1e-12)


def test_pinned_bcg_numbers() -> None:
    # Viechtbauer 2010 for the Wald numbers; the others with metafor 3.8-1, test="knha".
    wald = pool_contrasts(bcg(), "REML", "wald")
    assert (round(wald.estimate, 4), round(wald.se, 4)) == (-0.7145, 0.1798)
    hk = pool_contrasts(bcg(), "REML", "hk")
    assert hk.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert (hk.tau2_low, hk.tau2_high) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert (hk.ci_low, hk.ci_high) == pytest.approx((-1.1084, -0.3206), abs=5e-5)
    assert (hk.pi_low, hk.pi_high) == pytest.approx((-1.9960, 0.5670), abs=5e-5)
    assert hk.pi_df == 12
    assert hk.i2_source == "tau2"


@pytest.mark.parametrize(("k", "ci"), [(1, "wald"), (2, "wald"), (3, "hk-adhoc"), (20, "hk-adhoc")])
def test_primary_interval(k: int, ci: str) -> None:
    assert primary_interval(k) == ci


@pytest.mark.parametrize("method", ["REML", "PM", "DL", "common", "MH"])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_one_trial_is_the_trial(method: Any, measure: str) -> None:
    trial = one_trial(measure)
    result = pool_contrasts(trial, method)
    se = np.sqrt(trial.variance[0])
    assert result.estimate == trial.estimate[0]
    assert result.ci == "wald"
    assert result.ci_low == pytest.approx(trial.estimate[0] - 1.959963984540054 * se, abs=1e-12)
    assert (result.q, result.q_df, result.q_p) == (0.0, 0, None)
    assert (result.tau2, result.tau2_low, result.tau2_high) == (None, None, None)
    assert (result.pi_low, result.pi_high, result.i2, result.i2_source) == (None,) * 4
    assert result.weights == (100.0,)
    assert "pool" not in " ".join(result.notes).lower()


def test_two_trials() -> None:
    result = pool_contrasts(contrasts_of(*TWO), "REML", "hk")
    assert (result.pi_low, result.pi_high, result.pi_df) == (None, None, None)
    assert "Heterogeneity cannot be estimated reliably from two trials." in result.notes
    assert result.tau2 is not None


def test_three_trials_get_a_warned_prediction_interval() -> None:
    result = pool_contrasts(contrasts_of(*THREE))
    assert result.pi_df == 2
    assert any("very uncertain" in note for note in result.notes)
    assert not any("very uncertain" in note for note in pool_contrasts(bcg()).notes)


def test_an_empty_q_profile_set_has_a_note() -> None:
    result = pool_contrasts(contrasts_of(*THREE))
    assert (result.tau2, result.tau2_low, result.tau2_high) == (0.0, None, None)
    assert any("Q-profile interval of tau2 is empty" in note for note in result.notes)
    assert not any("no upper limit" in note for note in result.notes)


def test_rounding_makes_no_standard_error_below_the_wald_one() -> None:
    # With Paule-Mandel the factor of Hartung-Knapp is 1 by definition; rounding made it less.
    for i in range(1, 25):
        trials = several_trials((60 + i, 150, 20, 140), (50, 150, 10 + i, 140), (80, 160, 30, 150))
        pooled = pool_contrasts(trials, "PM", "hk")
        below = any("below the Wald one" in note for note in pooled.notes)
        assert below == (pooled.tau2 == 0.0 and pooled.q < pooled.q_df)


@pytest.mark.parametrize("method", ["common", "MH"])
def test_common_effect_is_wald_and_says_why(method: Any) -> None:
    asked = pool_contrasts(bcg(), method, "hk-adhoc")
    wald = pool_contrasts(bcg(), method, "wald")
    assert asked.ci == wald.ci == "wald"
    assert (asked.ci_low, asked.ci_high) == (wald.ci_low, wald.ci_high)
    assert any("The interval is Wald" in note for note in asked.notes)
    assert not any("The interval is Wald" in note for note in wald.notes)
    assert any("tau2 is fixed at 0" in note for note in wald.notes)
    assert (wald.tau2, wald.tau2_low, wald.pi_low, wald.i2_source) == (0.0, None, None, "Q")


def test_corrections_and_omissions_are_noted() -> None:
    notes = " ".join(pool_contrasts(contrasts_of(*ZERO)).notes)
    assert "Synthetic A is left out: no responders in either arm." in notes
    assert "0.5 was added to all four cells of Synthetic C, Synthetic D" in notes
    notes = " ".join(pool_contrasts(contrasts_of(*ZERO), "MH").notes)
    assert "in Q only; the estimate is not corrected" in notes


def test_hartung_knapp_below_wald_is_noted() -> None:
    result = pool_contrasts(contrasts_of(*THREE), "REML", "hk")
    assert any("below the Wald one" in note for note in result.notes)
    assert not any("below the Wald" in n for n in pool_contrasts(contrasts_of(*THREE)).notes)


@pytest.mark.parametrize("contrasts", [one_trial(), contrasts_of(*TWO), bcg()], ids="k{}".format)
@pytest.mark.parametrize("method", ["REML", "MH"])
def test_json_has_exactly_the_promised_keys_and_plain_values(
    contrasts: Contrasts, method: Any
) -> None:
    given = pool_contrasts(contrasts, method).to_json_dict()
    assert list(given) == JSON_KEYS.split()
    assert all(type(value) in (str, int, float, list, type(None)) for value in given.values())
    assert json.loads(json.dumps(given, allow_nan=False)) == given
    if any(value is None for value in given.values()):
        assert given["notes"]


def test_leave_one_out() -> None:
    results = leave_one_out(bcg(), "REML", "hk")
    assert [trial for trial, _ in results] == list(bcg().trials)
    # metafor 3.8-1: leave1out(rma(yi, vi, data=dat.bcg "RR")), first row.
    assert results[0][1].estimate == pytest.approx(-0.7071, abs=5e-5)
    assert {result.k for _, result in results} == {12}
    assert leave_one_out(one_trial()) == ()
    assert [result.k for _, result in leave_one_out(contrasts_of(*TWO))] == [1, 1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"method": "HE"}, "the method is 'HE'; expected REML, PM, DL, common or MH."),
        ({"ci": "t"}, "the interval is 't'; expected hk, hk-adhoc or wald."),
        ({"level": 1.0}, "the level is 1.0; expected a number between 0 and 1."),
    ],
)
def test_unknown_options(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PoolingError) as error:
        pool_contrasts(bcg(), **options)
    assert str(error.value) == sentence


def test_no_trial_left() -> None:
    with pytest.raises(PoolingError, match="A: no responders in either arm"):
        pool_contrasts(one_trial(cells=(0, 9, 0, 9)))


def test_results_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        pool_contrasts(bcg()).estimate = 0.0  # type: ignore[misc]


trials = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=10).map(
    lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True))
)
methods = st.sampled_from(["REML", "PM", "DL", "common"])


@given(data=trials, method=methods, seed=st.integers(0, 99))
def test_the_order_of_trials_is_irrelevant(data: Any, method: Any, seed: int) -> None:
    y, v = data
    order = np.random.default_rng(seed).permutation(y.size)
    one = pool_contrasts(contrasts_from(y, v), method)
    other = pool_contrasts(contrasts_from(y[order], v[order]), method)
    for name in ("estimate", "se", "ci_low", "q"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-6)


@given(data=trials, method=methods)
def test_adhoc_is_never_narrower_than_wald_nor_than_hartung_knapp(data: Any, method: Any) -> None:
    wald, hk, adhoc = (
        pool_contrasts(contrasts_from(*data), method, ci) for ci in ("wald", "hk", "hk-adhoc")
    )
    assert adhoc.se >= wald.se - 1e-12
    assert adhoc.se >= hk.se - 1e-12
    assert adhoc.ci_low <= min(wald.ci_low, hk.ci_low) + 1e-12
    assert adhoc.ci_high >= max(wald.ci_high, hk.ci_high) - 1e-12


@given(data=trials, method=methods)
def test_turning_the_effects_round_turns_the_result_round(data: Any, method: Any) -> None:
    y, v = data
    one, other = (pool_contrasts(contrasts_from(s * y, v), method) for s in (1, -1))
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-7)
    assert one.ci_low == pytest.approx(-other.ci_high, abs=1e-6)
    assert sum(one.weights) == pytest.approx(100.0)


@given(data=trials, method=methods, scale=st.sampled_from([0.1, 4.0]))
def test_the_scale_of_the_effects_carries_through(data: Any, method: Any, scale: float) -> None:
    y, v = data
    one = pool_contrasts(contrasts_from(y, v), method)
    other = pool_contrasts(contrasts_from(scale * y, scale**2 * v), method)
    assert other.estimate == pytest.approx(scale * one.estimate, abs=1e-6 * scale)
    assert other.ci_high == pytest.approx(scale * one.ci_high, abs=1e-5 * scale)
    assert other.i2 == pytest.approx(one.i2, abs=1e-4)
