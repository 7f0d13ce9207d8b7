"""Which declared analyses will show no estimate, told before a book is built.

Data can be sound and still say nothing of an effect: nobody, or everybody, responds on all arms, or
the trials do not hang together. The book then says so in the place of the result; whoever checks or
adds data should know before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from synthesis.analyses.networks import form_network
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.models.dose.arrays import DoseError, make_dose_arms
from synthesis.models.dose.checks import check_design
from synthesis.models.network.contrasts import NetworkError
from synthesis.package.dataset import Dataset
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ArmCount
from synthesis.selection.doses import select_dose_records
from synthesis.selection.networks import select_network_records
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import Records, read_records
from synthesis.words.labels import MEASURE_NAMES


@dataclass(frozen=True)
class NoEstimate:
    """A declared analysis, or one pool of it, that the counts give no estimate of.

    `trials` are those that enter it, by id; `sentence` names the analysis and says why.
    """

    analysis: str
    trials: frozenset[str]
    sentence: str


def find_no_estimates(dataset: Dataset) -> tuple[NoEstimate, ...]:
    """Every pool, network and dose that has counts but no estimate; harms always have one.

    What has no counts at all is no surprise, and is not listed.
    """
    records = read_records(dataset)
    return (
        *_pools(records, dataset.analyses),
        *_networks(records, dataset.networks),
        *_doses(records, dataset.doses),
    )


def why_silent(pool: Pool) -> str:
    """Why a pool whose trials tell nothing has no estimate, as the end of a sentence."""
    return (
        f"nobody or everybody was seen to {pool.analysis.outcome.response}, on {pool.label} and "
        f"on {pool.comparator_label} alike, which says nothing of a ratio"
    )


def _pools(records: Records, declared: Iterable[Analysis]) -> Iterator[NoEstimate]:
    for analysis in declared:
        for pool in select_records(records, analysis).pools:
            if not contrasts_of(pool, analysis.measure).k:
                what = f"no {MEASURE_NAMES[analysis.measure]} of {pool.label}: {why_silent(pool)}."
                yield _tell(analysis.id, pool.arms, what)


def _networks(records: Records, declared: Iterable[NetworkAnalysis]) -> Iterator[NoEstimate]:
    for analysis in declared:
        selection = select_network_records(records, analysis)
        try:
            if selection.arms:
                form_network(selection)
        except NetworkError as error:
            yield _tell(analysis.id, selection.arms, f"no network: {error}")


def _doses(records: Records, declared: Iterable[DoseAnalysis]) -> Iterator[NoEstimate]:
    for analysis in declared:
        selection = select_dose_records(records, analysis)
        try:
            if selection.arms:
                check_design(*make_dose_arms(selection.frame()), "linear")
        except DoseError as error:
            yield _tell(analysis.id, selection.arms, f"no curve: {error}")


def _tell(analysis: str, arms: Iterable[ArmCount], what: str) -> NoEstimate:
    trials = frozenset(arm.trial_id for arm in arms)
    return NoEstimate(analysis, trials, f"{analysis} will show {what}")
