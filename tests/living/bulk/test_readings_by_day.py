"""A reading of day 2 is recorded as day 2, however a file says it, and none is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from handed_in_readings import EVENT, TODAY, WHO, copy_package, hand_in, rows, write

from synthesis.living.bulk.batch import prepare_batch
from synthesis.living.bulk.handed_in import read_handed_in
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

LINE = {**WHO, "table": "dichotomous", "code": "EASI75", "arm_id": "placebo", "responders": "1",
        "n": "77"}  # fmt: skip


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path / "data")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ({"week": "day 2"}, ("0.286", "2")),
        ({"week": "Day 2"}, ("0.286", "2")),
        ({"week": "0.29"}, ("0.286", "2")),
        ({"week": "0.2857142857"}, ("0.286", "2")),
        ({"day": "2"}, ("0.286", "2")),
        ({"week": "0.286", "day": "2"}, ("0.286", "2")),
        ({"week": "day 7"}, ("1", "7")),
        ({"week": "day 14"}, ("2", "14")),
        ({"week": "2"}, ("2", "")),
    ],
)
def test_a_reading_by_day_makes_a_typed_row(
    said: Mapping[str, str], time: tuple[str, str], package: Path, tmp_path: Path
) -> None:
    write(package, hand_in(tmp_path / "r.csv", ({**LINE, **said},)))
    made = rows(package, "dichotomous")[-1]
    assert (made["week"], made["day"]) == time
    typed = load(package).table("dichotomous")["day"]
    assert typed.dtype == pd.Int64Dtype()
    assert (typed.iloc[-1] == int(time[1])) if time[1] else pd.isna(typed.iloc[-1])
    kept = rows(package, "readings")[-1]["week"]
    assert kept == (f"day {said['day']}" if "day" in said else said["week"])


def test_every_day_of_a_course_is_taken_in_and_stands_in_order(
    package: Path, tmp_path: Path
) -> None:
    lines = tuple({**LINE, "week": f"day {day}"} for day in range(15, 0, -1))
    write(package, hand_in(tmp_path / "r.csv", lines))
    made = [row for row in rows(package, "dichotomous") if row["day"]]
    assert sorted(int(row["day"]) for row in made) == list(range(1, 16))
    by_week = sorted(made, key=lambda row: float(row["week"]))
    assert [int(row["day"]) for row in by_week] == list(range(1, 16))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"week": "1", "day": "2"}, "week"),
        ({"week": "day 3", "day": "2"}, "week"),
        ({"day": "two"}, "day"),
        ({"day": "0"}, "day"),
        ({"day": "2.5"}, "day"),
    ],
)
def test_a_day_that_is_none_or_contradicts_its_week_is_refused(
    said: Mapping[str, str], field: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as refused:
        read_handed_in(hand_in(tmp_path / "r.csv", ({**LINE, **said},)))
    (defect,) = refused.value.defects
    assert (defect.row, defect.field) == (2, field)


def test_day_0_is_no_time_that_was_not_stated(package: Path, tmp_path: Path) -> None:
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", ({**EVENT, "week": "day 0",
                          "patients": "1", "n": "77"},)), "one", TODAY)  # fmt: skip
    (fate,) = batch.fates
    assert fate.refused
    assert "is no time" in fate.reason
