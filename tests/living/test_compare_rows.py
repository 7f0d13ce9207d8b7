"""Rows are told apart by their key; order does not count."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from comparison_package import SOUND, change_count, edit_rows
from hypothesis import given
from hypothesis import strategies as st
from made_up_terms import NO_WORDS

from synthesis.living.compare_rows import (
    FieldChange,
    RawPackage,
    ShapeChange,
    compare_rows,
    read_package,
)
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "data"))


def package(rows: list[tuple[str, str]], key: object = ("id",)) -> RawPackage:
    fields = [{"name": "id"}, {"name": "value"}]
    resource = {"name": "made_up", "path": "x.csv", "schema": {"fields": fields, "primaryKey": key}}
    table = [{"id": identifier, "value": value} for identifier, value in rows]
    return RawPackage(Schema({"resources": [resource]}, NO_WORDS), {"made_up": table}, {})


def test_a_package_equals_itself_in_any_order(folder: Path) -> None:
    for table in ("dichotomous", "trials", "adverse_events"):
        edit_rows(folder, table, list.reverse)
    assert not compare_rows(read_package(SOUND), read_package(folder)).any


def test_a_changed_cell_is_told_with_its_key_and_both_values(folder: Path) -> None:
    change_count(folder, "dichotomous", 11, 12)
    changes = compare_rows(read_package(SOUND), read_package(folder))
    (row,) = changes.rows
    assert dict(row.key) == {
        "trial_id": "jade-mono-1",
        "arm_id": "abrocitinib-100-qd",
        "outcome": "EASI75",
        "week": "12",
        "reading": "1",
    }
    assert row.fields == (
        FieldChange("responders", "62", "74"),
        FieldChange("percent_reported", "39.7", "47.4"),
    )
    assert changes.shapes == ()


def test_windows_line_ends_are_no_change(folder: Path) -> None:
    path = folder / "trials.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert not compare_rows(read_package(SOUND), read_package(folder)).any


def test_tables_columns_and_files_are_told_once(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "opinions"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    (folder / "exceptions.toml").unlink()
    shapes = compare_rows(read_package(SOUND), read_package(folder)).shapes
    assert ShapeChange("table", "opinions", "removed", 0) in shapes
    assert ShapeChange("file", "datapackage.json", "changed") in shapes
    assert ShapeChange("file", "exceptions.toml", "removed") in shapes


def test_a_file_that_is_no_table_is_refused(folder: Path) -> None:
    (folder / "trials.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"trials\.csv"):
        read_package(folder)


def test_without_a_key_a_row_is_its_own_and_copies_are_counted() -> None:
    old = package([("a", "1"), ("a", "1"), ("b", "2")], ())
    new = package([("b", "2"), ("a", "1"), ("c", "3")], ())
    changes = compare_rows(old, new).rows
    assert [(row.change, row.key) for row in changes] == [
        ("added", (("id", "c"), ("value", "3"))),
        ("removed", (("id", "a"), ("value", "1"))),
    ]


TABLES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", "1", "2"]))


@given(TABLES, TABLES, st.randoms(use_true_random=False))
def test_changes_are_the_difference_of_two_mappings(old, new, random) -> None:
    rows = list(new.items())
    random.shuffle(rows)
    changes = compare_rows(package(list(old.items()), "id"), package(rows, "id"))
    found = {change: set() for change in ("added", "removed", "changed")}
    for row in changes.rows:
        found[row.change].add(row.key[0][1])
    assert found["added"] == set(new) - set(old)
    assert found["removed"] == set(old) - set(new)
    assert found["changed"] == {k for k in set(old) & set(new) if old[k] != new[k]}
