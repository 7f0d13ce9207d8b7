"""The nodes of a network graph: how large, where, and where their names stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.lines import Line2D

from synthesis.figures.canvas.kind_marks import KIND_SIGNS, Sign, with_area
from synthesis.figures.canvas.sheet import Align, Sheet, Weight, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.network.graph_formats import GraphFormat
from synthesis.figures.network.graph_layout import (
    Disc,
    Polyline,
    Rectangle,
    hits_boxes,
    stack_column,
    touches_any,
)
from synthesis.words.numbers import count_noun
from synthesis.words.terms import SignName

PITCH = line_pitch(BODY)
GAP = 0.07  # between a node and its name
SMALLEST = 6.0  # diameter of a node, points
EVEN = 0.05  # step in which lines are made even
NEAR = 0.5  # a name farther off its node than this gets a leader


@dataclass(frozen=True)
class GraphNode:
    """One treatment: its name, its kind with the sign of it, and who had it.

    `kind` is the name of its class, for placebo and vehicle what they are called.
    """

    label: str
    kind: str
    sign: SignName
    patients: int
    trials: int


@dataclass(frozen=True)
class NodeName:
    """The lines of a name, the last `grey` of them in grey."""

    lines: list[str]
    grey: int

    @property
    def width(self) -> float:
        """The longest line in inches, as if it were bold."""
        return max(text_width(line, BODY, "bold") for line in self.lines)


NodeColumns = tuple[list[int], list[int]]


def node_signs(nodes: Sequence[GraphNode], form: GraphFormat) -> list[Sign]:
    """The sign of each node, its area by patients."""
    most = max(1, *(node.patients for node in nodes))
    return [
        with_area(KIND_SIGNS[node.sign], node.patients / most, SMALLEST, form.largest)
        for node in nodes
    ]


def name_node(node: GraphNode, number: str, form: GraphFormat) -> NodeName:
    """Name, trials and patients of a node in a column, or its number alone."""
    if not form.named:
        return NodeName([number], 0)
    evidence = []
    if form.evidence:
        evidence = wrap_text(", ".join(_evidence(node)), form.name_room, BODY)
    wrap = wrap_evenly if form.slide else wrap_text
    return NodeName([*wrap(node.label, form.name_room, BODY), *evidence], len(evidence))


def wrap_evenly(text: str, width: float, size: float) -> list[str]:
    """The lines of `wrap_text`, as many, but as even as they can be."""
    lines = wrap_text(text, width, size)
    while len(narrower := wrap_text(text, width - EVEN, size)) == len(lines) > 1:
        width, lines = width - EVEN, narrower
    return lines


def name_centre(node: GraphNode, number: str, form: GraphFormat) -> NodeName:
    """The same for the node in the middle, in short lines, as there is little room."""
    if form.named:
        evidence = _evidence(node) if form.evidence else []
        return NodeName([*wrap_text(node.label, 1.4, BODY, "bold"), *evidence], len(evidence))
    short = text_width(node.label, BODY, "bold") <= 0.8
    return NodeName([f"{number} {node.label}" if short else number], 0)


def place_nodes(
    signs: Sequence[Sign],
    names: Sequence[NodeName],
    columns: NodeColumns,
    centre: int | None,
    form: GraphFormat,
) -> tuple[list[Disc], tuple[float, float]]:
    """Position and radius of each node, and the middle and lower edge of the graph, in inches."""
    radii = [sign.reach for sign in signs]
    blocks = [
        max(form.least_block, len(name.lines) * PITCH + form.between, 2 * radius + form.between)
        for name, radius in zip(names, radii, strict=True)
    ]
    heights = [[blocks[node] for node in column] for column in columns]
    total = max(form.least_height, *(sum(column) for column in heights))
    middle, reach = _fill_width(names, radii, columns, form)
    if not form.slide:
        reach = min(0.55 * total, reach)
    places: dict[int, tuple[float, float]] = {}
    for side, column, stack in zip((-1, 1), columns, heights, strict=True):
        for node, y in zip(column, stack_column(stack, total), strict=True):
            bulge = form.bulge * (2 * y / total - 1) ** 2
            places[node] = (middle + side * (reach - bulge), form.margin + y)
    if centre is not None:
        places[centre] = (middle, form.margin + total / 2)
    discs = [(*places[node], radii[node]) for node in range(len(signs))]
    return discs, (middle, form.margin + total)


def _fill_width(
    names: Sequence[NodeName], radii: Sequence[float], columns: NodeColumns, form: GraphFormat
) -> tuple[float, float]:
    """Where the middle stands, and how far from it the columns can stand, in inches."""
    if not form.slide:
        widest = max(names[node].width for column in columns for node in column)
        return form.width / 2, form.width / 2 - form.margin - widest - GAP - max(radii)
    left, right = (
        form.margin + max((names[n].width + GAP + radii[n] for n in column), default=0.0)
        for column in columns
    )
    return (left + form.width - right) / 2, (form.width - right - left) / 2


def set_names(
    sheet: Sheet, names: Sequence[NodeName], discs: Sequence[Disc], columns: NodeColumns
) -> list[Rectangle]:
    """Set the names of the two columns outside their nodes; returns the room each takes."""
    boxes: list[Rectangle] = []
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
    boxes: Sequence[Rectangle],
    curves: Sequence[Polyline],
) -> list[Rectangle]:
    """Set the name below or above the node in the middle, as near as no line runs through it.

    Never above the upper edge of the sheet, where it would be cut; below there is always room.
    """
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
            if top >= 0 and not any(_is_taken(line, discs, boxes, curves) for line in lines):
                if away > radius + NEAR:
                    _draw_leader(sheet, x, y, radius, top if top > y else top + height)
                _set_name(sheet, name, x, top, "center", "bold")
                return lines
        away += 0.03


def _is_taken(
    box: Rectangle, discs: Sequence[Disc], boxes: Sequence[Rectangle], curves: Sequence[Polyline]
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
