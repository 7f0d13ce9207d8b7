"""A pooled result under other choices: other models, other trials, other tiers of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.contrasts import Contrasts, Measure, make_contrasts
from synthesis.dataset import Dataset
from synthesis.pairwise import leave_one_out, pool_contrasts, primary_interval
from synthesis.pairwise_result import PairwiseResult
from synthesis.selection import Pool

EARLY_PHASES = ("1", "2")
ADULT = 18
NO_INFERRED = "Without inferred counts"
WITH_UNVERIFIED = "With unverified rows"


@dataclass(frozen=True)
class Sensitivity:
    """A pooled result under one other choice; `result` is None where there is none."""

    name: str
    result: PairwiseResult | None
    note: str


def contrasts_of(pool: Pool, measure: Measure) -> Contrasts:
    """Contrasts of the arms of a pool, on the model scale of the measure."""
    return make_contrasts(pool.frame(), pool.regimen, pool.comparator, measure)


def pool_primary(contrasts: Contrasts) -> PairwiseResult:
    """The primary model: REML, with the interval that suits the number of trials."""
    return pool_contrasts(contrasts, method="REML", ci=primary_interval(contrasts.k))


def trial_sets(dataset: Dataset) -> Mapping[str, frozenset[str]]:
    """Sets of trials to leave out, by the name of the sensitivity analysis."""
    trials = dataset.table("trials")
    early = trials["phase"].str.startswith(EARLY_PHASES)
    young = trials["min_age_years"].isna() | (trials["min_age_years"] < ADULT)
    return {
        "Without phase 1 and 2 trials": frozenset(trials["trial_id"][early]),
        "Without trials that admit anybody under 18": frozenset(trials["trial_id"][young]),
    }


def other_models(contrasts: Contrasts) -> Iterable[Sensitivity]:
    """The same trials under other models and intervals, and with one trial left out."""
    if contrasts.k > 1:
        ci = primary_interval(contrasts.k)
        yield Sensitivity("Paule-Mandel", pool_contrasts(contrasts, "PM", ci), "")
        yield Sensitivity("DerSimonian-Laird", pool_contrasts(contrasts, "DL", ci), "")
        yield Sensitivity("Common effect", pool_contrasts(contrasts, "common", "wald"), "")
        yield Sensitivity("Mantel-Haenszel", pool_contrasts(contrasts, "MH", "wald"), "")
    if contrasts.k > 2:
        yield Sensitivity("Normal (Wald) interval", pool_contrasts(contrasts, ci="wald"), "")
        left_out = leave_one_out(contrasts, ci=primary_interval(contrasts.k - 1))
        for label, chosen in (
            ("Lowest with one trial left out", min(left_out, key=lambda pair: pair[1].estimate)),
            ("Highest with one trial left out", max(left_out, key=lambda pair: pair[1].estimate)),
        ):
            yield Sensitivity(label, chosen[1], f"without {chosen[0]}")


def other_trials(name: str, pool: Pool, other: Pool | None, primary: PairwiseResult) -> Sensitivity:
    """The primary model on another set of trials or counts; `other` is None when none is left."""
    if other is None:
        return Sensitivity(name, None, "no trial is left")
    if other.arms == pool.arms:
        return Sensitivity(name, primary, "the same trials and counts")
    added = [trial for trial in other.trials if trial not in pool.trials]
    lost = [trial for trial in pool.trials if trial not in other.trials]
    names = {arm.trial_id: arm.trial_name for arm in (*pool.arms, *other.arms)}
    words = [f"adds {names[trial]}" for trial in added] + [f"drops {names[t]}" for t in lost]
    result = pool_primary(contrasts_of(other, pool.analysis.measure))
    return Sensitivity(name, result, "; ".join(words))
