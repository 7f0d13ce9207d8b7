"""Caveats of what clinicians said."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.claims.opinions import DISCUSSION, Opinions, list_respondents
from synthesis.claims.tallies import Tally
from synthesis.prose.opinions import format_date, last_date


def opinion_caveats(opinions: Opinions, tallies: Sequence[Tally]) -> tuple[str, ...]:
    """What somebody who shows tallies of the discussion should say with them."""
    asked = len(list_respondents(opinions, DISCUSSION))
    last = format_date(last_date(opinions, DISCUSSION))
    raised = [tally for tally in tallies if tally.count()]
    alone = sum(tally.count() == 1 for tally in raised)
    sentences = [
        f"Nothing shows how the {asked} respondents came to answer: the counts are no rates of a "
        "profession.",
        "Who did not raise a position may still hold it: silence is not disagreement.",
        f"They wrote until {last}; what was known and approved has changed since.",
        "Each reply is taken for one person.",
    ]
    if alone:
        verb = "was" if alone == 1 else "were"
        sentences.append(
            f"{alone} of the {len(raised)} positions {verb} raised by a single respondent."
        )
    return tuple(sentences)
