"""A rule that stops treatment, in sentences: how many of 1,000 would go on, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.stopping import Continuing
from synthesis.package.plan.stopping import StoppingRule
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words, whole

NONE_REPORTS_ALL = (
    "No trial read here reports every criterion of the rule, so nothing is known of all."
)


def limits_text(both: tuple[float, float]) -> str:
    """“336 to 627”, of 1,000; one number where the limits are the same."""
    low, high = (whole(1000 * share) for share in both)
    return str(low) if low == high else f"{low} to {high}"


def all_text(each: Continuing) -> str:
    """The limits for all criteria, or what one criterion alone leaves possible."""
    if each.both is not None:
        return limits_text(each.both)
    known = [share.estimate for share in each.shares if share is not None]
    return f"at most {whole(1000 * min(known))}" if known else "–"


def stopping_used(rules: Sequence[tuple[StoppingRule, object]]) -> str:
    """What the chapter rests on: the rules, and how their criteria are read."""
    titles = list_words(rule.title for rule, _ in rules) or "none declared"
    return (
        f"Rules: {titles}. The share of each arm that meets each criterion, at the trial’s own "
        "primary week."
    )


def stopping_takeaways(found: Sequence[Continuing]) -> list[str]:
    """Who would go on with the drugs that the book is about, and what the limits are."""
    known = [each for each in found if each.both is not None]
    lines = [_one_sentence(each) for each in known if each.label.focus]
    if not known:
        return [NONE_REPORTS_ALL]
    return [
        *lines,
        "Trials tell each criterion alone, so these are limits and not estimates.",
    ]


def _one_sentence(each: Continuing) -> str:
    assert each.both is not None
    setting = each.background.setting or each.background.beside
    return (
        f"{capitalise(each.label)}, {setting}: of 1,000 who start, {limits_text(each.both)} would "
        "go on."
    )


def stopping_limits(rule: StoppingRule, found: Iterable[Continuing]) -> list[str]:
    """What the numbers cannot tell."""
    weeks = sorted({arm.week for each in found for own in each.arms for arm in own})
    names = list_words(outcome.name for outcome in rule.outcomes)
    return [
        f"Each criterion ({names}) is counted among other patients: a scale that asks for points "
        "to lose needs patients who have them. The limits for both take the shares for those of "
        "the same patients.",
        f"Trials are read at their own primary week ({list_words(f'{week:g}' for week in weeks)}); "
        "the rule may name another.",
        "Who took rescue treatment or left the trial counts as not responding in most trials, "
        "and would be judged one by one in practice.",
    ]


def trials_text(each: Continuing) -> str:
    """“3 and 4; all in 3”: trials with each criterion, and with all of them."""
    numbers = [len({arm.trial_id for arm in own}) for own in each.arms]
    return f"{list_words(map(str, numbers))}; all in {len(each.trials_of_all)}"
