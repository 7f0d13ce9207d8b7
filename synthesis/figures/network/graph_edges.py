"""The edges of a network graph: which nodes they join, and how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from synthesis.figures.canvas.kind_marks import Sign
from synthesis.figures.canvas.style import VERMILLION
from synthesis.figures.network.graph_layout import Edge
from synthesis.figures.network.graph_nodes import GraphNode

THINNEST, THICKEST, PER_TRIAL = 0.9, 5.5, 1.0  # points
SPOKE = Sign("", "#8C949D", True, 1.6)  # 3:1 on white
LOOP = Sign("", VERMILLION, True, 1.8, (2.6, 1.1))


@dataclass(frozen=True)
class GraphEdge:
    """Two treatments, by label, and the number of trials that compared them (1 or more)."""

    first: str
    second: str
    trials: int


def is_loop_edge(edge: GraphEdge, nodes: Sequence[GraphNode]) -> bool:
    """Whether neither side of the comparison is placebo."""
    placebo = {node.label for node in nodes if node.sign == "inactive"}
    return not placebo & {edge.first, edge.second}


def index_edges(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[Edge]:
    """The places of the two nodes of each edge.

    Raises
    ------
    ValueError
        With fewer than two nodes, a name used twice, or an edge that is repeated, has no trial,
        or joins a node with itself or with one that is not there.
    """
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


def choose_strokes(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[Sign]:
    """The stroke of each edge: its width by trials, dashed where neither side is placebo."""
    most = max((edge.trials for edge in edges), default=1)
    step = min(PER_TRIAL, (THICKEST - THINNEST) / max(most - 1, 1))
    return [
        replace(
            LOOP if is_loop_edge(edge, nodes) else SPOKE,
            size=THINNEST + step * (edge.trials - 1),
        )
        for edge in edges
    ]
