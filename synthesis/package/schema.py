"""The data package's own description (datapackage.json): fields, types, codes, words for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.package.defects import DataError, Defect
from synthesis.package.descriptor import DESCRIPTOR, Descriptor, descriptor_rules
from synthesis.package.entries import check_content
from synthesis.package.named import Subject
from synthesis.package.older import is_old
from synthesis.package.standard import hold_to_standard, standard_rules
from synthesis.package.vocabulary import VOCABULARY, Vocabulary, read_vocabulary

# Forms that every package has, in words.
PATTERN_WORDS = {
    "[a-z0-9][a-z0-9.-]*": "small letters, digits, hyphens and points, without blanks",
    r"10\.\d{4,9}/\S+": "a DOI such as 10.0000/made-up, without an address before it",
    r"\d{6,9}": "a PubMed number of 6 to 9 digits",
}
MOST_CODES, SHOWN_CODES = 40, 12  # listed in full, or begun with


@dataclass(frozen=True)
class Schema:
    """The descriptor of a data package, as read from datapackage.json, and its vocabulary."""

    descriptor: Mapping[str, Any]
    vocabulary: Vocabulary

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, in the order of the descriptor."""
        return tuple(resource["name"] for resource in self.resources)

    @property
    def resources(self) -> tuple[Mapping[str, Any], ...]:
        """Descriptors of the tables, in their order."""
        return tuple(self.descriptor["resources"])

    def resource(self, table: str) -> Mapping[str, Any]:
        """Descriptor of one table; KeyError when there is none of that name."""
        for resource in self.resources:
            if resource["name"] == table:
                found: Mapping[str, Any] = resource
                return found
        raise KeyError(table)

    def fields(self, table: str) -> tuple[Mapping[str, Any], ...]:
        """Descriptors of the fields of one table."""
        return tuple(self.resource(table)["schema"]["fields"])

    def field(self, table: str, name: str) -> Mapping[str, Any]:
        """Descriptor of one field; KeyError when there is none of that name."""
        for field in self.fields(table):
            if field["name"] == name:
                return field
        raise KeyError(f"{table}.{name}")

    def enum(self, table: str, name: str) -> list[str]:
        """The values a field may have, in the order declared; none where it lists none."""
        found = self._find(table, name).get("constraints", {})
        return list(found.get("enum", ()))

    def codes(self, table: str, name: str) -> Mapping[str, str]:
        """Codes of a field with their meanings, in the order declared; none where it has none."""
        codes: Mapping[str, str] = self._find(table, name).get("codes", {})
        return codes

    def _find(self, table: str, name: str) -> Mapping[str, Any]:
        fields = self.fields(table) if table in self.tables else ()
        return next((field for field in fields if field["name"] == name), {})

    def files(self) -> Iterator[tuple[str, str]]:
        """Table and file name of each resource."""
        for resource in self.resources:
            yield resource["name"], resource["path"]


def read_schema(folder: Path) -> Schema:
    """Read the descriptor of the package in `folder`.

    Raises
    ------
    DataError
        The folder or the descriptor is missing, the descriptor is not one, or the vocabulary has
        a defect.
    """
    path = folder / DESCRIPTOR
    if not folder.is_dir():
        raise DataError([Defect(folder.name, None, None, None, "a folder with a data package")])
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        expected = "this file, which describes the data package"
        raise DataError([Defect(DESCRIPTOR, None, None, None, expected)]) from None
    except RecursionError:
        expected = "valid JSON, with no list too deep to be read"
        raise DataError([Defect(DESCRIPTOR, None, None, None, expected)]) from None
    except ValueError as error:
        row = getattr(error, "lineno", None)
        raise DataError([Defect(DESCRIPTOR, row, None, None, "valid JSON in UTF-8")]) from None
    _, defects = check_content(DESCRIPTOR, content, Descriptor, rules=descriptor_rules)
    # One of an earlier version is told as that, when it is used, or brought up to date.
    old = not defects and is_old(content)
    if not defects and not old:
        _, defects = check_content(DESCRIPTOR, content, Descriptor, rules=standard_rules)
    if defects:
        raise DataError(defects)
    vocabulary = _read_words(folder, content)
    for resource in content["resources"]:
        if not old:
            hold_to_standard(resource)
        for field in resource["schema"]["fields"]:
            field.setdefault("type", "string")  # as the standard has it
            if "vocabulary" in field:
                codes = vocabulary.codes(field["vocabulary"], resource["name"])
                field["codes"] = dict(codes)
                field["constraints"] = {**field.get("constraints", {}), "enum": list(codes)}
    return Schema(content, vocabulary)


def _read_words(folder: Path, descriptor: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary of a package; of one that has none, the title of its description alone."""
    if not (folder / VOCABULARY).exists():
        title = descriptor.get("title") or folder.name
        return Vocabulary(subject=Subject(title=title, disease=title, treatments="the treatments"))
    vocabulary, defects = read_vocabulary(read_text(folder / VOCABULARY))
    if vocabulary is None:
        raise DataError(defects)
    return vocabulary


def read_text(path: Path) -> str:
    """The text of a file of a package.

    Raises
    ------
    DataError
        It is not encoded as UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataError([Defect(path.name, None, None, None, "text encoded as UTF-8")]) from None


def typed_column(values: pd.Series, field: Mapping[str, Any]) -> pd.Series:
    """Give a validated column of text its declared type; empty cells become missing.

    Whole numbers become `Int64`, numbers `Float64`, everything else stays text.
    """
    if field["type"] not in ("integer", "number"):
        return values.astype(str)
    numbers = pd.to_numeric(values.where(values != ""))
    return numbers.astype(pd.Int64Dtype() if field["type"] == "integer" else pd.Float64Dtype())


def _list_codes(codes: Sequence[str]) -> str:
    # A sentence is read; a hundred codes are looked up.
    if len(codes) <= MOST_CODES:
        return "one of " + ", ".join(codes)
    return (
        f"one of the {len(codes)} codes of {VOCABULARY}, such as {', '.join(codes[:SHOWN_CODES])}"
    )


def describe_expectation(field: Mapping[str, Any], constraint: str | None = None) -> str:
    """Say in words what a field accepts, or what one constraint of it demands."""
    constraints = field.get("constraints", {})
    if constraint == "required":
        return "a value; this field may not be empty"
    if constraint == "enum" or (constraint is None and "enum" in constraints):
        if not constraints["enum"]:
            return f"a code of {VOCABULARY}, which has no [[{field['vocabulary']}]] for it"
        return _list_codes([str(code) for code in constraints["enum"]])
    if constraint == "pattern" or (constraint is None and "pattern" in constraints):
        pattern = constraints["pattern"]
        return PATTERN_WORDS.get(pattern, f"text of the form {pattern}")
    noun = {"integer": "a whole number", "number": "a number with a decimal point"}.get(
        field["type"], "text"
    )
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if low is not None and high is not None:
        return f"{noun} from {low} to {high}"
    if low is not None:
        return f"{noun} of at least {low}"
    return noun
