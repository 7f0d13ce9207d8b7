"""Numbers of the book beside those that other software computes from the same counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Software = Literal["PyMARE", "statsmodels"]
Quantity = Literal[
    "trial effect",
    "trial limit",
    "tau2",
    "estimate",
    "standard error",
    "limit",
    "Mantel-Haenszel log OR",
    "Mantel-Haenszel standard error",
    "Mantel-Haenszel log RR",
]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)

# The largest difference with which the book is built, on the model scale (tau2: its square).
# Far above what the two ways of computing leave, far below what any table prints.
LARGEST_DIFFERENCE = 1e-5


@dataclass(frozen=True)
class ComparedNumber:
    """One number of a pool as the book has it, and as other software computes it.

    `pool` is the permanent name of the pool. Both numbers are on the model scale: log for odds
    and risk ratios, natural for risk differences, squared for tau2. NaN stands for a number
    that does not exist.
    """

    pool: str
    quantity: Quantity
    software: Software
    ours: float
    theirs: float

    @property
    def difference(self) -> float:
        """How far they are apart; infinite where one of them is no number."""
        difference = abs(self.ours - self.theirs)
        return difference if math.isfinite(difference) else math.inf


@dataclass(frozen=True)
class NotCompared:
    """What the other software has no number for: in which pool, of what, and why."""

    pool: str
    software: Software
    what: str
    reason: str


@dataclass(frozen=True)
class SecondRun:
    """Every pool of the book computed a second time, by software that is not the book's.

    Parameters
    ----------
    pools
        Permanent names of the pools that were looked at, those of harms included.
    numbers
        Every number that was compared.
    left_out
        Everything of these pools that was not, with its reason.
    """

    pools: tuple[str, ...]
    numbers: tuple[ComparedNumber, ...]
    left_out: tuple[NotCompared, ...]

    def of(self, quantity: Quantity) -> tuple[ComparedNumber, ...]:
        """The compared numbers of one kind."""
        return tuple(number for number in self.numbers if number.quantity == quantity)

    @property
    def compared(self) -> tuple[str, ...]:
        """The pools with at least one compared number, in order."""
        return tuple(dict.fromkeys(number.pool for number in self.numbers))

    @property
    def largest(self) -> ComparedNumber | None:
        """The number that is furthest apart; None when nothing was compared."""
        return max(self.numbers, key=lambda number: number.difference, default=None)

    @property
    def beyond(self) -> tuple[ComparedNumber, ...]:
        """The numbers that are further apart than the book allows, the furthest first."""
        found = (number for number in self.numbers if number.difference > LARGEST_DIFFERENCE)
        return tuple(sorted(found, key=lambda number: -number.difference))

    def reasons(self) -> Iterator[tuple[NotCompared, int, int]]:
        """Each software, part and reason once, with how many cases in how many pools."""
        groups: dict[tuple[str, str, str], list[NotCompared]] = {}
        for case in self.left_out:
            groups.setdefault((case.software, case.what, case.reason), []).append(case)
        for cases in groups.values():
            yield cases[0], len(cases), len({case.pool for case in cases})
