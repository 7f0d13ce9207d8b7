"""Recording what was read: confirmation, correction, undo, refusals, guards; nothing half done."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from csv_cells import replace_cells
from typer.testing import CliRunner

import synthesis.files.atomic
from synthesis.commands.cli import app
from synthesis.files.lock import hold_lock
from synthesis.files.project import ROOT
from synthesis.living.find_row import Address
from synthesis.living.reading import Found, VerifyError, compare
from synthesis.living.verify import prepare, prepare_undo, save
from synthesis.package.corrections import TABLES
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
PLACE = "https://example.org/made-up-report"
HERE = Address("jade-mono-1", "placebo", "EASI75", 12)
TODAY = "2001-02-03"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(SOUND, folder)
    return folder


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def row_of(folder: Path, address: Address = HERE) -> dict[str, str]:
    rows = read_rows(folder / "dichotomous.csv")
    key = (address.trial, address.arm, address.outcome, address.week)
    return next(
        r for r in rows if (r["trial_id"], r["arm_id"], r["outcome"], float(r["week"])) == key
    )


def set_cells(folder: Path, **changes: str) -> None:
    path = folder / "dichotomous.csv"
    position = read_rows(path).index(row_of(folder))
    path.write_bytes(replace_cells(path.read_bytes(), position, changes))


def record(folder: Path, address: Address = HERE, **numbers: object) -> None:
    found = Found(PLACE, "Table 2", **numbers)  # type: ignore[arg-type]
    save(folder, prepare(folder, address, found, TODAY))


def lines_of(folder: Path) -> list[dict[str, str]]:
    return read_rows(folder / "corrections.csv")


def make_unverified(folder: Path) -> None:
    set_cells(
        folder,
        verification="unverified",
        source_url="",
        second_reading="none",
        second_source="",
        notes="made up, from memory",
    )


def test_confirmation_raises_the_tier_and_keeps_the_old_place(package: Path) -> None:
    make_unverified(package)
    before = row_of(package)
    record(package)
    after = row_of(package)
    assert after["verification"] == "source"
    assert (after["source_url"], after["source_locator"]) == (PLACE, "Table 2")
    assert after["notes"] == f"verified on {TODAY}; before: made up, from memory"
    assert all(after[name] == before[name] for name in ("responders", "n", "percent_reported"))
    assert {(line["kind"], line["date"]) for line in lines_of(package)} == {("confirmation", TODAY)}
    kept = {line["field"]: line["old"] for line in lines_of(package)}
    assert kept["verification"] == "unverified"
    assert kept["source_locator"] == before["source_locator"]
    load(package)


def test_equal_numbers_are_a_confirmation(package: Path) -> None:
    make_unverified(package)
    row = row_of(package)
    record(package, count=int(row["responders"]), n=int(row["n"]), percent=row["percent_reported"])
    assert lines_of(package)[0]["kind"] == "confirmation"
    assert row_of(package)["verification"] == "source"


def test_correction_changes_one_row_and_no_other_byte(package: Path) -> None:
    set_cells(package, second_reading="confirmed", second_source=PLACE)
    before = (package / "dichotomous.csv").read_bytes().splitlines()
    old = row_of(package)
    record(package, count=int(old["responders"]) + 5, reason="misread before")
    after = (package / "dichotomous.csv").read_bytes().splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    row = row_of(package)
    assert int(row["responders"]) == int(old["responders"]) + 5
    assert row["percent_reported"] == ""  # the printed one no longer fits
    assert row["second_reading"] == "none"  # somebody confirmed the old number
    kept = {line["field"]: (line["old"], line["new"]) for line in lines_of(package)}
    assert kept["responders"] == (old["responders"], row["responders"])
    assert kept["percent_reported"] == (old["percent_reported"], "")
    assert {line["reason"] for line in lines_of(package)} == {"misread before"}
    load(package)


def test_a_second_source_confirms_a_row_that_was_read(package: Path) -> None:
    set_cells(package, verification="source", second_reading="none", second_source="")
    old = row_of(package)
    record(package)
    row = row_of(package)
    assert (row["second_reading"], row["second_source"]) == ("confirmed", PLACE)
    assert row["source_url"] == old["source_url"]
    with pytest.raises(VerifyError, match="already confirmed"):
        record(package)


def test_a_denominator_completes_a_percentage(package: Path) -> None:
    set_cells(package, responders="", n="", percent_reported="11.7", verification="source")
    record(package, n=77)
    row = row_of(package)
    assert (row["responders"], row["n"], row["verification"]) == ("9", "77", "derived")
    assert {line["kind"] for line in lines_of(package)} == {"completion"}


def test_undo_is_byte_identical_entry_by_entry(package: Path) -> None:
    make_unverified(package)
    states = [bytes_of(package)]
    record(package)
    states.append(bytes_of(package))
    record(package, count=1, percent="1.3")
    states.append(bytes_of(package))
    other = Address("measure-up-1", "placebo", "EASI75", 16)
    record(package, other, reason="another row, to be kept apart")
    save(package, prepare_undo(package, other))
    for state in reversed(states):
        assert bytes_of(package) == state
        if state is not states[0]:
            save(package, prepare_undo(package, HERE))
    with pytest.raises(VerifyError, match="nothing to undo"):
        prepare_undo(package, HERE)


def test_crlf_and_a_byte_order_mark_survive(package: Path) -> None:
    path = package / "dichotomous.csv"
    text = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text)
    before = bytes_of(package)
    record(package, count=1, percent="1.3")
    assert path.read_bytes().count(b"\r\n") == text.count(b"\r\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbftrial_id")
    save(package, prepare_undo(package, HERE))
    assert bytes_of(package) == before


@pytest.mark.parametrize(
    ("field", "value"), [("responders", "7"), ("n", "70"), ("verification", "inferred")]
)
def test_the_guard_names_a_row_that_was_overwritten(package: Path, field: str, value: str) -> None:
    record(package, count=8, n=76, percent="10.5")
    set_cells(package, **({field: value, "percent_reported": ""}))
    with pytest.raises(DataError) as raised:
        load(package)
    (defect,) = raised.value.defects
    assert field in str(defect.field)
    assert "entry 1 of corrections.csv" in str(defect)
    with pytest.raises(VerifyError, match="changed since"):
        prepare_undo(package, HERE)


def test_the_guard_misses_a_row_that_is_gone(package: Path) -> None:
    record(package, count=8, n=76, percent="10.5")
    path = package / "dichotomous.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.startswith("jade-mono-1,placebo,EASI75,12,")),
        encoding="utf-8",
    )
    with pytest.raises(DataError, match=r"entry 1 of corrections\.csv changed"):
        load(package)


def test_a_new_reading_settles_a_broken_guard(package: Path) -> None:
    record(package, count=8, n=76, percent="10.5")
    set_cells(package, responders="7", percent_reported="")
    record(package, count=9)
    load(package)


def test_a_crash_leaves_all_or_nothing(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a write fails, the next reader finds the old state or the new one, whole."""
    before = bytes_of(package)
    verification = prepare(package, HERE, Found(PLACE, "Table 2", count=8, n=76), TODAY)
    after = {**before, **verification.contents}
    real = synthesis.files.atomic.write_safely
    seen = []
    for failing in range(1, 9):
        calls = iter(range(1, 100))

        def fail_at(
            path: Path, content: bytes, calls: Iterator[int] = calls, failing: int = failing
        ) -> None:
            if next(calls) == failing:
                raise OSError("made up: the disk is full")
            real(path, content)

        monkeypatch.setattr(synthesis.files.atomic, "write_safely", fail_at)
        with suppress(OSError):
            save(package, verification)
        monkeypatch.undo()
        synthesis.files.atomic.finish_pending(package)
        seen.append(bytes_of(package))
        assert seen[-1] in (before, after)
        for name, content in before.items():
            (package / name).write_bytes(content)
    assert before in seen
    assert after in seen


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (Address("jade-mono-9", "placebo", "EASI75", 12), "no trial “jade-mono-9”.*jade-mono-1"),
        (Address("jade-mono-1", "placbo", "EASI75", 12), "no arm “placbo”.*placebo"),
        (Address("jade-mono-1", "placebo", "EASI57", 12), "no outcome “EASI57”.*EASI75"),
        (Address("jade-mono-1", "placebo", "EASI75", 13), "week 13; .* has: .*12"),
        (Address("jade-mono-1", "placebo", "EASI75", 12, 7), "--reading; there are: 1"),
    ],
)
def test_what_does_not_exist_is_named_with_the_nearest(
    package: Path, address: Address, sentence: str
) -> None:
    with pytest.raises(VerifyError, match=sentence):
        prepare(package, address, Found(PLACE, "Table 2"), TODAY)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Found(PLACE, "Table 2", count=80, n=76), "80 of 76 patients"),
        (Found(PLACE, "Table 2", count=76_000, n=77_000), "n_randomised"),
        (Found(PLACE, "Table 2", percent="1e1"), "no percentage"),
        (Found(PLACE, "Table 2", percent="101"), "no percentage"),
        (Found(PLACE, "Table 2", count=8, n=76, percent="90"), "percent_reported"),
        (Found("page 12 of my copy", "Table 2"), "no address"),
        (Found("javascript://example.org/", "Table 2"), "no address"),
        (Found(PLACE, " "), "Say where"),
        (Found(PLACE, "Table 2\nand more"), "one line"),
    ],
)
def test_what_cannot_be_is_refused(package: Path, found: Found, sentence: str) -> None:
    before = bytes_of(package)
    with pytest.raises(VerifyError, match=sentence) as raised:
        prepare(package, HERE, found, TODAY)
    assert "\n" not in str(raised.value)
    assert bytes_of(package) == before


