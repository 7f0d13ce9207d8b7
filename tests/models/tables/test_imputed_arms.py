"""Imputed percentages: the variance that a posted interval implies, and how arms enter by it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.models.dose.arrays import make_dose_arms
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.network.contrasts import make_network
from synthesis.models.pairwise.contrasts import PoolingError, make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.models.risks.rare_events import pool_rare_events
from synthesis.models.tables.arm_columns import ArmTableError
from synthesis.models.tables.arm_table import check_arm_table, read_arm_table
from synthesis.models.tables.dose_table import check_dose_table
from synthesis.models.tables.imputed_arms import (
    Z95,
    effective_counts,
    effective_n,
    implied_n,
)

PATIENTS = st.integers(20, 500)


@st.composite
def posted(draw: st.DrawFn) -> tuple[float, int, float]:
    """A percentage, its patients, and the standard error of the percentage as a share.

    The error is that of n patients or more, and its interval stays within 0 and 100.
    """
    n, percent = draw(PATIENTS), draw(st.floats(10, 90))
    p = percent / 100
    plain = math.sqrt(p * (1 - p) / n)
    room = 0.999 * min(p, 1 - p) / Z95
    return percent, n, draw(st.floats(min(plain, room), min(2 * plain, room)))


def wald(percent: float, se: float) -> tuple[float, float]:
    return percent - 100 * Z95 * se, percent + 100 * Z95 * se


def frame(*rows: tuple[str, str, float, int, float | None]) -> pd.DataFrame:
    columns = ["trial", "treatment", "responders", "n", "effective_n"]
    return pd.DataFrame(list(rows), columns=columns)


@given(posted(), posted())
def test_the_posted_interval_becomes_the_variance_on_every_scale(
    own: tuple[float, int, float], other: tuple[float, int, float]
) -> None:
    rows = []
    for name, (percent, n, se) in (("active", own), ("control", other)):
        size = min(float(n), implied_n(percent, *wald(percent, se)))
        rows.append(("T", name, percent / 100 * n, n, size))
    (p1, se1), (p2, se2) = ((percent / 100, se) for percent, _, se in (own, other))
    # Where the interval is as wide as n patients make it or wider, nothing is capped.
    se1 = max(se1, math.sqrt(p1 * (1 - p1) / own[1]))
    se2 = max(se2, math.sqrt(p2 * (1 - p2) / other[1]))
    on_paper = {
        "OR": (
            math.log(p1 / (1 - p1)) - math.log(p2 / (1 - p2)),
            (se1 / (p1 * (1 - p1))) ** 2 + (se2 / (p2 * (1 - p2))) ** 2,
        ),
        "RR": (math.log(p1 / p2), (se1 / p1) ** 2 + (se2 / p2) ** 2),
        "RD": (p1 - p2, se1**2 + se2**2),
    }
    for measure, (estimate, variance) in on_paper.items():
        found = make_contrasts(frame(*rows), "active", "control", measure)  # type: ignore[arg-type]
        assert found.estimate[0] == pytest.approx(estimate, rel=1e-9, abs=1e-12)
        assert found.variance[0] == pytest.approx(variance, rel=1e-9)
        assert found.patients == own[1] + other[1]
        network = make_network(frame(*rows), measure)  # type: ignore[arg-type]
        assert network.variance.sum() == pytest.approx(variance, rel=1e-9)
        assert network.patients == own[1] + other[1]


@given(posted())
def test_no_interval_makes_more_of_the_patients_than_there_are(
    arm: tuple[float, int, float],
) -> None:
    percent, n, se = arm
    assert effective_n(percent, n, None) == n
    narrow = wald(percent, se / 5)
    assert implied_n(percent, *narrow) > n
    assert effective_n(percent, n, narrow) == n
    assert effective_n(percent, n, (percent, percent)) == n
    assert 0 < effective_n(percent, n, wald(percent, se)) <= n


@pytest.mark.parametrize("percent", [0.0, 100.0])
def test_nobody_and_everybody_are_handled_as_counts(percent: float) -> None:
    assert effective_n(percent, 50, (max(0.0, percent - 5), min(100.0, percent + 5))) == 50
    imputed = frame(("T", "a", percent / 2, 50, 50.0), ("T", "b", 20, 50, None))
    counts = frame(("T", "a", percent / 2, 50, None), ("T", "b", 20, 50, None))
    one, other = (make_contrasts(arms, "a", "b", "OR") for arms in (imputed, counts))
    assert one.estimate == other.estimate
    assert one.variance == other.variance
    assert one.corrected == ("T",)


def test_an_interval_cut_off_at_nothing_has_one_whole_half() -> None:
    assert implied_n(2.0, 0.0, 5.0) == implied_n(2.0, -1.0, 5.0)
    assert implied_n(98.0, 95.0, 100.0) == pytest.approx(implied_n(2.0, 0.0, 5.0))


@given(st.lists(st.tuples(PATIENTS, st.floats(0, 1)), min_size=2, max_size=6))
def test_counts_are_the_same_to_the_last_bit(given_arms: list[tuple[int, float]]) -> None:
    rows = [("T", f"{i}", round(n * share), n) for i, (n, share) in enumerate(given_arms)]
    plain = check_arm_table(pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"]))
    beside = check_arm_table(frame(*((*row, None) for row in rows)))
    for one, other in zip(effective_counts(plain), effective_counts(beside), strict=True):
        assert np.array_equal(one, other)
    assert plain["responders"].dtype == "int64"
    one = make_contrasts(plain, "0", "1", "RD")
    other = make_contrasts(beside, "0", "1", "RD")
    assert other.effective_n is None
    assert np.array_equal(one.cells, other.cells)
    assert np.array_equal(one.variance, other.variance)


def test_a_whole_effective_number_is_that_many_patients_in_every_model() -> None:
    rows = [
        ("A", 0.0, 9, 60),
        ("A", 5.0, 20, 60),
        ("A", 10.0, 30, 60),
        ("B", 0.0, 8, 50),
        ("B", 10.0, 21, 50),
    ]
    columns = ["trial", "dose", "responders", "n"]
    counts = pd.DataFrame(rows, columns=columns)
    half = counts.assign(
        responders=2.0 * counts["responders"], n=2 * counts["n"], effective_n=counts["n"]
    )
    one, other = fit_dose_response(counts, "linear"), fit_dose_response(half, "linear")
    assert other.coefficients == one.coefficients
    assert other.observed == one.observed
    assert (one.patients, other.patients) == (280, 560)
    assert np.array_equal(make_dose_arms(check_dose_table(half))[0].n, counts["n"])
    pairs = [table.assign(treatment=table["dose"].astype(str)) for table in (counts, half)]
    for method in ("REML", "MH"):
        first, second = (
            pool_contrasts(make_contrasts(table, "10.0", "0.0", "OR"), method)  # type: ignore[arg-type]
            for table in pairs
        )
        assert second.estimate == pytest.approx(first.estimate, rel=1e-12)
        assert second.se == pytest.approx(first.se, rel=1e-12)
        assert second.patients == 2 * first.patients


def test_contrasts_say_which_arms_are_imputed_also_without_a_trial() -> None:
    arms = frame(
        ("A", "a", 30.5, 60, 50.0),
        ("A", "b", 10, 60, None),
        ("B", "a", 20, 50, None),
        ("B", "b", 9.9, 50, 45.0),
    )
    found = make_contrasts(arms, "a", "b", "OR")
    assert found.imputed.tolist() == [[True, False], [False, True]]
    assert found.without("A").imputed.tolist() == [[False, True]]
    assert found.cells.tolist() == [[30.5, 60, 10, 60], [20, 50, 9.9, 50]]


def test_methods_that_need_counts_say_so() -> None:
    arms = frame(("A", "a", 3.5, 60, 50.0), ("A", "b", 1, 60, None))
    assert pool_rare_events(arms, "a", "b", "MH OR").k == 1
    with pytest.raises(PoolingError, match="needs counts; an arm has an imputed percentage"):
        pool_rare_events(arms, "a", "b", "Peto OR")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((30.5, 60, None), "responders: is 30.5; expected a whole number written as an integer."),
        ((30.5, 60, 61.0), "effective_n: is 61; expected above 0 and at most n = 60."),
        ((30.5, 60, 0.0), "effective_n: is 0; expected above 0 and at most n = 60."),
        ((60.5, 60, 50.0), "responders: is 60.5; expected 0 to n = 60."),
        ((30.5, 0, 1.0), "n: is 0; expected at least 1 participant."),
        (("many", 60, 50.0), "responders: is 'many'; expected a number."),
    ],
)
def test_defects_are_told_in_one_sentence(row: tuple[object, int, float | None], said: str) -> None:
    with pytest.raises(ArmTableError) as error:
        check_arm_table(frame(("A", "a", *row)))  # type: ignore[arg-type]
    assert str(error.value) == f"the arm table, row 2, {said}"


def test_a_file_may_have_the_column(tmp_path: Path) -> None:
    path = tmp_path / "arms.csv"
    path.write_text("trial,treatment,responders,n,effective_n\nA,a,30.5,60,50\nA,b,10,60,\n")
    arms = read_arm_table(path)
    assert arms["responders"].tolist() == [30.5, 10]
    assert arms["effective_n"].isna().tolist() == [False, True]
