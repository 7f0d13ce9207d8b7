"""Kinds of treatments as figures have them: the name of a kind, and its sign."""

from __future__ import annotations

from synthesis.words.terms import SignName

Kind = tuple[str, SignName]

PLACEBO: Kind = ("placebo", "inactive")
JAK: Kind = ("JAK inhibitor", "first")
BIOLOGIC: Kind = ("biologic", "second")
OTHER: Kind = ("other treatment", "third")
FOURTH: Kind = ("fourth kind", "fourth")
UNKNOWN: Kind = ("treatment of no class", "fifth")
KINDS = (PLACEBO, JAK, BIOLOGIC, OTHER, FOURTH, UNKNOWN)
