"""Codes with their words for analyses that tests declare by hand."""

from __future__ import annotations

from synthesis.package.named import Subject
from synthesis.package.vocabulary import Vocabulary
from synthesis.words.terms import BackgroundTerm, EventTerm, OutcomeTerm, RegimenLabel

EASI75 = OutcomeTerm("EASI75", "EASI-75", "eczema at least 75% better (EASI-75)")
ITCH4 = OutcomeTerm("ITCH4", "itch relief", response="have itch relief")
ACNE = EventTerm("ACNE", "acne")
VTE = EventTerm("VTE", "venous blood clot (VTE)", rare=True)
NO_WORDS = Vocabulary(
    subject=Subject(title="A book", disease="made-up disease", treatments="the treatments")
)
EVENTS = {each: each for each in (ACNE, VTE)}
ALONE = BackgroundTerm("none", "drug alone", "no other treatment beside the drug")
REQUIRED = BackgroundTerm("required", "with other treatment", "other treatment for everybody")


def event_term(code: str) -> EventTerm:
    """The event of a code; one that is not above is called by its code in words."""
    return EVENTS.get(EventTerm(code), EventTerm(code))


def label_drug(drug: str, dose: str = "") -> RegimenLabel:
    """The label of a regimen of a drug that the book is about, such as “madeupinib 5 mg”."""
    return RegimenLabel(f"{drug} {dose}".strip(), drug, dose, "JAK inhibitor", "first", focus=True)


def label_inactive(name: str = "placebo") -> RegimenLabel:
    """The label of placebo or vehicle."""
    return RegimenLabel(name, sign="inactive")
