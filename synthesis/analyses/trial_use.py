"""Which declared analyses a trial enters, and why it stays out of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.package.dataset import Dataset
from synthesis.selection.doses import select_dose_records
from synthesis.selection.harms import select_harm
from synthesis.selection.networks import select_network_records
from synthesis.selection.pools import select_records
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import read_harm_records, read_records


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
        entered: list[str] = [p.label for p in selection.pools if trial_id in p.trials]
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
        entered = [pool.label for pool in found.pools if trial_id in pool.trials]
        note("harm", harm.id, harm.title, entered, found.held_back)
    return tuple(uses)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
