"""The declared comparisons of harms: read, spread over their events, refused in one sentence."""

from __future__ import annotations

import pytest

from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import event_slug, read_harms
from synthesis.words.labels import EVENT_NAMES

ENTRY = """[[harm]]
id = "harm-{event}-h"
title = "{event}: t"
question = "How often {event}?"
events = ["ACNE", "SERIOUS_AE"]
population = "adults and adolescents"
route = "oral"
background_topical = ["none"]
comparator = "placebo"
verification = ["source"]
"""
REGIMENS = ("placebo", "madeupinib-5-qd")


def test_an_entry_asks_the_same_of_each_of_its_events(dataset: Dataset) -> None:
    harms, defects = read_harms(ENTRY, dataset.schema, REGIMENS)
    assert defects == []
    assert [harm.id for harm in harms] == ["harm-acne-h", "harm-serious-ae-h"]
    assert [harm.event for harm in harms] == ["ACNE", "SERIOUS_AE"]
    assert harms[1].title == "Serious adverse event: t"
    assert harms[1].question == "How often serious adverse event?"
    assert harms[0].against_inactive
    assert harms[0].treatments == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"ACNE"', '"PIMPLES"', "events: found “PIMPLES”, expected one of ANY_TEAE"),
        ('["ACNE", "SERIOUS_AE"]', '"ACNE"', "events: found “ACNE”, expected a list."),
        ('"harm-{event}-h"', '"harm-h"', "id: found “harm-h”, expected a text with {event}"),
        ('"{event}: t"', '"t"', "title: found “t”, expected a text with {event}"),
        ('"placebo"', '"sugar"', "comparator: found “sugar”, expected a regimen of arms.csv."),
        ('"oral"', '"nasal"', "route: found “nasal”, expected one of oral"),
        ("question", "query", "question: expected this field."),
        ("question", "query", "query: expected no field of this name."),
        ('["source"]', '["hearsay"]', "verification: found “hearsay”, expected one of source"),
        ('"ACNE", "SERIOUS_AE"', '"ACNE", "ACNE"', "found “harm-acne-h”, expected an id used"),
    ],
)
def test_a_defect_is_one_sentence(dataset: Dataset, old: str, new: str, sentence: str) -> None:
    _, defects = read_harms(ENTRY.replace(old, new, 1), dataset.schema, REGIMENS)
    assert any(sentence in str(defect) for defect in defects), [str(d) for d in defects]
    assert all("\n" not in str(defect) for defect in defects)


def test_an_id_is_used_once_among_all_kinds_of_analyses(dataset: Dataset) -> None:
    harms, defects = read_harms(ENTRY, dataset.schema, REGIMENS, taken=["harm-acne-h"])
    assert [harm.id for harm in harms] == []
    assert "found “harm-acne-h”, expected an id used only once" in str(defects[0])


def test_no_plan_needs_harms(dataset: Dataset) -> None:
    assert read_harms("", dataset.schema, REGIMENS) == ((), [])
    _, defects = read_harms("[[harm", dataset.schema, REGIMENS)
    assert "valid TOML" in str(defects[0])


def test_the_book_asks_the_same_harms_of_every_comparison_of_oral_drugs(dataset: Dataset) -> None:
    asked: dict[str, set[str]] = {}
    for harm in dataset.harms:
        prefix = f"harm-{event_slug(harm.event)}-"
        assert harm.id.startswith(prefix)
        asked.setdefault(harm.id.removeprefix(prefix), set()).add(harm.event)
    comparisons = (
        "against-placebo",
        "against-dupilumab",
        "abrocitinib-200-against-100",
        "upadacitinib-30-against-15",
        "baricitinib-4-against-2",
    )
    for comparison in comparisons:
        assert asked[comparison] == asked["against-placebo"], comparison
    assert {"MACE", "VTE", "MALIGNANCY", "DEATH", "SERIOUS_AE"} <= asked["against-placebo"]
    assert dataset.harm("harm-serious-ae-against-placebo").event == "SERIOUS_AE"
    with pytest.raises(KeyError, match="no comparison of harms “nonsense”"):
        dataset.harm("nonsense")


def test_every_event_of_the_data_has_a_name(dataset: Dataset) -> None:
    for table in ("adverse_events", "long_term_safety"):
        events = dataset.schema.field(table, "event")["constraints"]["enum"]
        assert set(events) <= set(EVENT_NAMES)
