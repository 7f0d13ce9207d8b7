"""What is computed once for all rows that wait to be read, and what changed rows do to results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from synthesis.analyses.row_effects import (
    Chosen,
    CountTables,
    RowEffect,
    choose,
    declared,
    read_tables,
    table_and_code,
)
from synthesis.package.corrections import TABLES
from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.places import CountAnalysis
from synthesis.selection.arms import ALL_TIERS

SMALLEST = 0.01  # less than a hundredth of the interval's half-width is no move


@dataclass(frozen=True)
class Move:
    """One primary result before and after; None where there is no result."""

    before: RowEffect | None
    after: RowEffect | None

    @property
    def effect(self) -> RowEffect:
        """Whichever of the two exists."""
        found = self.before or self.after
        if found is None:
            raise ValueError("a move needs a result before or after it")
        return found

    @property
    def shift(self) -> float:
        """How far the estimate moves, in half-widths of the interval before; else infinite."""
        if self.before is None or self.after is None:
            return math.inf
        distance = abs(self.after.estimate - self.before.estimate)
        return distance / self.before.half_width if self.before.half_width else math.inf

    @property
    def changes_conclusion(self) -> bool:
        """Whether a result appears, disappears or changes its side of no difference."""
        if self.before is None or self.after is None:
            return True
        return self.before.side != self.after.side


@dataclass(frozen=True)
class Desk:
    """The dataset with what is computed from it once."""

    dataset: Dataset

    @cached_property
    def tables(self) -> CountTables:
        """The tables of counts."""
        return read_tables(self.dataset)

    @cached_property
    def base(self) -> Mapping[str, Chosen]:
        """What every declared analysis takes, by its id."""
        return {a.id: choose(self.tables, a) for a in declared(self.dataset)}

    @cached_property
    def uses(self) -> Mapping[tuple[str, int], tuple[str, ...]]:
        """Ids of the analyses that a row enters, or would enter, by table and row."""
        full = _completed(self.tables)
        found: dict[tuple[str, int], list[str]] = {}
        for analysis in declared(self.dataset):
            table, _ = table_and_code(analysis)
            rows = set(self.base[analysis.id].rows)
            rows |= choose(self.tables, analysis, ALL_TIERS).rows
            rows |= choose(full, analysis, ALL_TIERS).rows
            for row in rows:
                found.setdefault((table, row), []).append(analysis.id)
        return {key: tuple(names) for key, names in found.items()}

    @cached_property
    def by_code(self) -> Mapping[tuple[str, str], tuple[CountAnalysis, ...]]:
        """The declared analyses by table and outcome or event."""
        found: dict[tuple[str, str], list[CountAnalysis]] = {}
        for analysis in declared(self.dataset):
            found.setdefault(table_and_code(analysis), []).append(analysis)
        return {key: tuple(those) for key, those in found.items()}

    @cached_property
    def results(self) -> Mapping[str, RowEffect]:
        """Every primary result of the book that rests on counts, by its id."""
        return {
            name: effect
            for chosen in self.base.values()
            for name, effect in chosen.effects().items()
        }

    def moves(
        self, table: str, code: str, changed: CountTables, trial: str = ""
    ) -> tuple[Move, ...]:
        """What changed tables do to the results that rest on one outcome or event.

        `trial` is the only one whose rows were changed, where it is known.
        """
        found = []
        alone, before_alone = changed.of_trial(trial), self.tables.of_trial(trial)
        for analysis in self.by_code.get((table, code), ()):
            # But for harms, what is taken of a trial depends on no other: hundreds of rows are
            # tried, and most change nothing.
            apart = bool(trial) and not isinstance(analysis, HarmAnalysis)
            if apart and choose(alone, analysis).rows == choose(before_alone, analysis).rows:
                continue
            base, other = self.base[analysis.id], choose(changed, analysis)
            if base.rows == other.rows:
                continue
            before, after = base.effects(), other.effects()
            for name in dict.fromkeys([*before, *after]):
                move = Move(before.get(name), after.get(name))
                if move.shift >= SMALLEST:
                    found.append(move)
        found.sort(key=lambda m: (not m.changes_conclusion, -m.shift, m.effect.id))
        return tuple(found)


def analyses_of(desk: Desk, table: str, row: int) -> tuple[str, ...]:
    """Ids of the analyses that a row enters, or would enter once verified and complete.

    Parameters
    ----------
    table
        “dichotomous” or “adverse_events”.
    row
        As a spreadsheet counts it.
    """
    return desk.uses.get((table, row), ())


def _completed(tables: CountTables) -> CountTables:
    """The tables with every missing count and denominator filled in, to see what would be used.

    The numbers mean nothing: no result is ever computed from them.
    """
    for table in TABLES:
        for code, by_trial in tables.of(table).rows.items():
            for trial, rows in by_trial.items():
                filled = (row if row.complete else replace(row, count=0, n=1) for row in rows)
                tables = tables.with_rows(table, code, trial, tuple(filled))
    return tables
