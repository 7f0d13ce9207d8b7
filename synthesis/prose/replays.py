"""Published syntheses beside this book's results, in sentences: every count is computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from synthesis.analyses.replays import Likeness, RatioEstimate, Replayed
from synthesis.words.numbers import format_ratio, with_interval

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
