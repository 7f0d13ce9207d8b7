"""The book's data: no number changes unnoticed, and what the issue promised is there."""

from __future__ import annotations

import json

from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.bibliography import BIBLIOGRAPHY, make_bibliography
from synthesis.package.checksums import PINS, make_pins
from synthesis.package.corrections import CORRECTIONS, READINGS
from synthesis.package.dataset import Dataset

GUARD = json.loads((DATA_FOLDER / PINS).read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_table_is_the_pinned_one(dataset: Dataset) -> None:
    """After a deliberate change, by a command too: say so in CHANGELOG.md, then `data pin`."""
    found = make_pins(DATA_FOLDER, dataset.schema)
    assert set(found) == set(dataset.schema.tables) - {CORRECTIONS, READINGS}
    assert found == GUARD["tables"]


def test_the_changelog_says_what_was_pinned() -> None:
    assert GUARD["what"] in " ".join(CHANGELOG.split())


def test_unverified_rows_have_no_source_and_others_do(dataset: Dataset) -> None:
    rows = dataset.table("dichotomous")
    assert ((rows["source_url"] == "") == (rows["verification"] == "unverified")).all()


def test_one_spelling_per_drug(dataset: Dataset) -> None:
    drugs = set(dataset.table("arms")["drug"])
    assert len({drug.lower().replace(" ", "").replace("-", "") for drug in drugs}) == len(drugs)
    assert all(drug == drug.strip().lower() for drug in drugs)


def test_cells_are_tidy(dataset: Dataset) -> None:
    for table in dataset.schema.tables:
        frame = dataset.table(table).select_dtypes("str")
        for column in frame:
            values = frame[column]
            assert (values == values.str.strip()).all(), (table, column)
            assert not values.str.contains("\n|\r|\t|\u00a0").any(), (table, column)


def test_every_doi_has_a_reference(dataset: Dataset) -> None:
    text = (DATA_FOLDER / BIBLIOGRAPHY).read_text(encoding="utf-8")
    for doi in set(dataset.table("trials")["doi"]) - {""}:
        assert f'doi = "{doi}"' in text.replace(r"\_", "_")  # BibTeX escapes underscores


def test_references_are_made_from_the_trials(dataset: Dataset) -> None:
    assert (DATA_FOLDER / BIBLIOGRAPHY).read_text(encoding="utf-8") == make_bibliography(dataset)


def test_every_field_is_described(dataset: Dataset) -> None:
    for table in dataset.schema.tables:
        for field in dataset.schema.fields(table):
            assert len(field["description"]) > 5, (table, field["name"])
            if field["type"] != "string" and "unit" not in field:
                assert field["name"] in UNITLESS, (table, field["name"])


# Numbers whose unit is that of the outcome or variable of their row, or that count nothing.
UNITLESS = {
    *("dose", "reading", "year", "mean", "sd", "se", "ci_low", "ci_high", "value", "spread"),
    *("estimate", "entry", "version", "line"),
}
