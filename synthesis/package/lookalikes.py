"""Text that looks like other text: blanks nobody sees, letters of a second alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from synthesis.models.tables.names import has_unseen, one_spelling
from synthesis.package.defects import Defect
from synthesis.package.schema import Schema
from synthesis.package.tables import RawTable

# What is set in BibTeX, where a brace without its partner swallows what follows.
IN_BIBLIOGRAPHY = ("trial_name", "first_author", "journal")
WORD = re.compile(r"[^\W\d_]+")
# Latin and one of these in a single word is a look-alike; Greek is not: TGFβ is a word.
LOOK_ALIKES = ("CYRILLIC", "ARMENIAN", "CHEROKEE")


def untidy_defects(
    schema: Schema, tables: Mapping[str, RawTable], names: Mapping[str, str]
) -> Iterator[Defect]:
    """Cells with blanks around them, unseen characters, deceiving letters or lone braces."""
    for table, rows in tables.items():
        fields = [field["name"] for field in schema.fields(table)]
        for number, row in enumerate(rows, start=2):
            for field in fields:
                expected = _untidy(row[field])
                if table == "trials" and field in IN_BIBLIOGRAPHY and not _balanced(row[field]):
                    expected = expected or "no brace, or one } for each { before it"
                if expected:
                    yield Defect(names[table], number, field, row[field], expected)


def _untidy(text: str) -> str:
    if text.isascii() and text.isprintable() and text == text.strip():
        return ""
    if text != text.strip():
        return "text without blanks before or after it"
    if has_unseen(text) or "\u00a0" in text:
        return "text in one line, without characters that cannot be seen"
    if text != one_spelling(text):
        return "letters with their accents in one character (Unicode NFC), as when they are typed"
    for word in WORD.findall(text):
        alphabets = {unicodedata.name(c, "").partition(" ")[0] for c in word}
        if "LATIN" in alphabets and alphabets.intersection(LOOK_ALIKES):
            return f"letters of one alphabet in a word, not two as in “{word}”"
    return ""


def _balanced(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0
