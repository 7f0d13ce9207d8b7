"""For whom effects differ, in sentences: slopes of covariates, and two settings side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.subgroups.regressions import RegressionResult
from synthesis.analyses.subgroups.settings import SettingResult
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_noun, count_trials, format_three, list_words, of_100

FEW_TRIALS = (
    "Few trials mean wide intervals: that no change is shown does not mean that there is none."
)
BETWEEN_TRIALS = (
    "A slope compares trials, not patients: it does not say which patient of a trial does better."
)
PART_OF_OUTCOME = (
    "The response on {reference} is part of the odds ratio itself. By chance alone, a trial "
    "with a high one shows a small effect (regression to the mean): this slope is biased, and no "
    "finding is made of it."
)
SHORT_OTHER_TRIALS = (
    "The settings were tried in different trials, so that the setting need not be the cause."
)
OTHER_TRIALS = (
    "The two settings are different trials of different patients, so that a difference need not "
    "come from the setting."
)


def fitted(results: Iterable[RegressionResult]) -> list[RegressionResult]:
    """The regressions that have a result of which a finding can be made."""
    return [each for each in results if each.result is not None and not each.analysis.caution]


def shown_to_change(each: RegressionResult) -> bool:
    """Whether the interval of the slope leaves no change out."""
    step = each.step
    return step is not None and not step.ci_low <= 0.0 <= step.ci_high


def slopes_sentence(results: Sequence[RegressionResult]) -> str:
    """How many regressions show a change, of those that could; none of the response on it."""
    could = fitted(results)
    if not could:
        return "Too few trials give what a regression needs; nothing can be said of any trait."
    found = sum(map(shown_to_change, could))
    name = f"Of {count_noun(len(could), 'regression')} on traits of trials"
    shown = f"{found} {'shows' if found == 1 else 'show'}" if found else "none shows"
    return f"{name}, {shown} that odds ratios change; few trials leave wide intervals."


def slope_sentence(each: RegressionResult) -> str:
    """One slope in plain words, and whether it shows a change."""
    step, result = each.step, each.result
    assert step is not None
    assert result is not None
    measure = each.network.measure
    value, low, high = format_three(step.estimate, step.ci_low, step.ci_high, measure)
    change = f"the {MEASURE_NAMES[measure]}s against {each.reference}"
    words = (
        f"{each.network.title}: for {each.analysis.per}, {change} are multiplied by "
        f"{value} (95% CI {low} to {high}; {count_trials(result.k)})"
    )
    if each.analysis.caution:
        return f"{words}; no finding is made of it."
    if not shown_to_change(each):
        return f"{words}: no change is shown."
    return f"{words}: effects are {'larger' if step.estimate > 0 else 'smaller'}."


def settings_sentence(found: SettingResult) -> str:
    """Of how many treatments the effect is shown to be smaller or larger in the second setting."""
    if not found.rows:
        return found.missing or f"{found.analysis.title}: no treatment is in both networks."
    smaller, larger = _sides(found)
    name, second = MEASURE_NAMES[found.measure], found.analysis.second_name
    return (
        f"{capitalise(found.outcome.name)} {second}: a smaller {name} is shown for {smaller} of "
        f"{count_noun(len(found.rows), 'dose')}, a larger for {larger or 'none'}."
    )


def _sides(found: SettingResult) -> tuple[int, int]:
    """How many treatments are shown to have a smaller, and a larger effect in the second."""
    smaller = sum(row.difference < 0 for row in found.differing)
    return smaller, len(found.differing) - smaller


def reference_sentence(found: SettingResult) -> str:
    """The response on the reference in both settings, which the differences start from."""
    first, second = (of_100(share) for share in found.reference_shares)
    return (
        f"{capitalise(found.outcome.name)} on {found.reference}: {first} of 100 "
        f"{found.analysis.first_name}, {second} of 100 {found.analysis.second_name}. The same odds "
        "ratio is another number of patients where more respond without the drug."
    )


def left_out_sentences(each: RegressionResult) -> list[str]:
    """The trials that a regression leaves out, all named, a sentence for each reason."""
    if each.result is None:
        return []
    by_reason: dict[str, list[str]] = {}
    for trial, reason in each.result.left_out:
        by_reason.setdefault(reason, []).append(trial)
    return [f"Left out, as {reason}: {', '.join(trials)}." for reason, trials in by_reason.items()]


def subgroups_used(
    regressions: Sequence[RegressionResult], settings: Sequence[SettingResult]
) -> str:
    """What the chapter rests on."""
    networks = dict.fromkeys(each.network.title for each in regressions)
    trials = {t for each in regressions if each.result for t in each.result.trials}
    parts = []
    if trials:
        parts.append(
            f"Networks: {list_words(networks)}; {count_trials(len(trials))} in regressions."
        )
    parts += [
        f"{found.analysis.title}: {count_trials(found.trials)}." for found in settings if found.rows
    ]
    return " ".join(parts) or "None of the networks declared gives what is asked here."


def subgroup_takeaways(
    regressions: Sequence[RegressionResult], settings: Sequence[SettingResult]
) -> list[str]:
    """Three sentences at most: covariates of trials, then two settings and their limit."""
    found = [slopes_sentence(regressions)] if regressions else []
    with_rows = [each for each in settings if each.rows]
    if not with_rows:
        return [*found, *(settings_sentence(each) for each in settings[:1])]
    return [*found, _smaller_sentence(with_rows), SHORT_OTHER_TRIALS]


def _smaller_sentence(settings: Sequence[SettingResult]) -> str:
    """Of how many doses the effect is smaller in the second setting, outcome by outcome."""
    first, *_ = settings
    told = []
    for number, each in enumerate(settings):
        smaller, larger = _sides(each)
        what = f"{smaller} of {len(each.rows)}" + ("" if number else " doses")
        beside = f", larger for {larger}" if larger else ""
        told.append(f"{what} ({each.outcome.name}{beside})")
    name, second = MEASURE_NAMES[first.measure], first.analysis.second_name
    return f"Smaller {name}s {second} are shown for {list_words(told)}."
