"""A pairwise meta-analysis in plain language, effects on the natural scale."""

from __future__ import annotations

import math

from synthesis.models.pairwise.result import PairwiseResult
from synthesis.prose.models.natural import format_natural, format_tau_limits
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_p


def describe_pairwise(result: PairwiseResult, beside: PairwiseResult | None = None) -> str:
    """Tell a result in plain language, effects on the natural scale.

    Parameters
    ----------
    result : PairwiseResult
    beside : PairwiseResult, optional
        The same analysis with another interval, to be printed beside the first.
    """
    name = capitalise(MEASURE_NAMES[result.measure])
    trials = "1 trial" if result.k == 1 else f"{result.k} trials"
    lines = [
        f"{result.treatment} against {result.control}: {trials}, {result.patients} patients",
        f"{name} {_natural(result, result.estimate)} "
        f"(95% CI {_interval(result, result.ci_low, result.ci_high)}; "
        f"{result.method}, {result.ci})",
    ]
    if beside is not None:
        shown = _interval(beside, beside.ci_low, beside.ci_high)
        lines.append(f"95% CI by Hartung-Knapp: {shown}")
    if result.tau2 is not None:
        tau = f"tau {math.sqrt(result.tau2):.3f}"
        tau += format_tau_limits(result.tau2_low, result.tau2_high)
        if result.i2 is not None:
            tau += f", I2 {result.i2:.1f}% (from {result.i2_source})"
        if result.q_p is not None:
            tau += f", Q {result.q:.2f} on {result.q_df} df ({format_p(result.q_p)})"
        lines.append(tau)
    if result.pi_low is not None and result.pi_high is not None:
        lines.append(
            f"95% prediction interval {_interval(result, result.pi_low, result.pi_high)} "
            f"(t with {result.pi_df} df)"
        )
    lines.extend(f"Note: {note}" for note in result.notes)
    return "\n".join(lines)


def _natural(result: PairwiseResult, value: float) -> str:
    return format_natural(value, result.measure)


def _interval(result: PairwiseResult, low: float, high: float) -> str:
    return f"{_natural(result, low)} to {_natural(result, high)}"
