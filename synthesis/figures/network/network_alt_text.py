"""Alt texts of the figures of a network, written from their numbers: 40 to 400 characters."""

from __future__ import annotations

import math

from synthesis.figures.alt_text import join_sentences, shorten, state_effect
from synthesis.figures.canvas.kind_marks import name_placebo
from synthesis.figures.network.network_graph import GraphEdge, GraphNode, is_loop_edge
from synthesis.figures.network.node_split import SplitRow
from synthesis.figures.network.ranking import RankRow, sort_by_score
from synthesis.figures.network.transitivity import TransitivityPoint
from synthesis.models.measure import Measure
from synthesis.words.labels import label_week
from synthesis.words.numbers import count_noun, format_p, of_100


def describe_network_graph(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> str:
    """Count treatments and comparisons, name the best linked, and tell how many lack placebo."""
    degree = {
        node.label: sum(node.label in (edge.first, edge.second) for edge in edges) for node in nodes
    }
    hub = max(nodes, key=lambda node: (degree[node.label], node.patients))
    main = (
        f"Network of {count_noun(len(nodes), 'treatment')} and "
        f"{count_noun(len(edges), 'comparison')}; best linked is {shorten(hub.label)}, compared "
        f"with {count_noun(degree[hub.label], 'other')}, {count_noun(hub.patients, 'patient')} in "
        f"{count_noun(hub.trials, 'trial')}."
    )
    loops = sum(is_loop_edge(edge, nodes) for edge in edges)
    placebo = name_placebo((node.sign, node.kind) for node in nodes)
    direct = f"All comparisons are with {shorten(placebo)}."
    if loops:
        verb = "is" if loops == 1 else "are"
        direct = f"{count_noun(loops, 'comparison')} {verb} without {shorten(placebo)}."
    most = max(edges, key=lambda edge: edge.trials, default=None)
    often = ""
    if most and most.trials > 1:
        ends = f"{shorten(most.first)} and {shorten(most.second)}"
        often = f"The comparison with most trials, {most.trials}, is {ends}."
    return join_sentences(main, direct, often)


def describe_ranking(rows: tuple[RankRow, ...], measure: Measure, reference: str) -> str:
    """Name the first and the last of the order, with score and effect, and warn."""
    first, *others = sort_by_score(rows)
    counted = count_noun(len(rows), "treatment")
    main = (
        f"P-scores of {counted}: {shorten(first.label)} ranks first with {first.p_score:.2f}"
        f"{_against(first, measure, reference)}."
    )
    last = ""
    if others:
        lowest = others[-1]
        last = (
            f"Last is {shorten(lowest.label)} with {lowest.p_score:.2f}"
            f"{_against(lowest, measure, reference)}."
        )
    return join_sentences(main, "A rank is not a size.", last)


def describe_node_splits(rows: tuple[SplitRow, ...], measure: Measure) -> str:
    """Tell the comparison on which direct and indirect evidence differ most clearly."""
    clearest = min(rows, key=lambda row: math.inf if math.isnan(row.p) else row.p)
    which = ", the smallest p" if len(rows) > 1 else ""
    main = (
        f"Direct against indirect evidence on {count_noun(len(rows), 'comparison')}. "
        f"{shorten(clearest.label)}: direct {state_effect(measure, *clearest.direct)}, indirect "
        f"{state_effect(measure, *clearest.indirect)}; difference {format_p(clearest.p)}{which}."
    )
    together = f"Both together: {state_effect(measure, *clearest.network)}."
    trials = f"Direct evidence: {count_noun(clearest.trials, 'trial')}."
    return join_sentences(main, together, trials)


def describe_transitivity(points: tuple[TransitivityPoint, ...], comparator: str) -> str:
    """Tell the lowest and the highest response of the comparator, and what is missing.

    Raises
    ------
    ValueError
        If no trial has the comparator.
    """
    shown = {(p.trial, p.response, p.week) for p in points if p.response is not None}
    if not shown:
        raise ValueError(f"transitivity needs at least one trial with {comparator}")
    trials = len({trial for trial, _, _ in shown})
    rows = len({point.comparison for point in points if point.response is not None})
    ranked = sorted(shown, key=lambda point: (point[1], point[0]))
    ends = [
        f"{of_100(response)} ({shorten(trial)}, {label_week(week)})"
        for trial, response, week in ranked
    ]
    spread = f"from {ends[0]} to {ends[-1]}" if len(ends) > 1 else ends[0]
    main = (
        f"Responders per 100 patients with {shorten(comparator)}, {count_noun(trials, 'trial')} in "
        f"{count_noun(rows, 'comparison')}: {spread}."
    )
    absent = len({point.trial for point in points if point.response is None})
    verb = "has" if absent == 1 else "have"
    missing = f"{count_noun(absent, 'trial')} {verb} no such arm." if absent else ""
    return join_sentences(main, missing)


def _against(row: RankRow, measure: Measure, reference: str) -> str:
    """The effect of a row, or nothing for the reference."""
    return (
        f", {state_effect(measure, *row.effect)} against {shorten(reference)}" if row.effect else ""
    )
