"""A network meta-analysis in plain language, effects on the natural scale."""

from __future__ import annotations

import math

from synthesis.models.network.report import NetworkReport
from synthesis.models.network.result import NetworkEstimate, NetworkResult
from synthesis.prose.models.natural import format_natural, format_tau_limits
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_p

ROUNDING = 1e-9
RANK_WARNING = "a rank is not a size; look at the estimates and their intervals first"


def describe_network(report: NetworkReport) -> str:
    """Tell a network meta-analysis in plain language, effects on the natural scale."""
    result, q = report.result, report.decomposition
    trials = "1 trial" if len(result.trials) == 1 else f"{len(result.trials)} trials"
    lines = [
        f"{len(result.treatments)} treatments, {trials}, {result.patients} patients",
        f"{capitalise(MEASURE_NAMES[result.measure])} against {report.reference} "
        f"({result.method}, 95% CI):",
    ]
    lines.extend(
        f"  {row.treatment}: {_shown(result, row)}; {_evidence(report, row)}"
        for row in report.against_reference
    )
    if result.tau2 is not None:
        i2 = "" if result.i2 is None else f", I2 {result.i2:.1f}% (from Q)"
        limits = format_tau_limits(result.tau2_low, result.tau2_high)
        lines.append(f"tau {math.sqrt(result.tau2):.3f}{limits}{i2}")
    for name, test in (("total", q.total), ("within designs", q.within), ("between", q.between)):
        if test.p is not None:
            lines.append(f"Q {name} {test.q:.2f} on {test.df} df ({format_p(test.p)})")
    ranked = sorted(report.p_scores.items(), key=lambda item: -item[1])
    scores = ", ".join(f"{name} {score:.2f}" for name, score in ranked)
    lines.append(f"P-scores ({RANK_WARNING}): {scores}")
    for split in report.splits:
        lines.append(
            f"{split.treatment} against {split.comparator}: direct "
            f"{_natural(result, split.direct)}, indirect {_natural(result, split.indirect)} "
            f"({format_p(split.p)})"
        )
    lines.extend(f"Note: {note}" for note in report.notes)
    return "\n".join(lines)


def _shown(result: NetworkResult, row: NetworkEstimate) -> str:
    low, high = _natural(result, row.ci_low), _natural(result, row.ci_high)
    text = f"{_natural(result, row.estimate)} ({low} to {high})"
    if row.pi_low is not None and row.pi_high is not None:
        low, high = _natural(result, row.pi_low), _natural(result, row.pi_high)
        text += f", prediction interval {low} to {high}"
    return text


def _evidence(report: NetworkReport, row: NetworkEstimate) -> str:
    """How much of an answer is direct; what rounding would make all or nothing is told apart."""
    cell = report.result.position(row.treatment), report.result.position(row.comparator)
    trials, share = int(report.direct.trials[cell]), float(report.direct.share[cell])
    if not trials:
        return "indirect evidence only"
    percent = f"{share:.0%}"
    if share < 0.995:
        percent = "under 1%" if share < 0.005 else percent
    elif share < 1.0 - ROUNDING:
        percent = "over 99%"
    return f"direct evidence {percent} ({trials} trial{'' if trials == 1 else 's'})"


def _natural(result: NetworkResult, value: float) -> str:
    return format_natural(value, result.measure)
