"""Every network as a file for CINeMA, and all pools as a Cochrane data package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from synthesis.analyses.context import Context
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import Z95, PoolResult
from synthesis.analyses.run import Results
from synthesis.edition.edition import Edition
from synthesis.exports.cinema import (
    NOT_JUDGED,
    ROB,
    CinemaArm,
    contrast_file,
    count_file,
    mean_file,
)
from synthesis.exports.cochrane import CochraneAnalysis, CochraneStudy, make_data_package
from synthesis.selection.arms import ArmCount, ids_by_name
from synthesis.words.labels import capitalise
from synthesis.words.numbers import whole

CINEMA, COCHRANE = "cinema", "cochrane-data-package.zip"


def write_for_other_tools(folder: Path, results: Results, edition: Edition) -> None:
    """Write `cinema/ID.csv` for each network and mean network, and the Cochrane data package."""
    (folder / CINEMA).mkdir()
    for network in results.formed_networks:
        text = _network_file(network, results.context)
        (folder / CINEMA / f"{network.analysis.id}.csv").write_text(text, encoding="utf-8")
    for means in results.means.values():
        if means.network is not None:
            text = _mean_file(means, results.context)
            (folder / CINEMA / f"{means.analysis.id}.csv").write_text(text, encoding="utf-8")
    name = f"{edition.file_name}{edition.version}"
    (folder / COCHRANE).write_bytes(make_data_package(tuple(_analyses(results)), name))


def _network_file(network: NetworkAnalysisResult, context: Context) -> str:
    arms = network.selection.arms
    rob = _rob(arms, context.bias(network.analysis.outcome))
    if any(arm.imputed for arm in arms):
        return contrast_file(network.contrasts, network.labels, rob)
    return count_file(
        [
            CinemaArm(a.trial_name, network.labels[a.treatment], a.n, whole(a.responders))
            for a in arms
        ],
        rob,
    )


def _mean_file(result: MeanAnalysisResult, context: Context) -> str:
    arms = result.selection.arms
    return mean_file(
        [
            CinemaArm(a.trial_name, result.labels[a.treatment], a.n, mean=a.mean, sd=a.sd)
            for a in arms
        ],
        _rob(arms, context.bias(result.analysis.outcome)),
    )


def _rob(arms: Iterable[ArmCount], bias: Mapping[str, str]) -> dict[str, int]:
    return {
        name: ROB.get(bias.get(trial, ""), NOT_JUDGED) for name, trial in ids_by_name(arms).items()
    }


def _analyses(results: Results) -> Iterator[CochraneAnalysis]:
    # Reviews number their comparisons, and the analyses within each.
    formed = [each for each in results.pools.values() if each.pools]
    for comparison, analysis in enumerate(formed, start=1):
        for number, pool in enumerate(analysis.pools, start=1):
            yield CochraneAnalysis(
                identifier=pool.pool.id,
                comparison=comparison,
                number=number,
                comparison_name=analysis.analysis.title,
                name=f"{capitalise(pool.pool.label)} against {pool.pool.comparator_label}",
                experimental=pool.pool.label,
                control=pool.pool.comparator_label,
                studies=tuple(_studies(pool, results.context)),
                result=pool.primary,
            )


def _studies(result: PoolResult, context: Context) -> Iterator[CochraneStudy]:
    for trial in result.trials:
        arms = (trial.treatment, trial.control)
        counted = not any(arm.imputed for arm in arms)
        yield CochraneStudy(
            name=trial.trial,
            year=str(context.trials[trial.trial_id]["year"] or ""),
            cases=(whole(arms[0].responders), whole(arms[1].responders)) if counted else None,
            n=(arms[0].n, arms[1].n),
            estimate=trial.estimate,
            se=(trial.ci_high - trial.ci_low) / (2 * Z95),
            ci_low=trial.ci_low,
            ci_high=trial.ci_high,
            weight=trial.weight,
        )
