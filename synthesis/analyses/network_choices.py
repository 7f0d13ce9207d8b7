"""A declared network under other choices: other models, weeks, trials, tiers of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from synthesis.analyses.sensitivity import NONE_LEFT, other_rows, trial_sets
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkResult
from synthesis.models.pairwise.contrasts import ContrastError
from synthesis.package.dataset import Dataset
from synthesis.selection.networks import NetworkSelection, select_network_records
from synthesis.selection.records import Records

JOINT = ("none", "required")


@dataclass(frozen=True)
class NetworkChoice:
    """The network under one other choice; `result` is None where there is none, and why."""

    name: str
    result: NetworkResult | None
    note: str


def choices(
    dataset: Dataset,
    records: Records,
    selection: NetworkSelection,
    contrasts: NetworkContrasts,
) -> Iterator[NetworkChoice]:
    analysis = selection.analysis
    yield NetworkChoice("DerSimonian-Laird", pool_network(contrasts, "DL"), "")
    yield NetworkChoice("Common effect", pool_network(contrasts, "common"), "")
    yield NetworkChoice("Interval with t quantile", pool_network(contrasts, ci="t"), "")
    for name, trials in trial_sets(dataset).items():
        yield _choice(name, selection, partial(selection.without, trials))
    low, high = analysis.weeks
    if low != high:
        narrow = replace(analysis, weeks=(high, high))
        yield _choice(
            f"Week {high:g} only", selection, lambda: select_network_records(records, narrow)
        )
    for name, rows, tiers in other_rows(records, analysis.verification):
        chosen = partial(select_network_records, rows, analysis, tiers)
        yield _choice(name, selection, chosen)
    both = tuple(map(dataset.vocabulary.background_of, JOINT))
    joint = replace(analysis, background=both)
    yield _choice(
        f"With and without {both[0].subject} together",
        selection,
        lambda: select_network_records(records, joint),
    )


def _choice(
    name: str, selection: NetworkSelection, choose: Callable[[], NetworkSelection]
) -> NetworkChoice:
    other = choose()
    added = len(set(other.trials) - set(selection.trials))
    lost = len(set(selection.trials) - set(other.trials))
    words = [
        f"{n} trial{'' if n == 1 else 's'} {what}"
        for n, what in ((added, "more"), (lost, "fewer"))
        if n
    ]
    same = other.arms == selection.arms
    note = (
        "the same trials and counts"
        if same
        else ", ".join(words) or "other arms of the same trials"
    )
    if not other.arms:
        return NetworkChoice(name, None, NONE_LEFT)
    try:
        contrasts = make_network(other.frame(), selection.analysis.measure)
    except ContrastError as error:
        return NetworkChoice(name, None, str(error))
    return NetworkChoice(name, pool_network(contrasts), note)
