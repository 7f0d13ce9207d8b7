"""The layouts of a network graph: page, phone, slide."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.figures.canvas.slide_area import ASPECT

SLIDE_LEGEND = 0.7  # inches high
SLIDE_NAMES = 2.0  # inches: longest line of a name with evidence below
NAMES_ALONE = 0.27  # of the width: longest line of a name without


@dataclass(frozen=True)
class GraphFormat:
    """What the layouts do differently; lengths in inches, `largest` diameter in points.

    `named` nodes have their names beside them, in lines of `name_room`, and below them, if there
    is to be `evidence`, their trials and patients. `between` is the room between two names. A
    `slide` is filled to both sides, and has names of even lines and a short legend.
    """

    width: float
    margin: float
    largest: float
    bulge: float
    least_block: float
    least_height: float
    named: bool
    name_room: float = 2.0
    evidence: bool = True
    between: float = 0.1
    slide: bool = False


FORMATS = {
    "wide": GraphFormat(8.6, 0.12, 32.0, 0.6, 0.46, 2.6, True),
    "narrow": GraphFormat(3.6, 0.1, 22.0, 0.35, 0.33, 1.8, False),
}


def slide_format(width: float, evidence: bool) -> GraphFormat:
    """The layout for the slide area, on a sheet of `width` inches; names need few lines there."""
    return GraphFormat(
        width=width,
        margin=0.12,
        largest=28.0 if evidence else 21.0,
        bulge=0.3,
        least_block=0.0,
        least_height=width / ASPECT - SLIDE_LEGEND,
        named=True,
        name_room=SLIDE_NAMES if evidence else NAMES_ALONE * width,
        evidence=evidence,
        between=0.06 if evidence else 0.0,
        slide=True,
    )
