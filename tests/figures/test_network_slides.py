from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
import treatment_kinds as kinds
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_checks import drawn_texts
from matplotlib.lines import Line2D
from slide_layout import check_slides

from synthesis.figures.canvas.slide_area import HIGHEST, WIDEST, choose_pitch
from synthesis.figures.files.render import draw_picture
from synthesis.figures.network.network_graph import GraphEdge, GraphNode, draw_network_graph_slides
from synthesis.figures.network.node_split import SplitRow
from synthesis.figures.network.node_split_slides import draw_node_split_slides
from synthesis.figures.network.ranking import RankRow
from synthesis.figures.network.ranking_slides import draw_ranking_slides
from synthesis.figures.network.transitivity import TransitivityPoint
from synthesis.figures.network.transitivity_slides import draw_transitivity_slides

LONG = "madeupinib 15 mg, raised to 30 mg by response, with topical corticosteroids"
SIDES = ("favours the second", "favours the first")
KINDS = (kinds.JAK, kinds.BIOLOGIC, kinds.OTHER)


def rank_rows(count):
    return (RankRow("placebo", *kinds.PLACEBO, 0.02, None, 30), *(
        RankRow(f"inventimab {i} mg every 2 weeks", *KINDS[i % 2], (7 * i % 18) / 18,
                (i / 9, i / 9 - 0.4, i / 9 + 0.7), i)
        for i in range(1, count)
    ))  # fmt: skip


def split_rows(count):
    return tuple(
        SplitRow(f"madeupinib {i} mg against inventimab", (i / 3, i / 3 - 1, i / 3 + 1),
                 (0.9, -0.2, 2.0), (0.6, 0.2, 1.0), 0.31, i)
        for i in range(1, count + 1)
    )  # fmt: skip


def points(rows):
    return tuple(
        TransitivityPoint(f"inventimab {i // 3} mg every 2 weeks", f"MADE-UP {i}",
                          7 * i % 43, (12, 16, 24)[i % 3], 40 + 31 * i)
        for i in range(3 * rows)
    )  # fmt: skip


def lanes(rows, doubled):
    """One trial a row, but in the first so many rows two, whose dots meet."""
    single = [replace(POINT, comparison=f"inventimab {i} mg", response=8 + i, patients=300)
              for i in range(rows)]  # fmt: skip
    twins = [replace(p, trial="TWIN", response=p.response + 0.2) for p in single[:doubled]]
    return tuple(single + twins)


def graph(count, *loops):
    nodes = [GraphNode("placebo", *kinds.PLACEBO, 4923, 33)]
    nodes += [
        GraphNode(f"madeupinib {i} mg every 2 weeks", *KINDS[i % 3], 300 + 40 * i, i % 5 + 1)
        for i in range(1, count)
    ]
    edges = [GraphEdge("placebo", node.label, node.trials) for node in nodes[1:]]
    edges += [GraphEdge(nodes[a].label, nodes[b].label, 2) for a, b in loops]
    return tuple(nodes), tuple(edges)


LOOPS = ((1, 2), (4, 5), (9, 10), (2, 8), (1, 8), (8, 14), (4, 6), (5, 6))
SPLIT, POINT = split_rows(1)[0], points(1)[0]
RANKINGS = {
    **{f"{count} rows": rank_rows(count) for count in (1, 2, 7, 17, 18, 45)},
    "long": tuple(replace(row, label=f"{LONG} {row.k}") for row in rank_rows(17)),
    "extreme": (RankRow("A", *kinds.JAK, 1.0, (9.0, -60.0, math.inf), 1),
                RankRow("B", *kinds.JAK, 0.0, (math.nan, math.nan, math.nan), 1)),
}  # fmt: skip
SPLITS = {
    **{f"{count} rows": split_rows(count) for count in (1, 3, 4, 11)},
    "long": tuple(replace(row, label=f"{LONG} against {LONG}") for row in split_rows(3)),
    "unknown": (replace(SPLIT, indirect=(math.nan, math.nan, math.nan), p=math.nan, trials=1234),),
}
RESPONSES = {
    **{f"{count} rows": points(count) for count in (1, 6, 16, 45)},
    "long": tuple(replace(p, comparison=f"{LONG} {p.comparison}") for p in points(12)),
    "crowd": tuple(replace(POINT, trial=f"T{i}", response=12 + i / 50) for i in range(9)),
    "lanes": lanes(16, 3),
    "one without": (POINT, replace(POINT, trial="HEAD", comparison="other", response=None)),
}
GRAPHS = {
    **{f"{count} nodes": graph(count) for count in (2, 3, 5, 8, 12, 40)},
    "book": graph(17, *LOOPS),
    "dense": graph(9, *combinations(range(1, 9), 2)),
    "long": (
        tuple(replace(node, label=f"{LONG} {i}") for i, node in enumerate(graph(9)[0])), (),
    ),
}  # fmt: skip
SLIDES = {
    **{f"ranking, {name}": (draw_ranking_slides, (rows, "OR", "placebo"))
       for name, rows in RANKINGS.items()},
    **{f"splits, {name}": (draw_node_split_slides, (rows, "OR", *SIDES))
       for name, rows in SPLITS.items()},
    **{f"response, {name}": (draw_transitivity_slides, (rows, "placebo"))
       for name, rows in RESPONSES.items()},
    **{f"graph, {name}": (draw_network_graph_slides, args) for name, args in GRAPHS.items()},
}  # fmt: skip


