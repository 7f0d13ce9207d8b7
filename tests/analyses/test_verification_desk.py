"""The verification desk: every open row is there, and its moves are what the analyses say."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from other_data import with_table
from selections import select, select_network

from synthesis.analyses.desk import Desk, analyses_of
from synthesis.analyses.doses import run_dose
from synthesis.analyses.harms import run_harm
from synthesis.analyses.networks import run_network
from synthesis.analyses.pools import AnalysisResult, run_analysis
from synthesis.analyses.unread_rows import OpenRow, open_rows
from synthesis.package.corrections import TABLES
from synthesis.package.dataset import Dataset
from synthesis.prose.unread_rows import (
    command_for,
    largest_sentence,
    moved_sentence,
    other_sentence,
    row_says,
    waiting_sentence,
    what_depends,
    what_to_read,
)
from synthesis.selection.arms import ALL_TIERS
from synthesis.selection.harms import select_harm
from synthesis.selection.records import read_harm_records
from synthesis.site.pages.data.verification import (
    show_desk_trials,
    show_most_telling,
)
from synthesis.words.terms import INACTIVE


def test_every_listed_row_exists_and_waits(dataset: Dataset, rows: tuple[OpenRow, ...]) -> None:
    for row in rows:
        frame = dataset.table(row.table)
        (own,) = frame[frame["row"] == row.row].to_dict("records")
        place = TABLES[row.table]
        assert (own["trial_id"], own["arm_id"]) == (row.record["trial_id"], row.record["arm_id"])
        missing = pd.isna(own["n"]) or pd.isna(own[place.count])
        assert own["verification"] in ("unverified", "inferred") or missing
        assert own["preferred"] == "yes"
        assert row.analyses
    assert len({(row.table, row.row) for row in rows}) == len(rows)


def test_no_open_row_that_an_analysis_takes_is_missing(
    dataset: Dataset, rows: tuple[OpenRow, ...]
) -> None:
    """Against the selections themselves, with all tiers admitted."""
    taken = {
        ("dichotomous", row)
        for analysis in dataset.analyses
        for pool in select(dataset, analysis, ALL_TIERS).pools
        for arm in pool.arms
        for row in arm.rows
    }
    taken |= {
        ("dichotomous", row)
        for network in dataset.networks
        for arm in select_network(dataset, network, ALL_TIERS).arms
        for row in arm.rows
    }
    records = read_harm_records(dataset)
    taken |= {
        ("adverse_events", row)
        for harm in dataset.harms
        for pool in select_harm(records, harm, ALL_TIERS).pools
        for arm in pool.arms
        for row in arm.rows
    }
    waiting = {
        (table, int(number))
        for table in TABLES
        for number in dataset.table(table).query("verification in ('unverified', 'inferred')")[
            "row"
        ]
    }
    assert waiting & taken
    assert waiting & taken <= {(row.table, row.row) for row in rows}


def test_percentages_held_back_for_want_of_patients_are_listed(
    dataset: Dataset, rows: tuple[OpenRow, ...]
) -> None:
    listed = {(row.record["trial_id"], row.code) for row in rows if not row.counted}
    counts, arms = dataset.table("dichotomous"), dataset.table("arms")
    inactive = set(arms[arms["drug"].isin(INACTIVE)]["arm_id"])
    checked = 0
    for analysis in dataset.analyses:
        if not analysis.against_inactive:
            continue
        for held in select(dataset, analysis).held_back:
            own = counts[counts["trial_id"] == held.trial_id]
            own = own[(own["outcome"] == analysis.outcome) & own["arm_id"].isin(inactive)]
            # Without any row for the other arm no number of patients would help.
            if held.stage == "counted" and len(own):
                assert (held.trial_id, analysis.outcome) in listed
                checked += 1
    assert checked


def test_rows_in_use_are_those_of_the_results(
    results: tuple[AnalysisResult, ...], rows: tuple[OpenRow, ...], desk: Desk
) -> None:
    used = {
        (row, result.analysis.id)
        for result in results
        for pool in result.pools
        for arm in pool.pool.arms
        for row in arm.rows
    }
    numbers = {number for number, _ in used}
    for row in rows:
        if row.table == "dichotomous" and row.row in numbers:
            assert row.used
            assert row.tier == "inferred"
        if row.tier == "unverified":
            assert not row.used
    for number, analysis in used:
        assert analysis in analyses_of(desk, "dichotomous", number)


def test_results_before_are_those_of_the_book(
    dataset: Dataset, results: tuple[AnalysisResult, ...], desk: Desk
) -> None:
    for result in results:
        for pool in result.pools:
            assert desk.results[pool.pool.id].estimate == pool.primary.estimate
    for harm in dataset.harms[:5]:
        for found in run_harm(dataset, harm.id, desk.tables.harms).pools:
            assert desk.results[found.pool.id].estimate == found.difference.estimate
    dose = run_dose(dataset, dataset.doses[0].id)
    shown = desk.results[dose.analysis.id]
    assert shown.estimate == pytest.approx(dose.shown.step.log_odds_ratio, abs=1e-6)
    network = run_network(dataset, dataset.networks[0].id)
    for each in network.against(network.analysis.reference):
        assert desk.results[f"{network.analysis.id}.{each.treatment}"].estimate == each.estimate


def test_without_an_inferred_row_the_results_are_as_if_it_were_never_there(
    dataset: Dataset, rows: tuple[OpenRow, ...]
) -> None:
    tried = [row for row in rows if row.used and row.moves][:6]
    assert tried
    for row in tried:
        frame = dataset.table(row.table)
        other = with_table(dataset, row.table, frame[frame["row"] != row.row])
        _compare(other, row)


def test_with_a_remembered_row_the_results_are_as_if_it_had_been_read(dataset: Dataset) -> None:
    frame = dataset.table("dichotomous")
    one = frame["arm_id"].eq("abrocitinib-100-qd") & frame["outcome"].eq("EASI75")
    frame.loc[one & frame["trial_id"].eq("jade-mono-2"), "verification"] = "unverified"
    dataset = with_table(dataset, "dichotomous", frame)
    rows = open_rows(Desk(dataset))
    alone = [r for r in rows if r.tier == "unverified" and r.moves and r.table == "dichotomous"]
    tried = [row for row in alone if not row.companions][:2]
    assert tried
    for row in tried:
        frame = dataset.table(row.table)
        frame.loc[frame["row"] == row.row, "verification"] = "source"
        _compare(with_table(dataset, row.table, frame), row)


def _compare(other: Dataset, row: OpenRow) -> None:
    pools = {analysis.id for analysis in other.analyses}
    for move in row.moves:
        if move.effect.analysis not in pools:
            continue
        regimen = move.effect.id.removeprefix(f"{move.effect.analysis}.")
        found = run_analysis(other, move.effect.analysis).pool(regimen)
        assert (found is None) == (move.after is None)
        if found is not None and move.after is not None:
            assert found.primary.estimate == move.after.estimate


def test_the_most_telling_rows_come_first(rows: tuple[OpenRow, ...]) -> None:
    keys = [(row.conclusions, row.largest_shift) for row in rows]
    assert keys == sorted(keys, reverse=True)
    assert all(math.isfinite(row.largest_shift) for row in rows)


def test_every_row_can_be_found_and_settled_from_the_page(rows: tuple[OpenRow, ...]) -> None:
    page = BeautifulSoup(show_desk_trials(rows).text, "html.parser")
    for row in rows:
        (line,) = page.find_all(id=f"desk-{row.table}-{row.row}")
        below = line.find_next_sibling("tr").get_text(" ")
        assert row_says(row) in line.get_text(" ")
        assert what_to_read(row) in below
        assert what_depends(row) in below
        assert command_for(row) in below
    for link in page.find_all("a"):
        assert link["href"].split("/")[2] in (
            "clinicaltrials.gov",
            "doi.org",
            "pubmed.ncbi.nlm.nih.gov",
        )
    targets = {tag["id"] for tag in page.find_all(id=True)}
    top = BeautifulSoup(show_most_telling(rows).text, "html.parser")
    assert {link["href"].removeprefix("#") for link in top.find_all("a")} <= targets


def test_commands_name_the_row_and_refuse_to_run_unedited(rows: tuple[OpenRow, ...]) -> None:
    for row in rows:
        command = command_for(row)
        record, place = row.record, TABLES[row.table]
        expected = f"verify {record['trial_id']} {record['arm_id']} {row.code} {row.week:g} "
        assert expected in command
        assert "--source ADDRESS" in command
        assert ("--n PATIENTS" in command) == bool(pd.isna(record["n"]))
        assert ("--responders COUNT" in command) == bool(pd.isna(record[place.count]))


def test_sentences_have_the_numbers_of_the_rows(desk: Desk, rows: tuple[OpenRow, ...]) -> None:
    sentence = waiting_sentence(rows)
    assert sentence.startswith(f"{len(rows)} rows ")
    assert f"{sum(r.tier == 'inferred' and r.counted for r in rows)} are in use" in sentence
    assert f"Of {len(desk.results)} primary results" in moved_sentence(desk, rows)
    largest = max(m.shift for r in rows for m in r.moves if math.isfinite(m.shift))
    shown = [r for r in rows if any(m.shift == largest for m in r.moves)]
    assert any(r.trial["trial_name"] in largest_sentence(rows) for r in shown)
    total = sum(
        int(desk.dataset.table(table)["verification"].isin(("unverified", "inferred")).sum())
        for table in desk.dataset.schema.tables
        if "verification" in desk.dataset.table(table)
    )
    listed = sum(row.tier in ("unverified", "inferred") for row in rows)
    counts = [int(word) for word in other_sentence(desk, rows).split() if word.isdigit()]
    assert sum(counts) == total - listed


def test_an_empty_desk_says_so() -> None:
    for show in (show_most_telling, show_desk_trials):
        assert "No row" in show(()).text
    assert waiting_sentence(()).startswith("No row ")
    assert largest_sentence(()) == "No result moves from one value to another."
