"""Every estimate of every declared analysis as one row of a table."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from synthesis.exports.tables.dose_values import dose_values, shared_dose_values
from synthesis.exports.tables.subgroup_values import (
    age_group_values,
    regression_values,
    setting_values,
)

ResultRecords = Mapping[str, Sequence[Mapping[str, Any]]]
RATIOS = {"OR", "RR"}
LARGEST_LOG = math.log(sys.float_info.max)
HARM_METHODS = ("odds_ratio", "risk_ratio", "risk_difference", "peto")


@dataclass(frozen=True)
class EstimateRow:
    """One estimate.

    Parameters
    ----------
    analysis
        Id of the declared analysis.
    kind
        “pool”, “network”, “dose”, “harm”, “mean”, “course” or “age group”; “regression” and
        “setting”, which are ratios of two ratios.
    treatment, comparator
        Codes of what is compared; doses as numbers.
    choice
        “primary”, or the other choice of method or trials; of a course the time.
    measure, method
        “OR”, “RR” or “RD”; of means “MD” or “SMD”; and how it was estimated.
    estimate, ci_low, ci_high, pi_low, pi_high
        Natural scale: ratios, differences of shares from -1 to 1, or differences of means in the
        unit of the score. Empty where the data give none.
    model_estimate, model_se
        The scale of the model: logarithms for ratios.
    k, patients
        Trials and patients behind it; for a network those of the whole network.
    tau2, i2
        Spread between trials on the scale of the model, and I2 in percent.
    imputed_rows
        How many rows of the primary analysis are percentages that their source imputed several
        times, without a count.
    """

    analysis: str
    kind: str
    treatment: str
    comparator: str
    choice: str
    measure: str
    method: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    pi_low: float | None
    pi_high: float | None
    model_estimate: float | None
    model_se: float | None
    k: int | None
    patients: int | None
    tau2: float | None
    i2: float | None
    imputed_rows: int = 0


def tabulate_estimates(records: ResultRecords) -> tuple[EstimateRow, ...]:
    """All rows, in the order of the plan, of what ``collect_records`` gives."""
    kinds: dict[str, Callable[[Mapping[str, Any]], Iterator[EstimateRow]]] = {
        "results": _pool_rows,
        "networks": _network_rows,
        "doses": lambda found: (_row(*each) for each in dose_values(found)),
        "harms": _harm_rows,
        "means": _mean_rows,
        "shared_doses": lambda found: (_row(*each) for each in shared_dose_values(found)),
        "courses": _course_rows,
        "regressions": lambda found: (_row(*each) for each in regression_values(found)),
        "settings": lambda found: (_row(*each) for each in setting_values(found)),
        "age_groups": _age_group_rows,
    }
    return tuple(
        replace(row, imputed_rows=len(record.get("imputed_rows", ())) or row.imputed_rows)
        for kind, rows_of in kinds.items()
        for record in records.get(kind, ())
        for row in rows_of(record)
    )


def group_by_analysis(rows: Sequence[EstimateRow]) -> dict[str, list[dict[str, Any]]]:
    """The rows as plain values by the id of their analysis."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        values = {name: value for name, value in asdict(row).items() if name != "analysis"}
        grouped.setdefault(row.analysis, []).append(values)
    return grouped


def _row(
    analysis: str,
    kind: str,
    compared: tuple[str, str],
    choice: str,
    measure: str,
    result: Mapping[str, Any],
) -> EstimateRow:
    return EstimateRow(
        analysis=analysis,
        kind=kind,
        treatment=compared[0],
        comparator=compared[1],
        choice=choice,
        measure=measure,
        method=str(result.get("method", "")),
        estimate=_natural(result["estimate"], measure),
        ci_low=_natural(result["ci_low"], measure),
        ci_high=_natural(result["ci_high"], measure),
        pi_low=_natural(result.get("pi_low"), measure),
        pi_high=_natural(result.get("pi_high"), measure),
        model_estimate=_finite(result["estimate"]),
        model_se=_finite(result.get("se")),
        k=result.get("k"),
        patients=_total(result.get("patients")),
        tau2=_finite(result.get("tau2")),
        i2=_finite(result.get("i2")),
    )


