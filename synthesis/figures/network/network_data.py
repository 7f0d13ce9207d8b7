"""What the figures of a network draw, as tables: graph, ranking, splits, comparison groups."""

from __future__ import annotations

import math
from collections.abc import Iterator

from synthesis.figures.canvas.effect_fields import EffectLimits, effect_fields
from synthesis.figures.canvas.kind_marks import name_placebo
from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.figures.network.network_graph import GraphEdge, GraphNode, is_loop_edge
from synthesis.figures.network.node_split import SplitRow
from synthesis.figures.network.ranking import RankRow, sort_by_score
from synthesis.figures.network.transitivity import TransitivityPoint
from synthesis.models.measure import Measure
from synthesis.words.numbers import natural_value

TREATMENT = Field("treatment", "Treatment", "string", "", "Drug and dose.")
SIGN = Field("kind", "Kind", "string", "", "What the treatment is: the shape of its sign.")


def tabulate_network_graph(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> DrawnData:
    """The signs, then the lines of a network graph, in drawn order."""
    placebo = name_placebo((node.sign, node.kind) for node in nodes)
    fields = (
        Field("element", "Element", "string", "", "Whether the row is a sign (treatment) or a "
              "line (comparison)."),
        TREATMENT,
        Field("compared_with", "Compared with", "string", "", "The other end of a line; empty for "
              "a sign."),
        Field("kind", "Kind", "string", "", "What a treatment is; for a comparison whether it is "
              f"with {placebo} or head to head."),
        Field("trials", "Trials", "integer", "trials", "Trials with the treatment, or trials that "
              "make the comparison."),
        Field("patients", "Patients", "integer", "patients", "Patients on the treatment: the area "
              "of its sign; empty for a comparison."),
    )  # fmt: skip
    rows: list[tuple[DrawnValue, ...]] = [
        ("treatment", node.label, None, node.kind, node.trials, node.patients) for node in nodes
    ]
    for edge in edges:
        kind = "head to head" if is_loop_edge(edge, nodes) else f"with {placebo}"
        rows.append(("comparison", edge.first, edge.second, kind, edge.trials, None))
    return DrawnData(fields, tuple(rows))


def tabulate_ranking(rows: tuple[RankRow, ...], measure: Measure, reference: str) -> DrawnData:
    """One row a treatment, the highest P-score first; without an effect for the reference."""
    fields = (
        Field("rank", "Rank", "integer", "", "Place in the order of the P-scores, from 1."),
        TREATMENT,
        SIGN,
        Field("trials", "Trials", "integer", "trials", "Trials with the treatment."),
        Field("p_score", "P-score", "number", "0 to 1", "Mean certainty that the treatment does "
              "better than each other one."),
        *effect_fields(measure, f"against {reference}"),
    )  # fmt: skip
    table = tuple(
        (rank, row.label, row.kind, row.k, row.p_score,
         *_natural(measure, row.effect))
        for rank, row in enumerate(sort_by_score(rows), 1)
    )  # fmt: skip
    return DrawnData(fields, table)


def tabulate_node_splits(rows: tuple[SplitRow, ...], measure: Measure) -> DrawnData:
    """Three rows a comparison: direct, indirect and network estimate."""
    fields = (
        Field("comparison", "Comparison", "string", "", "The two treatments; an effect above no "
              "difference favours the first."),
        Field("evidence", "Evidence", "string", "", "direct: trials of the two; indirect: the "
              "rest of the network; network: both together."),
        Field("trials", "Direct trials", "integer", "trials", "Trials of the two; only for direct "
              "evidence."),
        *effect_fields(measure, "of the first treatment against the second"),
        Field("p_difference", "p of the difference", "number", "", "p of the test that direct and "
              "indirect evidence agree, the same in all rows of a comparison."),
    )  # fmt: skip
    table = tuple(
        (row.label, name, row.trials if name == "direct" else None, *_natural(measure, effect),
         None if math.isnan(row.p) else row.p)
        for row in rows
        for name, _, effect in row.parts
    )  # fmt: skip
    return DrawnData(fields, table)


def tabulate_transitivity(points: tuple[TransitivityPoint, ...], comparator: str) -> DrawnData:
    """One row a dot in drawn order; last, without a response, the trials that are only named."""
    fields = (
        TREATMENT,
        Field("trial", "Trial", "string", "", "Name of the trial; one with several doses has a "
              "dot for each."),
        Field("week", "Week", "number", "weeks", "When the response was counted."),
        Field("responders_per_100", f"Responders of 100 on {comparator}", "number",
              "patients of 100", f"Share of the trial's patients on {comparator} who responded; "
              "empty where the trial has none, so that it is not drawn."),
        Field("n_comparator", f"Patients on {comparator}", "integer", "patients", "The area of "
              "the dot."),
    )  # fmt: skip
    return DrawnData(fields, tuple(_point_rows(points)))


def _point_rows(points: tuple[TransitivityPoint, ...]) -> Iterator[tuple[DrawnValue, ...]]:
    order = list(dict.fromkeys(p.comparison for p in points if p.response is not None))
    shown = [point for point in points if point.response is not None]
    for point in sorted(shown, key=lambda point: order.index(point.comparison)):
        yield (point.comparison, point.trial, float(point.week), _float(point.response),
               point.patients)  # fmt: skip
    for point in points:
        if point.response is None:
            yield point.comparison, point.trial, float(point.week), None, None


def _natural(measure: Measure, effect: EffectLimits | None) -> tuple[float | None, ...]:
    return tuple(natural_value(value, measure) for value in effect or (None, None, None))


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
