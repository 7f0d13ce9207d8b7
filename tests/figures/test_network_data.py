from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_checks import drawn_texts
from matplotlib.lines import Line2D
from treatment_kinds import KINDS

from synthesis.figures.drawn_data import format_cell
from synthesis.figures.network.network_data import (
    tabulate_network_graph,
    tabulate_node_splits,
    tabulate_ranking,
    tabulate_transitivity,
)
from synthesis.figures.network.network_graph import (
    GraphEdge,
    GraphNode,
    draw_network_graph,
    draw_network_graph_slides,
)
from synthesis.figures.network.node_split import SplitRow, draw_node_splits
from synthesis.figures.network.node_split_slides import draw_node_split_slides
from synthesis.figures.network.ranking import RankRow, draw_ranking
from synthesis.figures.network.ranking_slides import draw_ranking_slides
from synthesis.figures.network.transitivity import TransitivityPoint, draw_transitivity
from synthesis.figures.network.transitivity_slides import draw_transitivity_slides
from synthesis.words.numbers import format_effect, format_p

LAYOUTS = ("wide", "narrow", "slide")
SIDES = ("favours the second", "favours the first")
RANKS = (RankRow("placebo", *KINDS[0], 0.02, None, 30), *(
    RankRow(f"inventimab {i} mg", *KINDS[1 + i % 3], (7 * i % 23) / 23,
            (i / 9 - 1, i / 9 - 1.4, i / 9 - 0.3), i)
    for i in range(1, 23)
))  # fmt: skip
SPLITS = tuple(
    SplitRow(f"madeupinib {i} mg against inventimab", (i / 3, i / 3 - 1, i / 3 + 1),
             (0.9 - i / 5, -0.2 - i / 4, 2.0), (0.6, 0.2, 1.0 + i / 7), i / 20, i)
    for i in range(1, 7)
)  # fmt: skip
POINTS = (*(
    TransitivityPoint(f"inventimab {i // 3} mg", f"MADE-UP {i}", 100 * (i % 40) / 97,
                      (12, 16, 4.5)[i % 3], 40 + 31 * i)
    for i in range(60)
), TransitivityPoint("inventimab 0 mg", "HEAD", None, 16, 99))  # fmt: skip
NODES = tuple(
    GraphNode("placebo" if not i else f"madeupinib {i} mg", *KINDS[min(i, 2)],
              4000 - 150 * i, i % 5 + 1)
    for i in range(17)
)  # fmt: skip
EDGES = (
    *(GraphEdge("placebo", node.label, node.trials) for node in NODES[1:]),
    GraphEdge(NODES[1].label, NODES[2].label, 3),
)


