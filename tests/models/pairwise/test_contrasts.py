"""make_contrasts: effect sizes, zero cells, trials left out, messages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import bcg, contrasts_of

from synthesis.models.pairwise.contrasts import ContrastError, make_contrasts

ZERO_CELLS = ("synthetic_zero_cells.csv", "active", "control")


def arms(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])


def two_arms(a: int, n1: int, c: int, n2: int) -> pd.DataFrame:
    return arms(("A", "t", a, n1), ("A", "c", c, n2))


def test_formulas_by_hand() -> None:
    table = two_arms(90, 200, 20, 100)
    odds, risk, difference = (make_contrasts(table, "t", "c", m) for m in ("OR", "RR", "RD"))
    assert odds.estimate[0] == pytest.approx(np.log(90 * 80 / (110 * 20)), abs=1e-12)
    assert odds.variance[0] == pytest.approx(1 / 90 + 1 / 110 + 1 / 20 + 1 / 80, abs=1e-12)
    assert risk.estimate[0] == pytest.approx(np.log(0.45 / 0.2), abs=1e-12)
    assert risk.variance[0] == pytest.approx(1 / 90 - 1 / 200 + 1 / 20 - 1 / 100, abs=1e-12)
    assert difference.estimate[0] == pytest.approx(0.25, abs=1e-12)
    assert difference.variance[0] == pytest.approx(0.45 * 0.55 / 200 + 0.2 * 0.8 / 100, abs=1e-12)


def test_bcg_first_trial() -> None:
    # metafor: escalc(measure="RR", ...) on dat.bcg, first row: yi -0.8893, vi 0.3256.
    assert bcg().estimate[0] == pytest.approx(-0.8893, abs=5e-5)
    assert bcg().variance[0] == pytest.approx(0.3256, abs=5e-5)


def test_only_trials_with_a_zero_cell_are_corrected() -> None:
    table = arms(("A", "t", 0, 10), ("A", "c", 4, 12), ("B", "t", 8, 20), ("B", "c", 4, 20))
    contrasts = make_contrasts(table, "t", "c", "OR")
    assert contrasts.corrected == ("A",)
    assert contrasts.estimate[0] == pytest.approx(np.log(0.5 * 8.5 / (10.5 * 4.5)), abs=1e-12)
    assert contrasts.variance[0] == pytest.approx(1 / 0.5 + 1 / 10.5 + 1 / 4.5 + 1 / 8.5, abs=1e-12)
    assert contrasts.estimate[1] == pytest.approx(np.log(8 * 16 / (12 * 4)), abs=1e-12)
    assert contrasts.cells.tolist() == [[0, 10, 4, 12], [8, 20, 4, 20]]


@pytest.mark.parametrize(
    ("cells", "estimate", "variance"),
    [
        ((0, 10, 0, 10), 0.0, 0.0079),
        ((10, 10, 10, 10), 0.0, 0.0079),
        ((5, 10, 10, 10), -0.5, 0.0267),
        ((10, 12, 0, 12), 10 / 12, 0.0148),
        ((0, 10, 10, 10), -1.0, 0.0079),
    ],
)
def test_risk_difference_with_zero_cells_keeps_its_estimate(
    cells: tuple[int, int, int, int], estimate: float, variance: float
) -> None:
    # The variance of metafor 3.8-1, escalc(measure="RD", ai=, n1i=, ci=, n2i=, add=1/2,
    # to="only0"); the estimate of the counts as they are, as meta and netmeta keep it.
    contrasts = make_contrasts(two_arms(*cells), "t", "c", "RD")
    assert contrasts.estimate[0] == pytest.approx(estimate, abs=5e-5)
    assert contrasts.variance[0] == pytest.approx(variance, abs=5e-5)


def test_trials_without_information_are_left_out_with_a_reason() -> None:
    none = ("Synthetic A", "no responders in either arm")
    everybody = ("Synthetic B", "every participant of both arms responded")
    assert contrasts_of(*ZERO_CELLS, "OR").left_out == (none, everybody)
    assert contrasts_of(*ZERO_CELLS, "RR").left_out == (none,)
    assert contrasts_of(*ZERO_CELLS, "RD").left_out == ()
    assert contrasts_of(*ZERO_CELLS, "RD").k == 5


def test_contrasts_may_be_empty() -> None:
    contrasts = make_contrasts(two_arms(0, 5, 0, 5), "t", "c", "OR")
    assert contrasts.k == 0
    assert contrasts.patients == 0
    assert contrasts.estimate.shape == (0,)


def test_trials_lacking_an_arm_are_passed_over() -> None:
    table = pd.concat([two_arms(3, 9, 2, 9), arms(("B", "t", 1, 5), ("C", "other", 1, 5))])
    contrasts = make_contrasts(table, "t", "c", "OR")
    assert contrasts.trials == ("A",)
    assert contrasts.left_out == ()


@pytest.mark.parametrize(
    ("treatment", "control", "measure", "sentence"),
    [
        ("x", "c", "OR", "no arm is called 'x'; the table knows c, other, t."),
        ("t", "x", "OR", "no arm is called 'x'; the table knows c, other, t."),
        ("t", "t", "OR", "treatment and control are both 't'; expected two names."),
        ("t", "other", "OR", "no trial compares 't' with 'other'."),
        ("t", "c", "HR", "the measure is 'HR'; expected OR, RR or RD."),
    ],
)
def test_messages(treatment: str, control: str, measure: str, sentence: str) -> None:
    table = pd.concat([two_arms(3, 9, 2, 9), arms(("B", "other", 1, 5))])
    with pytest.raises(ContrastError) as error:
        make_contrasts(table, treatment, control, measure)  # type: ignore[arg-type]
    assert str(error.value) == sentence


def test_arrays_are_read_only() -> None:
    for name in ("cells", "estimate", "variance"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(bcg(), name)[0] = 0


def test_without_a_trial() -> None:
    whole = contrasts_of(*ZERO_CELLS, "RD")
    rest = whole.without("Synthetic A")
    assert rest.trials == whole.trials[1:]
    assert rest.corrected == whole.corrected[1:]
    assert rest.patients == whole.patients - 78
    np.testing.assert_array_equal(rest.estimate, whole.estimate[1:])
    with pytest.raises(ContrastError, match="'Z' is not one of the compared trials"):
        whole.without("Z")


@st.composite
def cells_of_a_trial(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n2 = draw(st.integers(1, 500)), draw(st.integers(1, 500))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@given(cells=cells_of_a_trial(), measure=st.sampled_from(["OR", "RR", "RD"]))
def test_swapping_the_arms_flips_the_sign(cells: tuple[int, int, int, int], measure: str) -> None:
    table = two_arms(*cells)
    forward = make_contrasts(table, "t", "c", measure)  # type: ignore[arg-type]
    backward = make_contrasts(table, "c", "t", measure)  # type: ignore[arg-type]
    np.testing.assert_allclose(forward.estimate, -backward.estimate, atol=1e-12)
    np.testing.assert_allclose(forward.variance, backward.variance, rtol=1e-9)


@given(cells=cells_of_a_trial(), measure=st.sampled_from(["OR", "RR", "RD"]))
def test_estimates_are_finite_and_variances_positive(
    cells: tuple[int, int, int, int], measure: str
) -> None:
    contrasts = make_contrasts(two_arms(*cells), "t", "c", measure)  # type: ignore[arg-type]
    assert np.isfinite(contrasts.estimate).all()
    assert (contrasts.variance > 0).all()


@given(cells=cells_of_a_trial())
def test_counting_failures_instead_flips_the_log_odds_ratio(
    cells: tuple[int, int, int, int],
) -> None:
    a, n1, c, n2 = cells
    success = make_contrasts(two_arms(*cells), "t", "c", "OR")
    failure = make_contrasts(two_arms(n1 - a, n1, n2 - c, n2), "t", "c", "OR")
    np.testing.assert_allclose(success.estimate, -failure.estimate, atol=1e-12)
