"""How little a single trial says, in the words that several kinds of figures share."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.words.numbers import list_words

SINGLE_TRIAL = "A single trial: nothing here says whether another would find the same."


def alone_caveats(names: Sequence[str]) -> tuple[str, ...]:
    """Of the drugs or doses of a figure, by their names, those that rest on a single trial."""
    return (f"With a single trial of its own: {list_words(names)}.",) if names else ()
