"""The graph of a network: who was compared with whom, in how many trials and patients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.graph_layout import (
    Box,
    Curve,
    Disc,
    Edge,
    arrange_columns,
    bend_line,
    choose_centre,
    place_on_curve,
)
from synthesis.figures.graph_nodes import (
    BODY,
    FORMATS,
    GraphNode,
    name_centre,
    name_node,
    node_signs,
    place_nodes,
    set_centre_name,
    set_names,
)
from synthesis.figures.kind_marks import (
    KIND_SIGNS,
    NodeKind,
    Sign,
    draw_sign_legend,
    kind_keys,
    name_placebo,
)
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import GREY, INK, VERMILLION, WHITE, house_style

__all__ = ["GraphEdge", "GraphNode", "NodeKind", "draw_network_graph", "is_loop_edge"]

THINNEST, THICKEST, PER_TRIAL = 0.9, 5.5, 1.0  # points
SPOKE = Sign("", "#8C949D", True, 1.6)  # 3:1 on white
LOOP_INK = "#A34700"  # VERMILLION dark enough for print
LOOP = Sign("", VERMILLION, True, 1.8, (2.6, 1.1))
KEY_TEXTS = ("compared with {}", "compared with each other, not with {}")
NOTES = (
    "A number at a line: trials that made this comparison, where more than one.",
    "Area of a sign: patients (the smallest are drawn larger than that).",
)


@dataclass(frozen=True)
class GraphEdge:
    """Two treatments, by label, and the number of trials that compared them (1 or more)."""

    first: str
    second: str
    trials: int


def draw_network_graph(
    nodes: tuple[GraphNode, ...],
    edges: tuple[GraphEdge, ...],
    layout: Literal["wide", "narrow"],
) -> Figure:
    """Draw treatments as signs and comparisons as lines; the same network looks always the same.

    The area of a sign grows with the patients, the width of a line with the trials, whose number
    is printed where it is above 1. Comparisons without placebo, which may close loops, are dashed
    and in another colour. ``wide`` is 8.6 inches and names the nodes beside them; ``narrow`` is
    3.6 inches and numbers them, with the names in a list below.

    Raises
    ------
    ValueError
        With fewer than two nodes, a name used twice, or an edge that is repeated, has no trial,
        or joins a node with itself or with one that is not there.
    """
    pairs = _index_edges(nodes, edges)
    form = FORMATS[layout]
    with house_style():
        sheet = Sheet(form.width, form.margin)
        first = next((i for i, node in enumerate(nodes) if node.kind == "placebo"), None)
        centre = choose_centre(len(nodes), pairs, first)
        columns = arrange_columns(len(nodes), pairs, centre)
        order = [*([] if centre is None else [centre]), *columns[0], *columns[1]]
        numbers = {node: str(place) for place, node in enumerate(order, 1)}
        signs = node_signs(nodes, form)
        names = [name_node(node, numbers[index], form) for index, node in enumerate(nodes)]
        discs, bottom = place_nodes(signs, names, columns, centre, form)
        boxes = set_names(sheet, names, discs, columns)
        strokes = _strokes(nodes, edges)
        inward = (form.width / 2, bottom / 2)
        curves = _draw_edges(sheet, strokes, pairs, discs, boxes, inward)
        for index, (sign, (x, y, _)) in enumerate(zip(signs, discs, strict=True)):
            sheet.add(sign.draw([x], [y], f"node-{index}"))
        if centre is not None:
            name = name_centre(nodes[centre], numbers[centre], form)
            boxes += set_centre_name(sheet, name, discs[centre], discs, boxes, curves)
        _set_counts(sheet, edges, strokes, discs, boxes, curves)
        y = max(bottom, *(box[3] for box in boxes)) + 0.16 + BODY * POINT
        if not form.named:
            y = _list_nodes(sheet, nodes, order, y)
        return sheet.finish(_set_legend(sheet, nodes, edges, y) - line_pitch(BODY) + 0.12)


def is_loop_edge(edge: GraphEdge, nodes: Sequence[GraphNode]) -> bool:
    """Whether neither side of the comparison is placebo."""
    placebo = {node.label for node in nodes if node.kind == "placebo"}
    return not placebo & {edge.first, edge.second}


def _index_edges(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[Edge]:
    places = {node.label: index for index, node in enumerate(nodes)}
    if len(nodes) < 2:
        raise ValueError("a network graph needs at least two nodes")
    if len(places) < len(nodes):
        raise ValueError("two nodes of a network graph have the same label")
    seen: set[frozenset[str]] = set()
    for edge in edges:
        pair = frozenset((edge.first, edge.second))
        if missing := sorted(pair - places.keys()):
            raise ValueError(f"an edge of the network graph names no node: {missing[0]}")
        if len(pair) < 2 or pair in seen or edge.trials < 1:
            ends = f"{edge.first} and {edge.second}"
            raise ValueError(f"{ends}: an edge joins two nodes, once, by 1 trial or more")
        seen.add(pair)
    return [(places[edge.first], places[edge.second]) for edge in edges]


def _strokes(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[Sign]:
    most = max((edge.trials for edge in edges), default=1)
    step = min(PER_TRIAL, (THICKEST - THINNEST) / max(most - 1, 1))
    return [
        replace(
            LOOP if is_loop_edge(edge, nodes) else SPOKE,
            size=THINNEST + step * (edge.trials - 1),
        )
        for edge in edges
    ]


def _draw_edges(
    sheet: Sheet,
    strokes: list[Sign],
    pairs: list[Edge],
    discs: list[Disc],
    boxes: list[Box],
    inward: tuple[float, float],
) -> list[Curve]:
    curves: list[Curve] = []
    for index, (stroke, (a, b)) in enumerate(zip(strokes, pairs, strict=True)):
        others = [disc for node, disc in enumerate(discs) if node not in (a, b)]
        # Lines run outwards, so that the numbers on them stand where they have drawn apart.
        a, b = sorted((a, b), key=lambda node: math.dist(discs[node][:2], inward))
        clearance = 0.05 + stroke.size * POINT / 2
        curve = bend_line(discs[a], discs[b], inward, others, boxes, clearance)
        sheet.add(stroke.draw(curve[:, 0].tolist(), curve[:, 1].tolist(), f"edge-{index}"))
        curves.append(curve)
    return curves


def _set_counts(
    sheet: Sheet,
    edges: tuple[GraphEdge, ...],
    strokes: list[Sign],
    discs: list[Disc],
    boxes: list[Box],
    curves: list[Curve],
) -> None:
    """Print the trials of a comparison on its line, on a white ground."""
    taken = list(boxes)
    for index, edge in enumerate(edges):
        if edge.trials == 1:
            continue
        text = str(edge.trials)
        width, height = text_width(text, BODY, "bold") + 0.05, BODY * POINT + 0.02
        others = [curve for other, curve in enumerate(curves) if other != index]
        x, y = place_on_curve(curves[index], (width, height), discs, taken, others)
        taken.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        ground = Line2D([x - width / 2, x + width / 2], [y, y], color=WHITE, zorder=2.5)
        ground.set_linewidth(height / POINT)
        sheet.add(ground)
        colour = LOOP_INK if strokes[index].dashes else INK
        base = y + 0.36 * BODY * POINT
        sheet.text(x, base, text, BODY, weight="bold", colour=colour, align="center")


def _list_nodes(sheet: Sheet, nodes: tuple[GraphNode, ...], order: list[int], y: float) -> float:
    """The key to the numbers, with trials and patients; returns the next baseline."""
    patients = sheet.right
    trials = patients - max(
        text_width(text, BODY, "bold") for text in ("Patients", *(f"{n.patients:,}" for n in nodes))
    ) - 0.14  # fmt: skip
    left = sheet.margin + text_width("00", BODY, "bold") + 0.24
    room = trials - text_width("Trials", BODY, "bold") - 0.1 - left
    sheet.text(left, y, "Treatment", BODY, weight="bold")
    sheet.text(trials, y, "Trials", BODY, weight="bold", align="right")
    sheet.text(patients, y, "Patients", BODY, weight="bold", align="right")
    sheet.rule(y + 0.07, colour=INK, width=0.8)
    y += 0.25
    for number, index in enumerate(order, 1):
        node = nodes[index]
        sign = KIND_SIGNS[node.kind]
        sheet.text(left - 0.24, y, str(number), BODY, weight="bold", align="right")
        sheet.add(sign.draw([left - 0.11], [y - 0.36 * BODY * POINT], "key"))
        sheet.text(trials, y, str(node.trials), BODY, align="right")
        sheet.text(patients, y, f"{node.patients:,}", BODY, align="right")
        y = sheet.lines(left, y, wrap_text(node.label, room, BODY), BODY) + 0.03
    return y + 0.1


def _set_legend(
    sheet: Sheet, nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...], y: float
) -> float:
    loops = {is_loop_edge(edge, nodes) for edge in edges}
    placebo = name_placebo((node.kind, node.label) for node in nodes)
    keys = kind_keys((node.kind for node in nodes), placebo)
    keys += [
        (text.format(placebo), sign)
        for text, sign, loop in zip(KEY_TEXTS, (SPOKE, LOOP), (False, True), strict=True)
        if loop in loops
    ]
    y = draw_sign_legend(sheet, y, keys, BODY) + 0.06
    several = any(edge.trials > 1 for edge in edges)
    for note in NOTES if several else NOTES[1:]:
        lines = wrap_text(note, sheet.right - sheet.margin, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY, colour=GREY)
    return y
