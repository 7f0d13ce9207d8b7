"""Choose the arms of a declared network, and say of every trial left out why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from synthesis.package.dataset import Dataset
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.selection.pools import (
    ROLES,
    ArmCount,
    HeldBack,
    Record,
    Records,
    count_arm,
    hold_back,
    read_records,
    setting_mismatch,
    week_mismatch,
    why_unusable,
)
from synthesis.words.labels import INACTIVE

FEWEST_ARMS = 2


@dataclass(frozen=True)
class NetworkSelection:
    """The arms of a network, trial by trial, and everything held back.

    `labels` has the words for every regimen of the dataset.
    """

    analysis: NetworkAnalysis
    arms: tuple[ArmCount, ...]
    held_back: tuple[HeldBack, ...]
    labels: Mapping[str, str]

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return tuple(dict.fromkeys(arm.trial_id for arm in self.arms))

    def without(self, trials: Collection[str]) -> NetworkSelection:
        """The same network without some trials, by their identifiers."""
        return replace(self, arms=tuple(a for a in self.arms if a.trial_id not in trials))

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, treatment, responders, n.

        Arms of one trial with the same regimen count as one arm.
        """
        columns = ["trial", "treatment", "responders", "n"]
        rows = [(arm.trial_name, arm.treatment, arm.responders, arm.n) for arm in self.arms]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.groupby(["trial", "treatment"], sort=False, as_index=False).sum()


def select_network(
    dataset: Dataset, analysis: NetworkAnalysis, tiers: tuple[str, ...] | None = None
) -> NetworkSelection:
    """Choose the arms of a declared network; see :func:`select_network_records`."""
    return select_network_records(read_records(dataset), analysis, tiers)


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
    admitted = analysis.verification if tiers is None else tiers
    rows_of = records.rows.get(analysis.outcome, {})
    counts: list[ArmCount] = []
    held: list[HeldBack] = []
    for trial in records.trials:
        own = records.arms.get(trial["trial_id"], []), rows_of.get(trial["trial_id"], [])
        for item in _from_trial(trial, *own, analysis, admitted, records.labels):
            (held if isinstance(item, HeldBack) else counts).append(item)  # type: ignore[arg-type]
    return NetworkSelection(analysis, tuple(counts), tuple(held), records.labels)


def _from_trial(
    trial: Record,
    arms: list[Record],
    rows: list[Record],
    analysis: NetworkAnalysis,
    tiers: tuple[str, ...],
    labels: Mapping[str, str],
) -> Iterator[HeldBack | ArmCount]:
    hold = partial(hold_back, trial, labels)

    members = [a for a in arms if a["route"] in analysis.routes or a["drug"] in INACTIVE]
    if all(arm["drug"] in INACTIVE for arm in members):
        return
    mismatch = _trial_mismatch(trial, members, analysis)
    if mismatch:
        yield hold(*mismatch)
        return
    week = float(trial["primary_week"])
    at_week = {row["arm_id"]: row for row in rows if row["week"] == week}
    found: list[ArmCount] = []
    for arm in members:
        row = at_week.get(arm["arm_id"])
        label = labels[arm["regimen"]]
        stage, reason = why_unusable(row, analysis.outcome, week, tiers, label)
        if row is None or stage:
            yield hold(stage, reason, arm["regimen"])
        else:
            inactive = arm["drug"] in INACTIVE and analysis.reference in INACTIVE
            found.append(count_arm(trial, row, analysis.reference if inactive else arm["regimen"]))
    if len({arm.treatment for arm in found}) >= FEWEST_ARMS:
        yield from found
    elif found:
        yield hold("comparator", f"only {labels[found[0].treatment]} has a usable count")


def _trial_mismatch(
    trial: Record, members: list[Record], analysis: NetworkAnalysis
) -> tuple[str, str] | None:
    """Stage and reason why a whole trial stands outside a network; None when it does not."""
    if trial["role"] != "parallel":
        return "role", ROLES[trial["role"]]
    if len({arm["regimen"] for arm in members}) < FEWEST_ARMS:
        return "comparator", "no second arm of this network"
    return setting_mismatch(
        trial, analysis.population, analysis.background_topical
    ) or week_mismatch(trial, analysis.weeks)
