"""The choices of a multiverse and their options: which trials, which rows, which model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from synthesis.analyses.sensitivity import NO_EARLY, NO_YOUNG, trial_sets
from synthesis.models.pairwise.many_pools import SweepInterval
from synthesis.models.pairwise.many_tau2 import SweepMethod
from synthesis.package.dataset import Dataset
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ALL_TIERS, PRIMARY_TIERS
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import IMPUTED, read_records
from synthesis.words.labels import capitalise

BACKGROUNDS: Mapping[str, tuple[str, ...]] = {
    "none": ("none",),
    "for everybody": ("required",),
    "any": ("none", "required", "permitted", "not stated"),
}
WEEKS: Mapping[str, float | None] = {
    "each trial’s primary week": None,
    "week 12 where reported": 12.0,
    "week 16 where reported": 16.0,
}
ROWS: Mapping[str, tuple[str, ...]] = {
    "source and derived": ("source", "derived"),
    "imputed and inferred as well": PRIMARY_TIERS,
    "unverified as well": ALL_TIERS,
}
ADULTS_ONLY = "adults only"
PATIENTS: Mapping[str, str] = {
    "adults and adolescents": "adults and adolescents",
    ADULTS_ONLY: "adults and adolescents",
    "all ages": "all ages",
}
LATE_ONLY = "phase 3 and later"
PHASES = ("all phases", LATE_ONLY)
VARIATION: Mapping[str, SweepMethod] = {
    "REML": "REML",
    "Paule-Mandel": "PM",
    "DerSimonian-Laird": "DL",
    "none (common effect)": "common",
}
INTERVALS: Mapping[str, SweepInterval] = {
    "Hartung-Knapp from 3 trials": "primary",
    "normal (Wald)": "wald",
}
# Five choices of trials and rows, then two of the model.
# What the first is called in print, `name_choice` says: the treatment that a package declares.
BACKGROUND = "Background"
CHOICES: Mapping[str, tuple[str, ...]] = {
    BACKGROUND: tuple(BACKGROUNDS),
    "Week": tuple(WEEKS),
    "Rows": tuple(ROWS),
    "Patients": tuple(PATIENTS),
    "Trials": PHASES,
    "Variation between trials": tuple(VARIATION),
    "Interval": tuple(INTERVALS),
}


def choose_arms(dataset: Dataset, template: Analysis) -> Iterator[tuple[tuple[str, ...], Pool]]:
    """The pools of every choice of trials and rows, with the five options that made them.

    `template` gives outcome, route and comparator.
    """
    records, without = read_records(dataset), trial_sets(dataset)
    for beside, week, rows, patients in product(BACKGROUNDS, WEEKS, ROWS, PATIENTS):
        analysis = replace(
            template,
            background=tuple(map(dataset.vocabulary.background_of, BACKGROUNDS[beside])),
            week=WEEKS[week],
            population=PATIENTS[patients],
            verification=_admitted(ROWS[rows], template),
        )
        young = without[NO_YOUNG] if patients == ADULTS_ONLY else frozenset()
        for pool in select_records(records, analysis).pools:
            for phase in PHASES:
                early = without[NO_EARLY] if phase == LATE_ONLY else frozenset()
                left = pool.without(young | early)
                if left is not None:
                    yield (beside, week, rows, patients, phase), left


def _admitted(tiers: tuple[str, ...], template: Analysis) -> tuple[str, ...]:
    """The tiers of an option; imputed percentages only where the plan admits them anywhere."""
    return tuple(t for t in tiers if t != IMPUTED or IMPUTED in template.verification)


def name_choice(choice: str, analysis: Analysis) -> str:
    """What a key of `CHOICES` is called in print: the first is the package's other treatment."""
    return capitalise(analysis.background[0].subject) if choice == BACKGROUND else choice


def list_models() -> list[tuple[str, str]]:
    """The pairs of options of the last two choices that exist.

    A common-effect model has no Hartung-Knapp interval.
    """
    return [
        (variation, interval)
        for variation, interval in product(VARIATION, INTERVALS)
        if VARIATION[variation] != "common" or INTERVALS[interval] == "wald"
    ]


def count_possible() -> int:
    """Number of combinations of all options that exist."""
    return prod(len(options) for options in list(CHOICES.values())[:-2]) * len(list_models())


def position_of(options: tuple[str, ...]) -> tuple[int, ...]:
    """The number of each option among those of its choice, to sort by."""
    return tuple(
        names.index(option) for names, option in zip(CHOICES.values(), options, strict=True)
    )
