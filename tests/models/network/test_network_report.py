"""synthesis.models.network.report: what the JSON of the command holds."""

import json
from collections import defaultdict
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from network_references import TABLES, arms, star, triangle

from synthesis.models.network.consistency import assess_interaction
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.network.report import NOT_ASSESSABLE, analyse_network
from synthesis.models.tables.arm_table import read_arm_table

KEYS = [
    "treatments", "trials", "tau2", "tau2_low", "tau2_high", "i2", "q_total", "q_within",
    "q_between", "estimates",
    "p_scores", "node_splits", "corrected_trials", "notes", "interaction", "direct",
    "contributions", "leave_one_out",
]  # fmt: skip


@pytest.fixture(scope="module")
def dong() -> pd.DataFrame:
    return read_arm_table(TABLES / "dong2013.csv")


@pytest.mark.parametrize("table", [star(), triangle(), triangle()[-3:]], ids=len)
def test_the_keys_are_always_the_same_and_the_values_are_plain(table: pd.DataFrame) -> None:
    given = analyse_network(table, reference="placebo").to_json_dict()
    assert list(given) == KEYS
    assert json.loads(json.dumps(given, allow_nan=False)) == given


@pytest.mark.parametrize("method", ["REML", "DL", "common"])
def test_interaction_is_that_of_the_model_asked_for(method: str) -> None:
    table = read_arm_table(TABLES / "hasselblad1998.csv")
    given = analyse_network(table, "OR", method).to_json_dict()  # type: ignore[arg-type]
    test = assess_interaction(make_network(table, "OR"), method)  # type: ignore[arg-type]
    assert test is not None
    assert given["interaction"] == asdict(test)
    assert list(given["interaction"]) == ["tau2", "q", "df", "p"]
    assert (given["interaction"]["tau2"] == 0.0) == (method == "common")


def test_a_star_has_no_interaction_and_says_so() -> None:
    given = analyse_network(star()).to_json_dict()
    assert given["interaction"] is None
    assert NOT_ASSESSABLE in given["notes"]


def test_direct_has_each_pair_once_with_the_reference_as_its_comparator() -> None:
    report = analyse_network(triangle(), reference="placebo")
    rows = report.to_json_dict()["direct"]
    assert [(row["treatment"], row["comparator"], row["trials"]) for row in rows] == [
        ("first", "placebo", 3),
        ("second", "placebo", 3),
        ("second", "first", 2),
    ]
    for row in rows:
        assert list(row) == ["treatment", "comparator", "trials", "estimate", "se", "share"]
        mixed = report.result.compare(row["treatment"], row["comparator"])
        assert row["share"] == pytest.approx((mixed.se / row["se"]) ** 2)
        assert row["estimate"] == pytest.approx(mixed.estimate, abs=3 * row["se"])


def test_pairs_that_no_trial_compares_are_not_among_the_direct_ones(dong: pd.DataFrame) -> None:
    rows = analyse_network(dong).to_json_dict()["direct"]
    trials = dong.groupby("trial")["treatment"].apply(frozenset)
    expected = {
        frozenset((a, b)) for names in trials for a in names for b in names if a != b
    }  # fmt: skip
    pairs = [frozenset((row["treatment"], row["comparator"])) for row in rows]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


def test_contributions_are_given_for_the_reference_and_add_up(dong: pd.DataFrame) -> None:
    report = analyse_network(dong, reference="Placebo")
    given = report.to_json_dict()
    sums: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in given["contributions"]:
        assert list(row) == ["treatment", "comparator", "trial", "percent"]
        sums[row["treatment"], row["comparator"]].append(row["percent"])
    others = [name for name in given["treatments"] if name != "Placebo"]
    assert list(sums) == [(name, "Placebo") for name in others]
    for percents in sums.values():
        assert len(percents) == len(given["trials"])
        assert sum(percents) == pytest.approx(100.0)


@pytest.mark.parametrize("method", ["REML", "DL", "common"])
def test_leave_one_out_is_the_analysis_of_the_other_trials(method: str) -> None:
    table = triangle()
    rows = analyse_network(table, "RR", method, "placebo").to_json_dict()["leave_one_out"]  # type: ignore[arg-type]
    assert [row["trial"] for row in rows] == ["one", "two", "three", "four", "five", "six"]
    for row in rows:
        assert list(row) == ["trial", "tau2", "estimates", "note"]
        rest = make_network(table[table["trial"] != row["trial"]], "RR")
        expected = pool_network(rest, method)  # type: ignore[arg-type]
        assert row["tau2"] == pytest.approx(expected.tau2, abs=1e-12)
        assert row["note"] == ""
        for estimate in row["estimates"]:
            other = expected.compare(estimate["treatment"], "placebo")
            found = [estimate[name] for name in ("estimate", "se", "ci_low", "pi_high")]
            wanted = [getattr(other, name) for name in ("estimate", "se", "ci_low", "pi_high")]
            np.testing.assert_allclose(
                np.array(found, dtype=float), np.array(wanted, dtype=float), atol=1e-9
            )


def test_what_goes_with_a_trial_is_said() -> None:
    lone = arms(("seven", "second", 20, 80), ("seven", "third", 25, 80))
    reference = arms(("eight", "vehicle", 5, 50), ("eight", "placebo", 6, 52))
    table = pd.concat([triangle(), lone, reference])
    rows = {
        row["trial"]: row
        for row in analyse_network(table, reference="vehicle").to_json_dict()["leave_one_out"]
    }
    assert rows["seven"]["note"] == "No other trial has third."
    assert {row["treatment"] for row in rows["seven"]["estimates"]} == {
        "first", "second", "placebo",
    }  # fmt: skip
    # Without the reference there is nothing to compare with; tau2 is that of the rest.
    assert rows["eight"]["note"] == "No other trial has vehicle."
    assert rows["eight"]["estimates"] == []
    assert rows["eight"]["tau2"] is not None


def test_a_bridge_and_an_only_trial_have_a_sentence_in_place_of_numbers() -> None:
    bridge = arms(
        ("one", "a", 5, 50), ("one", "b", 9, 50), ("two", "b", 9, 50), ("two", "c", 5, 50),
        ("three", "c", 5, 50), ("three", "d", 9, 50),
    )  # fmt: skip
    rows = analyse_network(bridge).to_json_dict()["leave_one_out"]
    assert rows[1] == {
        "trial": "two",
        "tau2": None,
        "estimates": [],
        "note": "the network falls into 2 parts no trial connects: (a, b) and (c, d).",
    }
    [row] = analyse_network(triangle()[-3:]).to_json_dict()["leave_one_out"]
    assert row["note"] == "'six' is the only trial of the network."
