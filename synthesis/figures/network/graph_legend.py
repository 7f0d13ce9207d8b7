"""What stands below a network graph: the key to numbered nodes, and the legend."""

from __future__ import annotations

from synthesis.figures.canvas.kind_marks import (
    KIND_SIGNS,
    draw_sign_legend,
    kind_keys,
    name_placebo,
)
from synthesis.figures.canvas.sheet import Sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.network.graph_edges import LOOP, SPOKE, GraphEdge, is_loop_edge
from synthesis.figures.network.graph_nodes import GraphNode

KEY_TEXTS = ("compared with {}", "compared with each other, not with {}")
SHORT_KEYS = ("against {}", "head to head")
NOTES = (
    "A number at a line: trials that made this comparison, where more than one.",
    "Area of a sign: patients (the smallest are drawn larger than that).",
)
SHORT_NOTES = (
    "Area of a sign: patients. Number at a line: trials, where more than one.",
    "Area of a sign: patients.",
)


def list_nodes(sheet: Sheet, nodes: tuple[GraphNode, ...], order: list[int], y: float) -> float:
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
        sign = KIND_SIGNS[node.sign]
        sheet.text(left - 0.24, y, str(number), BODY, weight="bold", align="right")
        sheet.add(sign.draw([left - 0.11], [y - 0.36 * BODY * POINT], "key"))
        sheet.text(trials, y, str(node.trials), BODY, align="right")
        sheet.text(patients, y, f"{node.patients:,}", BODY, align="right")
        y = sheet.lines(left, y, wrap_text(node.label, room, BODY), BODY) + 0.03
    return y + 0.1


def set_graph_legend(
    sheet: Sheet,
    nodes: tuple[GraphNode, ...],
    edges: tuple[GraphEdge, ...],
    y: float,
    short: bool = False,
) -> float:
    """Set the keys of nodes and lines, and what sizes mean, from `y`; returns the next baseline."""
    loops = {is_loop_edge(edge, nodes) for edge in edges}
    placebo = name_placebo((node.sign, node.kind) for node in nodes)
    keys = kind_keys((node.sign, node.kind) for node in nodes)
    keys += [
        (text.format(placebo), sign)
        for text, sign, loop in zip(
            SHORT_KEYS if short else KEY_TEXTS, (SPOKE, LOOP), (False, True), strict=True
        )
        if loop in loops
    ]
    y = draw_sign_legend(sheet, y, keys, BODY) + (0.0 if short else 0.06)
    several = any(edge.trials > 1 for edge in edges)
    notes = NOTES if several else NOTES[1:]
    for note in (SHORT_NOTES[not several],) if short else notes:
        lines = wrap_text(note, sheet.right - sheet.margin, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY, colour=GREY)
    return y
