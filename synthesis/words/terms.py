"""Codes that carry their words: outcomes, events, backgrounds, labels of regimens.

Each is a text that equals its code (or label), so that it can be looked up, compared and written
as one, and has the words for it beside it. Which codes there are, and their words, a data package
says in its `vocabulary.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Self

SignName = Literal["inactive", "first", "second", "third", "fourth", "fifth"]
INACTIVE = ("placebo", "vehicle")


class CodeTerm(str):
    """A code with its words as attributes; one without a name is called by its code in words."""

    name: str

    def __new__(cls, code: str, name: str = "", **words: Any) -> Self:
        term = super().__new__(cls, code)
        term.name = name or code.replace("_", " ").lower()
        for key, value in words.items():
            setattr(term, key, value)
        return term


class OutcomeTerm(CodeTerm):
    """An outcome: `name` in a table, `meaning` in full, `response` as what patients do.

    `listed` where the list of what trials report has a column for it.
    """

    meaning: str
    response: str
    listed: bool

    def __new__(
        cls, code: str, name: str = "", meaning: str = "", response: str = "", listed: bool = False
    ) -> Self:
        name = name or code
        words = {"meaning": meaning or name, "response": response or f"reach {name}"}
        return super().__new__(cls, code, name, **words, listed=listed)


class ScoreTerm(CodeTerm):
    """A score: `name` in a table, `meaning` in full, its `unit`, and which way is `better`."""

    meaning: str
    unit: str
    better: Literal["lower", "higher"]

    def __new__(
        cls,
        code: str,
        name: str = "",
        meaning: str = "",
        unit: str = "points",
        better: Literal["lower", "higher"] = "lower",
    ) -> Self:
        term = super().__new__(cls, code, name, unit=unit, better=better)
        term.meaning = meaning or term.name
        return term


class EventTerm(CodeTerm):
    """An adverse event; `rare` where trials of some weeks are too small to judge it.

    `worsening` is the sentence to print where fewer patients have it than on placebo, or empty;
    `place` is its place in the order of pages.
    """

    rare: bool
    worsening: str
    place: int

    def __new__(
        cls, code: str, name: str = "", rare: bool = False, worsening: str = "", place: int = 0
    ) -> Self:
        return super().__new__(cls, code, name, rare=rare, worsening=worsening, place=place)


class BackgroundTerm(CodeTerm):
    """What a trial did about other treatment: `setting` in a title, `beside` in a sentence.

    `subject` is the other treatment itself, the same for all codes of a package.
    """

    setting: str
    beside: str
    subject: str

    def __new__(
        cls, code: str, setting: str = "", beside: str = "", subject: str = "other treatment"
    ) -> Self:
        words = {"setting": setting, "beside": beside or f"{subject}: {code}", "subject": subject}
        return super().__new__(cls, code, code, **words)


class RegimenLabel(str):
    """What a regimen is called, such as “madeupinib 4 mg”, and what the name is made of.

    `drug` is the name of the drug, `dose` the rest of the label; `kind` is the name of its class
    (of placebo and vehicle what they are called), `sign` how figures show that class, `focus`
    whether the book is about it.
    """

    drug: str
    dose: str
    kind: str
    sign: SignName
    focus: bool

    def __new__(
        cls,
        label: str,
        drug: str = "",
        dose: str = "",
        kind: str = "",
        sign: SignName = "fifth",
        focus: bool = False,
    ) -> Self:
        text = super().__new__(cls, label)
        text.drug, text.dose, text.kind = drug or label, dose or label, kind or drug or label
        text.sign, text.focus = sign, focus
        return text

    @property
    def undosed(self) -> bool:
        """Whether it is a drug without a dose: its name is the whole label."""
        return self.dose == self and self.sign != "inactive"


def name_setting(backgrounds: Iterable[str]) -> str:
    """“drug alone”, “with topical treatment”; empty where several backgrounds are admitted."""
    found = tuple(backgrounds)
    only = found[0] if len(found) == 1 else None
    return only.setting if isinstance(only, BackgroundTerm) else ""


def drug_of(label: str) -> str:
    """The name of the drug of a regimen; of a text that is no label of one, the text."""
    return label.drug if isinstance(label, RegimenLabel) else label


def drugs_of(labels: Iterable[str]) -> tuple[str, ...]:
    """Names of the drugs of some regimens, each once, without placebo and vehicle.

    `labels` are those of a dataset's `labels`; a text that is none counts as a drug itself.
    """
    found = (label if isinstance(label, RegimenLabel) else RegimenLabel(label) for label in labels)
    return tuple(dict.fromkeys(each.drug for each in found if each.sign != "inactive"))
