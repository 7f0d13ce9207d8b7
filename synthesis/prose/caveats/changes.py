"""Caveats of results before and after a change."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.living.compare_results import EstimateChange


def change_caveats(drawn: Sequence[EstimateChange], changed: int) -> tuple[str, ...]:
    """What to say with a figure of `drawn` changes of all that `changed`; only what applies."""
    flipped = sum(change.flipped for change in drawn)
    alone = sum(change.new.k == 1 for change in drawn)
    sentences = [
        "Each version was computed with the code of its time: data and methods may both differ."
    ]
    if len(drawn) < changed:
        sentences.append(
            f"{len(drawn)} of {changed} changed estimates are drawn, those that moved most or "
            "crossed sides."
        )
    if flipped:
        sentences.append(
            f"{flipped} of {len(drawn)} intervals moved to another side of no difference; a small "
            "move across a limit is still a small move."
        )
    if alone:
        sentences.append(f"{alone} of {len(drawn)} estimates rest on a single trial.")
    if any(change.new.kind == "network" for change in drawn):
        sentences.append(
            "Estimates of a network rest on indirect evidence too, and move with one another."
        )
    return tuple(sentences)
