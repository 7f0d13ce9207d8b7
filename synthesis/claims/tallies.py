"""Respondents counted by what they say, each of them once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.claims.opinions import STANCES, Opinion, Opinions, Stance, list_respondents
from synthesis.package.codebook import Code


@dataclass(frozen=True)
class Tally:
    """How the respondents of one source stand to one position.

    Parameters
    ----------
    code
        The position.
    by_stance
        Respondents by stance, each once, in the order of their first row.
    asked
        All respondents of the source: those who did not raise the position included.
    """

    code: Code
    by_stance: Mapping[Stance, tuple[str, ...]]
    asked: tuple[str, ...]

    def count(self, *stances: Stance) -> int:
        """Respondents with one of the stances; with any of them when none is named."""
        return sum(len(self.by_stance[stance]) for stance in stances or STANCES)

    @property
    def silent(self) -> tuple[str, ...]:
        """The respondents who did not raise the position: neither for it nor against it."""
        raised = {name for names in self.by_stance.values() for name in names}
        return tuple(name for name in self.asked if name not in raised)


def tally_codes(opinions: Opinions, source: str, question: str = "") -> tuple[Tally, ...]:
    """How the respondents of one source stand to each position, in the order of the codebook.

    Parameters
    ----------
    source
        Code of the source; only its respondents are counted.
    question
        Code of a question; all positions when empty.

    Returns
    -------
    tuple of Tally
        Positions that nobody of the source raised included. A respondent counts once for a
        position, however many rows or copies of a reply there are.
    """
    asked = list_respondents(opinions, source)
    rows = opinions.of(source)
    return tuple(
        Tally(code, _by_stance(row for row in rows if row.code == code.id), asked)
        for code in opinions.codes
        if question in ("", code.question)
    )


def _by_stance(rows: Iterable[Opinion]) -> Mapping[Stance, tuple[str, ...]]:
    first: dict[str, Stance] = {}
    for row in rows:
        first.setdefault(row.respondent, row.stance)
    return {
        stance: tuple(name for name, taken in first.items() if taken == stance)
        for stance in STANCES
    }


def rank_tallies(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The positions that somebody raised, the most widely taken first; ties as they come."""
    raised = [tally for tally in tallies if tally.count()]
    return tuple(sorted(raised, key=lambda t: tuple(-t.count(stance) for stance in STANCES)))


def find_unraised(tallies: Iterable[Tally]) -> tuple[Code, ...]:
    """The positions that nobody raised."""
    return tuple(tally.code for tally in tallies if not tally.count())


def find_disputes(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The positions on which respondents stand on both sides."""
    return tuple(t for t in tallies if t.count("agrees", "conditional") and t.count("disagrees"))


def find_choices(tallies: Iterable[Tally]) -> Mapping[str, tuple[Tally, ...]]:
    """Positions that rule each other out, by choice, where respondents took more than one."""
    choices: dict[str, list[Tally]] = {}
    for tally in tallies:
        if tally.code.choice and tally.count("agrees", "conditional"):
            choices.setdefault(tally.code.choice, []).append(tally)
    return {name: tuple(taken) for name, taken in choices.items() if len(taken) > 1}
