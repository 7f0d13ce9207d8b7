"""Which declared analyses a trial enters, and why it stays out of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.models.measure import Measure
from synthesis.package.dataset import Dataset
from synthesis.selection.doses import select_dose_records
from synthesis.selection.harms import HarmPool, select_harm
from synthesis.selection.means import read_mean_records, select_mean_records
from synthesis.selection.networks import select_network_records
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import read_harm_records, read_records
from synthesis.words.labels import MEASURE_NAMES


@dataclass(frozen=True)
class Use:
    """What one declared analysis does with a trial.

    Parameters
    ----------
    kind
        “pools”, “network”, “dose-response” or “harm”.
    analysis, title
        Identifier and title of the analysis.
    entered
        What of the trial enters: the treatments; empty when nothing does.
    reasons
        Why the trial, or one of its treatments, is held back; each once.
    """

    kind: str
    analysis: str
    title: str
    entered: tuple[str, ...]
    reasons: tuple[str, ...]


def find_uses(dataset: Dataset, trial_id: str) -> tuple[Use, ...]:
    """What every declared analysis does with a trial; analyses it has no arms for are left out."""
    uses: list[Use] = []

    def note(
        kind: str, analysis: str, title: str, entered: Iterable[str], held: tuple[HeldBack, ...]
    ) -> None:
        own = [item for item in held if item.trial_id == trial_id]
        reasons = [f"{i.label}: {i.reason}" if i.label else i.reason for i in own]
        if entered or reasons:
            use = Use(kind, analysis, title, _once(entered), _once(reasons))
            uses.append(use)

    records, harm_records = read_records(dataset), read_harm_records(dataset)
    for analysis in dataset.analyses:
        selection = select_records(records, analysis)
        entered = _entering(selection.pools, trial_id, analysis.measure)
        note("pools", analysis.id, analysis.title, entered, selection.held_back)
    for network in dataset.networks:
        chosen = select_network_records(records, network)
        entered = [chosen.labels[a.treatment] for a in chosen.arms if a.trial_id == trial_id]
        note("network", network.id, network.title, entered, chosen.held_back)
    for dose in dataset.doses:
        doses = select_dose_records(records, dose)
        entered = [f"{d.dose:g} {doses.unit}" for d in doses.arms if d.trial_id == trial_id]
        note("dose-response", dose.id, dose.title, entered, doses.held_back)
    for harm in dataset.harms:
        found = select_harm(harm_records, harm)
        entered = _entering(found.pools, trial_id, "OR")
        note("harm", harm.id, harm.title, entered, found.held_back)
    mean_records = read_mean_records(dataset)
    for mean in dataset.means:
        scores = select_mean_records(mean_records, mean)
        entered = [scores.labels[a.treatment] for a in scores.arms if a.trial_id == trial_id]
        note("means", mean.id, mean.title, entered, scores.held_back)
    return tuple(uses)


def _entering(pools: Iterable[Pool | HarmPool], trial_id: str, measure: Measure) -> list[str]:
    """The treatments of a trial in some pools, and where it will show no effect of its own."""
    entered: list[str] = []
    for pool in pools:
        own = [arm for arm in pool.arms if arm.trial_id == trial_id]
        if not own:
            continue
        nobody = not any(arm.responders for arm in own)
        everybody = measure == "OR" and all(arm.responders == arm.n for arm in own)
        why = "nobody was counted in either" if nobody else "everybody was counted in each"
        no_ratio = measure != "RD" and (nobody or everybody)
        added = f" (no {MEASURE_NAMES[measure]}: {why} group)" if no_ratio else ""
        entered.append(f"{pool.label}{added}")
    return entered


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
