"""What a tally shows: its rows, its words, the same as a table, the same as alt text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field

Mark = Literal["agrees", "conditional", "mentions", "disagrees", "silent"]
KEYS: dict[Mark, str] = {
    "agrees": "agrees",
    "conditional": "agrees on a condition",
    "mentions": "raises it without taking a side",
    "disagrees": "disagrees",
    "silent": "did not raise it",
}
_WORDS: dict[Mark, tuple[str, str]] = {
    "agrees": ("agrees", "agree"),
    "conditional": ("on a condition", "on a condition"),
    "mentions": ("raises it", "raise it"),
    "disagrees": ("disagrees", "disagree"),
}


@dataclass(frozen=True)
class TallyRow:
    """One position, in numbers of respondents; `asked` counts all, the silent ones too."""

    label: str
    agrees: int
    conditional: int
    mentions: int
    disagrees: int
    asked: int

    def __post_init__(self) -> None:
        counts = (self.agrees, self.conditional, self.mentions, self.disagrees)
        if min(counts) < 0 or self.asked < 1 or sum(counts) > self.asked:
            raise ValueError(f"{self.label}: {counts} are no counts of {self.asked} respondents")

    @property
    def marks(self) -> dict[Mark, int]:
        """How many dots of each kind, in the order in which they are drawn; none is left out."""
        taken: dict[Mark, int] = {
            "agrees": self.agrees,
            "conditional": self.conditional,
            "mentions": self.mentions,
            "disagrees": self.disagrees,
        }
        return {**taken, "silent": self.asked - sum(taken.values())}


FIELDS = (
    Field("position", "Position", "string", "", "What is taken up or left, in the book’s words."),
    Field("agrees", "Agrees", "integer", "respondents", "Respondents who agree (filled dots)."),
    Field("on_condition", "On a condition", "integer", "respondents",
          "Respondents who agree on a condition (half filled dots)."),
    Field("no_side", "Raises it", "integer", "respondents",
          "Respondents who raise it without taking a side (small squares)."),
    Field("disagrees", "Disagrees", "integer", "respondents",
          "Respondents who disagree (open dots)."),
    Field("not_raised", "Did not raise it", "integer", "respondents",
          "Respondents who did not raise it (points); that is no disagreement."),
    Field("respondents", "Respondents", "integer", "respondents",
          "All respondents, each counted once in the row."),
)  # fmt: skip


def tabulate_tally(rows: tuple[TallyRow, ...]) -> DrawnData:
    """The dots of the figure as counts, one row a position in the order drawn."""
    cells: list[tuple[DrawnValue, ...]] = [(r.label, *r.marks.values(), r.asked) for r in rows]
    return DrawnData(FIELDS, tuple(cells))


def describe_tally(rows: tuple[TallyRow, ...], topic: str) -> str:
    """Alt text: the position most often taken, the next two, and the one most disputed.

    40 to 400 characters; names that are too long are cut.
    """
    if not rows:
        raise ValueError("a tally needs at least one row")
    ranked = sorted(rows, key=lambda row: -row.agrees)
    first, asked = ranked[0], ranked[0].asked
    positions = "1 position" if len(rows) == 1 else f"{len(rows)} positions"
    text = (
        f"{_cut(topic)}, {positions} among {asked} respondents. "
        f"“{_cut(first.label)}”: {say_counts(first)}."
    )
    more = [f"“{_cut(row.label)}”: {say_counts(row)}." for row in ranked[1:3]]
    # What divides the respondents says more than a further position of one of them.
    disputed = sorted((row for row in ranked[3:] if row.disagrees), key=lambda r: -r.disagrees)
    more += [f"“{_cut(row.label)}”: {say_counts(row)}." for row in disputed[:1]]
    for sentence in more:
        if len(text) + 1 + len(sentence) <= 400:
            text += f" {sentence}"
    return text


def _cut(text: str, most: int = 60) -> str:
    text = " ".join(text.replace("#", "").split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def say_counts(row: TallyRow) -> str:
    """“4 agree, 2 on a condition”: the counts of a row in words, without the silent ones."""
    parts = [
        f"{count} {words[count != 1]}"
        for mark, words in _WORDS.items()
        if (count := row.marks[mark])
    ]
    return ", ".join(parts) or "nobody raised it"
