from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
import treatment_kinds as kinds
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_checks import drawn_texts, overflowing_texts, overlapping_texts
from matplotlib.lines import Line2D

from synthesis.figures.files.render import draw_picture
from synthesis.figures.network.graph_layout import arrange_columns, choose_centre, stack_column
from synthesis.figures.network.network_graph import GraphEdge, GraphNode, draw_network_graph

LAYOUTS = ("wide", "narrow")
PLACEBO = GraphNode("placebo", *kinds.PLACEBO, 4923, 33)


def star(count, patients=300):
    used = (kinds.JAK, kinds.JAK, kinds.BIOLOGIC, kinds.OTHER)
    nodes = [
        GraphNode(f"madeupinib {i} mg every 2 weeks", *used[i % 4], patients + 40 * i, i % 5 + 1)
        for i in range(1, count)
    ]
    edges = [GraphEdge("placebo", node.label, node.trials) for node in nodes]
    return (PLACEBO, *nodes), tuple(edges)


def loop(nodes, *pairs, trials=1):
    return tuple(GraphEdge(nodes[a].label, nodes[b].label, trials) for a, b in pairs)


NODES, SPOKES = star(20)
LOOPS = (*loop(NODES, (1, 2), (4, 5), (9, 10), trials=4),
         *loop(NODES, (2, 8), (1, 8), (8, 14), (4, 6), (5, 6), (16, 3)))  # fmt: skip
SMALL = NODES[:3]
LONG = tuple(
    replace(node, label=f"{node.label}, raised to twice that by response, with topical "
            f"corticosteroids", patients=123_456 * index, trials=index)
    for index, node in enumerate(NODES[:9])
)  # fmt: skip
CASES = {
    "star with loops": (NODES, SPOKES + LOOPS),
    "star": (NODES, SPOKES),
    "triangle": (SMALL, SPOKES[:2] + loop(SMALL, (1, 2), trials=12)),
    "two": (NODES[:2], SPOKES[:1]),
    "five": star(5),
    "everyone with everyone": (
        NODES[:7], tuple(GraphEdge(a.label, b.label, 2) for a, b in combinations(NODES[:7], 2)),
    ),
    "ring": (NODES[1:9], loop(NODES[1:9], *pairwise(range(8)), (7, 0), trials=3)),
    "alone": (NODES[:6], SPOKES[:3]),
    "long": (LONG, loop(LONG, *[(0, i) for i in range(1, 9)], (1, 2), (3, 8), trials=99)),
    "no patients": (tuple(replace(n, patients=0) for n in NODES[:4]), SPOKES[:3]),
}  # fmt: skip


def draw(name, layout):
    return draw_network_graph(*CASES[name], layout)


def lines_of(figure):
    return figure.findobj(Line2D)


def shapes(figure, prefix):
    """The lines of a group in pixels, by number."""
    found = {}
    for line in lines_of(figure):
        gid = line.get_gid() or ""
        if gid.startswith(prefix):
            found[int(gid.removeprefix(prefix))] = line.get_transform().transform(line.get_xydata())
    return found


