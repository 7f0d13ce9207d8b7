"""The graph of a network: who was compared with whom, in how many trials and patients."""

from __future__ import annotations

import math
from functools import partial
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.canvas.kind_marks import Sign
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.slide_area import HIGHEST, fit_slide
from synthesis.figures.canvas.style import INK, VERMILLION_INK, WHITE, house_style
from synthesis.figures.network.graph_edges import (
    GraphEdge,
    choose_strokes,
    index_edges,
    is_loop_edge,
)
from synthesis.figures.network.graph_formats import FORMATS, GraphFormat, slide_format
from synthesis.figures.network.graph_layout import (
    Disc,
    Edge,
    Polyline,
    Rectangle,
    arrange_columns,
    bend_line,
    choose_centre,
    place_on_curve,
)
from synthesis.figures.network.graph_legend import list_nodes, set_graph_legend
from synthesis.figures.network.graph_nodes import (
    GraphNode,
    name_centre,
    name_node,
    node_signs,
    place_nodes,
    set_centre_name,
    set_names,
)

__all__ = [
    "GraphEdge",
    "GraphNode",
    "draw_network_graph",
    "draw_network_graph_slides",
    "is_loop_edge",
]

MOST_WITH_EVIDENCE = 14  # treatments on a slide


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
    return _draw_graph(nodes, edges, FORMATS[layout])


def draw_network_graph_slides(
    nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]
) -> tuple[Figure, ...]:
    """Draw the same as `draw_network_graph` for the slide area: one drawing.

    With many treatments, or long names, the names stand there without their trials and patients.
    """
    for evidence in (True, False) if len(nodes) <= MOST_WITH_EVIDENCE else (False,):
        figure = fit_slide(partial(_draw_slide, nodes, edges, evidence))
        if figure.get_figheight() <= HIGHEST:
            break
    return (figure,)


def _draw_slide(
    nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...], evidence: bool, width: float
) -> Figure:
    return _draw_graph(nodes, edges, slide_format(width, evidence))


def _draw_graph(
    nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...], form: GraphFormat
) -> Figure:
    pairs = index_edges(nodes, edges)
    with house_style():
        sheet = Sheet(form.width, form.margin)
        first = next((i for i, node in enumerate(nodes) if node.sign == "inactive"), None)
        centre = choose_centre(len(nodes), pairs, first)
        columns = arrange_columns(len(nodes), pairs, centre)
        order = [*([] if centre is None else [centre]), *columns[0], *columns[1]]
        numbers = {node: str(place) for place, node in enumerate(order, 1)}
        signs = node_signs(nodes, form)
        names = [name_node(node, numbers[index], form) for index, node in enumerate(nodes)]
        discs, (middle, bottom) = place_nodes(signs, names, columns, centre, form)
        boxes = set_names(sheet, names, discs, columns)
        strokes = choose_strokes(nodes, edges)
        inward = (middle, bottom / 2)
        curves = _draw_edges(sheet, strokes, pairs, discs, boxes, inward)
        for index, (sign, (x, y, _)) in enumerate(zip(signs, discs, strict=True)):
            sheet.add(sign.draw([x], [y], f"node-{index}"))
        if centre is not None:
            name = name_centre(nodes[centre], numbers[centre], form)
            boxes += set_centre_name(sheet, name, discs[centre], discs, boxes, curves)
        # Numbers keep clear of names, above all on a slide, where columns are close.
        clear = 0.06 if form.slide else 0.0
        kept = [(left - clear, top, right + clear, low) for left, top, right, low in boxes]
        _set_counts(sheet, edges, strokes, discs, kept, curves)
        y = max(bottom, *(box[3] for box in boxes)) + 0.16 + BODY * POINT
        if not form.named:
            y = list_nodes(sheet, nodes, order, y)
        y = set_graph_legend(sheet, nodes, edges, y, form.slide)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


def _draw_edges(
    sheet: Sheet,
    strokes: list[Sign],
    pairs: list[Edge],
    discs: list[Disc],
    boxes: list[Rectangle],
    inward: tuple[float, float],
) -> list[Polyline]:
    curves: list[Polyline] = []
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
    boxes: list[Rectangle],
    curves: list[Polyline],
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
        colour = VERMILLION_INK if strokes[index].dashes else INK
        base = y + 0.36 * BODY * POINT
        sheet.text(x, base, text, BODY, weight="bold", colour=colour, align="center")
