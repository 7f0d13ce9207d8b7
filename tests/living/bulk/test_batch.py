"""A file of readings: judged line by line, written at once, undone byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from csv_cells import replace_cells
from handed_in_readings import (
    EVENT,
    LINES,
    TODAY,
    WHO,
    contents,
    copy_package,
    hand_in,
    rows,
    write,
)
from openpyxl import Workbook
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.living.bulk.batch import prepare_batch
from synthesis.living.change import ChangedMeanwhileError, write_change
from synthesis.package.checksums import make_pins
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.schema import read_schema


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path / "data")


def test_rows_of_every_table_are_confirmed_or_made(package: Path, tmp_path: Path) -> None:
    before = contents(package)
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", LINES), "one", TODAY)
    fates = {line: fate.became for fate in batch.fates for line in fate.lines}
    assert fates == {
        **{2: "confirmed", 3: "new", 4: "new", 5: "new"},
        **{6: "new", 7: "new", 8: "confirmed"},
    }
    assert contents(package) == before  # nothing is written by working it out
    write_change(package, batch.digest, batch.contents, "test")
    load(package)
    (age,) = rows(package, "baseline")
    assert (age["value"], age["spread"], age["spread_type"]) == ("31.5", "12.1", "SD")
    (mean,) = rows(package, "continuous")
    assert (mean["se"], mean["statistic"], mean["reading"]) == ("0.7", "least-squares mean", "1")
    assert rows(package, "risk_of_bias")[-1]["domain"] == "blinding"
    assert rows(package, "adverse_events")[-1]["period_weeks"] == "0.286"


def test_the_trail_says_who_read_what_where(package: Path, tmp_path: Path) -> None:
    pins = make_pins(package, read_schema(package))
    write(package, hand_in(tmp_path / "r.csv", LINES))
    kept = rows(package, "readings")
    assert [line["line"] for line in kept] == [str(n) for n in range(2, 9)]
    assert {line["batch"] for line in kept} == {"one"}
    entries = rows(package, "corrections")
    assert {line["reader"] for line in entries} == {"first"}
    made = [line for line in entries if line["kind"] == "new row"]
    assert [line["field"] for line in made] == ["row"] * len(made)
    assert kept[0]["entry"] in {line["entry"] for line in entries}
    # Pins tell of the tables as they were entered.
    assert make_pins(package, read_schema(package)) == pins


def test_a_decision_between_versions_that_are_there_is_carried_out(
    package: Path, tmp_path: Path
) -> None:
    other = {**EVENT, "patients": "9", "n": "77"}
    write(package, hand_in(tmp_path / "one.csv", (other,)), "one")
    decided = {**other, "decision": "prefer", "reason": "the corrected table"}
    decided["source_url"] = "https://example.org/corrected"
    write(package, hand_in(tmp_path / "two.csv", (decided,)), "two")
    found = {
        row["reading"]: row["preferred"]
        for row in rows(package, "adverse_events")
        if (row["trial_id"], row["arm_id"]) == ("jade-mono-1", "placebo")
    }
    assert found == {"1": "no", "2": "yes"}


def test_marks_of_a_version_are_laid_to_the_reading_that_led_to_them(
    package: Path, tmp_path: Path
) -> None:
    other = {**EVENT, "patients": "9", "n": "77", "reader": "second"}
    later = {**EVENT, "patients": "3", "n": "77", "reader": "third"}
    write(package, hand_in(tmp_path / "r.csv", (other, later)))
    readers = {line["field"]: line["reader"] for line in rows(package, "corrections")}
    assert (readers["conflict"], readers["second_reading"]) == ("second", "third")


def test_a_change_made_meanwhile_is_not_overwritten(package: Path, tmp_path: Path) -> None:
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", LINES), "one", TODAY)
    path = package / "adverse_events.csv"
    path.write_bytes(replace_cells(path.read_bytes(), 0, {"notes": "meanwhile"}))
    with pytest.raises(ChangedMeanwhileError):
        write_change(package, batch.digest, batch.contents, "test")


def test_two_sources_that_disagree_become_two_versions(package: Path, tmp_path: Path) -> None:
    wrong = {**EVENT, "patients": "9", "n": "77"}
    write(package, hand_in(tmp_path / "r.csv", (wrong,)))
    first, second = (
        row
        for row in rows(package, "adverse_events")
        if (row["trial_id"], row["arm_id"]) == ("jade-mono-1", "placebo")
    )
    assert (first["conflict"], first["preferred"]) == ("yes", "yes")
    assert (second["reading"], second["preferred"], second["patients"]) == ("2", "no", "9")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "MADE_UP"}, "“MADE_UP” is no event of the vocabulary"),
        ({"table": "made_up"}, "“made_up” is no table that takes readings"),
        ({"week": "month 3"}, "“month 3” is no time"),
        ({"responders": "3"}, "responders has no place in adverse_events"),
        ({"patients": "3.5"}, "patients: found “3.5”, expected a whole number"),
        ({"arm_id": "elsewhere"}, "There is no arm elsewhere of jade-mono-1"),
        ({"week": "20", "patients": "80", "n": "79"}, "expected at most"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line_and_nothing_is_written(
    package: Path, tmp_path: Path, change: Mapping[str, str], words: str
) -> None:
    lines = (LINES[0], {**EVENT, "patients": "3", "n": "77", **change})
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", lines), "one", TODAY)
    (refused,) = batch.refused
    assert refused.lines == (3,)
    assert words in refused.reason
    assert not batch.contents


def test_a_declared_label_maps_a_reading_or_says_why_it_is_not_used(
    package: Path, tmp_path: Path
) -> None:
    (package / "readings.toml").write_text(
        '[[label]]\nfield = "code"\nlabel = "SAE"\nmeans = "SERIOUS_AE"\n'
        '[[label]]\nfield = "table"\nlabel = "flow"\nreason = "It is not an outcome."\n',
        encoding="utf-8",
    )
    lines = (
        {**EVENT, "code": "SAE", "patients": "3", "n": "77"},
        {**EVENT, "table": "flow", "patients": "1"},
    )
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", lines), "one", TODAY)
    assert batch.counts == {"confirmed": 1, "not used": 1}
    (package / "readings.toml").write_text('[[label]]\nfield = "code"\nlabel = "A"\n', "utf-8")
    with pytest.raises(DataError, match="either what it means or the reason"):
        prepare_batch(package, tmp_path / "r.csv", "one", TODAY)


def test_a_spreadsheet_is_read_as_well(package: Path, tmp_path: Path) -> None:
    names = list(dict.fromkeys(name for line in LINES for name in line))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(names)
    for line in LINES:
        sheet.append([line.get(name) for name in names])
    book.save(tmp_path / "r.xlsx")
    batch = prepare_batch(package, tmp_path / "r.xlsx", "one", TODAY)
    assert batch.counts == {"confirmed": 2, "new": 5}


def test_the_command_tells_line_by_line_writes_and_undoes(package: Path, tmp_path: Path) -> None:
    file = hand_in(tmp_path / "r.csv", LINES)
    before = contents(package)
    run = CliRunner()
    options = ["--data", str(package)]
    dry = run.invoke(app, ["row", "verify", "--from", str(file), "--dry-run", *options])
    assert dry.exit_code == 0, dry.output
    assert "line 2: confirmed, adverse_events jade-mono-1 placebo SERIOUS_AE 12 1" in dry.output
    assert "r, lines 7: confirmed 2, new 5." in dry.output
    assert contents(package) == before
    done = run.invoke(app, ["row", "verify", "--from", str(file), "--yes", *options])
    assert done.exit_code == 0, done.output
    again = run.invoke(app, ["row", "verify", "--from", str(file), "--yes", *options])
    assert again.exit_code == 2
    assert "A batch r is there already" in again.output
    undone = run.invoke(app, ["row", "verify", "--undo", "--batch", "r", "--yes", *options])
    assert undone.exit_code == 0, undone.output
    assert contents(package) == before


def test_the_command_refuses_a_row_and_a_file_at_once(package: Path, tmp_path: Path) -> None:
    file = hand_in(tmp_path / "r.csv", LINES)
    both = ["row", "verify", "jade-mono-1", "placebo", "EASI75", "12", "--from", str(file)]
    assert CliRunner().invoke(app, [*both, "--data", str(package)]).exit_code == 2
    assert CliRunner().invoke(app, ["row", "verify"]).exit_code == 2
    assert (
        CliRunner().invoke(app, ["row", "verify", "--from", str(file), "--reading", "2"]).exit_code
        == 2
    )
    row = ["row", "verify", "jade-mono-1", "placebo", "EASI75", "12"]
    assert CliRunner().invoke(app, [*row, "--batch", "one"]).exit_code == 2


def test_a_mean_outside_its_own_interval_is_refused(package: Path, tmp_path: Path) -> None:
    mean = {**WHO, "table": "continuous", "code": "DLQI_CHANGE", "arm_id": "placebo", "week": "12"}
    lines = (
        {**mean, "value": "-4.2", "ci_low": "-3.1", "ci_high": "-2.0"},
        {**mean, "value": "-4.2", "ci_low": "-5.1", "ci_high": "-2.0"},
    )
    batch = prepare_batch(package, hand_in(tmp_path / "r.csv", lines), "one", TODAY)
    (refused,) = batch.refused
    assert refused.lines == (2,)
    assert "The mean -4.2 lies outside its interval, -3.1 to -2.0." in refused.reason


def test_a_judgement_is_the_same_word_whatever_its_capitals(package: Path, tmp_path: Path) -> None:
    judged = {**WHO, "table": "risk_of_bias", "code": "VTE", "statistic": "judgement:blinding"}
    first = {**judged, "value": "Some Concerns"}
    write(package, hand_in(tmp_path / "r.csv", (first,)), "one")
    assert rows(package, "risk_of_bias")[-1]["judgement"] == "some concerns"
    again = {**judged, "value": "some concerns", "statistic": "judgement:Blinding"}
    batch = prepare_batch(package, hand_in(tmp_path / "s.csv", (again,)), "two", TODAY)
    assert batch.counts == {"same copy": 1}


def test_a_day_is_its_row_however_the_table_rounds_the_week(package: Path, tmp_path: Path) -> None:
    read = {**EVENT, "week": "0.29", "patients": "0", "n": "77"}
    write(package, hand_in(tmp_path / "r.csv", (read,)), "one")
    path = package / "adverse_events.csv"
    path.write_bytes(path.read_bytes().replace(b",0.286,", b",0.29,"))
    corrections = package / "corrections.csv"
    corrections.write_bytes(corrections.read_bytes().replace(b",0.286,", b",0.29,"))
    again = {**read, "week": "day 2", "source_url": "https://example.org/another"}
    batch = prepare_batch(package, hand_in(tmp_path / "s.csv", (again,)), "two", TODAY)
    assert batch.counts == {"confirmed": 1}
    path.write_bytes(
        path.read_bytes()
        + path.read_bytes().splitlines(keepends=True)[-1].replace(b",0.29,", b",0.286,")
    )
    with pytest.raises(DataError, match="one preferred row only for the same arm"):
        load(package)
