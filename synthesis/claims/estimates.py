"""Run everything that is declared, and collect every estimate of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from scipy.stats import norm

from synthesis.analyses.certainty.rate import Rating, rate_all, rated_rows
from synthesis.analyses.courses.result import CourseResult
from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.analyses.estimates import (
    ClaimVerdict,
    EffectSide,
    Estimate,
    EstimateKind,
    Estimates,
    comparison_id,
    side_of,
)
from synthesis.analyses.harms import HarmResult
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import KINDS, Results, made_once
from synthesis.analyses.second_software.compare import run_second_software
from synthesis.analyses.subgroups.age_groups import run_age_groups
from synthesis.claims.check import check_claims
from synthesis.claims.subgroup_estimates import subgroup_lines
from synthesis.models.network.result import NetworkEstimate
from synthesis.package.dataset import Dataset
from synthesis.words.labels import label_week

Z95 = float(norm.ppf(0.975))
STEPS = (*KINDS, "claims", "second software")


def run_everything(dataset: Dataset, tell: Callable[[str], None] = lambda _: None) -> Results:
    """Run all that is declared, once: every kind of result, claims, estimates, other software.

    Parameters
    ----------
    dataset
        A validated data package.
    tell
        Called with each of `STEPS` before that step is computed.
    """
    results = Results(dataset)
    for kind in KINDS:
        tell(kind)
        getattr(results, kind)
    tell("claims")
    collect_estimates(results)
    tell("second software")
    run_second_software(results)
    return results


@made_once
def collect_estimates(results: Results) -> Estimates:
    """Every estimate of the book with its certainty, and the verdicts on its claims.

    The same results as :func:`synthesis.claims.records.collect_records`. Choices of method and
    subset (sensitivity) have no line.
    """
    ratings = rate_all(results)
    found = (
        *(_pool_line(pool, ratings) for result in results.pools.values() for pool in result.pools),
        *(line for each in results.formed_networks for line in _network_lines(each, ratings)),
        *(line for dose in results.doses.values() for line in _dose_lines(dose)),
        *(_harm_line(pool) for result in results.harms.values() for pool in result.pools),
        *(line for result in results.means.values() for line in _mean_lines(result, ratings)),
        *(line for result in results.courses.values() for line in _course_lines(result)),
        *subgroup_lines(results),
        *(_pooled(pool, "age group") for each in run_age_groups(results) for pool in each.pools),
    )
    claims = (ClaimVerdict(c.claim.id, c.claim.claim, c.verdict) for c in check_claims(results))
    return Estimates(
        results.dataset.digest, {line.id: line for line in found}, {c.id: c for c in claims}
    )


def _pool_line(result: PoolResult, ratings: Mapping[str, Rating]) -> Estimate:
    return _pooled(result, "pool", ratings[result.pool.id].level)


def _pooled(result: PoolResult, kind: EstimateKind, certainty: str = "") -> Estimate:
    pool, primary = result.pool, result.primary
    return Estimate(
        id=pool.id,
        kind=kind,
        title=pool.analysis.title,
        comparison=f"{pool.label} against {pool.comparator_label}",
        measure=primary.measure,
        estimate=primary.estimate,
        se=primary.se,
        ci_low=primary.ci_low,
        ci_high=primary.ci_high,
        k=primary.k,
        patients=primary.patients,
        verdict=side_of(primary.ci_low, primary.ci_high),
        certainty=certainty,
    )


def _network_lines(
    network: NetworkAnalysisResult, ratings: Mapping[str, Rating]
) -> Iterator[Estimate]:
    for row in rated_rows(network):
        name = comparison_id(network.analysis.id, row.treatment, row.comparator)
        yield _compared(network, row, "network", ratings[name].level)


def _mean_lines(result: MeanAnalysisResult, ratings: Mapping[str, Rating]) -> Iterator[Estimate]:
    """Each regimen against the reference, from the network."""
    for row in result.estimates:
        name = comparison_id(result.analysis.id, row.treatment, row.comparator)
        yield _compared(result, row, "mean", ratings[name].level)


def _course_lines(result: CourseResult) -> Iterator[Estimate]:
    """Each treatment at each time: the risk difference."""
    for course, point in result.points:
        difference = point.difference
        trial = f", {course.trial_name}" if course.trial_name else ""
        yield Estimate(
            id=course.id_of(point),
            kind="course",
            title=result.analysis.title,
            comparison=(
                f"{course.label} against {course.comparator_label}{trial}, {label_week(point.week)}"
            ),
            measure="RD",
            estimate=difference.estimate,
            se=difference.se,
            ci_low=difference.ci_low,
            ci_high=difference.ci_high,
            k=difference.k,
            patients=difference.patients,
            verdict=side_of(difference.ci_low, difference.ci_high),
        )


def _compared(
    result: NetworkAnalysisResult | MeanAnalysisResult,
    row: NetworkEstimate,
    kind: EstimateKind,
    certainty: str = "",
) -> Estimate:
    analysis, labels = result.analysis, result.labels
    return Estimate(
        id=comparison_id(analysis.id, row.treatment, row.comparator),
        kind=kind,
        title=analysis.title,
        comparison=f"{labels[row.treatment]} against {labels[row.comparator]}",
        measure=analysis.measure,
        estimate=row.estimate,
        se=row.se,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        k=len(result.selection.trials),
        patients=sum(arm.n for arm in result.selection.arms),
        verdict=side_of(row.ci_low, row.ci_high),
        certainty=certainty,
    )


def _dose_lines(dose: DoseAnalysisResult) -> Iterator[Estimate]:
    """The step between the two highest doses, and the curve at the highest dose."""
    selection, within = dose.selection, dose.within
    unit = selection.unit if selection.unit == "%" else f" {selection.unit}"
    if within is not None:
        yield Estimate(
            id=comparison_id(dose.analysis.id, within.treatment, within.control),
            kind="dose",
            title=dose.analysis.title,
            comparison=f"{within.treatment}{unit} against {within.control}{unit}",
            measure=within.measure,
            estimate=within.estimate,
            se=within.se,
            ci_low=within.ci_low,
            ci_high=within.ci_high,
            k=within.k,
            patients=within.patients,
            verdict=side_of(within.ci_low, within.ci_high),
        )
    if dose.fits:
        curve = dose.shown.result
        end = curve.curve[-1]
        known = end.low is not None and end.high is not None
        yield Estimate(
            id=f"{dose.analysis.id}.curve-at-{end.dose:g}",
            kind="dose",
            title=dose.analysis.title,
            comparison=f"{end.dose:g}{unit} against {selection.inactive}, on the curve",
            measure="OR",
            estimate=end.log_odds_ratio,
            se=((end.high or 0.0) - (end.low or 0.0)) / (2 * Z95) if known else None,
            ci_low=end.low,
            ci_high=end.high,
            k=curve.k,
            patients=curve.patients,
            verdict=side_of(end.low, end.high),
        )


def _harm_line(result: HarmResult) -> Estimate:
    pool, difference = result.pool, result.difference
    sides: dict[str, EffectSide] = {"more": "above", "fewer": "below", "open": "open"}
    return Estimate(
        id=pool.id,
        kind="harm",
        title=pool.analysis.title,
        comparison=f"{pool.label} against {pool.comparator_label}",
        measure="RD",
        estimate=difference.estimate,
        se=(difference.high - difference.low) / (2 * Z95),
        ci_low=difference.low,
        ci_high=difference.high,
        k=result.k,
        patients=result.patients,
        verdict=sides[result.finding],
    )
