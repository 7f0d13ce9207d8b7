"""Rows taken out and put back leave every other byte as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from csv_cells import replace_cells
from hypothesis import given
from hypothesis import strategies as st

from synthesis.files.csv_bytes import (
    append,
    format_rows,
    put_back,
    rows_of,
    split_records,
    take_back,
    take_out,
)
from synthesis.files.csv_records import CsvError, read_records
from synthesis.files.project import DATA_FOLDER
from synthesis.living.folder_files import trial_tables
from synthesis.package.schema import read_schema
from synthesis.package.tables import read_table

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)


def write(rows: list[list[str]], ending: str) -> bytes:
    text = io.StringIO(newline="")
    # Python's writer would leave a carriage return bare.
    bare = any("\r" in cell for row in rows for cell in row)
    quoting = csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=ending, quoting=quoting).writerows(rows)
    return text.getvalue().encode()


@given(
    cells=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8),
    ending=st.sampled_from(["\n", "\r\n"]),
    open_end=st.booleans(),
    data=st.data(),
)
def test_what_is_taken_out_goes_back(
    cells: list[list[str]], ending: str, open_end: bool, data: st.DataObject
) -> None:
    content = write([["id", "text"], *cells], ending)
    if open_end:
        content = content.removesuffix(ending.encode())
    records = split_records(content)
    assert b"".join(records) == content
    assert len(records) == len(cells) + 1
    positions = sorted(data.draw(st.sets(st.sampled_from(range(len(cells))))) if cells else ())
    rest, rows = take_out(content, positions)
    assert put_back(rest, positions, rows) == content


@given(
    cells=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=4),
    added=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4),
    open_end=st.booleans(),
)
def test_appended_rows_follow_unchanged_bytes(
    cells: list[list[str]], added: list[list[str]], open_end: bool
) -> None:
    content = write([["id", "text"], *cells], "\n")
    if open_end:
        content = content.removesuffix(b"\n")
    longer = append(content, added)
    assert longer.startswith(content)
    rows = list(csv.reader(io.StringIO(longer.decode(), newline="")))
    assert rows == [["id", "text"], *cells, *added]


def test_every_trial_of_the_book_comes_out_and_goes_back() -> None:
    schema = read_schema(DATA_FOLDER)
    contents = {
        file: (DATA_FOLDER / file).read_bytes()
        for table, file in schema.files()
        if table in trial_tables(schema)
    }
    trials = csv.DictReader(io.StringIO(contents["trials.csv"].decode()))
    for trial_id in [row["trial_id"] for row in trials]:
        for file, content in contents.items():
            positions = rows_of(content, "trial_id", trial_id)
            rest, rows = take_out(content, positions)
            assert not rows_of(rest, "trial_id", trial_id), file
            assert put_back(rest, positions, rows) == content, (trial_id, file)


def test_the_tables_of_the_book_are_written_as_they_stand() -> None:
    for path in DATA_FOLDER.glob("*.csv"):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        assert format_rows(rows) == path.read_bytes(), path.name


@pytest.mark.parametrize("end", [b"\r\n", b""])
def test_the_line_ending_of_the_file_is_kept(end: bytes) -> None:
    assert append(b"a,b\r\n1,2" + end, [["3", "4"]]) == b"a,b\r\n1,2\r\n3,4" + end


@given(st.sampled_from([b"", b"\n", b"\r\n"]), st.integers(0, 2), st.booleans())
def test_appended_rows_are_taken_back_to_the_last_byte(
    end: bytes, later: int, windows: bool
) -> None:
    content = (b"a,b\r\n1,2" if windows else b"a,b\n1,2") + end
    longer = append(append(content, [["3", "4"], ["5", "6"]]), [["7", "8"]] * later)
    assert take_back(longer, [1, 2]) == append(content, [["7", "8"]] * later)


# Whatever a file may hold, quotes in odd places above all.
RAGGED = st.lists(st.sampled_from(['"', ",", "\n", "\r", "\r\n", "a", "b", " ", "é", ""])).map(
    lambda parts: ("id,text\n" + "".join(parts)).encode()
)


@given(RAGGED, st.sampled_from([b"", b"\xef\xbb\xbf"]), st.data())
def test_the_rows_that_are_checked_are_the_rows_that_are_edited(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, mark: bytes, data: st.DataObject
) -> None:
    content = mark + body
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_bytes(content)
    rows, defects = read_table(path, ["id", "text"])
    if defects:
        return  # nobody edits what the door refuses
    assert b"".join(split_records(content)) == content
    assert len(split_records(content)) == len(rows) + 1
    for position, row in enumerate(rows):
        _, taken = take_out(content, [position])
        assert [record.cells for record in read_records(taken[0])] == [tuple(row.values())]
        assert position in rows_of(content, "id", row["id"])
    if rows:
        position = data.draw(st.integers(0, len(rows) - 1))
        path.write_bytes(replace_cells(content, position, {"text": "new"}))
        after, _ = read_table(path, ["id", "text"])
        expected = [dict(row) for row in rows]
        expected[position]["text"] = "new"
        assert after == expected


def test_a_lone_quote_in_a_cell_is_a_character_like_others(tmp_path: Path) -> None:
    content = b'id,text\none,5" wide\ntwo,"5"" wide"\nthree,x\n'
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    rows, defects = read_table(path, ["id", "text"])
    assert not defects
    assert [row["text"] for row in rows] == ['5" wide', '5" wide', "x"]
    assert take_out(content, rows_of(content, "id", "two"))[1] == [b'two,"5"" wide"\n']


@pytest.mark.parametrize("content", [b'id,text\n"one,x\n', b'id,text\n"one"x,y\n'])
def test_quotes_that_do_not_balance_are_refused(content: bytes) -> None:
    with pytest.raises(CsvError):
        split_records(content)
