"""Which declared analyses will show no estimate, told before a book is built.

Data can be sound and still say nothing of an effect: nobody, or everybody, responds on all arms, or
the trials do not hang together. The book then says so in the place of the result; whoever checks or
adds data should know before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.analyses.sensitivity import contrasts_of
from synthesis.models.dose.arrays import DoseError, make_dose_arms
from synthesis.models.dose.checks import check_design
from synthesis.models.network.contrasts import NetworkError, make_network
from synthesis.package.dataset import Dataset
from synthesis.selection.doses import select_dose_records
from synthesis.selection.networks import select_network_records
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import read_records
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
    return (*_pools(dataset), *_networks(dataset), *_doses(dataset))


def why_silent(pool: Pool) -> str:
    """Why a pool whose trials tell nothing has no estimate, as the end of a sentence."""
    return (
        f"nobody or everybody was seen to {pool.analysis.outcome.response}, on {pool.label} and "
        f"on {pool.comparator_label} alike, which says nothing of a ratio"
    )


def _pools(dataset: Dataset) -> Iterator[NoEstimate]:
    records = read_records(dataset)
    for analysis in dataset.analyses:
        for pool in select_records(records, analysis).pools:
            if not contrasts_of(pool, analysis.measure).k:
                what = f"no {MEASURE_NAMES[analysis.measure]} of {pool.label}: {why_silent(pool)}."
                yield _tell(analysis.id, frozenset(pool.trials), what)


def _networks(dataset: Dataset) -> Iterator[NoEstimate]:
    records = read_records(dataset)
    for analysis in dataset.networks:
        selection = select_network_records(records, analysis)
        trials = frozenset(arm.trial_id for arm in selection.arms)
        try:
            if trials:
                make_network(selection.frame(), analysis.measure)
        except NetworkError as error:
            yield _tell(analysis.id, trials, f"no network: {error}")


def _doses(dataset: Dataset) -> Iterator[NoEstimate]:
    records = read_records(dataset)
    for analysis in dataset.doses:
        selection = select_dose_records(records, analysis)
        trials = frozenset(arm.trial_id for arm in selection.arms)
        try:
            if trials:
                check_design(*make_dose_arms(selection.frame()), "linear")
        except DoseError as error:
            yield _tell(analysis.id, trials, f"no curve: {error}")


def _tell(analysis: str, trials: frozenset[str], what: str) -> NoEstimate:
    return NoEstimate(analysis, trials, f"{analysis} will show {what}")