IMPUTED = {
    **dict.fromkeys(("responders", "source_locator", "second_source", "notes"), ""),
    **{"n": "147", "percent_reported": "37.7", "ci_low": "29.9", "ci_high": "45.6"},
    **{"verification": "imputed", "second_reading": "none", "source_url": "https://example.org/x"},
}


def test_an_imputed_percentage_gets_no_count() -> None:
    place = TABLES["dichotomous"]
    corrected = compare(IMPUTED, place, Found(PLACE, "Table 2", percent="38.8"), TODAY)
    assert (corrected.kind, corrected.changes["percent_reported"]) == ("correction", "38.8")
    assert not {"responders", "verification"} & corrected.changes.keys()
    assert corrected.changes["ci_low"] == corrected.changes["ci_high"] == ""
    confirmed = compare(IMPUTED, place, Found(PLACE, "Table 2", percent="37.7"), TODAY)
    assert dict(confirmed.changes) == {"second_reading": "confirmed", "second_source": PLACE}
    with pytest.raises(VerifyError, match="no count belongs"):
        compare(IMPUTED, place, Found(PLACE, "Table 2", count=55), TODAY)


def test_undo_gives_needless_quotes_back(package: Path) -> None:
    path = package / "dichotomous.csv"
    start = b"jade-mono-1,placebo,EASI75,12,"
    path.write_bytes(path.read_bytes().replace(start, b'"jade-mono-1",placebo,"EASI75",12,'))
    for name in ("dichotomous.csv", "corrections.csv"):
        (package / name).write_bytes((package / name).read_bytes().removesuffix(b"\n"))
    set_cells(package, notes="short")
    path.write_bytes(path.read_bytes().replace(b"short", b'"short"'))
    before = bytes_of(package)
    record(package, count=1, percent="1.3", notes="longer, with a comma")
    assert lines_of(package)[-1]["old"] == "short"
    save(package, prepare_undo(package, HERE))
    assert bytes_of(package) == before


