from __future__ import annotations

import math
from dataclasses import replace

import pytest
import treatment_kinds as kinds

from synthesis.figures.network.network_alt_text import (
    describe_network_graph,
    describe_node_splits,
    describe_ranking,
    describe_transitivity,
)
from synthesis.figures.network.network_graph import GraphEdge, GraphNode
from synthesis.figures.network.node_split import SplitRow
from synthesis.figures.network.ranking import RankRow
from synthesis.figures.network.transitivity import TransitivityPoint

LONG = "a very long name " * 20
A, B, C = "placebo", "madeupinib 30 mg", "inventimab"
NODES = (
    GraphNode(A, *kinds.PLACEBO, 4923, 33),
    GraphNode(B, *kinds.JAK, 1254, 5),
    GraphNode(C, *kinds.BIOLOGIC, 9, 1),
)
STAR = (GraphEdge(A, B, 7), GraphEdge(A, C, 1))
TRIANGLE = (*STAR, GraphEdge(B, C, 1))
RANKS = (
    RankRow(A, *kinds.PLACEBO, 0.02, None, 33),
    RankRow(B, *kinds.JAK, 0.97, (math.log(18), math.log(9), math.log(36)), 5),
    RankRow(C, *kinds.BIOLOGIC, 0.5, (1.0, 0.5, 1.5), 1),
)
SPLIT = SplitRow(f"{B} against {C}", (math.log(1.5), math.log(0.9), math.log(2.8)),
                 (math.log(2.5), math.log(0.8), math.log(8.2)),
                 (math.log(1.9), math.log(1.3), math.log(2.9)), 0.31, 2)  # fmt: skip
WORST = (1e9, -1e9, math.inf)
POINTS = (
    TransitivityPoint(B, "MADE-UP 1", 12.4, 16, 240),
    TransitivityPoint(C, "MADE-UP 1", 12.4, 16, 240),
    TransitivityPoint(C, "MADE-UP 2", 31.0, 12, 80),
    TransitivityPoint(C, "MADE-UP HEAD", None, 16, 80),
)
LONG_NODES = tuple(replace(node, label=f"{i} {LONG}") for i, node in enumerate(NODES))
LONG_EDGES = tuple(
    GraphEdge(LONG_NODES[a].label, LONG_NODES[b].label, 99) for a, b in ((0, 1), (1, 2))
)
TEXTS = {
    "graph": describe_network_graph(NODES, TRIANGLE),
    "graph, star": describe_network_graph(NODES, STAR),
    "graph, no line": describe_network_graph(NODES[:2], ()),
    "graph, long": describe_network_graph(LONG_NODES, LONG_EDGES),
    "ranking": describe_ranking(RANKS, "OR", A),
    "ranking, one": describe_ranking(RANKS[:1], "RR", A),
    "ranking, difference": describe_ranking(RANKS, "RD", A),
    "ranking, long": describe_ranking(
        tuple(replace(row, label=LONG, effect=WORST) for row in RANKS), "OR", LONG
    ),
    "splits": describe_node_splits((SPLIT, replace(SPLIT, label="another pair", p=0.6)), "OR"),
    "split": describe_node_splits((SPLIT,), "OR"),
    "splits, unknown": describe_node_splits(
        (replace(SPLIT, p=math.nan, indirect=(math.nan, math.nan, math.nan)),), "OR"
    ),
    "splits, long": describe_node_splits(
        (replace(SPLIT, label=LONG, direct=WORST, indirect=WORST, network=WORST),) * 2, "RR"
    ),
    "transitivity": describe_transitivity(POINTS, A),
    "transitivity, one": describe_transitivity(POINTS[:1], "x"),
    "transitivity, long": describe_transitivity(
        tuple(replace(p, trial=f"{i} {LONG}", comparison=LONG) for i, p in enumerate(POINTS)), LONG
    ),
    "hash": describe_transitivity((replace(POINTS[0], trial="#fig-3"),), A),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_alt_texts_are_short_plain_sentences(text):
    assert 40 <= len(text) <= 400
    assert text.endswith(".")
    assert "#" not in text
    for phrase in ("figure of", "image of", "nan", "None ", "  ", "1 trials", "1 others"):
        assert phrase not in text


def test_a_graph_tells_its_hub_its_loops_and_its_thickest_line():
    assert TEXTS["graph"] == (
        "Network of 3 treatments and 3 comparisons; best linked is placebo, compared with 2 "
        "others, 4,923 patients in 33 trials. 1 comparison is without placebo. The comparison "
        "with most trials, 7, is placebo and madeupinib 30 mg."
    )
    assert "None" not in TEXTS["graph"]
    assert "All comparisons are with placebo." in TEXTS["graph, star"]


def test_a_ranking_tells_first_and_last_and_warns():
    assert TEXTS["ranking"] == (
        "P-scores of 3 treatments: madeupinib 30 mg ranks first with 0.97, odds ratio 18.0 (95% "
        "CI 9.00 to 36.0) against placebo. A rank is not a size. Last is placebo with 0.02."
    )
    assert "A rank is not a size." in TEXTS["ranking, long"]


def test_node_splits_tell_the_pair_that_differs_most():
    assert TEXTS["splits"] == (
        "Direct against indirect evidence on 2 comparisons. madeupinib 30 mg against inventimab: "
        "direct odds ratio 1.50 (95% CI 0.90 to 2.80), indirect odds ratio 2.50 (95% CI 0.80 to "
        "8.20); difference p = 0.31, the smallest p. Both together: odds ratio 1.90 (95% CI 1.30 "
        "to 2.90). Direct evidence: 2 trials."
    )
    assert "smallest" not in TEXTS["split"]


def test_a_p_that_is_not_known_is_never_the_smallest():
    rows = (replace(SPLIT, label="unknown", p=math.nan), SPLIT)
    assert "unknown" not in describe_node_splits(rows, "OR")


def test_transitivity_counts_a_trial_once_and_tells_the_ends():
    assert TEXTS["transitivity"] == (
        "Responders per 100 patients with placebo, 2 trials in 2 comparisons: from 12 (MADE-UP 1, "
        "week 16) to 31 (MADE-UP 2, week 12). 1 trial has no such arm."
    )


def test_transitivity_without_the_comparator_is_refused():
    with pytest.raises(ValueError, match="at least one trial with placebo"):
        describe_transitivity(POINTS[-1:], A)
