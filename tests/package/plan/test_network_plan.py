"""The declared networks: read, checked, refused in one sentence."""

from __future__ import annotations

import pytest

from synthesis.package.dataset import Dataset
from synthesis.package.plan.networks import read_networks

ENTRY = """[[network]]
id = "n"
title = "t"
question = "q"
outcome = "EASI75"
weeks = [12, 16]
population = "adults and adolescents"
routes = ["oral"]
background_topical = ["none"]
reference = "placebo"
active_reference = "dupilumab-300-q2w"
measure = "OR"
verification = ["source"]
"""
REGIMENS = ("placebo", "dupilumab-300-q2w")


def test_a_sound_entry_is_read(dataset: Dataset) -> None:
    networks, defects = read_networks(ENTRY, dataset.schema, REGIMENS)
    assert defects == []
    (network,) = networks
    assert network.weeks == (12.0, 16.0)
    assert network.routes == ("oral",)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[12, 16]", "[16, 12]", "weeks: found “[16, 12]”, expected two numbers of weeks"),
        ("[12, 16]", "12", "weeks: found “12”, expected two numbers of weeks, the lower first."),
        ("[12, 16]", "[true, 16]", "weeks: found “[True, 16]”"),
        ('"EASI75"', '"EASI-75"', "outcome: found “EASI-75”, expected one of EASI50, EASI75"),
        ('["oral"]', '["oral", "nasal"]', "routes: found “nasal”, expected one of oral"),
        ('"placebo"', '"sugar"', "reference: found “sugar”, expected a regimen of arms.csv."),
        ("question", "query", "question: expected this field."),
        ("question", "query", "query: expected no field of this name."),
        ('measure = "OR"', "", "measure: expected this field."),
    ],
)
def test_a_defect_is_one_sentence(dataset: Dataset, old: str, new: str, sentence: str) -> None:
    networks, defects = read_networks(ENTRY.replace(old, new, 1), dataset.schema, REGIMENS)
    assert networks == ()
    assert any(sentence in str(defect) for defect in defects), [str(d) for d in defects]
    assert all("\n" not in str(defect) for defect in defects)


def test_an_id_is_used_once_among_all_kinds_of_analyses(dataset: Dataset) -> None:
    networks, defects = read_networks(ENTRY + ENTRY, dataset.schema, REGIMENS)
    assert len(networks) == 1
    assert str(defects[0]) == (
        "analyses.toml, field network n: found “n”, expected an id used only once."
    )
    assert read_networks(ENTRY, dataset.schema, REGIMENS, taken=["n"])[0] == ()


def test_the_book_declares_two_systemic_networks_for_each_of_four_outcomes(
    dataset: Dataset,
) -> None:
    systemic = [n for n in dataset.networks if n.reference == "placebo"]
    declared = {(n.outcome, n.background_topical) for n in systemic}
    assert declared == {
        (outcome, (background,))
        for outcome in ("EASI75", "ITCH4", "IGA01", "EASI90")
        for background in ("none", "required")
    }
    with pytest.raises(KeyError, match="no network “nonsense”"):
        dataset.network("nonsense")
