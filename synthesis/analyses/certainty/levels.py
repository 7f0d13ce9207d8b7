"""Levels of certainty, and the steps that lead down from the highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from synthesis.package.plan.judgements import LEVELS

PartKind = Literal["direct", "indirect"]


@dataclass(frozen=True)
class Step:
    """One domain: how many steps down, and why."""

    domain: str
    down: int
    reason: str


@dataclass(frozen=True)
class Part:
    """Direct or indirect evidence on a comparison of a network, rated by itself.

    Parameters
    ----------
    kind
        Which of the two.
    share
        What it gives of the network's answer, 0 to 1; both parts add up to 1.
    level
        Rated for all but imprecision and incoherence, which are those of the whole.
    steps
        One for each domain so rated.
    through
        The treatment between, where indirect evidence comes through one; else empty.
    """

    kind: PartKind
    share: float
    level: str
    steps: tuple[Step, ...]
    through: str = ""


@dataclass(frozen=True)
class Certainty:
    """The suggested level and the reasons for it, one for each domain.

    `parts` are those of a comparison of a network, the one that it starts from first.
    """

    level: str
    steps: tuple[Step, ...]
    parts: tuple[Part, ...] = ()

    @property
    def reasons(self) -> str:
        """The reasons for stepping down, as one phrase; empty when there is none."""
        return "; ".join(step.reason for step in self.steps if step.down)


def level_after(steps: Sequence[Step]) -> str:
    """The level that is left of the highest after all steps down."""
    return LEVELS[max(0, len(LEVELS) - 1 - sum(step.down for step in steps))]