def read_back(data):
    """The rows as they come out of a CSV file: words, numbers, None."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(field.name for field in data.fields)
    writer.writerows(map(format_cell, row) for row in data.rows)
    types = {field.name: field.type for field in data.fields}
    return [
        {
            name: (text or None) if types[name] == "string" else (float(text) if text else None)
            for name, text in row.items()
        }
        for row in csv.DictReader(io.StringIO(buffer.getvalue()))
    ]


def figures_of(layout, draw, slides, *inputs):
    return slides(*inputs) if layout == "slide" else (draw(*inputs, layout),)


def marks(figures, prefix):
    """The marks of a group in drawn order, part by part."""
    found = []
    for figure in figures:
        own = {}
        artists = [a for axes in figure.axes for a in (*axes.lines, *axes.patches)]
        artists += [line for line in figure.findobj(Line2D) if line not in artists]
        for artist in artists:
            gid = artist.get_gid() or ""
            if gid.startswith(f"{prefix}-") and gid.removeprefix(f"{prefix}-").isdigit():
                own[int(gid.removeprefix(f"{prefix}-"))] = artist
        found += [own[index] for index in sorted(own)]
    return found


def texts(figures):
    return [text.replace("\u00a0", " ") for f in figures for text, _ in drawn_texts(f)]


def on_axis(measure, model):
    return 100 * model if measure == "RD" else math.exp(model)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("measure", "name"), [("OR", "odds_ratio"), ("RD", "risk_difference")])
def test_a_ranking_draws_its_data(layout, measure, name):
    small = tuple(
        replace(row, effect=row.effect and tuple(v / 9 for v in row.effect)) for row in RANKS
    )
    rows = read_back(tabulate_ranking(small, measure, "placebo"))
    figures = figures_of(layout, draw_ranking, draw_ranking_slides, small, measure, "placebo")
    assert len(figures) == (2 if layout == "slide" else 1)
    scores = [mark.get_xdata()[0] for mark in marks(figures, "score")]
    assert scores == pytest.approx([row["p_score"] for row in rows])
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    drawn = [row for row in rows if row[name] is not None]
    assert len(drawn) == len(rows) - 1
    effects = [on_axis(measure, mark.get_xdata()[0]) for mark in marks(figures, "effect")]
    assert effects == pytest.approx([row[name] for row in drawn])
    whiskers = [
        [on_axis(measure, x) for x in mark.get_xdata()] for mark in marks(figures, "whisker")
    ]
    assert whiskers == [pytest.approx([row["ci_low"], row["ci_high"]]) for row in drawn]
    printed = texts(figures)
    labels = [text for text in printed if text in {row["treatment"] for row in rows}]
    named = [label for label in labels if label != "placebo"]  # the legend names placebo too
    assert named == [row["treatment"] for row in drawn]
    for row in rows:
        assert f"{row['p_score']:.2f}" in printed


@pytest.mark.parametrize("layout", LAYOUTS)
def test_node_splits_draw_their_data(layout):
    rows = read_back(tabulate_node_splits(SPLITS, "OR"))
    inputs = (SPLITS, "OR", *SIDES)
    figures = figures_of(layout, draw_node_splits, draw_node_split_slides, *inputs)
    for name in ("direct", "indirect"):
        own = [row for row in rows if row["evidence"] == name]
        dots = [math.exp(mark.get_xdata()[0]) for mark in marks(figures, name)]
        assert dots == pytest.approx([row["odds_ratio"] for row in own])
        ends = [[math.exp(x) for x in m.get_xdata()] for m in marks(figures, f"{name}-whisker")]
        assert ends == [pytest.approx([row["ci_low"], row["ci_high"]]) for row in own]
    own = [row for row in rows if row["evidence"] == "network"]
    corners = [mark.get_xy()[:, 0] for mark in marks(figures, "network")]
    assert [[math.exp(x.min()), math.exp(x.max())] for x in corners] == [
        pytest.approx([row["ci_low"], row["ci_high"]]) for row in own
    ]
    printed = " ".join(texts(figures))
    for row in rows:
        assert format_effect(math.log(row["odds_ratio"]), "OR", True) in printed
        assert f"difference: {format_p(row['p_difference'])}" in printed
        if row["evidence"] == "direct":
            count = "1 trial" if row["trials"] == 1 else f"{row['trials']:g} trials"
            assert f"direct, {count}" in printed


@pytest.mark.parametrize("layout", LAYOUTS)
def test_responses_draw_their_data(layout):
    rows = read_back(tabulate_transitivity(POINTS, "placebo"))
    figures = figures_of(
        layout, draw_transitivity, draw_transitivity_slides, POINTS, "placebo"
    )  # fmt: skip
    drawn = [row for row in rows if row["responders_per_100"] is not None]
    dots = marks(figures, "trial")
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx(
        [row["responders_per_100"] for row in drawn]
    )
    assert [row["trial"] for row in rows[len(drawn) :]] == ["HEAD"]
    largest = max(range(len(drawn)), key=lambda i: drawn[i]["n_comparator"])
    same = [i for i, row in enumerate(drawn) if row["week"] == drawn[largest]["week"]]
    sizes = {i: dots[i].get_markersize() for i in same}
    assert max(sizes, key=lambda i: sizes[i]) == largest
    for week in {row["week"] for row in drawn}:
        looks = {
            (dots[i].get_marker(), dots[i].get_markerfacecolor())
            for i, row in enumerate(drawn)
            if row["week"] == week
        }
        assert len(looks) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_graph_draws_its_data(layout):
    rows = read_back(tabulate_network_graph(NODES, EDGES))
    figures = figures_of(layout, draw_network_graph, draw_network_graph_slides, NODES, EDGES)
    treatments = [row for row in rows if row["element"] == "treatment"]
    comparisons = [row for row in rows if row["element"] == "comparison"]
    signs, lines = marks(figures, "node"), marks(figures, "edge")
    assert len(signs) == len(treatments)
    assert len(lines) == len(comparisons)
    for row, line in zip(comparisons, lines, strict=True):
        assert line.is_dashed() == (row["kind"] == "head to head")
        ends = {tuple(line.get_xydata()[0]), tuple(line.get_xydata()[-1])}
        named = {row["treatment"], row["compared_with"]}
        centres = {tuple(signs[i].get_xydata()[0]) for i, t in enumerate(treatments)
                   if t["treatment"] in named}  # fmt: skip
        assert sorted(ends) == [pytest.approx(centre) for centre in sorted(centres)]
    pairs = sorted(zip((row["trials"] for row in comparisons), lines, strict=True),
                   key=lambda pair: pair[0])  # fmt: skip
    widths = [line.get_linewidth() for _, line in pairs]
    assert widths == sorted(widths)
    for kind in {row["kind"] for row in treatments}:
        areas = [
            sign.get_markersize() ** 2 / row["patients"]
            for row, sign in zip(treatments, signs, strict=True)
            if row["kind"] == kind
        ]
        assert areas == pytest.approx([areas[0]] * len(areas))
    printed = texts(figures)
    for row in treatments:
        assert any(row["treatment"] in text for text in printed)
    # The list of the narrow drawing prints numbers too, so that there may be more.
    for row in comparisons:
        if row["trials"] > 1:
            wanted = sum(other["trials"] == row["trials"] for other in comparisons)
            assert printed.count(f"{row['trials']:g}") >= wanted


def test_what_is_not_known_is_empty():
    unknown = (math.nan, -math.inf, math.inf)
    (row,) = read_back(tabulate_ranking((replace(RANKS[1], effect=unknown),), "OR", "placebo"))
    assert (row["odds_ratio"], row["ci_low"], row["ci_high"]) == (None, None, None)
    rows = read_back(tabulate_node_splits((replace(SPLITS[0], p=math.nan),), "RR"))
    assert {row["p_difference"] for row in rows} == {None}
    assert all(row["risk_ratio"] for row in rows)


def test_a_vehicle_is_called_vehicle():
    nodes = (replace(NODES[0], label="vehicle", kind="vehicle"), NODES[1])
    rows = read_back(
        tabulate_network_graph(nodes, (GraphEdge("vehicle", NODES[1].label, 2),))
    )  # fmt: skip
    assert [row["kind"] for row in rows] == ["vehicle", "JAK inhibitor", "with vehicle"]


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_any_effects_come_back_from_the_file(values):
    rows = tuple(
        RankRow(f"drug {i}", *KINDS[1], 0.5, (value, value - 1, value + 1), 1)
        for i, value in enumerate(values)
    )
    back = read_back(tabulate_ranking(rows, "RR", "placebo"))
    assert [math.log(row["risk_ratio"]) for row in back] == pytest.approx(values, abs=1e-9)
    assert [math.log(row["ci_high"]) for row in back] == pytest.approx(
        [value + 1 for value in values], abs=1e-9
    )
