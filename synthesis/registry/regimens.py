"""Drug, dose, frequency and route of an arm from its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from synthesis.registry.patterns import Patterns
from synthesis.registry.text import make_plain

INACTIVE = ("placebo", "vehicle")


@dataclass(frozen=True)
class PostedRegimen:
    """What could be read; an empty text stands for what could not."""

    drug: str = ""
    dose: str = ""
    dose_unit: str = ""
    frequency: str = ""
    route: str = ""

    @property
    def is_inactive(self) -> bool:
        """Whether it is a placebo or a vehicle."""
        return self.drug in INACTIVE

    @property
    def code(self) -> str:
        """The regimen as arms.csv writes it; empty where a part is missing."""
        if self.drug in INACTIVE:
            return self.drug
        if not (self.drug and self.dose and self.dose_unit and self.frequency):
            return ""
        unit = "pct" if self.dose_unit == "percent" else ""
        return f"{self.drug.replace(' ', '-')}-{self.dose}{unit}-{self.frequency.lower()}"


def read_regimen(
    texts: tuple[str, ...], patterns: Patterns
) -> tuple[PostedRegimen, tuple[str, ...]]:
    """The regimen that an arm's title and further texts name, and why fields were left empty."""
    title, *others = (make_plain(text) for text in texts)
    doubts = list(patterns.find("doubt", title))
    if doubts:
        return PostedRegimen(), tuple(f"the title says: {doubt}" for doubt in doubts)
    # What the title says stands; the rest is asked only for what the title leaves open.
    usable = [title, *(text for text in others if not patterns.find("doubt", text))]
    if len(usable) < len(texts):
        doubts += [
            f"not read beyond the title, where it says: {doubt}"
            for text in others
            for doubt in patterns.find("doubt", text)
        ]
    drug = find_drug(usable, patterns)
    route = _single(usable, lambda text: patterns.find("route", text))
    if drug == "placebo" and route == "topical":
        drug = "vehicle"
    frequency = _single(usable, lambda text: patterns.find("frequency", text))
    if drug in INACTIVE:
        unit = {"oral": "mg", "subcutaneous": "mg", "topical": "percent"}.get(route, "")
        return PostedRegimen(drug, "0" if unit else "", unit, frequency, route), tuple(doubts)
    dosed = [text for text in usable if not patterns.find("several", text)]
    dose = _single(dosed, lambda text: find_doses(text, patterns)) if drug else ""
    number, _, unit = dose.partition(" ")
    return PostedRegimen(drug, number, unit, frequency, route), tuple(dict.fromkeys(doubts))


def find_drug(texts: list[str], patterns: Patterns) -> str:
    """The one drug of the first text that names any; empty where it names several."""
    for text in texts:
        found = patterns.find("drug", text)
        # A dummy stands beside the drug it hides: “madeupinib and placebo injection”.
        active = [drug for drug in found if drug not in INACTIVE]
        if len(active) == 1:
            return active[0]
        if active:
            return ""
        if found:
            return "vehicle" if "vehicle" in found else "placebo"
    return ""


def find_doses(text: str, patterns: Patterns) -> tuple[str, ...]:
    """The different doses of a plain text with their unit, such as “15 mg”."""
    found = [
        f"{_number(match.group('number'))} {word.meaning}"
        for word in patterns.words["dose"]
        for match in word.pattern.finditer(text)
    ]
    return tuple(dict.fromkeys(found))


def _number(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _single(texts: list[str], find: Callable[[str], tuple[str, ...]]) -> str:
    for text in texts:
        found = find(text)
        if found:
            return found[0] if len(found) == 1 else ""
    return ""
