"""Names of trials and treatments: one spelling of one name, and nothing in it unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")


def one_spelling(text: str) -> str:
    """The text without blanks around it, its letters composed (Unicode NFC).

    An é may be one character or an e with an accent after it; printed they are the same.
    """
    return unicodedata.normalize("NFC", text.strip())


def has_unseen(text: str) -> bool:
    """Whether a text has control characters, line breaks, or letters that nobody sees."""
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(c) in UNSEEN for c in text)


def near_names(names: Iterable[str]) -> Iterator[str]:
    """A sentence for each two names that differ in capitals, blanks or hyphens alone."""
    seen: dict[str, str] = {}
    for name in dict.fromkeys(names):
        plain = re.sub(r"[\s_-]+", "", name).casefold()
        other = seen.setdefault(plain, name)
        if other != name:
            yield f"“{other}” and “{name}” are taken for two; spell them alike if they are one."
