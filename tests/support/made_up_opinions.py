"""A small made-up set of opinions, to be changed in one place at a time."""

from __future__ import annotations

from synthesis.claims.opinions import Opinion, Opinions
from synthesis.package.codebook import Code

CODES = (
    Code("first", "First", "made-up", "d", "c", "n"),
    Code("early", "Early", "made-up", "d", "c", "n", "when"),
    Code("late", "Late", "made-up", "d", "c", "n", "when"),
    Code("silent", "Silent", "other", "d", "c", "n"),
)
ROW = Opinion(
    *("talk", "one", "2001-02-03", "made-up", "first", "agrees", "Made-up words.", "clear"),
    *("reply 1 of 3, posts 1 to 3 of 9", ""),
    row=2,
)


def made_up(*rows: Opinion) -> Opinions:
    """Opinions of four people in a talk and a paper."""
    words = {"talk": "A talk", "paper": "A paper"}
    people = {name: name.capitalize() for name in ("one", "two", "three", "four")}
    return Opinions(rows, CODES, words, people, {"made-up": "M", "other": "O"}, {}, {})
