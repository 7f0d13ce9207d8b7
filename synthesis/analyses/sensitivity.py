"""A pooled result under other choices: other models, other trials, other tiers of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import Contrasts, PoolingError, make_contrasts
from synthesis.models.pairwise.few_trials import FewTrialsResult, pool_few_trials
from synthesis.models.pairwise.pool import leave_one_out, pool_contrasts, primary_interval
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import INFERRED, UNVERIFIED
from synthesis.selection.percentages import count_percentages
from synthesis.selection.pools import Pool, Selection, select_records
from synthesis.selection.records import IMPUTED, Records
from synthesis.words.numbers import list_words, of_100

EARLY_PHASES = ("1", "2")
ADULT = 18
PAULE_MANDEL = "Paule-Mandel"
DERSIMONIAN_LAIRD = "DerSimonian-Laird"
COMMON = "Common effect"
MANTEL_HAENSZEL = "Mantel-Haenszel"
WALD = "Normal (Wald) interval"
PRIOR = "Weakly informative prior on τ"
MORE = "more responders"
LOWEST = "Lowest with one trial left out"
HIGHEST = "Highest with one trial left out"
NO_EARLY = "Without phase 1 and 2 trials"
NO_YOUNG = "Without trials that admit anybody under 18"
NO_INFERRED = "Without inferred counts"
NO_IMPUTED = "Without imputed percentages"
WITH_UNVERIFIED = "With unverified rows"
WITH_PERCENTAGES = "With percentages of all randomised"
THE_SAME = "the same trials and counts"
NONE_LEFT = "no trial is left"
NONE_INFORMATIVE = "no trial that is left tells of a ratio"


@dataclass(frozen=True)
class Sensitivity:
    """A pooled result under one other choice; `result` is None where there is none."""

    name: str
    result: PairwiseResult | FewTrialsResult | None
    note: str


@dataclass(frozen=True)
class PoolVersions:
    """A pool as declared, and `tiers`: on other rows, by name; None without arms."""

    pool: Pool
    tiers: Mapping[str, Pool | None]

    def others(self, without: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Pool | None]]:
        """The same question on other trials or counts, by the name of the choice.

        `without` has sets of trials to leave out, by the same kind of name.
        """
        for name, trials in without.items():
            yield name, self.pool.without(trials)
        yield from self.tiers.items()


def other_tiers(declared: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The tiers admitted by each sensitivity analysis of tiers, by its name, in a fixed order.

    `declared` are those of the primary analysis: one of them is left out, or one added.
    """
    return {
        NO_INFERRED: tuple(tier for tier in declared if tier != INFERRED),
        NO_IMPUTED: tuple(tier for tier in declared if tier != IMPUTED),
        WITH_UNVERIFIED: tuple(dict.fromkeys((*declared, UNVERIFIED))),
    }


def other_rows(
    records: Records, declared: tuple[str, ...]
) -> Iterator[tuple[str, Records, tuple[str, ...]]]:
    """Records and tiers for each sensitivity analysis of rows, by its name, in a fixed order.

    Beside those of tiers there is one in which a percentage without a denominator is one of all
    who were randomised to the arm.
    """
    for name, tiers in other_tiers(declared).items():
        yield name, records, tiers
    yield WITH_PERCENTAGES, count_percentages(records), declared


def select_versions(
    records: Records, analysis: Analysis
) -> tuple[Selection, tuple[PoolVersions, ...], tuple[Pool, ...]]:
    """Select an analysis with its pools in all versions.

    Returns
    -------
    selection, versions, awaiting
        The declared selection, one entry of versions for each of its pools, and the pools that
        only unverified rows would form.
    """
    selection = select_records(records, analysis)
    others = {
        name: _by_regimen(select_records(rows, analysis, tiers))
        for name, rows, tiers in other_rows(records, analysis.verification)
    }
    versions = tuple(
        PoolVersions(pool, {name: found.get(pool.regimen) for name, found in others.items()})
        for pool in selection.pools
    )
    primary = {pool.regimen for pool in selection.pools}
    wide = others[WITH_UNVERIFIED]
    return selection, versions, tuple(p for name, p in wide.items() if name not in primary)


