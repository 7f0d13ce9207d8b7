"""One question under every reasonable specification: which trials, which rows, which model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from synthesis.analyses.multiverse_choices import (
    ADULTS_ONLY,
    CHOICES,
    INTERVALS,
    LATE_ONLY,
    VARIATION,
    choose_arms,
    count_possible,
    list_models,
    position_of,
)
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.analyses.sensitivity_table import Estimate, Task, run_tasks
from synthesis.models.pairwise.contrasts import Contrasts, Measure
from synthesis.package.dataset import Dataset
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ArmCount
from synthesis.selection.pools import Pool

Arms = tuple[ArmCount, ...]
Chosen = tuple[tuple[str, ...], Pool]
DECIMALS = 9
Done = Mapping[tuple[Arms, tuple[str, str]], Estimate]


@dataclass(frozen=True)
class Specification:
    """One way to answer the question, and its answer on the model scale.

    `options` has one entry for each of `CHOICES`; `trials` are identifiers; `declared` is the id
    of the declared analysis this is, or empty.
    """

    options: tuple[str, ...]
    declared: str
    trials: tuple[str, ...]
    result: Estimate


@dataclass(frozen=True)
class Influence:
    """How far one choice moves the result, everything else being equal.

    Of all pairs of its options the one whose medians are furthest apart, `low` below `high`; the
    medians (model scale) are over the `pairs` specifications that exist under both options and
    are otherwise the same. Without this matching, an option that few trials allow would seem to
    have the effect of those trials.
    """

    choice: str
    low: str
    high: str
    low_median: float
    high_median: float
    pairs: int

    @property
    def difference(self) -> float:
        """Of the two medians, 0 or more."""
        return self.high_median - self.low_median


@dataclass(frozen=True)
class Multiverse:
    """Every specification of one question, the smallest estimate first.

    Parameters
    ----------
    pool
        One pool of the question, for its names; its arms are those of one specification.
    measure
        Effect measure; estimates are on its model scale.
    specifications
        Those with at least one informative trial.
    empty
        Number of specifications for which there is none.
    arm_sets
        Number of different sets of arms; several specifications may choose the same one.
    """

    pool: Pool
    measure: Measure
    specifications: tuple[Specification, ...]
    empty: int
    arm_sets: int

    @property
    def estimates(self) -> tuple[float, ...]:
        """All estimates, ascending."""
        return tuple(each.result.estimate for each in self.specifications)

    @property
    def median(self) -> float:
        """Median of the estimates."""
        return median(self.estimates)

    @property
    def distinct(self) -> int:
        """Number of different results: estimate and interval, to `DECIMALS`."""
        return len({_order(each)[0] for each in self.specifications})

    @property
    def above(self) -> int:
        """Number of specifications whose interval lies above no effect."""
        return sum(each.result.ci_low > 0 for each in self.specifications)

    @property
    def below(self) -> int:
        """Number of specifications whose interval lies below no effect."""
        return sum(each.result.ci_high < 0 for each in self.specifications)

    @property
    def declared(self) -> tuple[Specification, ...]:
        """The specifications that are declared analyses, in the order of `CHOICES`."""
        found = [each for each in self.specifications if each.declared]
        return tuple(sorted(found, key=lambda each: position_of(each.options)))

    @property
    def influences(self) -> tuple[Influence, ...]:
        """The choices that can be made, the most influential first."""
        found = (_influence(self.specifications, number) for number in range(len(CHOICES)))
        return tuple(sorted((each for each in found if each), key=lambda each: -each.difference))

    @property
    def option_medians(self) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
        """Every choice with the median estimate of each option that occurs."""
        return tuple(
            (choice, _option_medians(self.specifications, number, options))
            for number, (choice, options) in enumerate(CHOICES.items())
        )


def run_multiverses(
    dataset: Dataset, analyses: Sequence[Analysis], measure: Measure = "OR"
) -> tuple[Multiverse, ...]:
    """Answer a question for every regimen under every combination of `CHOICES`.

    Parameters
    ----------
    dataset
        A validated data package.
    analyses
        Declared analyses that ask the same question and differ in topical treatment only; the
        specifications that they are get marked.
    measure
        One scale for all specifications: a risk difference and a ratio share no axis.

    Returns
    -------
    tuple of Multiverse
        One for each regimen with any informative trial, in the order of the pools.

    Raises
    ------
    ValueError
        If no analysis is given, or they differ in more than topical treatment and wording.
    """
    chosen: dict[str, list[Chosen]] = {}
    # The same arms arise from many choices; each set is compared and pooled once.
    contrasts: dict[Arms, Contrasts] = {}
    for options, pool in choose_arms(dataset, _template(analyses)):
        chosen.setdefault(pool.regimen, []).append((options, pool))
        if pool.arms not in contrasts:
            contrasts[pool.arms] = contrasts_of(pool, measure)
    jobs = [(arms, model) for arms in contrasts for model in list_models() if contrasts[arms].k]
    tasks = [
        Task(contrasts[arms], VARIATION[variation], INTERVALS[interval])
        for arms, (variation, interval) in jobs
    ]
    done = dict(zip(jobs, run_tasks(tasks), strict=True))
    found = (_collect(pools, done, analyses, measure) for pools in chosen.values())
    return tuple(each for each in found if each.specifications)


def _template(analyses: Sequence[Analysis]) -> Analysis:
    if not analyses:
        raise ValueError("a multiverse needs at least one declared analysis.")
    questions = {
        replace(analysis, id="", title="", question="", background_topical=())
        for analysis in analyses
    }
    if len(questions) > 1:
        names = ", ".join(analysis.id for analysis in analyses)
        raise ValueError(f"{names} differ in more than topical treatment; expected one question.")
    return analyses[0]


def _collect(
    chosen: Sequence[Chosen], done: Done, analyses: Sequence[Analysis], measure: Measure
) -> Multiverse:
    found = [
        Specification(
            (*options, *model),
            _declared((*options, *model), pool.analysis, analyses),
            pool.trials,
            done[pool.arms, model],
        )
        for options, pool in chosen
        for model in list_models()
        if (pool.arms, model) in done
    ]
    found.sort(key=_order)
    arms = {pool.arms for _, pool in chosen if (pool.arms, list_models()[0]) in done}
    empty = count_possible() - len(found)
    return Multiverse(chosen[0][1], measure, tuple(found), empty, len(arms))


def _order(specification: Specification) -> tuple[tuple[float, ...], tuple[int, ...]]:
    # Rounded, so that equal results of different models stand together whatever their last digit.
    result = specification.result
    numbers = (result.estimate, result.ci_low, result.ci_high)
    return tuple(round(value, DECIMALS) for value in numbers), position_of(specification.options)


def _declared(options: tuple[str, ...], own: Analysis, analyses: Sequence[Analysis]) -> str:
    """The id of the declared analysis that these options are; empty when there is none."""
    _, _, _, patients, phase, variation, interval = options
    primary_model = (VARIATION[variation], INTERVALS[interval]) == ("REML", "primary")
    if patients == ADULTS_ONLY or phase == LATE_ONLY or not primary_model:
        return ""
    for analysis in analyses:
        names = {"id": analysis.id, "title": analysis.title, "question": analysis.question}
        if replace(own, **names) == analysis:  # type: ignore[arg-type]
            return analysis.id
    return ""


def _influence(specifications: Sequence[Specification], number: int) -> Influence | None:
    """The influence of one choice; None when no two specifications differ in it alone."""
    contexts: dict[tuple[str, ...], dict[str, float]] = {}
    for each in specifications:
        others = each.options[:number] + each.options[number + 1 :]
        contexts.setdefault(others, {})[each.options[number]] = each.result.estimate
    choice, options = list(CHOICES.items())[number]
    found: list[Influence] = []
    for first, second in combinations(options, 2):
        pairs = [(c[first], c[second]) for c in contexts.values() if first in c and second in c]
        if pairs:
            medians = (median(a for a, _ in pairs), median(b for _, b in pairs))
            (low_median, low), (high_median, high) = sorted(
                zip(medians, (first, second), strict=True)
            )
            found.append(Influence(choice, low, high, low_median, high_median, len(pairs)))
    return max(found, key=lambda each: each.difference, default=None)


def _option_medians(
    specifications: Sequence[Specification], number: int, options: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    estimates: dict[str, list[float]] = {option: [] for option in options}
    for each in specifications:
        estimates[each.options[number]].append(each.result.estimate)
    return tuple((option, median(values)) for option, values in estimates.items() if values)
