"""The data a forest plot draws."""

from __future__ import annotations

import math

from synthesis.figures.canvas.effect_fields import effect_fields, prediction_fields
from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.figures.forest.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.models.measure import Measure
from synthesis.words.numbers import list_words, natural_value


def tabulate_forest(plot: ForestPlot) -> DrawnData:
    """What a forest plot draws: one row a trial in drawn order, then the pooled estimate.

    Effects are on the reader's scale; the columns of the pooled estimate stand only where trials
    are pooled, those of the prediction interval only where one is drawn.
    """
    pooled = plot.pooled
    fields = [*_trial_fields(plot)]
    if plot.imputed:
        fields.append(IMPUTED_FIELD)
    fields += [*effect_fields(plot.measure, "of treatment against comparator")]
    predicted = pooled is not None and pooled.pi_low is not None and pooled.pi_high is not None
    if predicted:
        fields += prediction_fields(plot.measure)
    if pooled:
        fields += _pooled_fields(plot.measure)
    rows = [_trial_cells(plot, row, predicted) for row in plot.rows]
    if pooled:
        rows.append(_pooled_cells(plot, pooled, predicted))
    return DrawnData(tuple(fields), tuple(rows))


IMPUTED_FIELD = Field(
    "imputed",
    "Imputed",
    "string",
    "",
    "The arms whose percentage the source imputed several times, so that they have no count.",
)


def _trial_fields(plot: ForestPlot) -> list[Field]:
    arms = (("treatment", plot.treatment), ("comparator", plot.control))
    fields = [
        Field("line", "Line", "string", "", "“trial”, or “pooled” for the pooled estimate."),
        Field("label", "Trial", "string", "", "Name of the trial, or of the model that pools."),
    ]
    for name, label in arms:
        title, what = name.capitalize(), f"on {label}"
        fields += [
            Field(name, title, "string", "", f"The {name}: what the patients were given."),
            Field(
                f"responders_{name}",
                f"Responders, {name}",
                "integer",
                "patients",
                f"Patients who responded {what}.",
            ),
            Field(f"n_{name}", f"Patients, {name}", "integer", "patients", f"Patients {what}."),
            Field(
                f"percent_{name}",
                f"Percent, {name}",
                "number",
                "percent",
                f"Responders in percent of the patients {what}.",
            ),
        ]
    return fields


def _pooled_fields(measure: Measure) -> list[Field]:
    scale = "percentage points" if measure == "RD" else "log scale"
    said = "of the pooled estimate; empty for a trial"
    return [
        Field("weight_percent", "Weight", "number", "percent", "Weight in the pooled estimate."),
        Field("trials", "Trials", "integer", "trials", f"Number of trials {said}."),
        Field("patients", "Patients", "integer", "patients", "Patients of the line, both arms."),
        Field("tau", "τ", "number", scale, f"Standard deviation between trials {said}."),
        Field("i2_percent", "I²", "number", "percent", f"I² {said}."),
    ]


def _trial_cells(plot: ForestPlot, row: ForestRow, predicted: bool) -> tuple[DrawnValue, ...]:
    cells: list[DrawnValue] = ["trial", row.label]
    for label, arm in zip((plot.treatment, plot.control), row.arms, strict=True):
        share = 100 * arm.responders / arm.n if arm.n else None
        cells += [label, None if arm.imputed else int(arm.responders), arm.n, share]
    if plot.imputed:
        named = zip(("treatment", "comparator"), row.arms, strict=True)
        cells.append(list_words(name for name, arm in named if arm.imputed) or None)
    cells += _effect(plot.measure, row.estimate, row.ci_low, row.ci_high)
    cells += [None, None] if predicted else []
    if plot.pooled:
        weight = float(row.weight) if math.isfinite(row.weight) else None
        cells += [weight, None, row.patients, None, None]
    return tuple(cells)


def _pooled_cells(
    plot: ForestPlot, pooled: ForestSummary, predicted: bool
) -> tuple[DrawnValue, ...]:
    cells: list[DrawnValue] = ["pooled", pooled.label]
    cells += [plot.treatment, None, None, None, plot.control, None, None, None]
    cells += [None] if plot.imputed else []
    cells += _effect(plot.measure, pooled.estimate, pooled.ci_low, pooled.ci_high)
    if predicted:
        cells += [natural_value(end, plot.measure) for end in (pooled.pi_low, pooled.pi_high)]
    tau = None
    if pooled.tau2 is not None:
        tau = math.sqrt(max(pooled.tau2, 0.0)) * (100 if plot.measure == "RD" else 1)
    return (*cells, 100.0, pooled.k, pooled.patients, tau, pooled.i2)


def _effect(measure: Measure, *values: float) -> list[float | None]:
    return [natural_value(value, measure) for value in values]
