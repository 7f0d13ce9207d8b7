"""Choose the arms of a declared network, and say of every trial left out why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.selection.arms import ArmCount, arms_frame, group_arms, trials_of
from synthesis.selection.gate import Gate
from synthesis.selection.reasons import HeldBack, Reason
from synthesis.selection.records import Records
from synthesis.words.terms import RegimenLabel

FEWEST_ARMS = 2


@dataclass(frozen=True)
class NetworkSelection:
    """The arms of a network, trial by trial, and everything held back.

    `labels` has the words for every regimen of the dataset.
    """

    analysis: NetworkAnalysis
    arms: tuple[ArmCount, ...]
    held_back: tuple[HeldBack, ...]
    labels: Mapping[str, RegimenLabel]

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return trials_of(self.arms)

    def without(self, trials: Collection[str]) -> NetworkSelection:
        """The same network without some trials, by their identifiers."""
        return replace(self, arms=tuple(a for a in self.arms if a.trial_id not in trials))

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them; see `arms_frame`."""
        return arms_frame(self.arms)


def select_network_records(
    records: Records, analysis: NetworkAnalysis, tiers: tuple[str, ...] | None = None
) -> NetworkSelection:
    """Choose the arms of a declared network.

    Every arm counts that belongs to a randomised, parallel trial of the declared population and
    background treatment, has the declared route (or is placebo or vehicle), and has a usable
    count at the trial's primary week, which must lie in the declared window. A trial needs two
    such arms with different regimens.

    Parameters
    ----------
    records
        The tables of a validated data package.
    analysis
        The declared network.
    tiers
        Tiers of verification admitted; those the network declares by default.
    """
    gate = Gate(
        records=records,
        code=analysis.outcome,
        population=analysis.population,
        backgrounds=analysis.background,
        tiers=analysis.verification if tiers is None else tiers,
        weeks=analysis.weeks,
    )
    arms, held = choose_arms(gate, analysis.routes, analysis.reference)
    return NetworkSelection(analysis, arms, held, records.labels)


def choose_arms(
    gate: Gate, routes: Collection[str], reference: str, what: str = "count"
) -> tuple[tuple[ArmCount, ...], tuple[HeldBack, ...]]:
    """The arms of all trials that a network takes, and what is held back.

    Parameters
    ----------
    gate
        What it asks of trials and rows.
    routes, reference
        As `NetworkAnalysis` declares them.
    what
        What an arm must have to be used, as readers call it.
    """
    records = gate.records
    counts: list[ArmCount] = []
    held: list[HeldBack] = []
    for trial in records.trials:
        members = [a for a in gate.arms(trial) if a.inactive or a.route in routes]
        if all(arm.inactive for arm in members):
            continue
        groups = group_arms(members, routes, reference)
        alone = "no second arm of this network" if len(groups) < FEWEST_ARMS else ""
        week = gate.admit(trial, alone)
        if isinstance(week, Reason):
            held.append(gate.hold(trial, week))
            continue
        found: list[ArmCount] = []
        for group in groups:
            own = gate.count(trial, group, week)
            held += [gate.hold(trial, reason, group.treatment) for reason in own.missing]
            found += [own.arm] if own.arm else []
        if len(found) >= FEWEST_ARMS:
            counts += found
        elif found:
            only = records.labels[found[0].treatment]
            held.append(gate.hold(trial, Reason("comparator", f"only {only} has a usable {what}")))
    return tuple(counts), tuple(held)
