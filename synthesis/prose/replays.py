"""Published syntheses beside this book's results, in sentences: every count is computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from synthesis.analyses.replays import Likeness, RatioEstimate, Replayed
from synthesis.analyses.run import Results
from synthesis.words.numbers import count_noun, format_ratio, list_words, with_interval

LIKENESS: Mapping[Likeness, str] = {
    "alike": "alike",
    "overlap": "overlap",
    "apart": "apart",
    "no interval": "–",
}
NONE_DECLARED = "This data package declares no published result to be made again."
NOTHING = "no trial here makes this comparison with usable counts"


def replay_takeaways(found: Sequence[Replayed]) -> Iterator[str]:
    """How many published results this book finds again."""
    if not found:
        yield NONE_DECLARED
        return
    told = Counter(each.agreement for each in found if each.ours is not None)
    made = sum(told.values())
    yield (
        f"Of {made} published results made again here, {told['alike']} are alike, "
        f"{told['overlap']} overlap, {told['apart']} lie apart."
    )
    without = len(found) - made
    if without:
        yield f"{without} more cannot be made here: the counts have not been read."


def effect_text(effect: RatioEstimate | None) -> str:
    """“1.50 (95% CI 1.10 to 2.20)”; without an interval where none was printed."""
    if effect is None:
        return NOTHING
    values = [format_ratio(value) for value in (effect.estimate, effect.low, effect.high)]
    if math.isnan(effect.low) or math.isnan(effect.high):
        return f"{values[0]}, no interval printed"
    return with_interval(*values)


def ratio_text(each: Replayed) -> str:
    """How many times ours is theirs, as a ratio of ratios; empty where there is none."""
    if each.ours is None:
        return "–"
    return f"× {format_ratio(each.ours.estimate - each.theirs.estimate)}"


def outcome_name(each: Replayed, results: Results) -> str:
    """What was counted, such as “response”."""
    code, terms = each.published["outcome"], results.dataset.vocabulary
    term = terms.outcomes.get(code) or terms.events.get(code)
    return term.name if term else code


def compared_text(each: Replayed, results: Results) -> str:
    """“madeupinib 4 mg against placebo”."""
    labels = results.labels
    treated = list_words((labels[name] for name in each.replay.treatments), "or")
    return f"{treated} against {labels.get(each.replay.comparator, each.replay.comparator)}"


def by_whom(each: Replayed) -> str:
    """“Author 2024”, as far as it was read."""
    author, year = each.published["first_author"], each.published["year"]
    return " ".join(str(part) for part in (author or "author not seen", year) if part)


def replay_finding(made: Sequence[Replayed]) -> str:
    """How many of the drawn results agree, in one sentence."""
    told = Counter(each.agreement for each in made)
    return (
        f"Of {count_noun(len(made), 'published result')} made again here, {told['alike']} are "
        f"alike, {told['overlap']} overlap and {told['apart']} lie apart."
    )


def replay_caveats(made: Sequence[Replayed]) -> tuple[str, ...]:
    """What to say beside a figure of published results, one sentence each."""
    silent = sum(each.agreement == "no interval" for each in made)
    return (
        "Both rest largely on the same trials, so that agreement is no second proof.",
        "Weeks, doses and trials differ between some of the pairs; the table says where.",
        *(
            [f"Of {silent} no interval was printed, so that nothing says how sure they are."]
            if silent
            else []
        ),
    )
