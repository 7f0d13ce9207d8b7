"""Slopes of regressions and differences between settings as estimates of the book."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.analyses.estimates import Estimate, side_of
from synthesis.analyses.run import Results
from synthesis.analyses.subgroups.regressions import RegressionResult, run_regressions
from synthesis.analyses.subgroups.settings import SettingResult, run_settings


def subgroup_lines(results: Results) -> Iterator[Estimate]:
    """A line for every slope, and one for every treatment in two settings."""
    for regression in run_regressions(results):
        yield from _slope_lines(regression)
    for setting in run_settings(results):
        yield from _setting_lines(setting)


def _slope_lines(found: RegressionResult) -> Iterator[Estimate]:
    step, result = found.step, found.result
    if step is None or result is None:
        return
    yield Estimate(
        id=found.id,
        kind="regression",
        title=found.analysis.title,
        comparison=f"for {found.analysis.per}, ratio of the effects against {found.reference}",
        measure=found.network.measure,
        estimate=step.estimate,
        se=step.se,
        ci_low=step.ci_low,
        ci_high=step.ci_high,
        k=result.k,
        patients=result.patients,
        verdict=side_of(step.ci_low, step.ci_high),
    )


def _setting_lines(found: SettingResult) -> Iterator[Estimate]:
    names = found.analysis.second_name, found.analysis.first_name
    for row in found.rows:
        yield Estimate(
            id=found.row_id(row),
            kind="setting",
            title=found.analysis.title,
            comparison=f"{row.label} against {found.reference}, {names[0]} divided by {names[1]}",
            measure=found.measure,
            estimate=row.difference,
            se=row.se,
            ci_low=row.ci_low,
            ci_high=row.ci_high,
            k=found.trials,
            patients=found.patients,
            verdict=side_of(row.ci_low, row.ci_high),
        )
