"""The declared dose-response analyses: what is read, and what the book declares."""

from __future__ import annotations

from typing import Any

import pytest
from small_plan import read


def test_a_sound_entry_is_read(dataset: Any) -> None:
    (dose,) = read(dataset.schema).doses
    assert (dose.id, dose.drug, dose.frequency) == ("dose", "madeupinib", "QD")
    assert (dose.weeks, dose.background) == ((12.0, 16.0), ("none",))
    assert dose.verification == ("source",)


def test_the_book_declares_each_drug_and_outcome(dataset: Any) -> None:
    found = {(dose.drug, dose.outcome, dose.background) for dose in dataset.doses}
    assert len(found) == len(dataset.doses)
    for drug in ("abrocitinib", "upadacitinib", "baricitinib", "ivarmacitinib"):
        for outcome in ("EASI75", "ITCH4"):
            assert {(drug, outcome, ("none",)), (drug, outcome, ("required",))} <= found
    assert {("ruxolitinib", outcome, ("none",)) for outcome in ("EASI75", "ITCH4")} <= found
    assert dataset.dose("dose-abrocitinib-easi75-monotherapy").drug == "abrocitinib"
    with pytest.raises(KeyError, match="no dose-response analysis “nothing”"):
        dataset.dose("nothing")
