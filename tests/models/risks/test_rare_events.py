"""Rare events: Peto against metafor's rma.peto, Mantel-Haenszel, double-zero trials."""

from typing import Any

import pandas as pd
import pytest
from dose_references import FOLDER, PETO, name_of
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import RESULTS, assert_agrees

from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
from synthesis.models.risks.rare_events import pool_rare_events, pool_rare_events_all
from synthesis.models.tables.arm_table import read_arm_table

MH = [r for r in RESULTS if r["method"] == "MH" and r["se"]]


def arms(*cells: tuple[int, int, int, int]) -> pd.DataFrame:
    rows = []
    for trial, (a, n1, c, n2) in enumerate(cells):
        rows += [(f"T{trial}", "t", a, n1), (f"T{trial}", "c", c, n2)]
    return pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])


def table(reference: dict[str, Any]) -> tuple[pd.DataFrame, str, str]:
    frame = read_arm_table(FOLDER / "tables" / reference["table"])
    return frame, reference["treatment"], reference["control"]


@pytest.mark.parametrize("reference", PETO, ids=name_of)
def test_peto_agrees_with_metafor(reference: dict[str, Any]) -> None:
    result = pool_rare_events(*table(reference), "Peto OR")
    assert result.k == reference["k"]
    for kind in ("estimate", "se", "ci_low", "ci_high", "q"):
        assert_agrees(kind, getattr(result, kind), reference)


@pytest.mark.parametrize("reference", MH, ids=name_of)
def test_mantel_haenszel_agrees_with_metafor(reference: dict[str, Any]) -> None:
    result = pool_rare_events(*table(reference), f"MH {reference['measure']}")  # type: ignore[arg-type]
    for kind in ("estimate", "se", "ci_low", "ci_high"):
        assert_agrees(kind, getattr(result, kind), reference)


def test_double_zero_trials_leave_ratios_and_stay_in_the_difference() -> None:
    with_zero = arms((3, 200, 1, 200), (0, 150, 0, 150), (2, 300, 2, 310))
    without = arms((3, 200, 1, 200))
    without = pd.concat([without, with_zero[4:]])
    for method in ("MH OR", "MH RR", "Peto OR"):
        result = pool_rare_events(with_zero, "t", "c", method)  # type: ignore[arg-type]
        other = pool_rare_events(without, "t", "c", method)  # type: ignore[arg-type]
        assert (result.estimate, result.se, result.k) == (other.estimate, other.se, 2)
        assert result.left_out == (("T1", "no event in either arm"),)
        assert "T1 is left out: no event in either arm." in result.notes
        assert result.events == (5, 3)
        assert result.patients == (650, 660)
    result = pool_rare_events(with_zero, "t", "c", "MH RD")
    other = pool_rare_events(without, "t", "c", "MH RD")
    assert (result.k, result.left_out, result.double_zero) == (3, (), ("T1",))
    assert abs(result.estimate) < abs(other.estimate)
    assert any("T1: no event in either arm; they stay" in note for note in result.notes)


def test_no_half_is_added() -> None:
    # O - E = 2 - 1, V = 100 * 100 * 2 * 198 / (200 * 200 * 199) by hand.
    result = pool_rare_events(arms((2, 100, 0, 100)), "t", "c", "Peto OR")
    assert result.estimate == pytest.approx(1 / (2 * 198 / (4 * 199)), abs=1e-12)
    difference = pool_rare_events(arms((2, 100, 0, 100)), "t", "c", "MH RD")
    assert difference.estimate == pytest.approx(0.02, abs=1e-12)
    assert "No continuity correction: the counts enter as observed." in result.notes


def test_peto_warns_where_it_is_biased() -> None:
    sound = pool_rare_events(arms((3, 1000, 2, 1000)), "t", "c", "Peto OR")
    assert not any("biased" in note for note in sound.notes)
    common = pool_rare_events(arms((60, 300, 20, 100)), "t", "c", "Peto OR")
    warning = next(note for note in common.notes if "biased" in note)
    assert "not rare (20.0% of patients)" in warning
    assert "up to 3.0 to 1" in warning


def test_what_has_no_answer_is_said() -> None:
    results, missing = pool_rare_events_all(arms((2, 100, 0, 100), (1, 90, 0, 91)), "t", "c")
    assert [result.method for result in results] == ["MH RD", "Peto OR"]
    assert len(missing) == 2
    assert missing[0].startswith("MH OR: the Mantel-Haenszel odds ratio does not exist")


@pytest.mark.parametrize(
    ("cells", "method", "sentence"),
    [
        ([(0, 9, 0, 9)], "Peto OR", "is informative on the OR: T0 has no event in either arm"),
        ([(9, 9, 8, 8)], "MH OR", "T0 has an event in every patient"),
        ([(1, 9, 0, 9)], "exact", "the method is 'exact'; expected MH OR, MH RR, MH RD, Peto OR"),
    ],
)
def test_no_solution_is_one_sentence(cells: Any, method: Any, sentence: str) -> None:
    with pytest.raises(PoolingError, match=sentence):
        pool_rare_events(arms(*cells), "t", "c", method)


def test_options_are_checked() -> None:
    with pytest.raises(PoolingError, match="the level is 2"):
        pool_rare_events(arms((1, 9, 1, 9)), "t", "c", "MH RD", 2)
    with pytest.raises(ContrastError, match="no arm is called 'x'"):
        pool_rare_events(arms((1, 9, 1, 9)), "x", "c", "MH RD")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6))
def test_exchanging_the_arms_turns_the_sign(events: list[tuple[int, int]]) -> None:
    cells = [(a, 90 + i, c, 80) for i, (a, c) in enumerate(events)]
    forward, missing = pool_rare_events_all(arms(*cells), "t", "c")
    backward, other = pool_rare_events_all(arms(*cells), "c", "t")
    assert len(missing) == len(other)
    for one, two in zip(forward, backward, strict=True):
        assert one.estimate == pytest.approx(-two.estimate, abs=1e-10)
        assert one.se == pytest.approx(two.se, rel=1e-9)


@pytest.mark.parametrize(("events", "rare"), [(9, True), (11, False)])
def test_an_event_is_rare_up_to_one_patient_in_a_hundred(events: int, rare: bool) -> None:
    result = pool_rare_events(arms((events, 1000, events, 1000)), "t", "c", "Peto OR")
    assert any("the event is not rare" in note for note in result.notes) == (not rare)
