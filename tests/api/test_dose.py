"""Dose-response curves of any frame."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import synthesis
from synthesis.models.dose.fit import fit_dose_response

PNG = b"\x89PNG"


@pytest.mark.parametrize("model", ["emax", "linear", "log"])
def test_the_numbers_are_those_of_the_model(doses: pd.DataFrame, model: str) -> None:
    curve = synthesis.fit_dose_response(doses, model)
    expected = fit_dose_response(doses, model)
    assert curve.aic == expected.aic
    assert curve.doses == (5.0, 10.0, 20.0)
    at = {point.dose: point for point in expected.curve}
    assert curve.estimate == {d: math.exp(at[d].log_odds_ratio) for d in curve.doses}
    frame, logs = curve.to_frame(), curve.to_frame(scale="model")
    assert frame["estimate"].tolist() == pytest.approx([math.exp(x) for x in logs["estimate"]])
    assert (frame["ci_low"] <= frame["estimate"]).all()
    assert len(curve.coefficients_to_frame()) == len(expected.coefficients)
    assert curve.trials_to_frame()["trial"].tolist() == ["A", "A", "B", "B"]


def test_one_dose_against_another(doses: pd.DataFrame) -> None:
    curve = synthesis.fit_dose_response(doses, "linear")
    row = curve.compare(10, 5).iloc[0]
    assert row["estimate"] == pytest.approx(curve.estimate[10.0] / curve.estimate[5.0])
    with pytest.raises(ValueError, match="expected two doses of 0, 5, 10, 20"):
        curve.compare(7, 5)


def test_own_names_of_columns(doses: pd.DataFrame) -> None:
    theirs = doses.rename(columns={"dose": "mg", "responders": "events"})
    curve = synthesis.fit_dose_response(theirs, "log", dose="mg", responders="events")
    assert curve.estimate == synthesis.fit_dose_response(doses, "log").estimate
    with pytest.raises(ValueError, match="has no column 'dose'"):
        synthesis.fit_dose_response(theirs, "log")


def test_a_curve_shows_itself(doses: pd.DataFrame) -> None:
    curve = synthesis.fit_dose_response(doses)
    assert curve._repr_png_().startswith(PNG)
    assert repr(curve).startswith("Dose-response, emax model: 2 trials, 6 arms, 630 patients")
    (axes,) = curve.draw(unit="mg").figure.axes
    assert axes.get_xlabel() == "Dose (mg)"
    lines = {line.get_gid(): line for line in axes.lines if line.get_gid()}
    assert lines["curve"].get_xdata()[-1] == 20.0
    assert lines["curve"].get_ydata()[-1] == pytest.approx(curve.estimate[20.0])
