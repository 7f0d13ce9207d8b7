"""Dose-response models against glm, and the properties they must have."""

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dose_references import DOSES, FOLDER, STORED, agrees, doses_of, fit_of, name_of
from hypothesis import given, settings
from hypothesis import strategies as st
from r_software import close, need_metafor
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from synthesis.models.dose.arrays import DoseError
from synthesis.models.dose.fit import compare_dose_models, fit_dose_response
from synthesis.models.tables.dose_table import check_dose_table

STRAIGHT = [r for r in DOSES if r["model"] != "emax"]
EMAX = [r for r in DOSES if r["model"] == "emax"]
COLUMNS = ["trial", "dose", "responders", "n"]


def table(*rows: tuple[str, float, int, int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


@pytest.mark.parametrize("reference", STRAIGHT, ids=name_of)
def test_linear_and_log_agree_with_glm(reference: dict[str, Any]) -> None:
    result = fit_of(reference["table"], reference["model"])
    coefficient = result.coefficients[0]
    assert len(result.coefficients) == 1
    for kind in ("estimate", "se", "ci_low", "ci_high"):
        assert agrees(getattr(coefficient, kind), reference[kind]), (kind, reference["call"])
    for kind in ("log_likelihood", "aic", "deviance"):
        assert agrees(getattr(result, kind), reference[kind]), (kind, reference["call"])
    assert result.deviance_df == reference["df"]


@pytest.mark.parametrize("reference", EMAX, ids=name_of)
def test_emax_agrees_with_the_profile_of_glm(reference: dict[str, Any]) -> None:
    result = fit_of(reference["table"], "emax")
    emax, ed50 = result.coefficient("emax"), result.coefficient("ed50")
    assert agrees(result.log_likelihood, reference["log_likelihood"])
    assert agrees(result.aic, reference["aic"])
    assert agrees(ed50.ci_low, reference["ed50_low"])
    assert agrees(ed50.ci_high, reference["ed50_high"])
    assert agrees(ed50.estimate, reference["ed50"])
    assert agrees(ed50.se, reference["ed50_se"])
    if reference["ed50"] is not None:
        assert agrees(emax.estimate, reference["emax"])
        assert agrees(emax.se, reference["emax_se"])
    if reference["band_dose"] is not None:
        point = next(p for p in result.curve if p.dose == reference["band_dose"])
        # A parabola through 161 points of the region's border; R optimises each dose anew.
        assert agrees(point.low, reference["band_low"], 2e-6)
        assert agrees(point.high, reference["band_high"], 2e-6)


def test_there_are_open_and_closed_intervals_among_the_references() -> None:
    kinds = {(r["ed50_low"] is None, r["ed50_high"] is None) for r in EMAX}
    assert {(False, False), (True, False), (False, True)} <= kinds
    assert sum(r["band_dose"] is not None for r in EMAX) >= 4


def test_random_slope_agrees_with_integrate() -> None:
    reference = next(r for r in DOSES if "tau" in r)
    between = fit_of(reference["table"], reference["model"]).between_trials
    assert between is not None
    assert between.log_likelihood == pytest.approx(reference["random_log_likelihood"], abs=1e-6)
    # R maximises by Nelder-Mead; near a maximum its parameters are known to half the digits.
    assert between.estimate == pytest.approx(reference["random_estimate"], rel=1e-4)
    assert between.tau == pytest.approx(reference["tau"], rel=1e-3)
    assert between.se > fit_of(reference["table"], reference["model"]).coefficients[0].se
    assert 0 < between.p < 0.05


def test_random_slope_of_trials_alike_is_zero_and_of_few_trials_absent() -> None:
    alike = fit_of("synthetic_five_alike.csv", "linear")
    assert alike.between_trials is not None
    assert alike.between_trials.tau == 0.0
    assert alike.between_trials.estimate == pytest.approx(alike.coefficients[0].estimate)
    few = fit_of("book_abrocitinib_easi75.csv", "linear")
    assert few.between_trials is None
    assert any("not estimated from fewer than 5 (4 here)" in note for note in few.notes)


@given(st.floats(1e-4, 1e4))
@settings(max_examples=25, deadline=None)
def test_unit_of_dose_rescales_ed50_and_nothing_else(factor: float) -> None:
    arms = doses_of("book_baricitinib_easi75.csv")
    plain = fit_of("book_baricitinib_easi75.csv", "emax")
    scaled = fit_dose_response(arms.assign(dose=arms["dose"] * factor), "emax")
    assert scaled.aic == pytest.approx(plain.aic, rel=1e-12)
    for kind in ("estimate", "se", "ci_low", "ci_high"):
        before, after = (getattr(r.coefficient("ed50"), kind) for r in (plain, scaled))
        assert after == pytest.approx(before * factor, rel=1e-6)
        before, after = (getattr(r.coefficient("emax"), kind) for r in (plain, scaled))
        assert after == pytest.approx(before, rel=1e-6)


@given(st.permutations(range(14)), st.sampled_from(["linear", "log", "emax"]))
@settings(max_examples=25, deadline=None)
def test_order_of_rows_is_irrelevant(order: list[int], model: Any) -> None:
    arms = doses_of("synthetic_zero_cells.csv")
    shuffled = fit_dose_response(arms.iloc[order], model)
    assert shuffled == fit_dose_response(arms, model)


@given(st.integers(1, 49), st.integers(1, 69), st.floats(0.01, 1000))
@settings(max_examples=50, deadline=None)
def test_two_arms_give_the_log_odds_ratio_by_dose(a: int, c: int, dose: float) -> None:
    result = fit_dose_response(table(("A", 0, c, 70), ("A", dose, a, 50)), "linear")
    log_or = math.log(a * (70 - c) / ((50 - a) * c))
    se = math.sqrt(1 / a + 1 / (50 - a) + 1 / c + 1 / (70 - c))
    assert result.coefficients[0].estimate == pytest.approx(log_or / dose, rel=1e-9, abs=1e-11)
    assert result.coefficients[0].se == pytest.approx(se / dose, rel=1e-9)
    assert result.observed[0].log_odds_ratio == pytest.approx(log_or, abs=1e-12)
    assert result.curve[-1].log_odds_ratio == pytest.approx(log_or, abs=1e-9)


def test_responders_and_others_exchanged_turn_the_sign() -> None:
    arms = doses_of("book_abrocitinib_easi75.csv")
    turned = fit_dose_response(arms.assign(responders=arms["n"] - arms["responders"]), "emax")
    plain = fit_of("book_abrocitinib_easi75.csv", "emax")
    for point, other in zip(plain.curve, turned.curve, strict=True):
        assert point.log_odds_ratio == pytest.approx(-other.log_odds_ratio, abs=1e-8)
        assert point.low == pytest.approx(-other.high, abs=1e-7)


def test_the_curve_stays_inside_the_doses_and_its_band_around_it() -> None:
    for model in ("linear", "log", "emax"):
        result = fit_of("book_upadacitinib_easi75.csv", model)
        doses = [point.dose for point in result.curve]
        assert (doses[0], doses[-1]) == (0.0, 30.0)
        assert {7.5, 15.0, 30.0} <= set(doses)
        assert doses == sorted(set(doses))
        assert all(p.low <= p.log_odds_ratio <= p.high for p in result.curve)
        assert result.curve[0].log_odds_ratio == result.curve[0].high == 0.0


def test_observed_log_odds_ratios_are_those_of_the_trials() -> None:
    result = fit_of("synthetic_zero_cells.csv", "linear")
    found = {(o.trial, o.dose): o for o in result.observed}
    assert set(found) == {("A", 10), ("A", 30), ("B", 10), ("F", 3), ("F", 30)}
    assert found["A", 10].corrected
    assert not found["F", 3].corrected
    assert found["A", 10].log_odds_ratio == pytest.approx(
        math.log(6.5 * 40.5 / (36.5 * 0.5)), abs=1e-12
    )
    assert result.left_out == (
        ("C", "no responders in any arm"),
        ("D", "every participant of every arm responded"),
    )
    assert any("E has no arm of dose 0" in note for note in result.notes)


def test_trials_without_information_change_nothing() -> None:
    arms = doses_of("synthetic_zero_cells.csv")
    without = fit_dose_response(arms[~arms["trial"].isin(["C", "D"])], "emax")
    whole = fit_of("synthetic_zero_cells.csv", "emax")
    assert without.coefficients == whole.coefficients
    assert without.aic == whole.aic


def test_borders_of_the_emax_model_are_the_step_and_the_straight_line() -> None:
    plateau = fit_of("synthetic_plateau.csv", "emax")
    assert plateau.coefficient("ed50").estimate is None
    assert plateau.coefficient("ed50").ci_low is None
    assert any("every dose above 0 acts alike" in note for note in plateau.notes)
    straight = fit_of("synthetic_straight.csv", "emax")
    line = fit_of("synthetic_straight.csv", "linear")
    assert straight.coefficient("emax").estimate is None
    assert straight.log_likelihood == pytest.approx(line.log_likelihood, abs=1e-9)
    assert any("highest for a straight line" in note for note in straight.notes)


def test_models_are_compared_by_aic() -> None:
    found = compare_dose_models(doses_of("book_abrocitinib_easi75.csv"))
    assert [r.aic for r in found] == sorted(r.aic for r in found)
    assert found[0].model == "emax"
    two = compare_dose_models(doses_of("synthetic_two_arms.csv"))
    assert {r.model for r in two} == {"linear", "log"}


@pytest.mark.parametrize(
    ("arms", "model", "sentence"),
    [
        ([("A", 0, 1, 9), ("A", 5, 3, 9)], "emax", "the only dose above 0 is 5; the Emax model"),
        ([("A", 2, 1, 9), ("A", 5, 3, 9)], "linear", "no informative trial has an arm of dose 0"),
        ([("A", 0, 0, 9), ("A", 5, 0, 9)], "linear", "no trial carries information on the"),
        ([("A", 0, 0, 9), ("A", 5, 3, 9)], "linear", "has no finite estimate"),
        ([("A", 0, 4, 9), ("A", 5, 0, 9)], "log", "has no finite estimate"),
        ([("A", 0, 0, 9), ("A", 1, 3, 9), ("A", 5, 3, 9)], "emax", "has no finite estimate"),
        ([("A", 0, 1, 9), ("A", 5, 3, 9)], "cubic", "the model is 'cubic'; expected linear"),
    ],
)
def test_what_cannot_be_fitted_is_one_sentence(arms: Any, model: Any, sentence: str) -> None:
    with pytest.raises(DoseError, match=sentence):
        fit_dose_response(table(*arms), model)


def test_a_refused_emax_curve_says_why_and_the_other_curves_stand() -> None:
    arms = table(("A", 0, 0, 50), ("A", 1, 10, 50), ("A", 2, 20, 50))
    with pytest.raises(DoseError, match="dose 0 or all doses above it have only responders or"):
        fit_dose_response(arms, "emax")
    for model in ("linear", "log"):
        assert fit_dose_response(arms, model).coefficients[0].estimate is not None


def test_emax_keeps_the_limit_it_has_where_a_straight_line_is_compatible() -> None:
    arms = table(
        ("A", 0, 20, 240),
        ("A", 4, 30, 120),
        ("B", 0, 12, 150),
        ("B", 1, 20, 150),
        ("B", 2, 40, 150),
    )
    result = fit_dose_response(arms, "emax")
    emax, ed50 = result.coefficient("emax"), result.coefficient("ed50")
    assert (emax.ci_high, ed50.ci_high) == (None, None)
    assert emax.ci_low is not None
    assert emax.ci_low < emax.estimate
    # At the lower limit the best curve with that emax lies half a chi-squared quantile below.
    best = -np.inf
    for place in np.geomspace(0.01, 400, 4000):
        best = max(best, _log_likelihood(arms, emax.ci_low, place))
    assert result.log_likelihood - best == pytest.approx(3.841458820694124 / 2, abs=2e-3)
    turned = fit_dose_response(arms.assign(responders=arms["n"] - arms["responders"]), "emax")
    mirrored = turned.coefficient("emax")
    assert mirrored.ci_low is None
    assert mirrored.ci_high == pytest.approx(-emax.ci_low, rel=1e-6)


def _log_likelihood(arms: pd.DataFrame, emax: float, ed50: float) -> float:
    """Of the curve with these coefficients and the best intercept for each trial."""
    total = 0.0
    for _, own in arms.groupby("trial"):
        r, n = own["responders"].to_numpy(float), own["n"].to_numpy(float)
        effect = emax * own["dose"].to_numpy(float) / (ed50 + own["dose"].to_numpy(float))

        def loss(intercept: float, r: Any = r, n: Any = n, effect: Any = effect) -> float:
            p = 1 / (1 + np.exp(-intercept - effect))
            return -float(binom.logpmf(r, n, p).sum())

        total -= minimize_scalar(loss, bounds=(-8, 5), method="bounded").fun
    return total


def test_level_must_be_a_probability() -> None:
    with pytest.raises(DoseError, match="the level is 95"):
        fit_dose_response(doses_of("synthetic_two_arms.csv"), "linear", 95)
    wide = fit_dose_response(doses_of("book_baricitinib_easi75.csv"), "emax", 0.99)
    narrow = fit_dose_response(doses_of("book_baricitinib_easi75.csv"), "emax", 0.80)
    assert wide.curve[50].low < narrow.curve[50].low
    assert wide.curve[50].high > narrow.curve[50].high


def test_simulated_intervals_cover_the_truth() -> None:
    # 200 samples at 95%: the Monte Carlo error is 1.5%, so that 91% is 2.6 errors away.
    random = np.random.default_rng(3)
    doses, n, inside = np.array([0.0, 50.0, 100.0, 200.0]), 150, 0
    for _ in range(200):
        rows = []
        for trial in "AB":
            eta = random.normal(-1.5, 0.3) + 0.008 * doses
            counts = random.binomial(n, 1 / (1 + np.exp(-eta)))
            rows += [(trial, d, int(r), n) for d, r in zip(doses, counts, strict=True)]
        slope = fit_dose_response(table(*rows), "linear").coefficients[0]
        inside += slope.ci_low < 0.008 < slope.ci_high  # type: ignore[operator]
    assert 0.91 <= inside / 200 <= 0.99


def test_json_is_plain() -> None:
    given_back = json.loads(json.dumps(fit_of("synthetic_plateau.csv", "emax").to_json_dict()))
    assert given_back["coefficients"][1]["estimate"] is None
    assert given_back["curve"][0] == {"dose": 0.0, "log_odds_ratio": 0.0, "low": 0.0, "high": 0.0}


def test_reference_tables_are_those_of_the_data(dataset: Any) -> None:
    from references.export_doses import DRUGS, dose_arms, table_name

    for drug in DRUGS:
        fresh = check_dose_table(dose_arms(dataset, drug))
        assert fresh.equals(doses_of(table_name(drug))), f"{drug}: run export_doses.py"


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    for folder in ("tables", "dose_tables"):
        shutil.copytree(FOLDER / folder, tmp_path / folder)
    script = FOLDER / "make_dose_references.R"
    done = subprocess.run(
        ["Rscript", str(script), str(tmp_path), "quick"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fresh = json.loads((tmp_path / "dose.json").read_text(encoding="utf-8"))
    slow = {"random_call", "random_estimate", "tau", "random_log_likelihood"}
    slow |= {key for old in STORED["results"] for key in old if key.startswith("step")}
    for part in ("results", "peto"):
        stored = [old for old in STORED[part] if not old["table"].startswith("declared_")]
        assert len(fresh[part]) == len(stored) > 0
        for new, old in zip(fresh[part], stored, strict=True):
            assert new.keys() == old.keys() - slow
            different = [key for key in new if not close(new[key], old[key])]
            assert not different, f"{name_of(old)}: {different}"
