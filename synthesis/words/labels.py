"""Words for codes: regimens, outcomes, weeks, tiers, as readers of the book see them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
OUTCOME_NAMES = {
    "EASI75": "EASI-75",
    "ITCH4": "itch relief",
    "EASI90": "EASI-90",
    "IGA01": "IGA 0/1",
    "ITCH01": "itch of 0 or 1",
    "EASI90_ITCH01": "EASI-90 with itch of 0 or 1",
}
OUTCOME_MEANINGS = {
    "EASI75": "eczema at least 75% better (EASI-75)",
    "ITCH4": "itch at least 4 points better on a scale from 0 to 10 (ITCH4)",
    "EASI90": "eczema at least 90% better (EASI-90)",
    "IGA01": "skin clear or almost clear (IGA 0/1)",
    "ITCH01": "itch of 0 or 1 on a scale from 0 to 10",
    "EASI90_ITCH01": "eczema at least 90% better and itch of 0 or 1, both at once",
}
RESPONSES = {
    "EASI75": "reach EASI-75",
    "ITCH4": "have itch relief",
    "EASI90": "reach EASI-90",
    "IGA01": "have clear or almost clear skin",
    "ITCH01": "have itch of 0 or 1",
    "EASI90_ITCH01": "reach EASI-90 with itch of 0 or 1",
}
EVENT_NAMES = {
    "ANY_TEAE": "any adverse event",
    "SERIOUS_AE": "serious adverse event",
    "AE_DISCONTINUATION": "adverse event that ended treatment",
    "TREATMENT_RELATED_AE": "adverse event put down to the treatment",
    "ACNE": "acne",
    "NAUSEA": "nausea",
    "HEADACHE": "headache",
    "NASOPHARYNGITIS": "common cold (nasopharyngitis)",
    "URTI": "upper respiratory tract infection",
    "CPK_INCREASED": "raised creatine kinase",
    "CONJUNCTIVITIS": "conjunctivitis",
    "HERPES_SIMPLEX": "herpes simplex",
    "HERPES_ZOSTER": "shingles (herpes zoster)",
    "ECZEMA_HERPETICUM": "eczema herpeticum",
    "SERIOUS_INFECTION": "serious infection",
    "OPPORTUNISTIC_INFECTION": "opportunistic infection",
    "MALIGNANCY": "cancer",
    "NMSC": "non-melanoma skin cancer",
    "MACE": "major cardiovascular event (MACE)",
    "VTE": "venous blood clot (VTE)",
    "DEATH": "death",
    "APPLICATION_SITE": "reaction where the cream was applied",
    "APPLICATION_SITE_PAIN": "pain where the cream was applied",
    "ANEMIA": "anaemia",
    "ANY_INFECTION": "any infection",
    "ARTERIAL_THROMBOSIS": "arterial blood clot",
    "DVT": "deep vein thrombosis",
    "EXPOSURE": "time followed",
    "FATAL_SERIOUS_INFECTION": "fatal infection",
    "GI_PERFORATION": "gastrointestinal perforation",
    "HEPATIC_DISORDER": "liver disorder",
    "LUNG_CANCER": "lung cancer",
    "LYMPHOMA": "lymphoma",
    "LYMPHOPENIA": "low lymphocyte count",
    "MALIGNANCY_EXCL_NMSC": "cancer other than non-melanoma skin cancer",
    "NEUTROPENIA": "low neutrophil count",
    "PERIPHERAL_VENOUS_THROMBOSIS": "peripheral venous blood clot",
    "PLATELETS_LT_50K": "platelets below 50,000",
    "PULMONARY_EMBOLISM": "pulmonary embolism",
    "SERIOUS_CELLULITIS": "serious cellulitis",
    "SERIOUS_ECZEMA_HERPETICUM": "serious eczema herpeticum",
    "SERIOUS_PNEUMONIA": "serious pneumonia",
    "TUBERCULOSIS": "tuberculosis",
}
SPECIAL_REGIMENS = {
    "upadacitinib-15-to-30-qd": "upadacitinib 15 mg, raised to 30 mg by response",
    "baricitinib-1-eq-qd": "baricitinib, equivalent of 1 mg",
    "baricitinib-2-eq-qd": "baricitinib, equivalent of 2 mg",
    "baricitinib-4-eq-qd": "baricitinib, equivalent of 4 mg",
    "dupilumab-300-q2w": "dupilumab (label dose)",
}
# Endings of regimens that are more than a drug, a dose and a frequency.
CIRCUMSTANCES = {
    "-maintenance": ", maintenance after 200 mg",
    "-induction": ", open-label induction",
    "-dupi-responder": ", after response to dupilumab",
    "-dupi-nonresponder": ", after no response to dupilumab",
    "-after-dupilumab": ", raised to 30 mg by response, after dupilumab",
}
TIERS = {
    "source": "read at the source",
    "derived": "computed from a percentage and a denominator that were read",
    "inferred": "percentage read, denominator inferred",
    "unverified": "remembered, not read anywhere",
}
MEASURE_NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}
BACKGROUND_NAMES: Mapping[tuple[str, ...], str] = {
    ("none",): "drug alone",
    ("required",): "with topical treatment",
}
INACTIVE = ("placebo", "vehicle")
# Drugs whose regimens do not begin with their whole name.
OTHER_DRUGS = {"tcs": "topical corticosteroid", "hydrocortisone": "hydrocortisone butyrate"}
TOPICAL_JAK_INHIBITORS = ("ruxolitinib", "delgocitinib", "tofacitinib")
DAYS_IN_WEEK = 7


def label_regimens(arms: pd.DataFrame) -> Mapping[str, str]:
    """Words for every regimen of the arms table, for example “abrocitinib 200 mg”."""
    labels: dict[str, str] = {}
    for arm in arms.to_dict("records"):
        regimen = str(arm["regimen"])
        if regimen not in labels:
            labels[regimen] = SPECIAL_REGIMENS.get(regimen) or _label(arm)
    return labels


def _label(arm: Mapping[Any, Any]) -> str:
    regimen, drug, unit = str(arm["regimen"]), str(arm["drug"]), str(arm["dose_unit"])
    added = next((w for end, w in CIRCUMSTANCES.items() if regimen.endswith(end)), "")
    if drug in INACTIVE or pd.isna(arm["dose"]) or not unit:
        return drug + added
    amount = f"{arm['dose']:g}"
    frequency = str(arm["frequency"])
    if unit == "percent":
        cream = " cream" if "-cream-" in regimen else ""
        often = " once daily" if frequency == "QD" else ""
        return f"{drug}{cream} {amount}%{often}{added}"
    injected = {"QW": " weekly", "Q2W": " every 2 weeks", "Q4W": " every 4 weeks"}
    return f"{drug} {amount} mg{injected.get(frequency, '')}{added}"


def drugs_of(regimens: Iterable[str]) -> tuple[str, ...]:
    """Generic names of the drugs of some regimens, each once, without placebo and vehicle."""
    names = (regimen.split("-")[0] for regimen in regimens)
    drugs = dict.fromkeys(OTHER_DRUGS.get(name, name) for name in names)
    return tuple(drug for drug in drugs if drug not in INACTIVE)


def split_label(label: str) -> tuple[str, str]:
    """A regimen's label as drug and dose."""
    drug, _, dose = label.partition(" ")
    return capitalise(drug.rstrip(",")), dose.removeprefix("(").removesuffix(")") or label


def classify_drug(drug: str, route: str) -> str:
    """“placebo” (vehicle included), “jak”, “biologic” or “other”."""
    if drug in INACTIVE:
        return "placebo"
    # Every oral drug of the data is a JAK inhibitor, every injected one a biologic.
    if route == "oral" or drug in TOPICAL_JAK_INHIBITORS:
        return "jak"
    return "biologic" if route == "subcutaneous" else "other"


def label_week(week: float | None) -> str:
    """“week 16”, “day 2” for parts of the first week, “the primary week” for None."""
    if week is None:
        return "the primary week"
    if week < 1:
        return f"day {round(week * DAYS_IN_WEEK)}"
    return f"week {week:g}"


def sort_key(label: str) -> tuple[str, float]:
    """Order of regimens: by drug, then by the first number in the label."""
    words = label.replace("%", "").replace(",", "").split()
    numbers = [float(word) for word in words if word.replace(".", "", 1).isdigit()]
    return words[0], numbers[0] if numbers else math.inf


def capitalise(text: str) -> str:
    """Capital first letter, the rest unchanged."""
    return text[:1].upper() + text[1:]
