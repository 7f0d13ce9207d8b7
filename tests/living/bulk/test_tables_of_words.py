"""Readings of subgroups, of rates of long-term studies and of published results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from handed_in_readings import PLACE, TODAY, WHO, contents, copy_package, hand_in, rows, write

from synthesis.living.bulk.batch import prepare_batch
from synthesis.living.bulk.undo import prepare_batch_undo
from synthesis.living.change import write_change
from synthesis.package.checksums import make_pins
from synthesis.package.dataset import load
from synthesis.package.schema import read_schema

LABELS = """
[[label]]
field = "table"
label = "severe_only"
means = "subgroups"
subgroup = "severe at the start"
"""
SUBGROUP = {**WHO, "table": "severe_only", "arm_id": "placebo", "code": "EASI75", "week": "12"}
RATE = {
    **PLACE,
    **{"reader": "first", "table": "long_term_safety", "trial_id": "made-up-2001"},
    **{"code": "DEATH", "value": "0.3", "ci_low": "0.1", "ci_high": "0.8", "n": "400"},
    "statistic": "ir_per_100py (population=all who began; drug=upadacitinib; dose=15 mg QD)",
}
WORDS = "source_id=made-up-2001; treatment=a drug, 2 mg; comparator=placebo; effect_measure=OR"
POOLED = {
    **PLACE,
    **{"reader": "first", "table": "published_meta_analyses", "trial_id": "P901"},
    **{"code": "EASI75", "week": "12-16", "value": "2.1", "ci_low": "1.5", "ci_high": "2.9"},
    "statistic": f"estimate ({WORDS})",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = copy_package(tmp_path / "data")
    (folder / "readings.toml").write_text(LABELS, encoding="utf-8")
    return folder


def test_rows_are_made_confirmed_and_undone(package: Path, tmp_path: Path) -> None:
    pins, before = make_pins(package, read_schema(package)), contents(package)
    counted = {**SUBGROUP, "responders": "3", "n": "31", "percent": "9.7", "tier": "source"}
    mean = {**SUBGROUP, "code": "AGE_MEAN", "week": "", "value": "15.5", "n": "31"}
    write(package, hand_in(tmp_path / "r.csv", (counted, mean, RATE, POOLED)), "one")
    load(package)
    assert make_pins(package, read_schema(package)) == pins
    patients, age = rows(package, "subgroups")[-2:]
    assert (patients["subgroup"], patients["responders"]) == ("severe at the start", "3")
    assert (age["week"], age["value"], age["reading"]) == ("", "15.5", "1")
    rate = rows(package, "long_term_safety")[-1]
    assert (rate["drug"], rate["dose"], rate["follow_up"]) == ("upadacitinib", "15 mg QD", "")
    assert (rate["event"], rate["ir_ci_high"]) == ("DEATH", "0.8")
    pooled = rows(package, "published_meta_analyses")[-1]
    assert (pooled["treatment"], pooled["comparator"]) == ("a drug, 2 mg", "placebo")
    assert (pooled["outcome"], pooled["week"], pooled["estimate"]) == ("EASI75", "12-16", "2.1")
    # Another source: fewer words of a rate are enough where one row alone has them.
    elsewhere = {"source_url": "https://example.org/another"}
    again = (
        {**counted, **elsewhere},
        {**RATE, **elsewhere, "statistic": "ir_per_100py (drug=upadacitinib)"},
        {**POOLED, **elsewhere, "statistic": ""},
    )
    batch = prepare_batch(package, hand_in(tmp_path / "s.csv", again), "two", TODAY)
    assert batch.counts == {"confirmed": 3}
    undo = prepare_batch_undo(package, "one")
    write_change(package, undo.digest, undo.contents, "test")
    assert contents(package) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({**SUBGROUP, "table": "subgroups", "n": "31", "percent": "9.7"}, "subgroup is not named"),
        ({**SUBGROUP, "responders": "9", "n": "8"}, "at most n, which is 8"),
        ({**SUBGROUP, "percent": "9.7", "n": "31", "ci_low": "10", "ci_high": "12"}, "within its"),
        ({**SUBGROUP, "code": "MADE_UP", "n": "3", "percent": "9.7"}, "no outcome of the vocabul"),
        ({**RATE, "statistic": "rate"}, "expected one of ir_per_100py"),
        ({**RATE, "statistic": "ir_per_100py (adults)"}, "words of the row, such as (population=…"),
        (
            {**RATE, "value": "0.3 or so"},
            "ir_per_100py: found “0.3 or so”, expected a plain number",
        ),
        ({**RATE, "statistic": "ir_per_100py (drug=upadacitinib)"}, "population"),
        ({**RATE, "value": "0.9"}, "ir_per_100py 0.9 lies outside its interval, 0.1 to 0.8."),
        ({**POOLED, "trial_id": "first"}, "result_id"),
        ({**POOLED, "decision": "prefer", "reason": "why"}, "has one version alone"),
    ],
)
def test_what_cannot_be_is_refused(
    package: Path, tmp_path: Path, line: Mapping[str, str], words: str
) -> None:
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", (line,)), "one", TODAY)
    (refused,) = batch.refused
    assert words in refused.reason


def test_a_result_or_a_rate_that_may_be_another_is_refused(package: Path, tmp_path: Path) -> None:
    second = {**RATE, "statistic": RATE["statistic"].replace("15 mg", "30 mg")}
    write(package, hand_in(tmp_path / "r.csv", (RATE, second, POOLED)), "one")
    vague = {**RATE, "statistic": "ir_per_100py (drug=upadacitinib)"}
    other = {**POOLED, "statistic": "estimate (treatment=another drug)"}
    batch = prepare_batch(package, hand_in(tmp_path / "s.csv", (vague, other)), "two", TODAY)
    reasons = sorted(fate.reason for fate in batch.refused)
    assert reasons == [
        "2 rows of long_term_safety fit it; say more words of the one meant.",
        "The row P901 of published_meta_analyses is another one: its treatment is a drug, 2 mg, "
        "not another drug.",
    ]
