import csv
import io
import json
import multiprocessing
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from synthesis.edition.edition import Edition
from synthesis.edition.licence import Licence
from synthesis.exports.tables.table_files import (
    CSV,
    RECORD,
    XLSX,
    SlugTakenError,
    TableContent,
    make_table_files,
    read_number,
    table_xlsx,
    write_table,
)
from synthesis.files.csv_export import FORMULA_STARTS

EDITION = Edition(
    title="A book",
    authors=("Ada Lovelace", "A group"),
    version="1.2.0",
    released=date(2026, 3, 4),
    digest="abc123" * 10,
    licence=Licence("CC BY 4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    address="https://example.org/book/",
)
TABLE = TableContent(
    slug="made-up-counts",
    caption="Made-up counts",
    header=("Trial", "Responders", "Patients", "Ratio (95% CI)"),
    rows=(("TRIAL A", 12, "1,234", "0.50"), ("=HYPERLINK(1)", 0, "–", "−1.5 (−2.0 to −1.0)")),
    page="easi75",
    bold=frozenset({(1, 3)}),
)
CELLS = st.one_of(st.text(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9))


def read_csv(files):
    return list(csv.reader(io.StringIO(files[CSV].decode(), newline="")))


def sheets(content):
    return load_workbook(io.BytesIO(content))


def test_the_csv_holds_the_table_and_numbers_as_numbers():
    header, first, second = read_csv(make_table_files(TABLE, EDITION))
    assert header == list(TABLE.header)
    assert first == ["TRIAL A", "12", "1234", "0.50"]
    assert second == ["'=HYPERLINK(1)", "0", "–", "−1.5 (−2.0 to −1.0)"]


def test_the_workbook_holds_numbers_as_numbers_and_keeps_what_is_printed():
    sheet = sheets(make_table_files(TABLE, EDITION)[XLSX])["Table"]
    assert [cell.value for cell in sheet[1]] == list(TABLE.header)
    assert all(cell.font.b for cell in sheet[1])
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[2]] == ["TRIAL A", 12, 1234, 0.5]
    assert [cell.number_format for cell in sheet[2]][2:] == ["#,##0", "0.00"]
    assert [cell.font.b for cell in sheet[3]] == [False, False, False, True]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link():
    rows = tuple((f"{start}cmd|' /C calc'!A0",) for start in (*FORMULA_STARTS, "https://x.org", ""))
    table = replace(TABLE, header=("=1+1",), rows=rows, bold=frozenset())
    sheet = sheets(table_xlsx(table, EDITION))["Table"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_a_sheet_says_what_the_table_is():
    book = sheets(make_table_files(TABLE, EDITION)[XLSX])
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["Table"] == TABLE.caption
    assert about["Permanent name"] == TABLE.slug
    assert about["Version"] == "1.2.0 of 2026-03-04"
    assert about["Data digest"] == EDITION.digest
    assert TABLE.caption in about["Cite as"]
    assert TABLE.slug in about["Cite as"]
    assert about["Licence"].startswith("CC BY 4.0")
    assert about["Address"] == "https://example.org/book/easi75.html#table-made-up-counts"
    assert book.properties.created == datetime(2026, 3, 4)
    assert book.properties.title == TABLE.caption


def test_without_a_public_address_none_is_named():
    content = table_xlsx(TABLE, replace(EDITION, address=""))
    assert "Address" not in dict(sheets(content)["About"].iter_rows(values_only=True))


def test_the_record_says_where_the_table_stands():
    record = json.loads(make_table_files(TABLE, EDITION)[RECORD])
    assert record == {
        "slug": "made-up-counts",
        "caption": "Made-up counts",
        "header": list(TABLE.header),
        "rows": 2,
        "page": "easi75",
    }


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_the_same_table_gives_the_same_bytes_and_no_cell_of_its_csv_runs(rows):
    table = replace(TABLE, header=("a", "b"), rows=tuple(rows), bold=frozenset())
    files = make_table_files(table, EDITION)
    assert files == make_table_files(table, EDITION)
    for row in read_csv(files):
        for cell in row:
            if cell.lstrip(" \u00a0").startswith(FORMULA_STARTS):
                float(cell)  # a negative number
    assert sheets(files[XLSX])["Table"].max_row == len(rows) + 1


def test_a_cell_too_long_for_a_spreadsheet_is_cut_there_and_whole_in_the_csv():
    table = replace(TABLE, header=("a",), rows=(("x" * 40_000,),), bold=frozenset())
    files = make_table_files(table, EDITION)
    assert len(sheets(files[XLSX])["Table"]["A2"].value) == 32_767
    assert read_csv(files)[1] == ["x" * 40_000]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", (12, "0")),
        ("−3", (-3, "0")),
        ("0.50", (0.5, "0.00")),
        ("1,234.5", (1234.5, "#,##0.0")),
        ("007", None),
        ("12,34", None),
        ("1 234", None),
        ("12%", None),
        ("<1", None),
        ("", None),
        ("1e5", None),
        ("1234567890123456", None),
        (7, (7, "General")),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_what_is_nothing_but_a_number_is_read_as_one(cell, number):
    assert read_number(cell) == number


def test_files_are_written_once_and_again_without_harm(tmp_path):
    write_table(tmp_path, TABLE, EDITION)
    place = tmp_path / "tables" / TABLE.slug
    assert {path.name for path in place.iterdir()} == {CSV, XLSX, RECORD}
    write_table(tmp_path, TABLE, EDITION)
    assert [path.name for path in (tmp_path / "tables").iterdir()] == [TABLE.slug]


@pytest.mark.parametrize("change", [{"rows": ()}, {"caption": "Another"}, {"page": "itch"}])
def test_one_name_for_two_tables_is_an_error_that_tells_both(tmp_path, change):
    write_table(tmp_path, TABLE, EDITION)
    before = (tmp_path / "tables" / TABLE.slug / XLSX).read_bytes()
    other = replace(TABLE, bold=frozenset(), **change)
    with pytest.raises(SlugTakenError, match=r"made-up-counts.*Made-up counts.*easi75"):
        write_table(tmp_path, other, EDITION)
    assert (tmp_path / "tables" / TABLE.slug / XLSX).read_bytes() == before
    assert [path.name for path in (tmp_path / "tables").iterdir()] == [TABLE.slug]


def _write_many(folder, page, queue):
    refused = 0
    for number in range(20):
        try:
            write_table(folder, replace(TABLE, slug=f"made-up-{number}", page=page), EDITION)
        except SlugTakenError:
            refused += 1
    queue.put(refused)


def test_of_two_processes_with_one_name_only_one_is_served(tmp_path):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    both = [context.Process(target=_write_many, args=(tmp_path, p, queue)) for p in ("a", "b")]
    for process in both:
        process.start()
    refused = [queue.get(timeout=60) for _ in both]
    for process in both:
        process.join()
    assert sum(refused) == 20
    for place in (tmp_path / "tables").iterdir():
        assert {path.name for path in place.iterdir()} == {CSV, XLSX, RECORD}
