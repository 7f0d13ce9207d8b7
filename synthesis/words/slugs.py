"""Permanent names of figures and tables: the last part of their addresses."""

from __future__ import annotations

import re

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9.]+)*")


def slug_of(*parts: str) -> str:
    """A slug from ids and words: “pain50-alone.madeupinib-15-qd”, “counts”."""
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)
