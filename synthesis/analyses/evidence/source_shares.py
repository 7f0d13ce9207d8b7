"""How many numbers of the trials were read at what kind of place, and how many were read twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.package.dataset import Dataset
from synthesis.words.sources import kind_of

NUMBERS = ("dichotomous", "continuous", "adverse_events", "baseline")
UNREAD = "remembered, read nowhere yet"


@dataclass(frozen=True)
class SourceShare:
    """Numbers read at one kind of place.

    Parameters
    ----------
    kind
        In words; `UNREAD` for those that are remembered, wherever they were said to stand.
    numbers
        How many there are: rows of the tables.
    copied
        How many were read again in another copy of the same record.
    confirmed
        How many were read again at another source.
    """

    kind: str
    numbers: int
    copied: int
    confirmed: int

    @property
    def once(self) -> int:
        """How many were read once."""
        return self.numbers - self.copied - self.confirmed


def share_sources(dataset: Dataset, tables: Iterable[str] = NUMBERS) -> tuple[SourceShare, ...]:
    """The numbers of some tables by kind of place, the kind with most of them first, unread last.

    Raises
    ------
    KeyError
        No data package has a table of one of these names.
    """
    found: dict[str, Counter[str]] = {}
    kinds = dataset.vocabulary.source_kinds
    for table in tables:
        for row in dataset.table(table).to_dict("records"):
            place = row["source_url"], row["source_locator"]
            unread = row["verification"] == "unverified"
            kind = UNREAD if unread else kind_of(*place, kinds).name
            found.setdefault(kind, Counter())[row["second_reading"]] += 1
    shares = (
        SourceShare(kind, counts.total(), counts["record"], counts["confirmed"])
        for kind, counts in found.items()
    )
    return tuple(sorted(shares, key=lambda s: (s.kind == UNREAD, -s.numbers, s.kind)))
