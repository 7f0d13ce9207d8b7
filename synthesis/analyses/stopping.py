"""How many patients would go on under a rule that stops treatment without enough response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synthesis.models.risks.shares import PooledShare, pool_shares
from synthesis.package.plan.stopping import StoppingRule
from synthesis.selection.arms import ArmCount, group_arms
from synthesis.selection.gate import Gate
from synthesis.selection.reasons import Reason
from synthesis.selection.records import Records
from synthesis.words.labels import sort_key
from synthesis.words.terms import INACTIVE, BackgroundTerm, RegimenLabel


@dataclass(frozen=True)
class Continuing:
    """Who would go on with one treatment, in trials with one kind of other treatment.

    Parameters
    ----------
    shares
        For each criterion of the rule the share who meet it, 0 to 1, over the trials that report
        it; None where none does.
    arms
        For each criterion the arms behind it.
    both
        Least and largest share, 0 to 1, who meet all criteria, in the trials that report all of
        them; None without such a trial. Without patients counted jointly only these limits are
        known (Frechet 1935): at least the sum of the shares less one for each further criterion,
        at most the smallest.
    """

    regimen: str
    label: RegimenLabel
    background: BackgroundTerm
    shares: tuple[PooledShare | None, ...]
    arms: tuple[tuple[ArmCount, ...], ...]
    both: tuple[float, float] | None

    @property
    def trials_of_all(self) -> tuple[str, ...]:
        """Identifiers of the trials that report every criterion, in order."""
        return _report_all(self.arms)


def continue_under(rule: StoppingRule, records: Records) -> tuple[Continuing, ...]:
    """Every treatment with a usable count of a criterion, by background and name.

    Parameters
    ----------
    rule
        The declared rule.
    records
        The tables of a validated data package.
    """
    found: dict[tuple[BackgroundTerm, str], tuple[list[ArmCount], ...]] = {}
    for place, outcome in enumerate(rule.outcomes):
        gate = Gate(
            records=records,
            code=outcome,
            population=rule.population,
            backgrounds=tuple(dict.fromkeys(trial.background for trial in records.trials)),
            tiers=rule.verification,
            weeks=rule.weeks,
        )
        for trial in records.trials:
            members = [arm for arm in gate.arms(trial) if arm.inactive or arm.route in rule.routes]
            week = gate.admit(trial)
            if isinstance(week, Reason) or all(arm.inactive for arm in members):
                continue
            for group in group_arms(members, rule.routes, INACTIVE[0]):
                own = gate.count(trial, group, week).arm
                if own:
                    key = trial.background, group.treatment
                    found.setdefault(key, tuple([] for _ in rule.outcomes))[place].append(own)
    every = [_continuing(*key, arms, records.labels) for key, arms in found.items()]
    order = list(dict.fromkeys(each.background for each in every))
    return tuple(
        sorted(every, key=lambda each: (order.index(each.background), sort_key(each.label)))
    )


def _continuing(
    background: BackgroundTerm,
    regimen: str,
    arms: Sequence[Sequence[ArmCount]],
    labels: Mapping[str, RegimenLabel],
) -> Continuing:
    counted = tuple(tuple(own) for own in arms)
    return Continuing(
        regimen,
        labels[regimen],
        background,
        tuple(_share(own) for own in counted),
        counted,
        _limits(counted),
    )


def _share(arms: Iterable[ArmCount]) -> PooledShare | None:
    arms = tuple(arms)
    if not arms:
        return None
    return pool_shares([a.effective_responders for a in arms], [a.effective_n for a in arms])


def _report_all(arms: Sequence[Sequence[ArmCount]]) -> tuple[str, ...]:
    first, *others = ([arm.trial_id for arm in own] for own in arms)
    return tuple(trial for trial in first if all(trial in own for own in others))


def _limits(arms: Sequence[Sequence[ArmCount]]) -> tuple[float, float] | None:
    trials = _report_all(arms)
    if not trials:
        return None
    shares = [_share(arm for arm in own if arm.trial_id in trials) for own in arms]
    values = [share.estimate for share in shares if share is not None]
    return max(0.0, sum(values) - (len(values) - 1)), min(values)