@cache
def slides(name):
    """The slides of a case, drawn once for all tests that only look at them."""
    draw, inputs = SLIDES[name]
    return draw(*inputs)


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("name", SLIDES)
def test_slides_fit_their_area_with_large_free_letters(name):
    check_slides(slides(name))


@pytest.mark.parametrize(
    "name",
    ["ranking, 17 rows", "splits, 3 rows", "response, 16 rows", "response, lanes", "graph, book"],
)
def test_what_is_as_large_as_the_book_s_own_takes_one_slide(name):
    assert len(slides(name)) == 1


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("ranking, 45 rows", "A rank is not a size."),
        ("splits, 11 rows", "favours the first"),
        ("response, 45 rows", "Area of a dot: patients"),
    ],
)
def test_parts_share_the_scale_and_repeat_the_words(name, heading):
    figures = slides(name)
    assert len(figures) > 1
    limits = {axes.get_xlim() for figure in figures for axes in figure.axes[-1:]}
    places = {tuple(np.round(axes.get_position().intervalx, 6)) for figure in figures
              for axes in figure.axes[-1:]}  # fmt: skip
    assert len(limits) == len(places) == 1
    assert all(heading in all_text(figure) for figure in figures)


def test_dots_of_all_parts_have_one_scale():
    same = tuple(replace(point, patients=200) for point in points(45))
    figures = draw_transitivity_slides(same, "placebo")
    lines = [line for figure in figures for line in figure.axes[0].lines]
    dots = [line for line in lines if (line.get_gid() or "").startswith("trial-")]
    assert len(dots) == len(same)
    assert len({line.get_markersize() for line in dots if line.get_marker() == "o"
                and line.get_markerfacecolor() != "#FFFFFF"}) == 1  # fmt: skip


@pytest.mark.parametrize("name", ["graph, book", "graph, 12 nodes", "graph, dense"])
def test_no_line_of_a_graph_runs_through_a_name(name):
    (figure,) = slides(name)
    nodes, edges = SLIDES[name][1]
    names = [(t, b) for t, b in drawn_texts(figure) if not t.isdigit()]
    lines = [line for line in figure.findobj(Line2D) if (line.get_gid() or "").startswith("edge-")]
    assert len(lines) == len(edges)
    for line in lines:
        x, y = line.get_transform().transform(line.get_xydata()).T
        for text, box in names:
            inside = (box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)
            assert not inside.any(), f"{line.get_gid()} runs through {text}"
    assert all(node.label.split(" mg")[0] in all_text(figure) for node in nodes)


def test_a_small_graph_tells_the_patients_and_a_large_one_names_alone():
    small, large = all_text(slides("graph, 8 nodes")[0]), all_text(slides("graph, book")[0])
    assert "340 patients" in small
    assert "340 patients" not in large
    for text in (small, large):
        assert "Area of a sign: patients" in text
    assert "head to head" in large
    assert "head to head" not in small


def test_a_graph_fills_the_slide():
    for name in ("graph, 8 nodes", "graph, book"):
        (figure,) = slides(name)
        assert figure.get_figwidth() * HIGHEST / WIDEST - figure.get_figheight() < 0.1
        marks = [line for line in figure.findobj(Line2D)
                 if (line.get_gid() or "").startswith("node-")]  # fmt: skip
        boxes = [box for text, box in drawn_texts(figure) if "madeupinib" in text]
        assert min(box.x0 for box in boxes) < 0.1 * figure.bbox.x1
        assert max(box.x1 for box in boxes) > 0.9 * figure.bbox.x1
        assert marks


def test_trials_without_the_comparator_are_not_on_the_slide():
    assert "HEAD" not in all_text(slides("response, one without")[0])


@given(st.integers(2, 40))
@settings(max_examples=4, deadline=None)
def test_rankings_of_any_length_fit(count):
    figures = draw_ranking_slides(rank_rows(count), "OR", "placebo")
    assert max(figure.get_figheight() for figure in figures) <= HIGHEST
    dots = [line for figure in figures for line in figure.axes[0].lines
            if (line.get_gid() or "").startswith("score-")]  # fmt: skip
    assert len(dots) == count


def test_the_pitch_fills_the_height_within_its_limits():
    assert choose_pitch(7.2, 100, 1.0, 0.2, 0.4) == 0.2
    assert choose_pitch(7.2, 1, 1.0, 0.2, 0.4) == 0.4
    assert 1.0 + 8 * choose_pitch(7.2, 8, 1.0, 0.2, 0.4) == pytest.approx(7.2 * HIGHEST / WIDEST)


@pytest.mark.parametrize("name", ["ranking, 17 rows", "splits, 3 rows", "graph, book"])
def test_drawing_twice_gives_the_same_bytes(name):
    first, second = (draw_picture(slides.__wrapped__(name)[0], 100) for _ in range(2))
    assert first == second


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_ranking_slides((), "OR", "placebo")
    with pytest.raises(ValueError, match="at least one comparison"):
        draw_node_split_slides((), "OR", *SIDES)
    with pytest.raises(ValueError, match="at least one trial with placebo"):
        draw_transitivity_slides((), "placebo")
    with pytest.raises(ValueError, match="at least two nodes"):
        draw_network_graph_slides(graph(2)[0][:1], ())
