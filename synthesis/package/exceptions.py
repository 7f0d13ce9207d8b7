"""Entries of exceptions.toml as the bytes they are, so that the rest stays byte for byte."""

from __future__ import annotations

import re
import tomllib

from synthesis.package.defects import DataError, Defect
from synthesis.package.rules import EXCEPTIONS

ENTRY = re.compile(rb"^(?=\[\[exception\]\])", re.MULTILINE)


def split_blocks(content: bytes) -> list[bytes]:
    """What stands before the first entry, then each entry up to the next."""
    return ENTRY.split(content)


def blocks_of(content: bytes, trial_id: str) -> list[int]:
    """Positions of the entries of a trial; the first entry is 0.

    Raises
    ------
    DataError
        The file is not TOML, or its entries are not written one by one.
    """
    try:
        entries = tomllib.loads(content.decode("utf-8-sig")).get("exception", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise DataError([Defect(EXCEPTIONS, None, None, None, "valid TOML in UTF-8")]) from None
    if not isinstance(entries, list) or len(entries) != len(split_blocks(content)) - 1:
        expected = "each entry under a line [[exception]] of its own"
        raise DataError([Defect(EXCEPTIONS, None, None, None, expected)])
    return [number for number, e in enumerate(entries) if e.get("trial_id") == trial_id]
