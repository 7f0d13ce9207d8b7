"""Alt texts of the dose-response figures, written from their numbers: 40 to 400 characters."""

from __future__ import annotations

from synthesis.figures.alt_text import join_sentences, shorten
from synthesis.figures.dose.dose_data import DoseCurve, DosePlot, RelativeCurve
from synthesis.words.numbers import count_noun, format_effect


def describe_dose_curves(plot: DosePlot) -> str:
    """Give the solid curve's odds ratio at each dose studied, the highest with its band."""
    solid = plot.curves[0]
    top = plot.studied[-1]
    space = "" if plot.unit.startswith("%") else " "
    main = (
        f"{shorten(plot.outcome)}, {shorten(plot.drug)} against {shorten(plot.inactive)}: on the "
        f"{shorten(solid.name)} the odds ratio at {top:g}{space}{shorten(plot.unit)} is "
        f"{_at(solid, top)} ({_band(solid, top)})."
    )
    below = [f"{_at(solid, dose)} at {dose:g}" for dose in plot.studied[:-1]]
    lower = f"At lower doses it is {', '.join(below)}." if below else ""
    trials = f"{count_noun(len(plot.trials), 'trial')} shown beside the curve."
    others = len(plot.curves) - 1
    more = f"{count_noun(others, 'other model')} drawn dashed." if others else ""
    return join_sentences(main, lower, trials, more)


def describe_relative_dose(curves: tuple[RelativeCurve, ...], inactive: str, outcome: str) -> str:
    """Give each drug's odds ratio at its own highest dose, and warn that it is not milligrams."""
    ranked = sorted(curves, key=lambda curve: curve.value_at(curve.most))
    first = ranked[-1]
    main = (
        f"{shorten(outcome)} against {shorten(inactive)} by relative dose, "
        f"{count_noun(len(curves), 'drug')}: at its own highest dose studied, "
        f"{_drug_at_top(first)}, the highest of them."
    )
    if len(curves) == 1:
        main = (
            f"{shorten(outcome)} against {shorten(inactive)} by relative dose: at its own highest "
            f"dose studied, {_drug_at_top(first)}."
        )
    others = "; ".join(_drug_at_top(curve) for curve in reversed(ranked[:-1]))
    rest = f"The others: {others}." if others else ""
    return join_sentences(main, "Relative dose is not milligrams.", rest)


def _drug_at_top(curve: RelativeCurve) -> str:
    unit = "%" if curve.unit == "%" else f" {curve.unit}"
    value = format_effect(curve.value_at(curve.most), "OR")
    return f"{shorten(curve.drug)} {curve.most:g}{unit} has odds ratio {value}"


def _at(curve: DoseCurve, dose: float) -> str:
    return format_effect(curve.values[curve.doses.index(dose)], "OR")


def _band(curve: DoseCurve, dose: float) -> str:
    index = curve.doses.index(dose)
    low, high = curve.low[index], curve.high[index]
    lower = "no lower limit" if low is None else format_effect(low, "OR")
    upper = "no upper limit" if high is None else format_effect(high, "OR")
    return f"95% CI {lower} to {upper}"
