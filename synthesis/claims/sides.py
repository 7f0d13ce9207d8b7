"""Who is for a claim and who against it: whoever takes, or rejects, a position that states it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.claims.opinions import Opinions, Stance
from synthesis.package.codebook import Code
from synthesis.package.plan.claims import Claim


@dataclass(frozen=True)
class Sides:
    """The respondents of one source on a claim, each once, in the order of their first row.

    Parameters
    ----------
    agree, conditional
        For it, outright and on a condition. Who does both, by two positions, agrees.
    against
        Who disagrees with a position that states it.
    """

    agree: tuple[str, ...]
    conditional: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def for_it(self) -> tuple[str, ...]:
        """All who are for it."""
        return (*self.agree, *self.conditional)


def take_sides(claim: Claim, opinions: Opinions, source: str) -> Sides:
    """Who of a source stands where on a claim.

    Only positions that state the claim count: neither those that are related to it nor a mention
    that takes no side.
    """
    agree = _takers(claim.codes, opinions, source, "agrees")
    conditional = _takers(claim.codes, opinions, source, "conditional")
    against = _takers(claim.codes, opinions, source, "disagrees")
    return Sides(agree, tuple(name for name in conditional if name not in agree), against)


def _takers(
    codes: Iterable[str], opinions: Opinions, source: str, stance: Stance
) -> tuple[str, ...]:
    wanted = set(codes)
    rows = (row for row in opinions.of(source) if row.code in wanted and row.stance == stance)
    return tuple(dict.fromkeys(row.respondent for row in rows))


def find_untested(claims: Iterable[Claim], opinions: Opinions) -> tuple[Code, ...]:
    """The positions that somebody raised and that no claim states or is related to."""
    claimed = {code for claim in claims for code in (*claim.codes, *claim.related)}
    raised = {row.code for row in opinions.rows} - claimed
    return tuple(code for code in opinions.codes if code.id in raised)