def test_an_ambiguous_count_is_said_to_be_one() -> None:
    row = {
        **dict.fromkeys(("source_url", "source_locator", "second_source", "notes"), ""),
        **{"responders": "", "n": "", "percent_reported": "52", "verification": "source"},
        "second_reading": "none",
    }
    result = compare(row, TABLES["dichotomous"], Found(PLACE, "Table 2", n=400), TODAY)
    assert result.changes["responders"] == "208"
    assert "206 to 210 would print the same" in " ".join(result.remarks)


def test_the_command_records_undoes_and_explains(package: Path) -> None:
    run = CliRunner().invoke
    before = bytes_of(package)
    row = ["verify", "jade-mono-1", "placebo", "EASI75", "12", "--data", str(package)]
    read = ["--source", PLACE, "--locator", "Table 2", "--responders", "8", "--n", "76"]
    dry = run(app, [*row, *read, "--dry-run"])
    assert (dry.exit_code, bytes_of(package)) == (0, before)
    assert "Would record: correction" in dry.stdout
    assert run(app, [*row, *read]).exit_code == 0
    assert bytes_of(package) != before
    assert run(app, [*row, "--undo"]).exit_code == 0
    assert bytes_of(package) == before
    again = run(app, [*row, "--undo"])
    assert (again.exit_code, again.stderr.count("\n")) == (2, 1)
    assert run(app, [*row, "--undo", *read]).exit_code == 2
    assert run(app, row).exit_code == 2


def test_the_command_waits_for_nobody(package: Path) -> None:
    row = ["verify", "jade-mono-1", "placebo", "EASI75", "12", "--data", str(package)]
    with hold_lock(package, "something else"):
        done = CliRunner().invoke(app, [*row, "--source", PLACE, "--locator", "Table 2"])
    assert done.exit_code == 3
    assert "something else" in done.stderr


def test_a_defective_package_is_told_as_such(package: Path) -> None:
    (package / "arms.csv").unlink()
    row = ["verify", "jade-mono-1", "placebo", "EASI75", "12", "--data", str(package)]
    done = CliRunner().invoke(app, [*row, "--source", PLACE, "--locator", "Table 2"])
    assert done.exit_code == 1
    assert done.stderr.startswith("arms.csv: expected this file")


def test_a_package_without_the_table_says_what_it_needs(package: Path) -> None:
    path = package / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"corrections"', '"others"'), encoding="utf-8")
    with pytest.raises(VerifyError, match="no table “corrections”"):
        prepare(package, HERE, Found(PLACE, "Table 2"), TODAY)
