"""One question under every reasonable specification: which trials, which rows, which model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synthesis.analyses.multiverse.choices import (
    ADULTS_ONLY,
    INTERVALS,
    LATE_ONLY,
    VARIATION,
    choose_arms,
    count_possible,
    list_models,
)
from synthesis.analyses.multiverse.result import Multiverse, Specification, order_of
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.analyses.sensitivity_table import ShownEstimate, Task, run_tasks
from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.package.dataset import Dataset
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ArmCount
from synthesis.selection.pools import Pool

Arms = tuple[ArmCount, ...]
ChosenArms = tuple[tuple[str, ...], Pool]
Done = Mapping[tuple[Arms, tuple[str, str]], ShownEstimate]


def run_multiverses(
    dataset: Dataset, analyses: Sequence[Analysis], measure: Measure = "OR"
) -> tuple[Multiverse, ...]:
    """Answer a question for every regimen under every combination of `CHOICES`.

    Parameters
    ----------
    dataset
        A validated data package.
    analyses
        Declared analyses that ask the same question and differ in other treatment only; the
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
        If no analysis is given, or they differ in more than other treatment and wording.
    """
    chosen: dict[str, list[ChosenArms]] = {}
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
        replace(analysis, id="", title="", question="", background=()) for analysis in analyses
    }
    if len(questions) > 1:
        names = ", ".join(analysis.id for analysis in analyses)
        raise ValueError(f"{names} differ in more than other treatment; expected one question.")
    return analyses[0]


def _collect(
    chosen: Sequence[ChosenArms], done: Done, analyses: Sequence[Analysis], measure: Measure
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
    found.sort(key=order_of)
    arms = {pool.arms for _, pool in chosen if (pool.arms, list_models()[0]) in done}
    empty = count_possible() - len(found)
    return Multiverse(chosen[0][1], measure, tuple(found), empty, len(arms))


def _declared(options: tuple[str, ...], own: Analysis, analyses: Sequence[Analysis]) -> str:
    """The id of the declared analysis that these options are; empty when there is none."""
    _, _, _, patients, phase, variation, interval = options
    primary_model = (VARIATION[variation], INTERVALS[interval]) == ("REML", "primary")
    if patients == ADULTS_ONLY or phase == LATE_ONLY or not primary_model:
        return ""
    for analysis in analyses:
        names = {"id": analysis.id, "title": analysis.title, "question": analysis.question}
        if set(own.verification) == set(analysis.verification):  # in whichever order declared
            own = replace(own, verification=analysis.verification)
        if replace(own, **names) == analysis:  # type: ignore[arg-type]
            return analysis.id
    return ""
