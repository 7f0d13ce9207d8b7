"""Files for CINeMA: its columns, and the numbers of the network."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from synthesis.exports.cinema import CinemaArm, contrast_file, count_file, mean_file
from synthesis.models.network.contrasts import make_network


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_counts_have_the_columns_of_the_long_format() -> None:
    arms = [
        CinemaArm("ONE", "placebo", 100, 10),
        CinemaArm("ONE", "madeupinib 5 mg", 101, 40),
        CinemaArm("TWO", "placebo", 50, 5),
        CinemaArm("TWO", "madeupinib 5 mg", 51, 20),
    ]
    rows = read(count_file(arms, {"TWO": 3}))
    assert list(rows[0]) == ["study", "id", "t", "r", "n", "rob", "indirectness"]
    assert [row["id"] for row in rows] == ["1", "1", "2", "2"]
    assert [row["rob"] for row in rows] == ["2", "2", "3", "3"]  # not judged is the middle
    assert [(row["t"], row["r"], row["n"]) for row in rows[:2]] == [
        ("placebo", "10", "100"),
        ("madeupinib 5 mg", "40", "101"),
    ]


def test_means_have_a_standard_deviation() -> None:
    rows = read(mean_file([CinemaArm("ONE", "placebo", 90, mean=-28.6, sd=30.25)], {"ONE": 1}))
    assert list(rows[0]) == ["study", "id", "t", "y", "sd", "n", "rob", "indirectness"]
    assert (rows[0]["y"], rows[0]["sd"], rows[0]["rob"]) == ("-28.6", "30.25", "1")


def test_a_trial_of_three_arms_has_three_comparisons_that_add_up() -> None:
    table = pd.DataFrame(
        [("ONE", "a", 30, 100), ("ONE", "b", 40, 100), ("ONE", "c", 55, 110), ("TWO", "a", 9, 50),
         ("TWO", "b", 12, 49)],
        columns=["trial", "treatment", "responders", "n"],
    )  # fmt: skip
    network = make_network(table, "OR")
    rows = read(contrast_file(network, {"a": "A", "b": "B", "c": "C"}, {}))
    assert list(rows[0]) == ["study", "id", "t1", "t2", "effect", "se", "rob", "indirectness"]
    assert [(row["study"], row["t1"], row["t2"]) for row in rows] == [
        ("ONE", "A", "B"), ("ONE", "A", "C"), ("ONE", "B", "C"), ("TWO", "A", "B"),
    ]  # fmt: skip
    effect = {(row["t1"], row["t2"]): float(row["effect"]) for row in rows[:3]}
    assert effect["A", "B"] + effect["B", "C"] == pytest.approx(effect["A", "C"], rel=1e-8)
    assert effect["A", "B"] == pytest.approx(np.log(30 / 70) - np.log(40 / 60), rel=1e-9)
    expected = (1 / 30 + 1 / 70 + 1 / 40 + 1 / 60) ** 0.5
    assert float(rows[0]["se"]) == pytest.approx(expected, rel=1e-9)
