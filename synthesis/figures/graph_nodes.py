"""The nodes of a network graph: how large, where, and where their names stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.lines import Line2D

from synthesis.figures.forest_data import count_noun
from synthesis.figures.graph_layout import (
    Box,
    Curve,
    Disc,
    hits_boxes,
    stack_column,
    touches_any,
)
from synthesis.figures.kind_marks import KIND_SIGNS, NodeKind, Sign, with_area
from synthesis.figures.sheet import (
    Align,
    Sheet,
    Weight,
    line_pitch,
    text_width,
    wrap_text,
)
from synthesis.figures.style import GREY, INK

BODY = 9.0  # points
PITCH = line_pitch(BODY)
GAP = 0.07  # between a node and its name
SMALLEST = 6.0  # diameter of a node, points
ROOM = 2.0  # longest line of a name
NEAR = 0.5  # a name farther off its node than this gets a leader


@dataclass(frozen=True)
class GraphNode:
    """One treatment: its name, its kind, and the patients and trials that had it."""

    label: str
    kind: NodeKind
    patients: int
    trials: int


@dataclass(frozen=True)
class GraphFormat:
    """What the two layouts do differently; lengths in inches, `largest` diameter in points."""

    width: float
    margin: float
    largest: float
    bulge: float
    least_block: float
    least_height: float
    named: bool


@dataclass(frozen=True)
class NodeName:
    """The lines of a name, the last `grey` of them in grey."""

    lines: list[str]
    grey: int

    @property
    def width(self) -> float:
        """The longest line in inches, as if it were bold."""
        return max(text_width(line, BODY, "bold") for line in self.lines)


Columns = tuple[list[int], list[int]]
FORMATS = {
    "wide": GraphFormat(8.6, 0.12, 32.0, 0.6, 0.46, 2.6, True),
    "narrow": GraphFormat(3.6, 0.1, 22.0, 0.35, 0.33, 1.8, False),
}


def node_signs(nodes: Sequence[GraphNode], form: GraphFormat) -> list[Sign]:
    """The sign of each node, its area by patients."""
    most = max(1, *(node.patients for node in nodes))
    return [
        with_area(KIND_SIGNS[node.kind], node.patients / most, SMALLEST, form.largest)
        for node in nodes
    ]


def name_node(node: GraphNode, number: str, form: GraphFormat) -> NodeName:
    """Name, trials and patients of a node in a column, or its number alone."""
    if not form.named:
        return NodeName([number], 0)
    evidence = wrap_text(", ".join(_evidence(node)), ROOM, BODY)
    return NodeName([*wrap_text(node.label, ROOM, BODY), *evidence], len(evidence))


def name_centre(node: GraphNode, number: str, form: GraphFormat) -> NodeName:
    """The same for the node in the middle, in short lines, as there is little room."""
    if form.named:
        return NodeName([*wrap_text(node.label, 1.4, BODY, "bold"), *_evidence(node)], 2)
    short = text_width(node.label, BODY, "bold") <= 0.8
    return NodeName([f"{number} {node.label}" if short else number], 0)


def place_nodes(
    signs: Sequence[Sign],
    names: Sequence[NodeName],
    columns: Columns,
    centre: int | None,
    form: GraphFormat,
) -> tuple[list[Disc], float]:
    """Position and radius of each node, and the lower edge of the graph, in inches."""
    radii = [sign.reach for sign in signs]
    blocks = [
        max(form.least_block, len(name.lines) * PITCH + 0.1, 2 * radius + 0.1)
        for name, radius in zip(names, radii, strict=True)
    ]
    heights = [[blocks[node] for node in column] for column in columns]
    total = max(form.least_height, *(sum(column) for column in heights))
    outside = [node for column in columns for node in column]
    widest = max(names[node].width for node in outside)
    middle = form.width / 2
    reach = min(0.55 * total, middle - form.margin - widest - GAP - max(radii))
    places: dict[int, tuple[float, float]] = {}
    for side, column, stack in zip((-1, 1), columns, heights, strict=True):
        for node, y in zip(column, stack_column(stack, total), strict=True):
            bulge = form.bulge * (2 * y / total - 1) ** 2
            places[node] = (middle + side * (reach - bulge), form.margin + y)
    if centre is not None:
        places[centre] = (middle, form.margin + total / 2)
    return [(*places[node], radii[node]) for node in range(len(signs))], form.margin + total


def set_names(
    sheet: Sheet, names: Sequence[NodeName], discs: Sequence[Disc], columns: Columns
) -> list[Box]:
    """Set the names of the two columns outside their nodes; returns the room each takes."""
    boxes: list[Box] = []
    for side, column in zip((-1, 1), columns, strict=True):
        for node in column:
            x, y, radius = discs[node]
            name, edge = names[node], x + side * (radius + GAP)
            top = y - len(name.lines) * PITCH / 2
            _set_name(
                sheet,
                name,
                edge,
                top,
                "right" if side < 0 else "left",
                "normal" if name.grey else "bold",
            )
            left, right = sorted((edge, edge + side * name.width))
            boxes.append((left, top, right, top + len(name.lines) * PITCH))
    return boxes


def set_centre_name(
    sheet: Sheet,
    name: NodeName,
    disc: Disc,
    discs: Sequence[Disc],
    boxes: Sequence[Box],
    curves: Sequence[Curve],
) -> list[Box]:
    """Set the name below or above the node in the middle, as near as no line runs through it."""
    x, y, radius = disc
    height = len(name.lines) * PITCH
    widths = [text_width(line, BODY, "bold") for line in name.lines]
    away = radius + 0.04
    while True:
        for top in (y + away, y - away - height):
            lines = [
                (x - width / 2, top + i * PITCH, x + width / 2, top + (i + 1) * PITCH)
                for i, width in enumerate(widths)
            ]
            if not any(_is_taken(line, discs, boxes, curves) for line in lines):
                if away > radius + NEAR:
                    _draw_leader(sheet, x, y, radius, top if top > y else top + height)
                _set_name(sheet, name, x, top, "center", "bold")
                return lines
        away += 0.03


def _is_taken(
    box: Box, discs: Sequence[Disc], boxes: Sequence[Box], curves: Sequence[Curve]
) -> bool:
    return touches_any(box, discs, boxes) or any(
        bool(hits_boxes(curve, [box], 0.045).any()) for curve in curves
    )


def _draw_leader(sheet: Sheet, x: float, y: float, radius: float, end: float) -> None:
    start = y + radius if end > y else y - radius
    sheet.add(Line2D([x, x], [start, end], color=INK, linewidth=0.6, gid="leader"))


def _set_name(
    sheet: Sheet, name: NodeName, x: float, top: float, align: Align, weight: Weight = "normal"
) -> None:
    for place, line in enumerate(name.lines):
        grey = place >= len(name.lines) - name.grey
        base = top + (place + 0.76) * PITCH
        sheet.text(
            x,
            base,
            line,
            BODY,
            weight="normal" if grey else weight,
            colour=GREY if grey else INK,
            align=align,
        )


def _evidence(node: GraphNode) -> list[str]:
    return [count_noun(node.trials, "trial"), count_noun(node.patients, "patient")]
