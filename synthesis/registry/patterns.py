"""The patterns that read a registry record's words: data/registry_patterns.toml and additions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import DataError, Defect
from synthesis.package.entries import parse_toml
from synthesis.package.schema import Schema

PATTERNS = "registry_patterns.toml"
TITLED = ("outcome", "reported", "score")
LISTS = ("any", "all", "described", "unless", "unit")
# Section: the fields with one regular expression, and the fields with plain text.
SINGLE = {
    "event": ("term", "code"),
    "exclude": ("pattern", "reason"),
    "change": ("pattern", "reason"),
    "population": ("pattern", "reason"),
    "imputation": ("pattern", "name"),
    "period": ("pattern", None),
    "set": ("pattern", None),
    "unit": ("pattern", "kind"),
    "time": ("pattern", "kind"),
    "ignore": ("pattern", None),
    "beside": ("pattern", None),
    "class": ("pattern", "meaning"),
    "drug": ("pattern", "name"),
    "route": ("pattern", "name"),
    "frequency": ("pattern", "name"),
    "dose": ("pattern", "unit"),
    "doubt": ("pattern", "reason"),
    "several": ("pattern", None),
    "filler": ("pattern", None),
    "severity": ("pattern", "name"),
}
KINDS = {
    "unit": ("count", "percent"),
    "time": ("week", "study-day", "days"),
    "class": ("responder", "not responder", "everyone"),
    "dose": ("mg", "percent"),
}
CODED = {
    "outcome": ("dichotomous", "outcome"),
    "reported": ("adverse_events", "event"),
    "score": ("continuous", "outcome"),
    "imputation": ("dichotomous", "imputation"),
    "event": ("adverse_events", "event"),
    "drug": ("arms", "drug"),
    "route": ("arms", "route"),
    "frequency": ("arms", "frequency"),
    "severity": ("trials", "severity"),
}


@dataclass(frozen=True)
class TitlePattern:
    """When a title belongs to a code; the fields are explained in the patterns file."""

    code: str
    any: tuple[re.Pattern[str], ...]
    all: tuple[re.Pattern[str], ...] = ()
    described: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    unit: tuple[re.Pattern[str], ...] = ()
    otherwise: str = ""

    def fits_title(self, title: str) -> bool:
        """Whether a plain title fits, whatever the description says."""
        return (
            any(pattern.search(title) for pattern in self.any)
            and all(pattern.search(title) for pattern in self.all)
            and not any(pattern.search(title) for pattern in self.unless)
        )

    def is_described(self, text: str) -> bool:
        """Whether title and description together say what is asked for."""
        return all(pattern.search(text) for pattern in self.described)

    def has_unit(self, unit: str) -> bool:
        """Whether a plain unit is one of those that the code may have; any where none is named."""
        return not self.unit or any(pattern.fullmatch(unit) for pattern in self.unit)


@dataclass(frozen=True)
class Word:
    """One regular expression and what it means: a code, a kind, a name or a reason."""

    pattern: re.Pattern[str]
    meaning: str


@dataclass(frozen=True)
class Patterns:
    """All patterns; `words` by section of the file, titles of each kind of result apart."""

    outcomes: tuple[TitlePattern, ...]
    reported: tuple[TitlePattern, ...]
    scores: tuple[TitlePattern, ...]
    words: Mapping[str, tuple[Word, ...]]

    def find(self, section: str, text: str) -> tuple[str, ...]:
        """The different meanings in one section whose pattern is found in a plain text."""
        found = (word.meaning for word in self.words[section] if word.pattern.search(text))
        return tuple(dict.fromkeys(found))

    def is_whole(self, section: str, text: str) -> tuple[str, ...]:
        """The different meanings in one section whose pattern is the whole of a plain text."""
        found = (word.meaning for word in self.words[section] if word.pattern.fullmatch(text))
        return tuple(dict.fromkeys(found))

    def strip(self, section: str, text: str) -> str:
        """A plain text without what the patterns of one section find."""
        for word in self.words[section]:
            text = word.pattern.sub(" ", text)
        return " ".join(text.split())


def read_patterns(files: Mapping[str, str], schema: Schema) -> Patterns:
    """Read one or more files of patterns; those of later files are added to the earlier.

    Parameters
    ----------
    files
        Text of each file by its name, the book's own first.
    schema
        Description of the data package; it says which codes there are.

    Raises
    ------
    DataError
        With one defect for everything wrong: no TOML, a section, field, code or kind that there
        is not, a pattern that is no regular expression or lacks its group “number”.
    """
    defects: list[Defect] = []
    sections: dict[str, list[Mapping[str, Any]]] = {}
    for file, text in files.items():
        content, unreadable = parse_toml(file, text)
        defects += unreadable
        for section, entries in content.items():
            found = list(_section_defects(file, section, entries, schema))
            defects += found
            if not found:
                sections.setdefault(section, []).extend(entries)
    if defects:
        raise DataError(defects)
    words = {
        section: tuple(
            Word(re.compile(entry[pattern]), entry[meaning] if meaning else "")
            for entry in sections.get(section, [])
        )
        for section, (pattern, meaning) in SINGLE.items()
    }
    titles = {
        section: tuple(_title_pattern(entry) for entry in sections.get(section, []))
        for section in TITLED
    }
    return Patterns(titles["outcome"], titles["reported"], titles["score"], words)


def _title_pattern(entry: Mapping[str, Any]) -> TitlePattern:
    lists = {name: tuple(re.compile(one) for one in entry.get(name, [])) for name in LISTS}
    return TitlePattern(entry["code"], otherwise=entry.get("otherwise", ""), **lists)


def _section_defects(file: str, section: str, entries: Any, schema: Schema) -> Iterator[Defect]:
    if section not in SINGLE and section not in TITLED:
        known = ", ".join((*TITLED, *SINGLE))
        yield Defect(file, None, None, section, f"one of the sections {known}")
        return
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield Defect(file, None, section, None, f"entries that each begin with [[{section}]]")
        return
    for number, entry in enumerate(entries, start=1):
        yield from _entry_defects(file, section, f"{section} {number}", entry, schema)


def _entry_defects(
    file: str, section: str, name: str, entry: Mapping[str, Any], schema: Schema
) -> Iterator[Defect]:
    if section in SINGLE:
        pattern, meaning = SINGLE[section]
        required = [pattern, meaning] if meaning else [pattern]
        allowed = required
    else:
        meaning, required, allowed = "code", ["code", "any"], ["code", "otherwise", *LISTS]
    for field in required:
        if not entry.get(field):
            yield Defect(file, None, f"{name}, {field}", None, "this field")
    for field, value in entry.items():
        place = f"{name}, {field}"
        if field not in allowed:
            yield Defect(file, None, place, None, "no field of this name")
        elif section not in SINGLE and field in LISTS:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                yield Defect(file, None, place, str(value), "a list of regular expressions")
            else:
                for one in value:
                    yield from _expression_defects(file, place, one)
        elif not isinstance(value, str):
            yield Defect(file, None, place, str(value), "text")
        elif field in ("pattern", "term"):
            needs_number = section in ("time", "dose")
            yield from _expression_defects(file, place, value, needs_number)
        elif field == meaning:
            allowed_values = _allowed_values(section, schema)
            if value and allowed_values and value not in allowed_values:
                yield Defect(file, None, place, value, f"one of {', '.join(allowed_values)}")


def _allowed_values(section: str, schema: Schema) -> tuple[str, ...]:
    if section in KINDS:
        return KINDS[section]
    if section in CODED and CODED[section][0] in schema.tables:
        return tuple(schema.field(*CODED[section]).get("constraints", {}).get("enum", ()))
    return ()


def _expression_defects(
    file: str, place: str, value: str, needs_number: bool = False
) -> Iterator[Defect]:
    try:
        expression = re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        yield Defect(file, None, place, value, f"a regular expression ({error})")
        return
    if expression.match(""):
        yield Defect(file, None, place, value, "a pattern that does not fit an empty text")
    if needs_number and "number" not in expression.groupindex:
        yield Defect(file, None, place, value, "a group (?P<number>...)")
