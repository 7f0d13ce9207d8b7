"""The codebook of opinions.csv: what each position code means, what counts and what does not."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import Defect

CODEBOOK = "codebook.toml"
REQUIRED = ("id", "question", "definition", "counts", "does_not_count")
OPTIONAL = ("choice",)


@dataclass(frozen=True)
class Code:
    """One position that a respondent can take.

    Parameters
    ----------
    id
        The code, as in opinions.csv.
    label
        The position in a few words.
    question
        Code of the question that it belongs to.
    definition, counts, does_not_count
        The position as a sentence, what is coded so, and the boundary.
    choice
        Codes of one choice rule each other out; empty for most.
    """

    id: str
    label: str
    question: str
    definition: str
    counts: str
    does_not_count: str
    choice: str = ""


def read_codebook(
    text: str, labels: Mapping[str, str], questions: Collection[str]
) -> tuple[tuple[Code, ...], list[Defect]]:
    """Parse codebook.toml.

    Parameters
    ----------
    text
        The file.
    labels
        Words for each code, from the description of the table.
    questions
        The codes of the questions.

    Returns
    -------
    codes, defects
        The codes without a defect, in the order of the file, and the defects: fields that are
        missing or unknown, codes without words, words without an entry, codes used twice.
    """
    try:
        entries = tomllib.loads(text).get("code", [])
    except tomllib.TOMLDecodeError as error:
        return (), [Defect(CODEBOOK, None, None, None, f"valid TOML ({error})")]
    codes: list[Code] = []
    defects: list[Defect] = []
    for number, entry in enumerate(entries, start=1):
        name = f"code {entry.get('id', number)}"
        found = list(_entry_defects(name, entry, labels, questions))
        if entry.get("id") in {code.id for code in codes}:
            found.append(Defect(CODEBOOK, None, name, str(entry["id"]), "a code used only once"))
        defects += found
        if not found:
            codes.append(Code(label=labels[entry["id"]], **entry))
    named = {str(entry.get("id")) for entry in entries}
    for code in labels:
        if code not in named:
            defects.append(Defect(CODEBOOK, None, f"code {code}", None, "an entry for this code"))
    return tuple(codes), defects


def _entry_defects(
    name: str, entry: Mapping[str, Any], labels: Mapping[str, str], questions: Collection[str]
) -> Iterator[Defect]:
    for field in REQUIRED:
        if not entry.get(field):
            yield Defect(CODEBOOK, None, f"{name}, {field}", None, "this field")
    for field, value in entry.items():
        if field not in REQUIRED + OPTIONAL:
            yield Defect(CODEBOOK, None, f"{name}, {field}", None, "no field of this name")
        elif not isinstance(value, str):
            yield Defect(CODEBOOK, None, f"{name}, {field}", str(value), "text")
    if entry.get("id") and entry["id"] not in labels:
        expected = "a code of opinions.csv, as datapackage.json lists them"
        yield Defect(CODEBOOK, None, name, str(entry["id"]), expected)
    if entry.get("question") and entry["question"] not in questions:
        expected = f"one of {', '.join(questions)}"
        yield Defect(CODEBOOK, None, f"{name}, question", str(entry["question"]), expected)
