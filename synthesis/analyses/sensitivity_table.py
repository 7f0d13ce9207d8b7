"""One table for all pools: the same fixed choices in the same columns, computed in one sweep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from synthesis.analyses.sensitivity import (
    COMMON,
    DERSIMONIAN_LAIRD,
    HIGHEST,
    LOWEST,
    NO_EARLY,
    NO_IMPUTED,
    NO_INFERRED,
    NO_YOUNG,
    NONE_LEFT,
    PAULE_MANDEL,
    PRIOR,
    THE_SAME,
    WALD,
    WITH_PERCENTAGES,
    WITH_UNVERIFIED,
    PoolVersions,
    contrasts_of,
    describe_change,
    few_trials,
    select_versions,
    trial_sets,
)
from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.pairwise.many_pools import SweepInterval, pool_many, stack_contrasts
from synthesis.models.pairwise.many_tau2 import SweepMethod
from synthesis.package.dataset import Dataset
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.pools import Analysis
from synthesis.selection.pools import Pool
from synthesis.selection.records import read_records

PRIMARY = "Primary analysis"
RISK_RATIO = "Risk ratio"
RISK_DIFFERENCE = "Risk difference"
COLUMNS = (
    *(PRIMARY, PAULE_MANDEL, DERSIMONIAN_LAIRD, COMMON, WALD, PRIOR),
    *(RISK_RATIO, RISK_DIFFERENCE),
    *(LOWEST, HIGHEST, NO_EARLY, NO_YOUNG, NO_INFERRED, NO_IMPUTED, WITH_UNVERIFIED),
    WITH_PERCENTAGES,
)
OTHER_MODELS: tuple[tuple[str, SweepMethod], ...] = (
    (PAULE_MANDEL, "PM"),
    (DERSIMONIAN_LAIRD, "DL"),
    (COMMON, "common"),
)
ONE_TRIAL = "one trial"
TWO_TRIALS = "two trials"
NOT_FEW = "not asked for"
UNINFORMATIVE = "no informative trial"


@dataclass(frozen=True)
class ShownEstimate:
    """An estimate with its 95% interval on the model scale (log for OR and RR), k trials.

    `tau2` is None for a single trial.
    """

    measure: Measure
    k: int
    patients: int
    estimate: float
    ci_low: float
    ci_high: float
    tau2: float | None

    @property
    def excludes_no_effect(self) -> bool:
        """Whether the interval lies on one side of no effect."""
        return self.ci_low > 0 or self.ci_high < 0


@dataclass(frozen=True)
class SensitivityCell:
    """A pool under one choice; `result` is None where there is none, and `note` says why."""

    column: str
    result: ShownEstimate | None
    note: str


@dataclass(frozen=True)
class SensitivityRow:
    """A pool under every choice of `COLUMNS`, in that order."""

    pool: Pool
    cells: tuple[SensitivityCell, ...]

    def under(self, column: str) -> SensitivityCell:
        """The cell of one column; KeyError when there is none."""
        for cell in self.cells:
            if cell.column == column:
                return cell
        raise KeyError(column)

    @property
    def primary(self) -> ShownEstimate | None:
        """The primary result; None when no trial of the pool is informative."""
        return self.cells[0].result


@dataclass(frozen=True)
class Task:
    """One meta-analysis to be done: these contrasts, this model, this interval."""

    contrasts: Contrasts
    method: SweepMethod = "REML"
    ci: SweepInterval = "primary"


@dataclass(frozen=True)
class _Plan:
    """What fills a cell: nothing, one task, the extreme of several named ones, or a result."""

    column: str
    tasks: tuple[tuple[str, Task], ...]
    note: str
    result: ShownEstimate | None = None

    def fill(self, done: Iterator[ShownEstimate]) -> SensitivityCell:
        results = [(name, next(done)) for name, _ in self.tasks]
        if not results:
            return SensitivityCell(self.column, self.result, self.note)
        pick = max if self.column == HIGHEST else min
        name, result = pick(results, key=lambda pair: pair[1].estimate)
        return SensitivityCell(self.column, result, name or self.note)


def sensitivity_table(dataset: Dataset, analyses: Iterable[Analysis]) -> tuple[SensitivityRow, ...]:
    """Every pool of some analyses under every choice of `COLUMNS`.

    Returns
    -------
    tuple of SensitivityRow
        One for each pool, in the order of the analyses and their pools.
    """
    records, without = read_records(dataset), trial_sets(dataset)
    versions = [each for a in analyses for each in select_versions(records, a)[1]]
    plans = [list(_plan_row(each, without, dataset.plan.few_trials)) for each in versions]
    tasks = [task for row in plans for plan in row for _, task in plan.tasks]
    done = iter(run_tasks(tasks))
    return tuple(
        SensitivityRow(each.pool, tuple(plan.fill(done) for plan in row))
        for each, row in zip(versions, plans, strict=True)
    )


def run_tasks(tasks: Iterable[Task]) -> list[ShownEstimate]:
    """Do many meta-analyses in as few sweeps as there are models; results in the order given.

    Raises
    ------
    ValueError
        If the contrasts of a task have no trial.
    """
    tasks = list(tasks)
    models: dict[tuple[SweepMethod, SweepInterval], list[int]] = {}
    for position, task in enumerate(tasks):
        models.setdefault((task.method, task.ci), []).append(position)
    found: dict[int, ShownEstimate] = {}
    for (method, ci), positions in models.items():
        chosen = [tasks[position].contrasts for position in positions]
        stack = stack_contrasts(chosen)
        swept = pool_many(stack.estimate, stack.variance, stack.present, method, ci)
        numbers = zip(
            swept.estimate.tolist(),
            swept.ci_low.tolist(),
            swept.ci_high.tolist(),
            swept.tau2.tolist(),
            strict=True,
        )
        for position, contrasts, (estimate, low, high, tau2) in zip(
            positions, chosen, numbers, strict=True
        ):
            found[position] = ShownEstimate(
                contrasts.measure,
                contrasts.k,
                contrasts.patients,
                estimate,
                low,
                high,
                None if contrasts.k == 1 else tau2,
            )
    return [found[position] for position in range(len(tasks))]


def _plan_row(
    versions: PoolVersions,
    without: Mapping[str, frozenset[str]],
    declared: FewTrials | None = None,
) -> Iterator[_Plan]:
    pool = versions.pool
    contrasts = contrasts_of(pool, pool.analysis.measure)
    k = contrasts.k
    yield _plan(PRIMARY, contrasts)
    for column, method in OTHER_MODELS:
        # With one trial there is nothing to combine, whatever the model.
        yield _plan(column, contrasts, method) if k > 1 else _empty(column, k)
    yield _plan(WALD, contrasts, ci="wald")
    yield _plan_few(contrasts, pool, declared)
    yield _plan(RISK_RATIO, contrasts_of(pool, "RR"))
    yield _plan(RISK_DIFFERENCE, contrasts_of(pool, "RD"))
    for column in (LOWEST, HIGHEST):
        yield _plan_leave_one_out(column, contrasts) if k > 2 else _empty(column, k)
    for column, other in versions.others(without):
        if other is None:
            yield _Plan(column, (), NONE_LEFT)
        else:
            note = describe_change(pool, other)
            same = contrasts if note == THE_SAME else contrasts_of(other, pool.analysis.measure)
            yield _plan(column, same, note=note)


def _plan(
    column: str,
    contrasts: Contrasts,
    method: SweepMethod = "REML",
    ci: SweepInterval = "primary",
    note: str = "",
) -> _Plan:
    if contrasts.k == 0:
        return _empty(column, 0)
    return _Plan(column, (("", Task(contrasts, method, ci)),), note)


def _plan_few(contrasts: Contrasts, pool: Pool, declared: FewTrials | None) -> _Plan:
    for item in few_trials(contrasts, pool, declared):
        found = item.result
        if found is not None:
            own = (getattr(found, field.name) for field in fields(ShownEstimate))
            return _Plan(PRIOR, (), item.note, ShownEstimate(*own))
    return _empty(PRIOR, contrasts.k) if contrasts.k < 2 else _Plan(PRIOR, (), NOT_FEW)


def _plan_leave_one_out(column: str, contrasts: Contrasts) -> _Plan:
    tasks = [(f"without {name}", Task(contrasts.without(name))) for name in contrasts.trials]
    return _Plan(column, tuple(tasks), "")


def _empty(column: str, k: int) -> _Plan:
    return _Plan(column, (), (UNINFORMATIVE, ONE_TRIAL, TWO_TRIALS)[k])
