"""Mantel-Haenszel estimates against metafor's rma.mh."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference_tables import RESULTS, assert_agrees, bcg, contrasts_for, name_of

from synthesis.models.pairwise.contrasts import Contrasts, PoolingError, make_contrasts
from synthesis.models.pairwise.mantel_haenszel import pool_mantel_haenszel

REFERENCES = [r for r in RESULTS if r["method"] == "MH" and r["k"] > 1]


def contrasts(measure: str, *cells: tuple[int, int, int, int]) -> Contrasts:
    rows = []
    for trial, (a, n1, c, n2) in enumerate(cells):
        rows += [(f"T{trial}", "t", a, n1), (f"T{trial}", "c", c, n2)]
    arms = pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])
    return make_contrasts(arms, "t", "c", measure)  # type: ignore[arg-type]


@pytest.mark.parametrize("reference", REFERENCES, ids=name_of)
def test_agrees_with_metafor(reference: dict[str, Any]) -> None:
    if not reference["se"]:  # null, or 0 where no trial has an event
        with pytest.raises(PoolingError, match="does not exist"):
            pool_mantel_haenszel(contrasts_for(reference))
        return
    result = pool_mantel_haenszel(contrasts_for(reference))
    assert_agrees("estimate", result.estimate, reference)
    assert_agrees("se", result.se, reference)
    assert_agrees("q", result.q, reference)
    assert_agrees("weights", result.weights.tolist(), reference)


def test_pinned_bcg_numbers() -> None:
    # metafor 3.8-1 manual, example of rma.mh: log OR -0.4734 (0.0410), log RR -0.4537 (0.0393).
    for measure, estimate, se in (("OR", -0.4734, 0.0410), ("RR", -0.4537, 0.0393)):
        result = pool_mantel_haenszel(bcg(measure))
        assert result.estimate == pytest.approx(estimate, abs=5e-5)
        assert result.se == pytest.approx(se, abs=5e-5)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_one_trial_without_zero_cells_gives_its_own_estimate(measure: str) -> None:
    one = contrasts(measure, (30, 100, 12, 90))
    result = pool_mantel_haenszel(one)
    assert result.estimate == pytest.approx(one.estimate[0], abs=1e-12)
    # Sato's variance of RD is another estimator than the trial's own; it is close, not equal.
    tolerance = 1e-3 if measure == "RD" else 1e-12
    assert result.se == pytest.approx(np.sqrt(one.variance[0]), abs=tolerance)


def test_zero_cells_enter_as_observed() -> None:
    result = pool_mantel_haenszel(contrasts("RD", (0, 50, 0, 50), (5, 50, 1, 50)))
    assert result.estimate == pytest.approx((0 + 4) / 100, abs=1e-12)


@pytest.mark.parametrize(
    ("measure", "cells", "sentence"),
    [
        ("OR", [(0, 20, 3, 20), (0, 9, 1, 9)], "odds ratio does not exist"),
        ("OR", [(3, 20, 0, 20), (1, 9, 0, 9)], "odds ratio does not exist"),
        ("OR", [(20, 20, 3, 20), (9, 9, 1, 9)], "odds ratio does not exist"),
        ("RR", [(0, 20, 3, 20), (0, 9, 1, 9)], "risk ratio does not exist"),
        ("RR", [(3, 20, 0, 20), (1, 9, 0, 9)], "risk ratio does not exist"),
        ("RR", [(20, 20, 9, 9), (5, 5, 6, 6)], "error of the Mantel-Haenszel risk ratio"),
        ("RD", [(0, 20, 0, 20), (0, 9, 0, 9)], "error of the Mantel-Haenszel risk difference"),
        ("RD", [(20, 20, 20, 20), (9, 9, 9, 9)], "error of the Mantel-Haenszel risk difference"),
    ],
)
def test_no_solution(measure: str, cells: Any, sentence: str) -> None:
    with pytest.raises(PoolingError, match=sentence):
        pool_mantel_haenszel(contrasts(measure, *cells))
