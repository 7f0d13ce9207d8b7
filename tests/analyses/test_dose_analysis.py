"""Declared dose-response analyses, run: the book's own curves against R, and what they say."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from dose_references import DOSES, doses_of, run_declared
from other_data import with_table, without_counts_of

from synthesis.analyses.doses import DoseAnalysisResult, run_dose
from synthesis.models.dose.arrays import DoseError
from synthesis.models.dose.contrast import contrast_doses
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.dose.result import Coefficient
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.package.dataset import Dataset
from synthesis.prose.doses import (
    models_sentence,
    problem_sentence,
    step_sentence,
    steps_sentence,
    unseen_sentence,
    variation_sentence,
    verdict_within,
    within_sentence,
)
from synthesis.prose.ed50 import ed50_sentence, ed50_text
from synthesis.words.numbers import format_ratio

DECLARED = [r for r in DOSES if r["table"].startswith("declared_")]
STEPS = [r for r in DOSES if "step" in r]


def identifier_of(reference: dict[str, Any]) -> str:
    return reference["table"].removeprefix("declared_").removesuffix(".csv")


@pytest.fixture(scope="module")
def doses() -> dict[str, DoseAnalysisResult]:
    return {result.analysis.id: result for result in run_declared()}


@pytest.fixture(scope="module")
def apart(dataset: Dataset) -> DoseAnalysisResult:
    """Two doses that no trial randomised together: without the arms of one that did."""
    arms = ("baricitinib-1-qd", "baricitinib-2-qd")
    data = without_counts_of(dataset, "breeze-ad1", arms=arms)
    return run_dose(data, "dose-baricitinib-easi75-monotherapy")


def test_reference_tables_are_those_of_the_declared_analyses(doses: Any) -> None:
    from references.export_doses import DECLARED as PREFIX

    stored = {identifier_of(reference) for reference in DECLARED}
    # The one program in R that fits them takes whole counts alone.
    fitted = {
        name
        for name, result in doses.items()
        if result.fits and not any(arm.imputed for arm in result.selection.arms)
    }
    assert stored == fitted, "run export_doses.py and make_dose_references.R"
    for name in fitted:
        table = doses_of(f"{PREFIX}{name}.csv")
        assert table.equals(doses[name].selection.frame().astype({"dose": float})), name


@pytest.mark.parametrize("reference", DECLARED, ids=lambda r: f"{identifier_of(r)}-{r['model']}")
def test_the_books_curves_agree_with_r(doses: Any, reference: dict[str, Any]) -> None:
    result = doses[identifier_of(reference)]
    (fit,) = [f for f in result.fits if f.result.model == reference["model"]]
    assert fit.result.aic == pytest.approx(reference["aic"], rel=1e-9)
    assert fit.result.log_likelihood == pytest.approx(reference["log_likelihood"], rel=1e-9)
    if reference["model"] != "emax":
        assert fit.result.coefficients[0].estimate == pytest.approx(reference["estimate"], rel=1e-6)
        return
    for found, expected in (
        (result.ed50.estimate, reference["ed50"]),
        (result.ed50.ci_low, reference["ed50_low"]),
        (result.ed50.ci_high, reference["ed50_high"]),
    ):
        assert found == (expected if expected is None else pytest.approx(expected, rel=1e-6))


@pytest.mark.parametrize("reference", STEPS, ids=lambda r: r["table"])
def test_the_step_between_the_highest_doses_agrees_with_r(reference: dict[str, Any]) -> None:
    doses = reference["step_dose"], reference["step_reference"]
    found = contrast_doses(doses_of(reference["table"]), "emax", *doses)
    assert found.log_odds_ratio == pytest.approx(reference["step"], rel=1e-6)
    # A parabola through points of the region's border against R's search for each value.
    if reference["step_low"] is not None:
        assert found.low == pytest.approx(reference["step_low"], abs=2e-6)
    assert found.high == pytest.approx(reference["step_high"], abs=2e-6)


@pytest.mark.parametrize("model", ["linear", "log"])
def test_a_step_of_one_coefficient_is_the_slope_times_the_distance(model: Any) -> None:
    table = doses_of("book_upadacitinib_easi75.csv")
    slope = fit_dose_response(table, model).coefficients[0]
    distance = 15.0 if model == "linear" else math.log(31 / 16)
    found = contrast_doses(table, model, 30, 15)
    for value, expected in (
        (found.log_odds_ratio, slope.estimate),
        (found.low, slope.ci_low),
        (found.high, slope.ci_high),
    ):
        assert value == pytest.approx(expected * distance, rel=1e-9)


@pytest.mark.parametrize("model", ["linear", "log", "emax"])
def test_a_dose_against_placebo_is_the_curve_with_its_band(model: Any) -> None:
    table = doses_of("book_abrocitinib_easi75.csv")
    point = fit_dose_response(table, model).curve[-1]
    found = contrast_doses(table, model, 200, 0)
    assert found.log_odds_ratio == pytest.approx(point.log_odds_ratio, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((point.low, point.high), rel=1e-9)


@pytest.mark.parametrize("pair", [(150, 100), (100, 200), (200, 200), (200, 50)])
def test_doses_that_cannot_be_compared_are_refused(pair: tuple[float, float]) -> None:
    with pytest.raises(DoseError, match="expected two doses of 0, 100, 200, the higher first"):
        contrast_doses(doses_of("book_abrocitinib_easi75.csv"), "emax", *pair)


def test_fits_stand_in_order_of_aic(doses: Any) -> None:
    for result in doses.values():
        aics = [fit.result.aic for fit in result.fits]
        assert aics == sorted(aics)
        if result.fits:
            assert min(result.aic_differences.values()) == 0.0
            assert result.shown.result.model == "emax"


def test_what_cannot_be_run_says_why(doses: Any) -> None:
    missing = {name: result for name, result in doses.items() if not result.fits}
    assert missing
    for result in missing.values():
        assert len(result.selection.doses) < 2
        assert result.problem
        assert (result.within, result.choices) == (None, ())
        assert "not evidence of no effect" in problem_sentence(result)


def test_one_dose_alone_has_no_curve(dataset: Dataset) -> None:
    frame = dataset.table("dichotomous")
    frame = frame[~frame["arm_id"].isin(["baricitinib-1-qd", "baricitinib-2-qd"])]
    one = run_dose(with_table(dataset, "dichotomous", frame), "dose-baricitinib-itch4-monotherapy")
    assert one.problem is not None
    assert "for one dose alone, 4 mg" in one.problem


def test_the_randomised_step_is_a_pool_of_the_same_counts(doses: Any) -> None:
    result = doses["dose-upadacitinib-easi75-monotherapy"]
    frame = result.selection.frame()
    frame["treatment"] = frame["dose"].astype(int).astype(str)
    by_hand = pool_contrasts(make_contrasts(frame, "30", "15", "OR"))
    assert result.within.k == 3
    assert result.within.estimate == pytest.approx(by_hand.estimate, rel=1e-12)
    assert result.within.ci_low == pytest.approx(by_hand.ci_low, rel=1e-12)


def test_without_a_randomised_step_no_verdict_is_given(apart: Any) -> None:
    result = apart
    top = set(result.selection.doses[-2:])
    for trial in result.selection.trials:
        own = {item.dose for item in result.selection.arms if item.trial_id == trial}
        assert not top <= own
    assert result.within is None
    # The Emax curve's own interval excludes no difference: it must not be taken for a verdict.
    assert result.shown.step.low > 0.0
    assert verdict_within(result) == "none"
    assert "the step rests on the shape of the curve" in step_sentence(
        replace(result, through=None)
    )
    line = steps_sentence([result], "Made up")
    assert "no trial with usable counts randomised the two highest doses of baricitinib" in line
    assert "more patients respond" not in line


def test_no_step_is_read_from_a_curve_that_its_own_deviance_rejects(apart: Any) -> None:
    result = apart
    p = result.shown.result.deviance_p
    assert p < 0.05
    for line in (step_sentence(result), steps_sentence([result], "Made up")):
        assert "not fit" in line
        assert format_ratio(result.shown.step.log_odds_ratio) not in line
    # By hand: both doses against placebo in their own trials (Bucher 1997).
    counts = {(a.trial_id, a.dose): (a.responders, a.n) for a in result.selection.arms}
    log_odds = {key: np.log(r / (n - r)) for key, (r, n) in counts.items()}
    variance = {key: 1 / r + 1 / (n - r) for key, (r, n) in counts.items()}
    lower, higher = result.selection.doses[-2:]
    with_lower, with_higher = (
        next(trial for trial, dose in counts if dose == wanted) for wanted in (lower, higher)
    )
    arms = [(with_higher, higher), (with_higher, 0.0), (with_lower, lower), (with_lower, 0.0)]
    signs = (1, -1, -1, 1)
    by_hand = sum(sign * log_odds[arm] for sign, arm in zip(signs, arms, strict=True))
    assert result.through.estimate == pytest.approx(by_hand, rel=1e-9)
    error = sum(variance[arm] for arm in arms) ** 0.5
    assert result.through.se == pytest.approx(error, rel=1e-9)
    assert format_ratio(by_hand) in within_sentence(result)
    fitting = replace(result.shown.result, deviance_p=0.05)
    fits = tuple(replace(fit, result=fitting) for fit in result.fits if fit is result.shown)
    assert format_ratio(result.shown.step.log_odds_ratio) in step_sentence(
        replace(result, fits=fits)
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict", "words"),
    [
        (0.1, 0.9, "more", "more patients respond on the higher one"),
        (-0.9, -0.1, "less", "fewer patients respond on the higher one"),
        (-0.1, 0.9, "open", "the higher one is not shown to do better"),
        (0.0, 0.9, "open", "the higher one is not shown to do better"),
    ],
)
def test_verdicts_follow_the_randomised_interval(
    doses: Any, low: float, high: float, verdict: str, words: str
) -> None:
    result = doses["dose-abrocitinib-easi75-monotherapy"]
    moved = replace(result, within=replace(result.within, ci_low=low, ci_high=high))
    assert verdict_within(moved) == verdict
    assert words in within_sentence(moved)


def test_sentences_print_the_numbers_of_the_result(doses: Any) -> None:
    for result in doses.values():
        if not result.fits or result.shown.rejected:
            continue
        step = result.shown.step
        numbers = [format_ratio(v) for v in (step.log_odds_ratio, step.low, step.high)]
        expected = "{} (95% CI {} to {})".format(*numbers)
        assert expected in step_sentence(result)
        assert expected in steps_sentence([result], "What")
        assert "None" not in " ".join(
            [models_sentence(result), ed50_sentence(result), variation_sentence(result)]
        )
    counted = re.match(r"(\d+) of (\d+) declared curves", unseen_sentence(doses.values()))
    assert counted is not None
    missing = sum(not result.fits for result in doses.values())
    assert counted.groups() == (str(missing), str(len(doses)))


@pytest.mark.parametrize(
    ("estimate", "low", "high", "text"),
    [
        (50.0, 20.0, 90.0, "50 mg (95% CI 20 to 90 mg)"),
        (167.3, 62.9, 802.8, "167 mg (95% CI 63 to 803 mg)"),
        (50.0, None, 90.0, "cannot be pinned down (best guess 50 mg; 95% CI up to 90 mg, no l"),
        (50.0, 20.0, None, "cannot be pinned down (best guess 50 mg; 95% CI from 20 mg, no up"),
        (None, None, 90.0, "cannot be pinned down (95% CI up to 90 mg, no lower limit)"),
        (None, None, None, "cannot be pinned down (95% CI without a limit on either side)"),
    ],
)
def test_ed50_is_told_with_its_limits_or_not_pinned_down(
    doses: Any, estimate: float | None, low: float | None, high: float | None, text: str
) -> None:
    result = doses["dose-abrocitinib-easi75-monotherapy"]
    emax = next(fit for fit in result.fits if fit.result.model == "emax")
    ed50 = Coefficient("ed50", estimate, None, low, high)
    coefficients = (emax.result.coefficient("emax"), ed50)
    moved = replace(
        result, fits=(replace(emax, result=replace(emax.result, coefficients=coefficients)),)
    )
    assert ed50_text(moved).startswith(text)
    assert "cannot be pinned down" in ed50_sentence(moved) or "interval" in ed50_sentence(moved)


def test_other_choices_change_the_rows_and_nothing_else(dataset: Dataset, doses: Any) -> None:
    frame = dataset.table("dichotomous")
    frame.loc[frame["trial_id"] == "jade-mono-2", "verification"] = "inferred"
    inferred = with_table(dataset, "dichotomous", frame)
    choices = run_dose(inferred, "dose-abrocitinib-easi75-monotherapy").choices
    strict, counts, wide, _ = choices
    assert [choice.name for choice in choices] == [
        "Without inferred counts",
        "Without imputed percentages",
        "With unverified rows",
        "With percentages of all randomised",
    ]
    assert strict.note.startswith("drops ")
    assert wide.note.startswith("adds ")
    assert strict.fit.result.k < wide.fit.result.k
    assert counts.note == "the same trials and counts"
    same = doses["dose-ivarmacitinib-easi75-monotherapy"].choices
    assert {choice.note for choice in same} == {"the same trials and counts"}


def test_an_unknown_analysis_is_refused(dataset: Any) -> None:
    with pytest.raises(KeyError, match="no dose-response analysis"):
        run_dose(dataset, "dose-made-up")


def test_one_analysis_alone_is_the_same_as_among_all(dataset: Any, doses: Any) -> None:
    name = "dose-baricitinib-itch4-with-topicals"
    assert run_dose(dataset, name) == doses[name]