def radii(figure):
    return {
        int(line.get_gid()[5:]): line.get_markersize() * figure.dpi / 144
        for line in lines_of(figure)
        if (line.get_gid() or "").startswith("node-")
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", CASES)
def test_every_text_stands_free_and_inside(name, layout):
    figure = draw(name, layout)
    assert overflowing_texts(figure) == []
    assert overlapping_texts(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", CASES)
def test_no_line_runs_through_a_name_or_another_node(name, layout):
    nodes, edges = CASES[name]
    figure = draw(name, layout)
    texts = [(text, box) for text, box in drawn_texts(figure) if not is_count(text, figure, box)]
    centres, size = shapes(figure, "node-"), radii(figure)
    places = {node.label: index for index, node in enumerate(nodes)}
    assert len(shapes(figure, "edge-")) == len(edges)
    for number, points in shapes(figure, "edge-").items():
        ends = {places[edges[number].first], places[edges[number].second]}
        for text, box in texts:
            x, y = points.T
            inside = (box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)
            assert not inside.any(), f"edge {edges[number]} runs through {text}"
        for node in centres.keys() - ends:
            distance = np.hypot(*(points - centres[node][0]).T).min()
            assert distance > size[node], f"edge {edges[number]} runs through node {node}"


def is_count(text, figure, box):
    """Whether a text is the number of a line: it stands in the graph, on a white ground."""
    grounds = [line for line in lines_of(figure) if line.get_zorder() == 2.5]
    middles = [line.get_transform().transform(line.get_xydata()).mean(axis=0) for line in grounds]
    centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return text.isdigit() and any(np.hypot(*(middle - centre)) < 5 for middle in middles)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_and_counts_stand_off_the_nodes(layout):
    figure = draw("star with loops", layout)
    size = radii(figure)
    for node, points in shapes(figure, "node-").items():
        (x, y), radius = points[0], 0.85 * size[node]
        for text, box in drawn_texts(figure):
            across = max(box.x0 - x, x - box.x1, 0)
            up = max(box.y0 - y, y - box.y1, 0)
            assert np.hypot(across, up) > radius, f"{text} stands on node {node}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_join_the_nodes_they_name(layout):
    nodes, edges = CASES["star with loops"]
    figure = draw("star with loops", layout)
    centres = shapes(figure, "node-")
    places = {node.label: index for index, node in enumerate(nodes)}
    lines = shapes(figure, "edge-")
    assert len(lines) == len(edges)
    for number, points in lines.items():
        ends = {places[edges[number].first], places[edges[number].second]}
        for end in (points[0], points[-1]):
            nearest = min(centres, key=lambda n: np.hypot(*(centres[n][0] - end)))
            assert nearest in ends
            ends.remove(nearest)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_area_tells_patients_and_width_tells_trials(layout):
    nodes, edges = CASES["star"]
    figure = draw("star", layout)
    lines = {line.get_gid(): line for line in lines_of(figure)}
    circles = [i for i, node in enumerate(nodes) if node.sign == "first"]
    smaller, larger = lines[f"node-{circles[2]}"], lines[f"node-{circles[-1]}"]
    ratio = (larger.get_markersize() / smaller.get_markersize()) ** 2
    assert ratio == pytest.approx(nodes[circles[-1]].patients / nodes[circles[2]].patients)
    widths = [lines[f"edge-{i}"].get_linewidth() for i in range(len(edges))]
    for (edge, width), (other, wider) in combinations(zip(edges, widths, strict=True), 2):
        assert (edge.trials < other.trials) == (width < wider)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_loops_differ_in_colour_and_dashes_and_are_explained(layout):
    figure = draw("triangle", layout)
    lines = {line.get_gid(): line for line in lines_of(figure)}
    assert lines["edge-2"].get_color() != lines["edge-0"].get_color()
    assert lines["edge-2"].is_dashed()
    assert not lines["edge-0"].is_dashed()
    text = all_text(figure)
    assert "compared with each other, not with placebo" in text
    assert "12" in text
    assert "not with placebo" not in all_text(draw("star", layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_treatment_is_named_with_its_patients(layout):
    text = all_text(draw("star with loops", layout))
    for node in NODES:
        assert node.label in text
        assert f"{node.patients:,}" in text


def test_kinds_are_told_apart_by_shape_or_filling():
    nodes, edges = star(5)
    lines = {line.get_gid(): line for line in lines_of(draw_network_graph(nodes, edges, "wide"))}
    looks = {
        node.kind: (lines[f"node-{i}"].get_marker(), lines[f"node-{i}"].get_markerfacecolor())
        for i, node in enumerate(nodes)
    }
    assert len(looks) == 4
    assert len({(shape, fill == "#FFFFFF") for shape, fill in looks.values()}) == 4


def test_drawing_twice_gives_the_same_bytes():
    first, second = (draw_picture(draw("star with loops", "narrow"), 100) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        (NODES[:1], (), "at least two nodes"),
        ((*NODES[:2], NODES[1]), (), "the same label"),
        (NODES[:2], (GraphEdge("placebo", "inventinib", 1),), "no node: inventinib"),
        (NODES[:2], (SPOKES[0], SPOKES[0]), "once"),
        (NODES[:2], (GraphEdge("placebo", "placebo", 1),), "joins two nodes"),
        (NODES[:2], (replace(SPOKES[0], trials=0),), "1 trial or more"),
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(nodes, edges, message):
    with pytest.raises(ValueError, match=message):
        draw_network_graph(nodes, edges, "wide")


def test_linked_nodes_are_neighbours():
    edges = [(0, i) for i in range(1, 9)] + [(1, 8), (8, 5), (2, 7)]
    assert choose_centre(9, edges) == 0
    left, right = arrange_columns(9, edges, 0)
    assert sorted(left + right) == list(range(1, 9))
    for first, second in edges[8:]:
        column = left if first in left else right
        assert abs(column.index(first) - column.index(second)) == 1


def test_blocks_of_a_column_do_not_meet():
    middles = stack_column([0.5, 0.2, 0.9], 2.2)
    assert middles == pytest.approx([0.35, 0.9, 1.65])


pairs = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just(n), st.sets(st.sampled_from(list(combinations(range(n), 2))), max_size=16)
    )
)


@given(pairs)
@settings(max_examples=15, deadline=None)
def test_any_small_network_can_be_drawn(case):
    count, linked = case
    nodes = NODES[:count]
    figure = draw_network_graph(nodes, loop(nodes, *sorted(linked), trials=2), "narrow")
    assert overflowing_texts(figure) == []


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")
