"""Text that looks like other text: blanks nobody sees, letters of a second alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from synthesis.package.defects import Defect
from synthesis.package.schema import Schema
from synthesis.package.tables import RawTable

INVISIBLE = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
WORD = re.compile(r"[^\W\d_]+")
# Latin and one of these in a single word is a look-alike; Greek is not: TGFβ is a word.
LOOK_ALIKES = ("CYRILLIC", "ARMENIAN", "CHEROKEE")


def untidy_defects(
    schema: Schema, tables: Mapping[str, RawTable], names: Mapping[str, str]
) -> Iterator[Defect]:
    """Cells with blanks around them, characters that cannot be seen, or letters that deceive."""
    for table, rows in tables.items():
        fields = [field["name"] for field in schema.fields(table)]
        for number, row in enumerate(rows, start=2):
            for field in fields:
                expected = _untidy(row[field])
                if expected:
                    yield Defect(names[table], number, field, row[field], expected)


def _untidy(text: str) -> str:
    if text.isascii() and text.isprintable() and text == text.strip():
        return ""
    if text != text.strip():
        return "text without blanks before or after it"
    if any(unicodedata.category(c) in INVISIBLE or c == "\u00a0" for c in text):
        return "text in one line, without characters that cannot be seen"
    for word in WORD.findall(text):
        alphabets = {unicodedata.name(c, "").partition(" ")[0] for c in word}
        if "LATIN" in alphabets and alphabets.intersection(LOOK_ALIKES):
            return f"letters of one alphabet in a word, not two as in “{word}”"
    return ""
