"""The declared dose-response analyses: what is read, and the sentence for each defect."""

from __future__ import annotations

from typing import Any

import pytest

from synthesis.files.project import DATA_FOLDER
from synthesis.package.plan.doses import DoseAnalysis, read_doses
from synthesis.package.schema import Schema, read_schema

ARMS = [{"drug": "abrocitinib"}, {"drug": "placebo"}, {"drug": ""}]
ENTRY = """[[dose]]
id = "dose-made-up"
title = "A title"
question = "A question?"
drug = "abrocitinib"
frequency = "QD"
outcome = "EASI75"
weeks = [12, 16]
population = "adults and adolescents"
background_topical = ["none"]
verification = ["source", "derived"]
"""


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(DATA_FOLDER)


def read(text: str, schema: Schema, taken: Any = ()) -> tuple[tuple[DoseAnalysis, ...], list[str]]:
    doses, defects = read_doses(text, schema, ARMS, taken)
    return doses, [str(defect) for defect in defects]


def test_a_sound_entry_is_read(schema: Schema) -> None:
    (dose,), defects = read(ENTRY, schema)
    assert defects == []
    assert (dose.id, dose.drug, dose.frequency) == ("dose-made-up", "abrocitinib", "QD")
    assert (dose.weeks, dose.background_topical) == ((12.0, 16.0), ("none",))
    assert dose.verification == ("source", "derived")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"EASI75"', '"EASI-75"', "dose dose-made-up, outcome: found “EASI-75”, expected one of"),
        ('"abrocitinib"', '"sugar"', "drug: found “sugar”, expected a drug of arms.csv, not pl"),
        ('"abrocitinib"', '"placebo"', "drug: found “placebo”, expected a drug of arms.csv, no"),
        ('"QD"', '"hourly"', "frequency: found “hourly”, expected one of QD, BID"),
        ("[12, 16]", "[16, 12]", "weeks: found “[16, 12]”, expected two numbers of weeks, the"),
        ("[12, 16]", "12", "weeks: found “12”, expected two numbers of weeks, the lower first"),
        ('["none"]', '["some"]', "background_topical: found “some”, expected one of"),
        ('["none"]', "[]", "background_topical: found “[]”, expected a list with at least one"),
        ('["none"]', '"none"', "background_topical: found “none”, expected a list with at least"),
        ('"derived"]', '"guessed"]', "verification: found “guessed”, expected one of"),
        ('"adults and adolescents"', '"men"', "population: found “men”, expected one of"),
        ('question = "A question?"\n', "", "dose dose-made-up, question: expected this field."),
        ("title =", "heading =", "dose dose-made-up, heading: expected no field of this name."),
        ('"A title"', '" "', "dose dose-made-up, title: found “ ”, expected one text."),
        ('"abrocitinib"', '["abrocitinib"]', "drug: found “['abrocitinib']”, expected one text."),
        ("id = ", "id : ", "analyses.toml: expected valid TOML"),
    ],
)
def test_each_defect_has_its_sentence(schema: Schema, old: str, new: str, sentence: str) -> None:
    assert old in ENTRY
    doses, defects = read(ENTRY.replace(old, new, 1), schema)
    assert doses == ()
    assert any(sentence in defect for defect in defects), defects


def test_an_id_is_used_once_among_all_kinds_of_analyses(schema: Schema) -> None:
    doses, defects = read(ENTRY + "\n" + ENTRY, schema)
    assert len(doses) == 1
    assert defects == [
        "analyses.toml, field dose dose-made-up: found “dose-made-up”, "
        "expected an id used only once."
    ]
    assert read(ENTRY, schema, taken=["dose-made-up"])[0] == ()


def test_an_entry_without_id_is_called_by_its_number(schema: Schema) -> None:
    _, defects = read(ENTRY.replace('id = "dose-made-up"\n', ""), schema)
    assert defects == ["analyses.toml, field dose 1, id: expected this field."]


def test_the_book_declares_each_drug_and_outcome(dataset: Any) -> None:
    found = {(dose.drug, dose.outcome, dose.background_topical) for dose in dataset.doses}
    assert len(found) == len(dataset.doses)
    for drug in ("abrocitinib", "upadacitinib", "baricitinib", "ivarmacitinib"):
        for outcome in ("EASI75", "ITCH4"):
            assert {(drug, outcome, ("none",)), (drug, outcome, ("required",))} <= found
    assert {("ruxolitinib", outcome, ("none",)) for outcome in ("EASI75", "ITCH4")} <= found
    assert dataset.dose("dose-abrocitinib-easi75-monotherapy").drug == "abrocitinib"
    with pytest.raises(KeyError, match="no dose-response analysis “nothing”"):
        dataset.dose("nothing")
