"""Patterns of a package's description: the part of regular expressions that cannot take long.

A description may come from anybody. Some expressions take years on a short cell, such as `(a+)+b`;
what is admitted here is matched in an instant, and is all that a code or a number needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_PATTERN = 200
LONGEST_CELL_WITH_PATTERN = 300
MOST_CHOICES = 8  # places where a match can go on in two ways
MOST_OPEN_ENDS = 2  # of these, repetitions of any length
OPEN_END = 20

TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?(?:\\.|[^\]\\])(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?:)?)"
    r"|(?P<close>\))|(?P<either>\|)|(?P<repeat>[*+?]|\{\d+(?:,\d*)?\})|(?P<letter>.)",
    re.DOTALL,
)
REPEATS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


@dataclass
class _Part:
    """What has been read of a group: whether it has anything that varies, and its last piece."""

    varies: bool = False
    piece: str = ""  # “single”, “fixed group” or “varying group”; empty where nothing can repeat


def slow_pattern(pattern: str) -> str:
    """Why a pattern, sound as a regular expression, is not admitted; empty where it is."""
    if len(pattern) > LONGEST_PATTERN:
        return f"at most {LONGEST_PATTERN} characters"
    choices = open_ends = 0
    parts = [_Part()]
    for token in TOKEN.finditer(pattern):
        kind, text, here = token.lastgroup, token.group(), parts[-1]
        if kind == "open":
            parts.append(_Part())
        elif kind == "close" and len(parts) > 1:
            inner = parts.pop()
            parts[-1].varies |= inner.varies
            parts[-1].piece = "varying group" if inner.varies else "fixed group"
        elif kind == "either":
            here.varies, here.piece = True, ""
            choices += 1
        elif kind == "repeat":
            least, most = _bounds(text)
            if not here.piece:
                return "groups and repetitions of the plain kind"
            if here.piece == "varying group" and most != 1:
                return "no repeated group with choices or repetitions in it"
            if least != most:
                here.varies = True
                choices += 1
                open_ends += most is None or most > OPEN_END
            here.piece = ""
        elif kind == "escape" and text[1].isalnum() and text[1] not in "dDsSwW":
            return f"no {text}"
        else:
            here.piece = "single"
    if choices > MOST_CHOICES or open_ends > MOST_OPEN_ENDS:
        return "fewer choices and repetitions"
    return ""


def _bounds(text: str) -> tuple[int, int | None]:
    if text in REPEATS:
        return REPEATS[text]
    least, comma, most = text.strip("{}").partition(",")
    return int(least), int(most) if most else None if comma else int(least)
