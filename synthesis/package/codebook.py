"""The codebook of opinions.csv: what each position code means, what counts and what does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, find_repeated, list_entries, read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, ChoiceField, Choices, Entries, Text, known

CODEBOOK = "codebook.toml"


def _look_up(code: Any, info: ValidationInfo) -> str:
    labels = (info.context or {})["code"].values
    return labels[code] if isinstance(code, str) and code in labels else ""


@dataclass(frozen=True)
class Code:
    """One position that a respondent can take.

    Parameters
    ----------
    id
        The code, as in opinions.csv.
    label
        The position in a few words, looked up by its code.
    question
        Choice of the question that it belongs to.
    definition, counts, does_not_count
        The position as a sentence, what is coded so, and the boundary.
    choice
        Codes of one choice rule each other out; empty for most.
    added
        When the code was made, where the two codings are older; empty for most.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Annotated[ChoiceField, known("code")]
    label: Annotated[ChoiceField, BeforeValidator(_look_up), Field(validation_alias="id")]
    question: Annotated[ChoiceField, known("question")]
    definition: Text
    counts: Text
    does_not_count: Text
    choice: Text = ""
    added: Text = ""


@dataclass(frozen=True)
class CodingRule:
    """`[[rule]]`: what holds for every code."""

    __pydantic_config__ = NO_OTHER_FIELDS

    text: Text


@dataclass(frozen=True)
class Codebook:
    """What codebook.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    code: Entries[Code] = ()
    rule: Entries[CodingRule] = ()


def read_codebook(
    text: str, labels: Mapping[str, str], questions: Collection[str]
) -> tuple[Codebook, list[Defect]]:
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
    codebook, defects
        Codes and rules in the order of the file, none where anything is wrong, and the defects:
        of single fields, codes without words, words without an entry, codes used twice.
    """
    choices = {
        "code": Choices(labels, "a code of opinions.csv, as datapackage.json lists them"),
        "question": Choices(questions),
    }

    def rules(content: Any) -> Iterator[FieldBreach]:
        codes = [(("code", n, "id"), entry.get("id")) for n, entry in list_entries(content, "code")]
        yield from find_repeated(codes, "a code used only once")
        for code in labels:
            if code not in [found for _, found in codes]:
                yield (f"code {code}",), None, "an entry for this code"

    content, defects = read_toml(CODEBOOK, text, Codebook, choices, rules)
    return content or Codebook(), defects
