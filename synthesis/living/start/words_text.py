"""The vocabulary of a new data package, as a file for its user to better."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.living.start.arm_counts import Treatment, make_id
from synthesis.words.terms import INACTIVE

if TYPE_CHECKING:
    from synthesis.living.start.start_package import CountedTable

HEAD = """\
# What this data package calls things. Better these words; the codes stand in the tables.
#
# title      : of the book
# disease    : in full; treatments are the drugs that the book is about
# condition  : what patients call the disease, where that is shorter
# file_name  : what the names of downloaded files begin with
# authors    : yours, for the citations, such as ["A. Person", "B. Person"]
"""
OUTCOMES = """\
# name        : in a table; meaning is what it is in full, response what patients do who have it
# description : what counts as a response
"""
EVENTS = "# name : of the event; rare = true where the trials are too small to judge it"
CLASSES = """\
# Classes of drugs. sign: how figures mark them (first to fifth); focus: what the book is about.
# Give a drug the class it belongs to, and what its code stands for as name = "…".
"""
FAMILIES = "# Families of trials, as the page of trials lists them"


def write_words(
    title: str, counted: Sequence[CountedTable], treatments: Iterable[Treatment]
) -> str:
    """The text of vocabulary.toml."""
    return "\n".join(_lines(title, counted, treatments)) + "\n"


def _lines(
    title: str, counted: Sequence[CountedTable], treatments: Iterable[Treatment]
) -> Iterator[str]:
    yield HEAD
    yield "[subject]"
    yield f"title = {quote(title)}"
    yield f"disease = {quote(title)}"
    yield 'treatments = "the treatments"'
    yield f"keywords = [{quote(title)}]"
    yield f"file_name = {quote(make_id(title)[:40].strip('-.'))}"
    yield f"\n{OUTCOMES}"
    for table in counted:
        if not table.harm:
            words = {"id": table.code, "name": table.code, "response": f"reach {table.code}"}
            yield from toml_entry("outcome", {**words, "description": table.code})
            yield "listed = true\n"
    if any(table.harm for table in counted):
        yield EVENTS
        for table in counted:
            if table.harm:
                words = {"id": table.code, "name": table.code.replace("_", " ").lower()}
                yield from toml_entry("event", {**words, "tables": ["adverse_events"]})
                yield ""
    yield CLASSES
    yield from toml_entry("drug_class", {"id": "treatment", "name": "treatment", "sign": "first"})
    yield "focus = true\n"
    for drug in dict.fromkeys(treatment.drug for treatment in treatments):
        own = {} if drug in INACTIVE else {"drug_class": "treatment"}
        yield from toml_entry("drug", {"id": drug, **own})
        yield ""
    beside = "whatever else the trials gave, which their tables do not say"
    yield from toml_entry("background", {"id": "not stated", "beside": beside})
    yield f"\n{FAMILIES}"
    for file in dict.fromkeys(table.file for table in counted):
        stem = Path(file).stem
        yield from toml_entry("family", {"id": make_id(stem), "name": f"Trials of {file}"})
        yield ""


def toml_entry(kind: str, fields: Mapping[str, str | list[str]]) -> Iterator[str]:
    """The lines of one entry of a list in TOML."""
    yield f"[[{kind}]]"
    yield from (f"{name} = {quote(value)}" for name, value in fields.items())


def quote(value: str | list[str]) -> str:
    """A text or a list of texts as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)
