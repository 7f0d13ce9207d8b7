"""What stands behind a figure: its analyses, the rows of data, what changed since the release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from synthesis.analyses.courses.run import run_course
from synthesis.analyses.doses import run_dose
from synthesis.analyses.harms import run_harm
from synthesis.analyses.means.run import run_means
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import run_network
from synthesis.analyses.pools import run_analysis
from synthesis.analyses.row_effects import Unit, declared, table_and_code
from synthesis.analyses.run import Results
from synthesis.package.dataset import ROW, Dataset, load
from synthesis.package.plan.courses import CourseAnalysis
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.places import AnyAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.prose.changes import describe_change, describe_estimate
from synthesis.selection.means import TABLE, MeanSelection
from synthesis.selection.records import IMPUTED
from synthesis.site.machinery.figure_record import FigureRecord
from synthesis.site.machinery.provenance import Source, reading_of, source_of_trial
from synthesis.site.pages.changes.since_release import Changes
from synthesis.site.pages.data.plan import describe_analysis, describe_network
from synthesis.words.code_paths import import_line
from synthesis.words.imputed import share_text
from synthesis.words.labels import capitalise, label_period, label_time
from synthesis.words.numbers import MINUS

RUNNERS: Mapping[type[AnyAnalysis], Callable[..., Any]] = {
    Analysis: run_analysis,
    NetworkAnalysis: run_network,
    MeanAnalysis: run_means,
    CourseAnalysis: run_course,
    DoseAnalysis: run_dose,
    HarmAnalysis: run_harm,
}


@dataclass(frozen=True)
class SourceRow:
    """One count behind a figure, with where it was read."""

    trial: str
    arm: str
    what: str
    when: str
    count: str
    source: Source


@dataclass(frozen=True)
class DeclaredAnalysis:
    """An analysis behind a figure: its id, its question, what it takes, and how to run it."""

    id: str
    question: str
    description: str
    anchor: str
    code: str


@dataclass(frozen=True)
class EstimateHistory:
    """One estimate of a figure, now and in the release compared with."""

    name: str
    now: str
    before: str
    change: str


@dataclass(frozen=True)
class FigureEvidence:
    """Looks up what stands behind figures; made once for all of them."""

    results: Results
    changes: Changes

    @property
    def dataset(self) -> Dataset:
        """The data package behind the results."""
        return self.results.dataset

    @cached_property
    def _declared(self) -> dict[str, AnyAnalysis]:
        plan = self.dataset.plan
        return {each.id: each for each in (*declared(self.dataset), *plan.means, *plan.courses)}

    def rows(self, record: FigureRecord) -> tuple[SourceRow, ...]:
        """Every count behind a figure, once each, in the order of the tables.

        Where the figure draws a pool, the rows of that pool; else all rows of its analyses.
        """
        found = dict.fromkeys(self._row_numbers(record))
        return tuple(self._source_row(table, row) for table, row in sorted(found))

    def _row_numbers(self, record: FigureRecord) -> Iterator[tuple[str, int]]:
        wanted = set(record.estimates)
        for identifier in record.analyses:
            analysis = self._declared.get(identifier)
            if analysis is None:
                continue
            table = TABLE if isinstance(analysis, MeanAnalysis) else table_and_code(analysis)[0]
            units = self._units(identifier)
            named = [unit for unit in units if getattr(unit, "id", None) in wanted]
            for unit in named or units:
                for arm in unit.arms:
                    yield from ((table, row) for row in arm.rows)

    def _units(self, identifier: str) -> tuple[Unit | MeanSelection, ...]:
        results = self.results
        if identifier in results.pools:
            return results.pools[identifier].selection.pools
        if identifier in results.harms:
            return results.harms[identifier].selection.pools
        if identifier in results.doses:
            return (results.doses[identifier].selection,)
        if identifier in results.means:
            return (results.means[identifier].selection,)
        if identifier in results.courses:
            return tuple(point.pool for _, point in results.courses[identifier].points)
        network = results.networks[identifier]
        return () if isinstance(network, Missing) else (network.selection,)

    @cached_property
    def _rows(self) -> dict[str, dict[int, Mapping[Any, Any]]]:
        return {
            table: {row[ROW]: row for row in self.dataset.table(table).to_dict("records")}
            for table in ("dichotomous", "adverse_events", TABLE)
        }

    @cached_property
    def _trials(self) -> dict[str, Mapping[Any, Any]]:
        return {t["trial_id"]: t for t in self.dataset.table("trials").to_dict("records")}

    @cached_property
    def _arms(self) -> dict[tuple[str, str], str]:
        arms = self.dataset.table("arms").to_dict("records")
        return {(arm["trial_id"], arm["arm_id"]): arm["arm_label"] for arm in arms}

    def _source_row(self, table: str, number: int) -> SourceRow:
        row = self._rows[table][number]
        trial = self._trials[row["trial_id"]]
        harm = table == "adverse_events"
        code = row["event"] if harm else row["outcome"]
        return SourceRow(
            trial=trial["trial_name"],
            arm=self._arms[row["trial_id"], row["arm_id"]],
            what=capitalise(self.dataset.vocabulary.term_of(table, code).name),
            when=_period(row["period_weeks"])
            if harm
            else label_time(float(row["week"]), row["day"]),
            count=_number_text(table, row),
            source=source_of_trial(
                reading_of(row, f"{table}.csv", self.dataset.vocabulary.source_kinds), trial
            ),
        )

    def analyses(self, record: FigureRecord) -> tuple[DeclaredAnalysis, ...]:
        """The declared analyses of a figure, in words."""
        return tuple(
            self._describe(self._declared[identifier])
            for identifier in record.analyses
            if identifier in self._declared
        )

    def _describe(self, analysis: AnyAnalysis) -> DeclaredAnalysis:
        text, anchor = analysis.title, f"analysis-{analysis.id}"
        if isinstance(analysis, Analysis):
            text = describe_analysis(analysis, self._labels)
        elif isinstance(analysis, NetworkAnalysis):
            text = describe_network(analysis, self._labels)
        elif isinstance(analysis, HarmAnalysis):
            anchor = "table-declared-harms"
        code = _code(RUNNERS[type(analysis)], analysis.id)
        return DeclaredAnalysis(analysis.id, analysis.question, text, anchor, code)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return self.dataset.labels

    def history(self, record: FigureRecord) -> tuple[EstimateHistory, ...]:
        """Each estimate of a figure now and in the release."""
        present = self.changes.present.estimates
        return tuple(
            self._history(name) for name in dict.fromkeys(record.estimates) if name in present
        )

    def _history(self, name: str) -> EstimateHistory:
        now = self.changes.present.estimates[name]
        what = f"{now.title}: {now.comparison}"
        changed = self._changed.get(name)
        if changed is not None:
            return EstimateHistory(
                what,
                describe_estimate(now),
                describe_estimate(changed.old),
                describe_change(changed),
            )
        new = name in self._appeared
        return EstimateHistory(
            what,
            describe_estimate(now),
            "" if new else describe_estimate(now),
            "new" if new else "unchanged",
        )

    @cached_property
    def _changed(self) -> dict[str, Any]:
        return {change.new.id: change for change in self.changes.results.changed}

    @cached_property
    def _appeared(self) -> set[str]:
        return {line.id for line in self.changes.results.appeared}


def _code(run: Callable[..., Any], identifier: str) -> str:
    """The lines of Python that run a declared analysis."""
    imports = f"{import_line(load)}\n{import_line(run)}"
    return f'{imports}\n\nresult = {run.__name__}({load.__name__}(), "{identifier}")'


def _period(weeks: Any) -> str:
    return f"over {label_period(0 if pd.isna(weeks) else float(weeks))}"


def _number_text(table: str, row: Mapping[Any, Any]) -> str:
    """“21 of 60”, an imputed percentage, or a mean with its patients."""
    if table == TABLE:
        return f"{row['mean']:g}, mean of {_whole(row['n'])}".replace("-", MINUS)
    if row["verification"] == IMPUTED:
        return share_text(float(row["percent_reported"]) / 100 * row["n"], int(row["n"]))
    count = row["patients"] if table == "adverse_events" else row["responders"]
    return f"{_whole(count)} of {_whole(row['n'])}"


def _whole(value: Any) -> str:
    return "not read" if pd.isna(value) else f"{int(value):,}"
