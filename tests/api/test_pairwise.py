"""Contrasts and pools of any frame: the numbers of the models, on the scale that is said."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from reference_tables import FOLDER, RESULTS

import synthesis
from synthesis.api.contrasts import TrialContrasts
from synthesis.api.forest import MODELS
from synthesis.models.pairwise.result import Method
from synthesis.models.tables.arm_columns import ArmTableError

PNG = b"\x89PNG"


def test_every_method_has_a_name_below_its_forest_plot() -> None:
    assert set(MODELS) == set(get_args(Method))


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_a_pool_of_the_bcg_trials_is_that_of_metafor(measure: str) -> None:
    stored = next(
        r
        for r in RESULTS
        if (r["table"], r["measure"], r["method"], r["test"])
        == ("bcg.csv", measure, "REML", "adhoc")
    )
    arms = pd.read_csv(FOLDER / "tables" / "bcg.csv")
    pooled = synthesis.pool(arms, "vaccine", "control", measure)
    natural = math.exp if measure != "RD" else float
    assert pooled.estimate == pytest.approx(natural(stored["estimate"]), abs=1e-8)
    assert pooled.ci == pytest.approx(
        (natural(stored["ci_low"]), natural(stored["ci_high"])), abs=1e-8
    )
    assert pooled.se == pytest.approx(stored["se"], abs=1e-8)
    assert pooled.tau2 == pytest.approx(stored["tau2"], abs=1e-8)
    assert list(pooled.weights.values()) == pytest.approx(stored["weights"], abs=1e-6)
    assert type(pooled.estimate) is type(pooled.ci[0]) is float


def test_frames_are_on_the_scale_asked_for(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "new", "none")
    natural, model = pooled.to_frame(), pooled.to_frame(scale="model")
    for column in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high"):
        assert natural[column][0] == pytest.approx(math.exp(model[column][0]))
    for column in ("se", "tau2", "q"):
        assert natural[column][0] == model[column][0]
    trials = pooled.trials_to_frame(scale="model")
    assert trials["estimate"].to_numpy() == pytest.approx(pooled.contrasts.model.estimate)
    assert trials["weight"].sum() == pytest.approx(100.0)
    with pytest.raises(ValueError, match="the scale is 'log'; expected natural or model"):
        pooled.to_frame(scale="log")  # type: ignore[arg-type]


def test_own_names_of_columns_and_whole_floats_change_nothing(arms: pd.DataFrame) -> None:
    theirs = arms.set_axis(["study", "arm", "events", "total"], axis=1).astype(
        {"events": float, "total": float}
    )
    theirs.index = theirs.index + 7
    names = {"trial": "study", "treatment": "arm", "responders": "events", "n": "total"}
    expected = synthesis.pool(arms, "new", "none").to_frame()
    pd.testing.assert_frame_equal(
        synthesis.pool(theirs, "new", "none", **names).to_frame(), expected
    )


def test_the_frame_that_was_given_is_not_changed(arms: pd.DataFrame) -> None:
    before = arms.copy()
    synthesis.pool(arms, "new", "none")
    pd.testing.assert_frame_equal(arms, before)


def test_contrasts_may_be_pooled_several_ways(arms: pd.DataFrame) -> None:
    contrasts = synthesis.make_contrasts(arms, "new", "none", level=0.9)
    assert isinstance(contrasts, TrialContrasts)
    reml, mh = synthesis.pool(contrasts), synthesis.pool(contrasts, method="MH")
    assert reml.level == mh.level == 0.9
    assert (reml.interval, mh.interval) == ("hk-adhoc", "wald")
    assert contrasts.k == len(contrasts.estimate) == len(contrasts.ci) == 3
    low, high = contrasts.ci["A"]
    assert low < contrasts.estimate["A"] < high


def test_with_two_trials_the_other_interval_stands_beside(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "old", "none")
    assert pooled.k == 2
    assert pooled.hartung_knapp_ci is not None
    assert "95% CI by Hartung-Knapp" in repr(pooled)
    assert pooled.prediction_interval is None
    assert synthesis.pool(arms, "new", "none").hartung_knapp_ci is None


def test_a_single_trial_is_its_own_result(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "new", "old", "RD")
    assert (pooled.k, pooled.tau, pooled.i2) == (1, None, None)
    assert pooled.estimate == pytest.approx(24 / 60 - 20 / 61)
    assert pooled.draw().png().startswith(PNG)


def test_results_show_themselves(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "new", "none", level=0.9)
    assert repr(pooled).startswith("Odds ratio 2.05 (90% CI ")
    assert pooled._repr_png_().startswith(PNG)
    png = pooled.contrasts._repr_png_()
    assert png is not None
    assert png.startswith(PNG)
    drawn = [text.get_text() for text in pooled.draw("Better").figure.texts]
    assert "Better" in drawn
    assert "[90% CI]" in drawn
    assert "90% prediction interval" in drawn


def test_trials_left_out_and_corrected_are_named(arms: pd.DataFrame) -> None:
    extra = pd.DataFrame(
        {
            "trial": ["E", "E", "F", "F"],
            "treatment": ["new", "none"] * 2,
            "responders": [0, 0, 3, 0],
            "n": [10, 11, 12, 13],
        }
    )
    contrasts = synthesis.make_contrasts(pd.concat([arms, extra]), "new", "none")
    assert contrasts.notes == (
        "E is left out: no responders in either arm.",
        "0.5 was added to all four cells of F, which had a zero cell.",
    )
    assert contrasts.to_frame()["corrected"].tolist() == [False, False, False, True]


BROKEN = {
    "the arm table is a list; expected a pandas DataFrame": lambda _: [1],
    "the arm table has no column 'n' (found trial, treatment, responders)": lambda arms: arms.drop(
        columns="n"
    ),
    "the column 'n' appears twice": lambda arms: pd.concat([arms, arms[["n"]]], axis=1),
    "row 2, responders: is 30.5; expected a whole number": lambda arms: arms.assign(
        responders=30.5
    ),
    "row 2, responders: is missing": lambda arms: arms.assign(responders=np.nan),
    "row 3, n: is 0": lambda arms: arms.assign(n=[80, 0, *arms["n"][2:]]),
    "'new' of trial 'A' is already in row 2": lambda arms: arms.assign(treatment="new"),
    "has a header but no rows": lambda arms: arms.iloc[:0],
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_table_is_told_in_one_sentence(arms: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(ArmTableError) as caught:
        synthesis.pool(BROKEN[sentence](arms), "new", "none")
    message = str(caught.value)
    assert sentence in message
    assert message.startswith("the arm table")
    assert "\n" not in message


def test_wrong_options_are_told_in_one_sentence(arms: pd.DataFrame) -> None:
    for wrong, sentence in (
        ({"measure": "HR"}, "the measure is 'HR'; expected OR, RR or RD."),
        ({"method": "ML"}, "the method is 'ML'; expected REML, PM, DL, common or MH."),
        ({"interval": "t"}, "the interval is 't'; expected hk, hk-adhoc or wald."),
        ({"level": 95}, "the level is 95; expected a number between 0 and 1."),
    ):
        with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
            synthesis.pool(arms, "new", "none", **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="intervention and control are not named"):
        synthesis.pool(arms)
