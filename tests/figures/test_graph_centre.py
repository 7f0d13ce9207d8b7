from __future__ import annotations

import pytest
import treatment_kinds as kinds
from layout_checks import overflowing_texts, overlapping_texts

from synthesis.figures.network.network_graph import GraphEdge, GraphNode, draw_network_graph

PLACEBO = GraphNode("placebo", *kinds.PLACEBO, 1583, 21)
# The node in the middle has a name of two lines and many links, in a graph that is not high.
CENTRAL = (
    PLACEBO,
    *(
        GraphNode(label, *kind, patients, trials)
        for label, kind, patients, trials in [
            ("madeupic or bismadeupic (MUP)", kinds.JAK, 3387, 32),
            ("MURI", kinds.BIOLOGIC, 4562, 34),
            ("Made’s herb", kinds.OTHER, 1053, 14),
            ("madeuptazapine (MASSA)", kinds.OTHER, 476, 9),
            ("MNRI", kinds.BIOLOGIC, 622, 5),
            ("madeuplobemide (MAO)", kinds.OTHER, 345, 4),
            ("low madeupzodone (MARI)", kinds.OTHER, 350, 5),
            ("madeupoxetine (MRI)", kinds.BIOLOGIC, 303, 1),
        ]
    ),
)
PAIRS = ((0, 5), (0, 1), (1, 5), (1, 2), (0, 2), (4, 6), (1, 6), (0, 4), (2, 5),
         (2, 3), (0, 3), (2, 4), (1, 3), (4, 7), (1, 7), (1, 4), (2, 8))  # fmt: skip
EDGES = tuple(GraphEdge(CENTRAL[a].label, CENTRAL[b].label, 3) for a, b in PAIRS)


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_a_long_name_of_the_node_in_the_middle_stands_on_the_sheet(layout: str) -> None:
    figure = draw_network_graph(CENTRAL, EDGES, layout)
    assert overflowing_texts(figure) == []
    assert overlapping_texts(figure) == []
