"""Forest plots of results: trials and their pool, or treatments against one reference."""

from __future__ import annotations

from matplotlib.figure import Figure

from synthesis.api.contrasts import TrialContrasts
from synthesis.api.network_effects import NetworkEffects
from synthesis.api.picture import Picture
from synthesis.api.pooled_effect import PooledEffect
from synthesis.api.scales import name_measure, percent_of
from synthesis.figures.canvas.effect_axis import draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.marks import draw_prediction_bar, draw_square, draw_whisker
from synthesis.figures.canvas.scales import COLUMN_LABELS, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, page_sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, SMALL, TITLE
from synthesis.figures.canvas.style import GREY, INK, house_style
from synthesis.figures.forest.forest import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.forest.forest import draw_forest as draw_trials
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.contrasts import ContrastError
from synthesis.words.numbers import bracket_interval, count_patients, count_trials, format_effect

MODELS = {
    "REML": "Random effects (REML)",
    "PM": "Random effects (Paule-Mandel)",
    "DL": "Random effects (DerSimonian-Laird)",
    "common": "Common effect",
    "MH": "Mantel-Haenszel",
}
ROW, GAP = 0.29, 0.2  # inches: height of a row, between columns
MOST_LABEL = 2.8  # inches


def draw_forest(result: PooledEffect | TrialContrasts | NetworkEffects, title: str = "") -> Picture:
    """Draw a result as a forest plot.

    Parameters
    ----------
    result : PooledEffect, TrialContrasts or NetworkEffects
        Trials with their pool, trials alone, or each treatment against the reference.
    title : str
        The bold line on top; the name of the measure by default.

    Returns
    -------
    Picture
        Shown by Jupyter; ``.figure`` is matplotlib's, ``.save(path)`` writes a file. Ratios stand
        on a logarithmic axis, risk differences in percentage points.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    if isinstance(result, NetworkEffects):
        return Picture(_draw_network(result, title or name_measure(result.measure)))
    if isinstance(result, PooledEffect):
        plot = _plot_of(result.contrasts, title, result)
    elif isinstance(result, TrialContrasts):
        plot = _plot_of(result, title)
    else:
        raise ContrastError(
            f"a {type(result).__name__} has no forest plot; expected what make_contrasts(), "
            "pool() or pool_network() returns."
        )
    return Picture(draw_trials(plot, "wide"))


def _plot_of(
    contrasts: TrialContrasts, title: str, pooled: PooledEffect | None = None
) -> ForestPlot:
    if not contrasts.k:
        raise ContrastError("no trial is left to draw.")
    own, half = contrasts.model, contrasts.half_widths().tolist()
    weights = pooled.model.weights if pooled else (float("nan"),) * own.k
    rows = []
    for place, (name, estimate) in enumerate(zip(own.trials, own.estimate.tolist(), strict=True)):
        responders, n, responders_control, n_control = own.cells[place].tolist()
        low, high = estimate - half[place], estimate + half[place]
        counts = responders, int(n), responders_control, int(n_control)
        numbers = estimate, low, high, weights[place]
        rows.append(ForestRow(name, *counts, *numbers, *own.imputed[place].tolist()))
    return ForestPlot(
        measure=own.measure,
        treatment=own.treatment,
        control=own.control,
        rows=tuple(rows),
        summary=_summary(pooled) if pooled else None,
        favours_low=f"fewer with {own.treatment}",
        favours_high=f"more with {own.treatment}",
        outcome=title or name_measure(own.measure),
        level=contrasts.level,
    )


def _summary(pooled: PooledEffect) -> ForestSummary:
    own = pooled.model
    return ForestSummary(
        own.estimate, own.ci_low, own.ci_high, MODELS[own.method], own.pi_low, own.pi_high,
        own.tau2, own.i2, own.k, own.patients, own.notes,
    )  # fmt: skip


def _draw_network(network: NetworkEffects, title: str) -> Figure:
    rows, measure = network.against(), network.measure
    with house_style():
        sheet = page_sheet("wide")
        effects = [format_effect(row.estimate, measure, True) for row in rows]
        intervals = [bracket_interval(row.ci_low, row.ci_high, measure) for row in rows]
        heading = f"[{percent_of(network.model.level)} CI]"
        interval = sheet.right - max(
            text_width(text, BODY, "bold") for text in [heading, *intervals]
        )
        effect = interval - 0.08
        point = max(text_width(text, BODY, "bold") for text in [COLUMN_LABELS[measure], *effects])
        label = min(MOST_LABEL, max(text_width(r.treatment, BODY) for r in rows) + 0.02)
        left = sheet.margin + max(label, text_width("Treatment", BODY, "bold")) + GAP
        width = effect - point - GAP - left
        y = sheet.margin + TITLE * POINT
        y = sheet.lines(sheet.margin, y, [title], TITLE, weight="bold")
        y = sheet.lines(sheet.margin, y, [f"Against {network.reference}"], BODY, colour=GREY) + 0.1
        sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
        sheet.text(effect, y, COLUMN_LABELS[measure], BODY, weight="bold", align="right")
        sheet.text(interval, y, heading, BODY, weight="bold")
        sheet.rule(y + 0.08, colour=INK, width=0.8)
        ends = [end for row in rows for end in _ends(row)]
        scale = choose_scale(
            measure, [r.estimate for r in rows], ends, width, lambda text: text_width(text, BODY)
        )
        axes = sheet.axes(left, width, (scale.low, scale.high))
        top = y = y + 0.12
        for place, row in enumerate(rows):
            names = wrap_text(row.treatment, label, BODY)
            middle = y + (ROW + (len(names) - 1) * line_pitch(BODY)) / 2
            first = middle + RAISE - (len(names) - 1) * line_pitch(BODY) / 2
            sheet.lines(sheet.margin, first, names, BODY)
            sheet.text(effect, middle + RAISE, effects[place], BODY, align="right")
            sheet.text(interval, middle + RAISE, intervals[place], BODY)
            if row.pi_low is not None and row.pi_high is not None:
                draw_prediction_bar(axes, middle, row.pi_low, row.pi_high, f"prediction-{place}")
            draw_whisker(axes, middle, row.ci_low, row.ci_high, f"whisker-{place}")
            draw_square(axes, row.estimate, middle, f"square-{place}", 0.5)
            y = 2 * middle - y
        draw_no_effect(axes, [(top, y)])
        y = draw_effect_axis(sheet, axes, scale, left, width, y + 0.06, BODY) + 0.1
        return _finish(sheet, network, y)


def _finish(sheet: Sheet, network: NetworkEffects, y: float) -> Figure:
    facts = f"{count_trials(network.k)} · {count_patients(network.model.patients)}"
    if network.tau2 is not None:
        facts += f" · τ = {network.tau2**0.5:.2f}"
    if any(row.pi_low is not None for row in network.against()):
        facts += f" · bars: {percent_of(network.model.level)} prediction intervals"
    for text in (facts, *network.notes):
        lines = wrap_text(text, sheet.right - sheet.margin, SMALL)
        y = sheet.lines(sheet.margin, y, lines, SMALL, colour=GREY)
    return sheet.finish(y - line_pitch(SMALL) + 0.14)


def _ends(row: NetworkEstimate) -> list[float]:
    ends = (row.ci_low, row.ci_high, row.pi_low, row.pi_high)
    return [end for end in ends if end is not None]