def _pool_rows(pool: Mapping[str, Any]) -> Iterator[EstimateRow]:
    compared = pool["treatment"], pool["comparator"]
    choices = {name: pool[name] for name in ("primary", "risk_ratio", "risk_difference")}
    for name, result in (choices | pool["sensitivity"]).items():
        if result is not None:
            choice = name.replace("_", " ")
            yield _row(pool["analysis"], "pool", compared, choice, result["measure"], result)


def _network_rows(network: Mapping[str, Any]) -> Iterator[EstimateRow]:
    shared = {
        "method": "network, REML",
        "k": len(network["trials"]),
        "patients": network["patients"],
        "tau2": network["tau2"],
    }
    for row in network["estimates"]:
        compared = row["treatment"], row["comparator"]
        result = {**row, **shared}
        yield _row(network["id"], "network", compared, "primary", network["measure"], result)


def _harm_rows(harm: Mapping[str, Any]) -> Iterator[EstimateRow]:
    compared = harm["treatment"], harm["comparator"]
    low, high = harm["difference"][1:]
    primary = {
        "method": "Mantel-Haenszel, score limits",
        "estimate": harm["difference"][0],
        "ci_low": low,
        "ci_high": high,
        "k": len(harm["trials"]),
        "patients": harm["patients"],
    }
    yield _row(harm["analysis"], "harm", compared, "primary", "RD", primary)
    for name in HARM_METHODS:
        result = harm[name]
        if result is not None:
            measure = "".join(word[0] for word in name.split("_")).upper() if "_" in name else "OR"
            yield _row(harm["analysis"], "harm", compared, result["method"], measure, result)


def _mean_rows(means: Mapping[str, Any]) -> Iterator[EstimateRow]:
    shared = {"method": "network, REML", "k": len(means["trials"]), "patients": means["patients"]}
    for choice, name in (
        ("primary", "estimates"),
        ("primary", "against_active"),
        ("standardised", "standardised"),
    ):
        # The model in standard deviations has a tau2 of its own, which is not kept.
        measure, tau2 = means["measure"], means["tau2"]
        if name == "standardised":
            measure, tau2 = "SMD", None
        for row in means[name]:
            result = {**row, **shared, "tau2": tau2}
            compared = row["treatment"], row["comparator"]
            yield _row(means["id"], "mean", compared, choice, measure, result)
    for pool in means["pools"]:
        compared = pool["treatment"], means["reference"]
        yield _row(means["id"], "mean", compared, "trials alone", pool["measure"], pool)


def _course_rows(declared: Mapping[str, Any]) -> Iterator[EstimateRow]:
    for course in declared["courses"]:
        compared = course["treatment"], declared["comparator"]
        for point in course["points"]:
            time = "primary week" if point["week"] is None else f"week {point['week']:g}"
            choice = ", ".join(filter(None, (time, course["trial"])))
            row = _row(declared["id"], "course", compared, choice, declared["measure"], point)
            yield replace(row, imputed_rows=len(point["imputed_rows"]))


def _age_group_rows(found: Mapping[str, Any]) -> Iterator[EstimateRow]:
    yield from (_row(*each) for each in age_group_values(found))
    for harm in found["harms"]:
        yield from (replace(row, kind="age group") for row in _harm_rows(harm))


def _natural(value: Any, measure: str) -> float | None:
    finite = _finite(value)
    if finite is None or measure not in RATIOS:
        return finite
    # A few patients against thousands can give a ratio that no number of a computer holds.
    return math.exp(finite) if finite < LARGEST_LOG else None


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _total(patients: Any) -> int | None:
    return sum(patients) if isinstance(patients, list | tuple) else patients
