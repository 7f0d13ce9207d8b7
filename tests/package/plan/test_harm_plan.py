"""The declared comparisons of harms: spread over their events, and what the book declares."""

from __future__ import annotations

import pytest
from small_plan import ANALYSES, read

from synthesis.package.dataset import Dataset
from synthesis.words.slugs import slug_of


def test_an_entry_asks_the_same_of_each_of_its_events(dataset: Dataset) -> None:
    harms = read(dataset.schema).harms
    assert [harm.id for harm in harms] == ["harm-acne-h", "harm-serious-ae-h"]
    assert [harm.event for harm in harms] == ["ACNE", "SERIOUS_AE"]
    assert harms[1].title == "Serious adverse event: t"
    assert harms[1].question == "How often serious adverse event?"
    assert harms[0].against_inactive
    assert harms[0].treatments == ()


def test_no_plan_needs_harms_and_none_needs_claims(dataset: Dataset) -> None:
    plan = read(dataset.schema, ANALYSES.partition("[[harm]]")[0], "")
    assert (plan.harms, plan.claims) == ((), ())
    assert len(plan.analyses) == len(plan.networks) == len(plan.doses) == 1


def test_the_book_asks_the_same_harms_of_every_comparison_of_oral_drugs(dataset: Dataset) -> None:
    asked: dict[str, set[str]] = {}
    for harm in dataset.harms:
        prefix = f"harm-{slug_of(harm.event)}-"
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
        events = dataset.schema.enum(table, "event")
        assert events
        assert all(dataset.vocabulary.events[code].name != code for code in events)