def _by_regimen(selection: Selection) -> Mapping[str, Pool]:
    return {pool.regimen: pool for pool in selection.pools}


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
        NO_EARLY: frozenset(trials["trial_id"][early]),
        NO_YOUNG: frozenset(trials["trial_id"][young]),
    }


def other_models(contrasts: Contrasts) -> Iterable[Sensitivity]:
    """The same trials under other models and intervals, and with one trial left out."""
    if contrasts.k > 1:
        ci = primary_interval(contrasts.k)
        yield Sensitivity(PAULE_MANDEL, pool_contrasts(contrasts, "PM", ci), "")
        yield Sensitivity(DERSIMONIAN_LAIRD, pool_contrasts(contrasts, "DL", ci), "")
        yield Sensitivity(COMMON, pool_contrasts(contrasts, "common", "wald"), "")
        yield _mantel_haenszel(contrasts)
    if contrasts.k > 2:
        yield Sensitivity(WALD, pool_contrasts(contrasts, ci="wald"), "")
        left_out = leave_one_out(contrasts, ci=primary_interval(contrasts.k - 1))
        for label, chosen in (
            (LOWEST, min(left_out, key=lambda pair: pair[1].estimate)),
            (HIGHEST, max(left_out, key=lambda pair: pair[1].estimate)),
        ):
            yield Sensitivity(label, chosen[1], f"without {chosen[0]}")


def few_trials(
    contrasts: Contrasts, pool: Pool, declared: FewTrials | None
) -> Iterable[Sensitivity]:
    """The same trials with the prior on τ that the plan declares, where they are few.

    Few are two trials up to the declared number, and of a ratio: the prior is on its log scale.
    """
    if (
        declared is None
        or contrasts.measure == "RD"
        or not 2 <= contrasts.k <= declared.most_trials
    ):
        return
    risk = control_risk(pool)
    scale = logit if contrasts.measure == "OR" else np.log
    thresholds = {MORE: 0.0}
    for more in declared.more_of_100:
        if 0.0 < risk < 1.0 - more / 100.0:
            thresholds[f"{more:g} more of 100"] = float(scale(risk + more / 100.0) - scale(risk))
    found = pool_few_trials(contrasts, declared.tau_scale, thresholds)
    words = list_words(f"{name} {of_100(100 * p, brief=True)}%" for name, _, p in found.beyond)
    note = f"half-normal prior, scale {found.prior_scale:g}; probability of {words}"
    yield Sensitivity(PRIOR, found, note)


def control_risk(pool: Pool) -> float:
    """Share of responders in the control arms of a pool, 0 to 1."""
    arms = pool.arms[1::2]
    return sum(arm.responders for arm in arms) / sum(arm.n for arm in arms)


def _mantel_haenszel(contrasts: Contrasts) -> Sensitivity:
    try:
        return Sensitivity(MANTEL_HAENSZEL, pool_contrasts(contrasts, "MH", "wald"), "")
    except PoolingError as error:  # no odds ratio where one arm of all trials is empty or full
        return Sensitivity(MANTEL_HAENSZEL, None, str(error))


def other_trials(name: str, pool: Pool, other: Pool | None, primary: PairwiseResult) -> Sensitivity:
    """The primary model on another set of trials or counts; `other` is None when none is left."""
    if other is None:
        return Sensitivity(name, None, NONE_LEFT)
    note = describe_change(pool, other)
    if note == THE_SAME:
        return Sensitivity(name, primary, note)
    contrasts = contrasts_of(other, pool.analysis.measure)
    if not contrasts.k:
        return Sensitivity(name, None, NONE_INFORMATIVE)
    return Sensitivity(name, pool_primary(contrasts), note)


def describe_change(pool: Pool, other: Pool) -> str:
    """Which trials another version of a pool adds and drops, in words."""
    if other.arms == pool.arms:
        return THE_SAME
    added = [trial for trial in other.trials if trial not in pool.trials]
    lost = [trial for trial in pool.trials if trial not in other.trials]
    names = {arm.trial_id: arm.trial_name for arm in (*pool.arms, *other.arms)}
    words = [f"adds {names[trial]}" for trial in added] + [f"drops {names[t]}" for t in lost]
    return "; ".join(words)
