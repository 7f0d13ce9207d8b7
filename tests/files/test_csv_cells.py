"""One row of a CSV file changes, whatever stands in its cells; the rest keeps every byte."""

from __future__ import annotations

import csv
import io

import pytest
from csv_cells import replace_cells
from hypothesis import given
from hypothesis import strategies as st

from synthesis.files.csv_bytes import format_rows, split_records
from synthesis.files.csv_records import BOM

CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(',";\n='), max_size=8
)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5)
NAMES = ["one", "two", "three"]


def parse(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.removeprefix(BOM).decode(), newline="")))


@given(TABLES, st.data(), CELLS, st.sampled_from([b"", BOM]), st.sampled_from([b"\n", b"\r\n"]))
def test_one_cell_changes_and_can_be_changed_back(
    rows: list[tuple[str, str, str]], data: st.DataObject, value: str, mark: bytes, ending: bytes
) -> None:
    content = mark + format_rows([NAMES, *rows], ending)
    position = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    changed = replace_cells(content, position, {NAMES[column]: value})
    expected = [list(row) for row in rows]
    expected[position][column] = value
    assert parse(changed) == [NAMES, *expected]
    before, after = split_records(content), split_records(changed)
    assert [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] in (
        [],
        [position + 1],
    )
    assert replace_cells(changed, position, {NAMES[column]: rows[position][column]}) == content


def test_needless_quotes_of_other_cells_stay() -> None:
    content = b'one,two,three\n"a",b,"c"'
    assert replace_cells(content, 0, {"two": "x,y"}) == b'one,two,three\n"a","x,y","c"'


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(KeyError):
        replace_cells(b"one\n1\n", 0, {"two": "2"})
