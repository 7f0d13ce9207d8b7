"""Words for regimens: what a drug at a dose and a frequency is called, from the arms table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.package.vocabulary import Vocabulary
from synthesis.words.labels import FREQUENCIES
from synthesis.words.terms import INACTIVE, RegimenLabel

# Said of an injection, whose label would else look like that of a tablet.
SAID = ("BIW", "QW", "Q2W", "Q4W", "Q8W", "Q12W")


def label_regimens(arms: pd.DataFrame, vocabulary: Vocabulary) -> Mapping[str, RegimenLabel]:
    """Words for every regimen of the arms table, in its order; no two alike.

    Two regimens that drug and dose alone would call the same are told apart by how often they are
    taken, and where that does not help by their ids.
    """
    first = {str(arm["regimen"]): arm for arm in reversed(arms.to_dict("records"))}
    known = {each.id: each.label for each in vocabulary.regimen}
    labels = {
        str(r): known.get(str(r)) or _label(first[str(r)], vocabulary) for r in arms["regimen"]
    }
    for more in (lambda regimen: FREQUENCIES.get(str(first[regimen]["frequency"]), ""), str):
        often = Counter(labels.values())
        for regimen, label in labels.items():
            added = more(regimen) if often[label] > 1 and not _inactive(first[regimen]) else ""
            labels[regimen] = f"{label} {added}".strip()
    return {regimen: _term(label, first[regimen], vocabulary) for regimen, label in labels.items()}


def _inactive(arm: Mapping[Any, Any]) -> bool:
    return str(arm["drug"]) in INACTIVE


def _label(arm: Mapping[Any, Any], vocabulary: Vocabulary) -> str:
    regimen, drug, unit = str(arm["regimen"]), _name(arm, vocabulary), str(arm["dose_unit"])
    added = next((c.words for c in vocabulary.circumstance if regimen.endswith(c.ending)), "")
    if _inactive(arm) or pd.isna(arm["dose"]) or not unit:
        return drug + added
    amount, frequency = f"{arm['dose']:g}", str(arm["frequency"])
    if unit == "percent":
        cream = " cream" if "-cream-" in regimen else ""
        often = " once daily" if frequency == "QD" else ""
        return f"{drug}{cream} {amount}%{often}{added}"
    often = f" {FREQUENCIES[frequency]}" if frequency in SAID else ""
    if unit == "relative":
        return f"{drug} {amount}×{often}{added}"
    return f"{drug} {amount} {unit}{often}{added}"


def _name(arm: Mapping[Any, Any], vocabulary: Vocabulary) -> str:
    drug = str(arm["drug"])
    known = vocabulary.drugs.get(drug)
    return known.name if known and known.name else drug


def _term(label: str, arm: Mapping[Any, Any], vocabulary: Vocabulary) -> RegimenLabel:
    drug = _name(arm, vocabulary)
    dose = label.removeprefix(drug).strip(" ,").removeprefix("(").removesuffix(")")
    found = vocabulary.classes.get(str(arm["drug"]))
    sign = vocabulary.sign(str(arm["drug"]))
    kind = found.name if found else "" if sign == "inactive" else "other treatment"
    return RegimenLabel(label, drug, dose, kind, sign, focus=bool(found and found.focus))
