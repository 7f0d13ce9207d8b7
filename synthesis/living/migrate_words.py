"""The vocabulary of a package of an earlier version, from the codes of its description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from synthesis.living.start.arm_counts import make_id
from synthesis.living.start.words_text import quote, toml_entry
from synthesis.package.older import BACKGROUND, OLD_BACKGROUND
from synthesis.package.standard import standard_fields
from synthesis.package.vocabulary import KINDS, Vocabulary
from synthesis.words.terms import INACTIVE

LOOK = "# From here on: codes of this package as it was for version 0.2.0. Better their words."


@dataclass
class _Code:
    words: str
    tables: list[str] = field(default_factory=list)


Codes = dict[str, dict[str, _Code]]


def codes_by_kind(descriptor: Mapping[str, Any]) -> Codes:
    """Codes with their words, by the kind of vocabulary that the standard has for their field."""
    found: Codes = {kind: {} for kind in KINDS}
    for resource, own, kind in coded_fields(descriptor):
        words = own.get("codes", {})
        for code in own.get("constraints", {}).get("enum", ()):
            known = found[kind].setdefault(code, _Code(words.get(code, code)))
            known.tables.append(resource["name"])
    return found


def coded_fields(
    descriptor: Mapping[str, Any],
) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """Tables, their fields that have codes of their own, and the kind of vocabulary of each."""
    for resource in descriptor["resources"]:
        try:
            standard = standard_fields(resource["name"])
        except (KeyError, ValueError):
            continue  # a table of the package's own
        kinds = {each["name"]: each["vocabulary"] for each in standard if "vocabulary" in each}
        for own in resource["schema"]["fields"]:
            kind = kinds.get(BACKGROUND if own["name"] == OLD_BACKGROUND else own["name"])
            # No earlier version had a field with codes of several kinds.
            if kind in KINDS and "vocabulary" not in own and "enum" in own.get("constraints", {}):
                yield resource, own, kind


def is_about_the_same(codes: Codes, book: Vocabulary) -> bool:
    """Whether most drugs and outcomes of a package are those of the book's own vocabulary."""
    used = {(kind, code) for kind in ("drug", "outcome") for code in codes[kind]}
    known = {(kind, each.id) for kind in ("drug", "outcome") for each in getattr(book, kind)}
    return 2 * len(used & known) > len(used)


def new_words(title: str, codes: Codes) -> str:
    """A vocabulary of its own: the subject, one class of drugs, an entry for each code."""
    lines = ["[subject]", f"title = {quote(title)}", f"disease = {quote(title)}"]
    lines += ['treatments = "the treatments"', ""]
    if codes["drug"]:
        kind = {"id": "treatment", "name": "treatment", "sign": "first"}
        lines += [*toml_entry("drug_class", kind), "focus = true", ""]
    return "\n".join([*lines, more_words(codes, None)])


def more_words(codes: Codes, known: Vocabulary | None) -> str:
    """Entries for the codes that a vocabulary does not have; all of them where there is none."""
    lines = [LOOK]
    for kind, found in codes.items():
        there = {each.id for each in getattr(known, kind)} if known else set()
        for code, own in found.items():
            if code not in there:
                lines += ["", *toml_entry(kind, _fields(kind, code, own, known is None))]
    return "\n".join(lines) + "\n" if len(lines) > 1 else ""


def _fields(kind: str, code: str, own: _Code, new: bool) -> dict[str, str | list[str]]:
    words: dict[str, str | list[str]] = {"id": code}
    if kind in ("outcome", "baseline"):
        words["description"] = own.words
    elif kind == "score":
        # Scales mostly count what is wrong; whoever reads the entry sees it.
        words |= {"description": own.words, "unit": "points", "better": "lower"}
    elif kind == "event":
        words |= {"name": own.words, "tables": sorted(set(own.tables))}
    elif kind == "drug" and new and code not in INACTIVE:
        words["drug_class"] = "treatment"
    elif kind == "background":
        words["beside"] = f"other treatment: {code}"
    elif kind == "family":
        words |= {"id": make_id(code), "name": own.words}
    return words
