"""The evidence debt: every number that nobody read again, ranked by what it could move."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from handovers import as_in_a_build
from hypothesis import given
from hypothesis import strategies as st

from synthesis.analyses.desk import Desk
from synthesis.analyses.evidence.debt import MISREAD, Debt, list_debt, misread_rows
from synthesis.analyses.pools import AnalysisResult, run_analysis
from synthesis.analyses.unread_rows import OpenRow
from synthesis.living.columns import READING_COLUMNS
from synthesis.package.dataset import Dataset
from synthesis.prose.evidence_debt import (
    STATES,
    could_move_percent,
    debt_sentence,
    reading_list,
    tell_most_moved,
    unjudged_sentence,
)
from synthesis.selection.records import CountRecord
from synthesis.site.pages.data.debt import READING_LIST, SLUG, show_debt
from synthesis.words.times import read_day, week_of_day


@pytest.fixture(scope="module")
def debts(desk: Desk, rows: tuple[OpenRow, ...]) -> tuple[Debt, ...]:
    return list_debt(desk, rows)


def test_every_count_of_a_pool_is_owed_or_was_read_again(
    dataset: Dataset, results: tuple[AnalysisResult, ...], debts: tuple[Debt, ...]
) -> None:
    owed = {debt.row for debt in debts if debt.table == "dichotomous"}
    again = dataset.table("dichotomous").set_index("row")["second_reading"]
    used = {
        row
        for result in results
        for pool in result.pools
        for arm in pool.pool.arms
        for row in arm.rows
    }
    assert used
    assert {row for row in used if again[row] == "none"} <= owed
    assert len({(debt.table, debt.row) for debt in debts}) == len(debts)


def test_every_row_that_waits_is_owed(rows: tuple[OpenRow, ...], debts: tuple[Debt, ...]) -> None:
    owed = {(debt.table, debt.row): debt for debt in debts}
    for row in rows:
        debt = owed[row.table, row.row]
        assert debt.status != "once"
        assert (debt.could_move is None) == (not row.counted)
    for debt in debts:
        if debt.status == "once":
            assert debt.record["second_reading"] == "none"
            assert debt.record["verification"] not in ("unverified", "inferred")


def test_what_could_move_most_comes_first_and_the_unknown_last(debts: tuple[Debt, ...]) -> None:
    known = [debt.could_move for debt in debts if debt.could_move is not None]
    assert known == sorted(known, reverse=True)
    assert all(math.isfinite(value) for value in known)
    assert all(debt.could_move is None for debt in debts[len(known) :])


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_misread_count_is_another_one_of_as_many_patients(counts: tuple[int, int]) -> None:
    count, n = counts
    row = CountRecord("a", 16.0, count, n, "source", True, 2)
    other = replace(row, arm_id="b", row=3)
    wrong, same = misread_rows((row, other), row)
    assert same == other
    assert wrong == replace(row, count=wrong.count)
    assert wrong.count is not None
    assert 0 <= wrong.count <= n
    # Whatever way a half is rounded, it is a tenth to the nearest patient, and one at least.
    assert 1 <= abs(wrong.count - count) <= max(1, MISREAD * count + 0.5)


def test_a_row_without_a_count_is_left_out() -> None:
    row = CountRecord("a", 16.0, None, 50, "source", True, 2)
    other = replace(row, arm_id="b", row=3, count=7)
    assert misread_rows((row, other), row) == (other,)


def test_a_move_is_that_of_data_with_the_wrong_count(
    dataset: Dataset, debts: tuple[Debt, ...]
) -> None:
    pools = {analysis.id for analysis in dataset.analyses}
    read = (d for d in debts if d.status == "once" and d.move and d.table == "dichotomous")
    tried = [debt for debt in read if debt.move and debt.move.effect.analysis in pools][:4]
    assert tried
    for debt in tried:
        frame = dataset.table(debt.table)
        count = int(debt.record["responders"])
        lower = count - max(1, round(MISREAD * count))
        frame.loc[frame["row"] == debt.row, "responders"] = lower
        tables = {name: dataset.table(name) for name in dataset.schema.tables}
        other = replace(dataset, _tables=MappingProxyType({**tables, debt.table: frame}))
        move = debt.move
        assert move is not None
        assert move.after is not None
        assert move.before is not None
        regimen = move.effect.id.removeprefix(f"{move.effect.analysis}.")
        found = run_analysis(other, move.effect.analysis).pool(regimen)
        assert found is not None
        assert found.primary.estimate == move.after.estimate
        distance = abs(move.after.estimate - move.before.estimate) / move.before.half_width
        assert debt.could_move == pytest.approx(distance)


def test_a_judgement_of_another_outcome_is_none(dataset: Dataset, debts: tuple[Debt, ...]) -> None:
    frame = dataset.table("risk_of_bias")
    overall = frame[frame["domain"] == "overall"]
    judged = {
        (trial, code)
        for trial, named in zip(overall["trial_id"], overall["outcome"], strict=True)
        for code in named.split(" and ")
    }
    for debt in debts:
        trial = debt.record["trial_id"]
        assert debt.judged == ((trial, debt.code) in judged or (trial, "all") in judged)


def test_the_reading_list_names_every_row_and_leaves_the_numbers_to_its_reader(
    debts: tuple[Debt, ...],
) -> None:
    lines = [dict(zip(READING_COLUMNS, line, strict=True)) for line in reading_list(debts)]
    assert len(lines) == len(debts)
    said = {"table", "trial_id", "arm_id", "code", "week", "notes"}
    for line, debt in zip(lines, debts, strict=True):
        assert {name for name, cell in line.items() if cell} == said
        assert (line["trial_id"], line["arm_id"]) == (
            debt.record["trial_id"],
            debt.record["arm_id"],
        )
        assert (line["table"], line["code"]) == (debt.table, debt.code)
        day = read_day(line["week"])
        week = line["week"] if day is None else week_of_day(day)
        assert float(week) == pytest.approx(debt.week, abs=0.001)
        assert STATES[debt.status] in line["notes"]


def test_a_build_publishes_the_list_beside_the_table(
    debts: tuple[Debt, ...], tmp_path: Path
) -> None:
    with as_in_a_build(tmp_path, "verification"):
        page = BeautifulSoup(show_debt(debts[:5]).text, "html.parser")
    (link,) = page.select("a[download][href$='reading-list.csv']")
    assert link["href"] == f"tables/{SLUG}/{READING_LIST}"
    with (tmp_path / str(link["href"])).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert tuple(rows[0]) == READING_COLUMNS
    assert rows[1:] == [list(line) for line in reading_list(debts[:5])]
    assert "row verify --from reading-list.csv --dry-run" in page.get_text()


def test_the_page_says_of_every_row_what_it_could_move(debts: tuple[Debt, ...]) -> None:
    table = BeautifulSoup(show_debt(debts).text, "html.parser").table
    assert table is not None
    lines = table.select("tbody tr")
    assert len(lines) == len(debts)
    for line, debt in list(zip(lines, debts, strict=True))[:20]:
        percent = could_move_percent(debt)
        assert line.find_all(["th", "td"])[2].get_text() == (
            "" if percent is None else str(percent)
        )
        assert tell_most_moved(debt) in line.get_text()
    assert "No number waits" in show_debt(()).text


def test_sentences_have_the_numbers_of_the_rows(debts: tuple[Debt, ...]) -> None:
    assert debt_sentence(debts).startswith(f"{len(debts):,} numbers ")
    once = sum(debt.status == "once" for debt in debts)
    assert f"{once} were read once" in debt_sentence(debts)
    assert debt_sentence(()).startswith("Every number ")
    frame = pd.DataFrame(
        {
            "pair": [(d.trial["trial_id"], str(d.code)) for d in debts],
            "judged": [d.judged for d in debts],
        }
    ).drop_duplicates("pair")
    assert f"For {(~frame['judged']).sum():,} of the {len(frame):,} " in unjudged_sentence(debts)
