"""Text of a registry record made plain, so that one pattern fits many ways to write the same."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

LONGEST = 4_000  # registry texts are shorter; a pattern must never run over megabytes
LONGEST_NAME = 300
QUOTES = re.compile("[\"'`´‘’“”„‹›«»]")
DASHES = re.compile("[‐‑‒–—―−­]")
NUMBER_WORDS = {
    **{"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4"},
    **{"fifty": "50", "seventy-five": "75", "seventy five": "75", "ninety": "90"},
    **{"one hundred": "100", "hundred": "100"},
}
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
REWRITES = (
    (re.compile(r"≧|⩾|&ge;|&gt;=|> =|=>|\b(?:greater|more|higher) than or equals? to\b"), ">="),
    (re.compile(r"\bequal to or (?:greater|more|higher) than\b"), ">="),
    (re.compile(r"\bat least\b|\b(?:no|not) less than\b|\ba minimum of\b|\bminimum of\b"), ">="),
    (re.compile(r"≦|⩽|&le;|&lt;=|< =|=<|\bless than or equals? to\b"), "<="),
    (re.compile(rf"\b(?:{_WORDS})\b"), lambda found: NUMBER_WORDS[found.group()]),
    (re.compile(r"\bper ?cent\b"), "%"),
    (re.compile(r"(\d) +%"), r"\1%"),
    (re.compile(r">= ?(?:>= ?)+"), ">="),
)


def make_plain(text: str) -> str:
    """Lower case, plain dashes and signs, numbers as digits, one space between words.

    At most the first 4,000 characters are looked at.
    """
    # NFKC turns ligatures and full-width signs into plain ones; ≥ and ≤ it leaves alone.
    plain = unicodedata.normalize("NFKC", unescape(text[:LONGEST])).lower()
    # The registry writes some signs with a backslash before them, as in Markdown.
    plain = plain.replace("≥", ">=").replace("≤", "<=").replace("\\", "")
    plain = DASHES.sub("-", QUOTES.sub("", plain))
    plain = " ".join(plain.split())
    for pattern, replacement in REWRITES:
        plain = pattern.sub(replacement, plain)
    return plain


def make_slug(text: str) -> str:
    """An identifier of lower-case letters, digits and dashes; “arm” where none is left.

    A point stays between two digits alone, as in 1.5.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).lower().replace("%", "pct")
    slug = re.sub(r"(?<![0-9])[.]|[.](?![0-9])", "-", re.sub(r"[^a-z0-9.]+", "-", plain))
    slug = re.sub(r"-+", "-", slug).strip("-")
    return slug[:60].rstrip("-.") or "arm"


def shorten(text: str, longest: int = 100) -> str:
    """A text for a locator: cut at a word where it is too long."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0] + " …"
