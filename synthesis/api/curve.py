"""A dose-response curve as a picture: its band, and each trial's own odds ratios over it."""

from __future__ import annotations

import math

from matplotlib.ticker import LogLocator
from scipy.special import ndtri

from synthesis.api.picture import Picture
from synthesis.api.scales import percent_of
from synthesis.figures.canvas.style import BLUE, GREY, INK, house_style, new_figure
from synthesis.models.dose.result import DoseResult
from synthesis.words.numbers import count_trials

WIDTH, HEIGHT = 6.4, 3.8  # inches
REACH = math.log(8)  # how far a band or whisker may stretch the axis beyond curve and marks
BESIDE = 0.012  # of the axis: marks of one dose stand beside one another


def draw_curve(result: DoseResult, title: str = "", unit: str = "") -> Picture:
    """Odds ratio against dose 0 on a logarithmic axis, over the doses studied alone.

    Parameters
    ----------
    result : DoseResult
    title : str
        The line on top; the model and its trials by default.
    unit : str
        Of the doses, for the axis.
    """
    curve, points = result.curve, result.observed
    doses = [point.dose for point in curve]
    centre = [point.log_odds_ratio for point in curve]
    seen = [*centre, *(point.log_odds_ratio for point in points)]
    low, high = min(seen) - REACH, max(seen) + REACH
    bottom = [low if point.low is None else max(point.low, low) for point in curve]
    top = [high if point.high is None else min(point.high, high) for point in curve]
    quantile = float(ndtri(0.5 + result.level / 2))
    with house_style():
        figure = new_figure(WIDTH, HEIGHT)
        axes = figure.add_axes((0.11, 0.15, 0.86, 0.74))
        axes.fill_between(doses, _ratios(bottom), _ratios(top), color=BLUE, alpha=0.15, linewidth=0)
        axes.plot(doses, _ratios(centre), color=BLUE, linewidth=2, gid="curve")
        places: dict[float, int] = {}
        for point in points:
            place = places[point.dose] = places.get(point.dose, -1) + 1
            middle = (sum(other.dose == point.dose for other in points) - 1) / 2
            x = point.dose + (place - middle) * BESIDE * doses[-1]
            value, half = point.log_odds_ratio, quantile * point.se
            ends = _ratios([max(value - half, low), min(value + half, high)])
            axes.plot([x, x], ends, color=GREY, linewidth=1)
            axes.plot([x], _ratios([value]), "o", color=INK, markersize=5, gid="trial")
        axes.axhline(1.0, color=GREY, linewidth=0.8)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.yaxis.set_minor_formatter("")
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(f"Dose ({unit})" if unit else "Dose")
        axes.set_ylabel("Odds ratio against dose 0")
        heading = f"{result.model} model, {count_trials(result.k)}"
        band = f"band and whiskers: {percent_of(result.level)} CI"
        axes.set_title(title or f"{heading}; {band}", loc="left", fontsize=10)
    return Picture(figure)


def _ratios(logs: list[float]) -> list[float]:
    return [math.exp(value) for value in logs]
