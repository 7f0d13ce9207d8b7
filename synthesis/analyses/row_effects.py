"""From rows to primary results: which rows each declared analysis takes, and what it then says.

Every kind of analysis is put into one form, so that a row can be taken out or let in and the
results before and after be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from synthesis.analyses.doses import FEWEST_DOSES_ABOVE_ZERO
from synthesis.analyses.harms import pool_harm
from synthesis.analyses.sensitivity import contrasts_of, pool_primary
from synthesis.models.dose.arrays import DoseError
from synthesis.models.dose.contrast import contrast_doses
from synthesis.models.measure import Measure
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
from synthesis.package.dataset import Dataset
from synthesis.package.plan.courses import CourseAnalysis
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.places import CountAnalysis
from synthesis.selection.doses import DoseSelection, select_dose_records
from synthesis.selection.harms import HarmPool, select_harm
from synthesis.selection.networks import NetworkSelection, select_network_records
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import CountRecord, Records, read_harm_records, read_records

Unit = Pool | NetworkSelection | DoseSelection | HarmPool
Tiers = tuple[str, ...] | None


@dataclass(frozen=True)
class RowEffect:
    """One primary result.

    Parameters
    ----------
    id, analysis
        Names of the result and of its analysis.
    title
        What the analysis is called.
    comparison
        What is compared, such as “madeupinib 30 mg against placebo”.
    measure
        “OR”, “RR” or “RD”.
    estimate, low, high
        Log scale for ratios, a share from -1 to 1 for RD, with 95% limits.
    """

    id: str
    analysis: str
    title: str
    comparison: str
    measure: Measure
    estimate: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2

    @property
    def side(self) -> int:
        """1 or -1 where the interval lies on one side of no difference, else 0."""
        return int(self.low > 0) - int(self.high < 0)


@dataclass(frozen=True)
class CountTables:
    """The rows of both tables of counts, as the selections take them."""

    responders: Records
    harms: Records

    def of(self, table: str) -> Records:
        """The records of one table of counts."""
        return self.responders if table == "dichotomous" else self.harms

    def of_trial(self, trial: str) -> CountTables:
        """The same tables of one trial alone."""
        own = (
            replace(records, trials=tuple(t for t in records.trials if t.trial_id == trial))
            for records in (self.responders, self.harms)
        )
        return CountTables(*own)

    def with_rows(
        self, table: str, code: str, trial: str, rows: tuple[CountRecord, ...]
    ) -> CountTables:
        """The same tables with other rows for one outcome (or event) of one trial."""
        records = self.of(table)
        of_code = {**records.rows.get(code, {}), trial: rows}
        changed = replace(records, rows={**records.rows, code: of_code})
        if table == "dichotomous":
            return replace(self, responders=changed)
        return replace(self, harms=changed)


@dataclass(frozen=True)
class Chosen:
    """What an analysis takes: one unit for each pool, or one network, or one curve."""

    analysis: CountAnalysis
    units: tuple[Unit, ...]

    @cached_property
    def rows(self) -> frozenset[int]:
        """Numbers of the rows, as a spreadsheet counts them."""
        return frozenset(row for unit in self.units for row in _rows_of(unit))

    def effects(self) -> dict[str, RowEffect]:
        """Its primary results by id; none for a unit that allows no result."""
        return {effect.id: effect for unit in self.units for effect in _effects_of(unit)}


def read_tables(dataset: Dataset) -> CountTables:
    """The tables of counts as plain records."""
    return CountTables(read_records(dataset), read_harm_records(dataset))


def declared(dataset: Dataset) -> tuple[CountAnalysis, ...]:
    """Every declared analysis that rests on counts, in the order of the plan."""
    return (*dataset.analyses, *dataset.networks, *dataset.doses, *dataset.harms)


def table_and_code(analysis: CountAnalysis | CourseAnalysis) -> tuple[str, str]:
    """The table an analysis reads, and the outcome or event."""
    if isinstance(analysis, HarmAnalysis):
        return "adverse_events", analysis.event
    return "dichotomous", analysis.outcome


def choose(tables: CountTables, analysis: CountAnalysis, tiers: Tiers = None) -> Chosen:
    """What an analysis takes from the tables; `tiers` admitted, by default the declared ones."""
    if isinstance(analysis, HarmAnalysis):
        return Chosen(analysis, select_harm(tables.harms, analysis, tiers).pools)
    records = tables.responders
    if isinstance(analysis, NetworkAnalysis):
        return Chosen(analysis, (select_network_records(records, analysis, tiers),))
    if isinstance(analysis, DoseAnalysis):
        return Chosen(analysis, (select_dose_records(records, analysis, tiers),))
    return Chosen(analysis, select_records(records, analysis, tiers).pools)


def _rows_of(unit: Unit) -> Iterator[int]:
    yield from (row for arm in unit.arms for row in arm.rows)


def _effects_of(unit: Unit) -> tuple[RowEffect, ...]:
    try:
        if isinstance(unit, Pool):
            return (_pool_effect(unit),)
        if isinstance(unit, HarmPool):
            return (_harm_effect(unit),)
        if isinstance(unit, DoseSelection):
            return _dose_effects(unit.analysis, _Hidden(unit.arms, unit))
        found = _network_effects(unit.analysis, _Hidden(unit.arms, unit))
        return tuple(_named(effect, unit) for effect in found)
    except (ContrastError, PoolingError, DoseError):
        return ()


@dataclass(frozen=True)
class _Hidden:
    """A selection that is told from others by its arms alone, so that its results are kept."""

    arms: tuple[object, ...]
    selection: NetworkSelection | DoseSelection

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden) and self.arms == other.arms

    def __hash__(self) -> int:
        return hash(self.arms)


# The same arms are met hundreds of times, once for every row that is tried elsewhere.
@cache
def _pool_effect(pool: Pool) -> RowEffect:
    measure = pool.analysis.measure
    result = pool_primary(contrasts_of(pool, measure))
    limits = (result.estimate, result.ci_low, result.ci_high)
    comparison = f"{pool.label} against {pool.comparator_label}"
    return RowEffect(pool.id, pool.analysis.id, pool.analysis.title, comparison, measure, *limits)


@cache
def _harm_effect(pool: HarmPool) -> RowEffect:
    difference = pool_harm(pool).difference
    limits = (difference.estimate, difference.low, difference.high)
    comparison = f"{pool.label} against {pool.comparator_label}"
    return RowEffect(pool.id, pool.analysis.id, pool.analysis.title, comparison, "RD", *limits)


@cache
def _network_effects(analysis: NetworkAnalysis, hidden: _Hidden) -> tuple[RowEffect, ...]:
    selection = hidden.selection
    if not hidden.arms:
        return ()
    result = pool_network(make_network(selection.frame(), analysis.measure))
    reference = analysis.reference
    if reference not in result.treatments:
        return ()
    found = (result.compare(t, reference) for t in result.treatments if t != reference)
    return tuple(
        RowEffect(
            f"{analysis.id}.{each.treatment}",
            analysis.id,
            analysis.title,
            each.treatment,
            analysis.measure,
            each.estimate,
            each.ci_low,
            each.ci_high,
        )
        for each in found
    )


def _named(effect: RowEffect, selection: NetworkSelection) -> RowEffect:
    labels, reference = selection.labels, selection.analysis.reference
    return replace(effect, comparison=f"{labels[effect.comparison]} against {labels[reference]}")


@cache
def _dose_effects(analysis: DoseAnalysis, hidden: _Hidden) -> tuple[RowEffect, ...]:
    selection = hidden.selection
    doses = selection.doses if isinstance(selection, DoseSelection) else ()
    if len(doses) < FEWEST_DOSES_ABOVE_ZERO or not isinstance(selection, DoseSelection):
        return ()
    step = contrast_doses(selection.frame(), "emax", doses[-1], doses[-2])
    if not all(math.isfinite(value) for value in (step.low, step.high)):
        return ()
    comparison = f"{analysis.drug} {doses[-1]:g} against {doses[-2]:g} {selection.unit}"
    limits = (step.log_odds_ratio, step.low, step.high)
    return (RowEffect(analysis.id, analysis.id, analysis.title, comparison, "OR", *limits),)
