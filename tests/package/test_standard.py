"""The standard description: what a package may lack, and how it agrees with the book’s own."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparison_package import edit_descriptor, make_package

from synthesis.package.dataset import Dataset, load
from synthesis.package.schema import Schema
from synthesis.package.standard import standard_descriptor, standard_fields

KEYS = ("name", "type", "vocabulary", "unit")
LACKING = ("baseline", "continuous", "long_term_safety", "opinions", "regulatory", "risk_of_bias")


@pytest.fixture
def lacking(tmp_path: Path) -> Dataset:
    """A package without some tables."""
    folder = make_package(tmp_path / "data")

    def drop(descriptor: dict) -> None:
        descriptor["resources"] = [
            each for each in descriptor["resources"] if each["name"] not in LACKING
        ]

    edit_descriptor(folder, drop)
    for table in LACKING:
        (folder / f"{table}.csv").unlink()
    return load(folder)


@pytest.mark.parametrize("table", LACKING)
def test_a_table_that_a_package_lacks_is_empty_with_its_columns(
    lacking: Dataset, dataset: Dataset, table: str
) -> None:
    assert table not in lacking.schema.tables
    empty, full = lacking.table(table), dataset.table(table)
    assert len(empty) == 0
    assert list(empty) == list(full)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_table_that_nobody_knows_is_a_key_error(lacking: Dataset) -> None:
    with pytest.raises(KeyError):
        lacking.table("nonsense")
    with pytest.raises(KeyError):
        standard_descriptor(["trials", "nonsense"], "", "")


def test_the_standard_has_every_table_of_the_book_field_by_field(dataset: Dataset) -> None:
    for table in dataset.schema.tables:
        own = dataset.schema.fields(table)
        assert [[field.get(key) for key in KEYS] for field in standard_fields(table)] == [
            [field.get(key) for key in KEYS] for field in own
        ], table


def test_a_description_is_made_of_the_tables_asked_for() -> None:
    made = standard_descriptor(["arms", "trials"], "A title", "a-name")
    assert (made["title"], made["name"]) == ("A title", "a-name")
    assert Schema(made, None).tables == ("arms", "trials")  # type: ignore[arg-type]
    made["resources"].clear()
    assert standard_fields("arms")


def test_the_standard_names_no_codes_of_its_own() -> None:
    """What a vocabulary says is not said twice."""
    names = [each["name"] for each in standard_descriptor(["arms"], "", "")["resources"]]
    assert names == ["arms"]
    for table in ("trials", "arms", "dichotomous", "continuous", "adverse_events", "baseline"):
        for field in standard_fields(table):
            if "vocabulary" in field:
                assert "codes" not in field
                assert "enum" not in field.get("constraints", {})
