"""A batch is undone byte for byte, or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from csv_cells import replace_cells
from handed_in_readings import EVENT, LINES, contents, copy_package, hand_in, rows, write

from synthesis.living.bulk.batch import BatchError
from synthesis.living.bulk.undo import prepare_batch_undo
from synthesis.living.change import write_change
from synthesis.living.find_row import Address
from synthesis.living.reading import VerifyError
from synthesis.living.verify import prepare_undo
from synthesis.package.checksums import make_pins
from synthesis.package.schema import read_schema


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path / "data")


def test_a_batch_is_undone_byte_for_byte(package: Path, tmp_path: Path) -> None:
    before = contents(package)
    write(package, hand_in(tmp_path / "r.csv", LINES))
    assert contents(package) != before
    undo = prepare_batch_undo(package, "one")
    write_change(package, undo.digest, undo.contents, "test")
    assert contents(package) == before
    with pytest.raises(BatchError, match="There is no batch one"):
        prepare_batch_undo(package, "one")


def test_a_row_that_was_changed_since_keeps_a_batch_from_being_undone(
    package: Path, tmp_path: Path
) -> None:
    write(package, hand_in(tmp_path / "r.csv", LINES[:1]))
    path = package / "adverse_events.csv"
    position = next(
        n
        for n, row in enumerate(rows(package, "adverse_events"))
        if (row["trial_id"], row["arm_id"]) == ("jade-mono-1", "placebo")
    )
    path.write_bytes(replace_cells(path.read_bytes(), position, {"second_source": "elsewhere"}))
    with pytest.raises(BatchError, match="has been changed since entry 1"):
        prepare_batch_undo(package, "one")


def test_a_later_version_keeps_the_first_from_being_undone(package: Path, tmp_path: Path) -> None:
    for name, patients in (("one", "9"), ("two", "11")):
        lines = ({**EVENT, "patients": patients, "n": "77"},)
        write(package, hand_in(tmp_path / f"{name}.csv", lines), name)
    with pytest.raises(BatchError, match="after the batch; undo that first"):
        prepare_batch_undo(package, "one")


def test_a_row_of_a_batch_is_not_undone_alone(package: Path, tmp_path: Path) -> None:
    write(package, hand_in(tmp_path / "r.csv", LINES[:1]))
    with pytest.raises(VerifyError, match="belongs to the batch one"):
        prepare_undo(package, Address("jade-mono-1", "placebo", "SERIOUS_AE", 12))


def unusual(content: bytes) -> bytes:
    """Every cell in quotes, and no ending of the last line."""
    cells = csv.reader(io.StringIO(content.decode(), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(cells)
    return text.getvalue().encode().removesuffix(b"\r\n")


def test_needless_quotes_and_an_open_last_line_come_back(package: Path, tmp_path: Path) -> None:
    for name in ("adverse_events", "baseline", "continuous", "corrections", "readings"):
        path = package / f"{name}.csv"
        path.write_bytes(unusual(path.read_bytes()))
    pins = make_pins(package, read_schema(package))
    before = contents(package)
    # What replaces them needs its quotes, or has none to need.
    used = {**EVENT, "patients": "9", "n": "77", "decision": "use", "reason": "a, b"}
    again = {**used, "patients": "8", "source_locator": "Table 3, below"}
    write(package, hand_in(tmp_path / "r.csv", (*LINES[1:], used, again)))
    assert {"9", "8"} <= {line["new"] for line in rows(package, "corrections")}
    assert make_pins(package, read_schema(package)) == pins
    undo = prepare_batch_undo(package, "one")
    write_change(package, undo.digest, undo.contents, "test")
    assert contents(package) == before


@pytest.mark.parametrize(("table", "field"), [("continuous", "notes"), ("baseline", "value")])
def test_a_new_row_that_was_edited_since_does_not_go(
    package: Path, tmp_path: Path, table: str, field: str
) -> None:
    write(package, hand_in(tmp_path / "r.csv", LINES))
    path = package / f"{table}.csv"
    path.write_bytes(replace_cells(path.read_bytes(), 0, {field: "7"}))
    before = contents(package)
    with pytest.raises(BatchError, match=r"jade-mono-1, placebo.* has been changed since entry"):
        prepare_batch_undo(package, "one")
    assert contents(package) == before


def test_a_batch_without_digests_is_known_by_what_its_rows_say(
    package: Path, tmp_path: Path
) -> None:
    before = contents(package)
    write(package, hand_in(tmp_path / "r.csv", LINES))
    path = package / "corrections.csv"
    for number, line in enumerate(rows(package, "corrections")):
        if line["field"] == "row":
            path.write_bytes(replace_cells(path.read_bytes(), number, {"new": "new"}))
    undo = prepare_batch_undo(package, "one")
    assert {name: undo.contents.get(name, before[name]) for name in before} == before
    path = package / "baseline.csv"
    path.write_bytes(replace_cells(path.read_bytes(), 0, {"value": "7"}))
    with pytest.raises(BatchError, match="has been changed since"):
        prepare_batch_undo(package, "one")
