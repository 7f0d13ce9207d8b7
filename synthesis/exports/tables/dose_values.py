"""What rows of the table of estimates say of dose-response curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from synthesis.exports.tables.subgroup_values import RowValues


def dose_values(dose: Mapping[str, Any]) -> Iterator[RowValues]:
    """The step within trials, and each dose studied on each curve."""
    if dose["within"] is not None:
        within = dose["within"]
        compared = within["treatment"], within["control"]
        yield dose["id"], "dose", compared, "within trials", within["measure"], within
    for fit in dose["fits"]:
        studied = {seen["dose"] for seen in fit["observed"]}
        for point in fit["curve"]:
            if not _is_studied(point["dose"], studied):
                continue
            values = {
                "estimate": point["log_odds_ratio"],
                "ci_low": point["low"],
                "ci_high": point["high"],
                "method": f"{fit['model']} curve",
                "k": fit["k"],
                "patients": fit["patients"],
            }
            compared = f"{point['dose']:g}", "0"
            yield dose["id"], "dose", compared, f"{fit['model']} curve", "OR", values


def shared_dose_values(shared: Mapping[str, Any]) -> Iterator[RowValues]:
    """Each dose of each drug on one curve for all."""
    for point in shared["points"]:
        values = {
            **point,
            "method": "Emax curve, ED50 shared by drugs",
            "k": len(shared["trials"]),
            "patients": shared["patients"],
            "tau2": shared["tau"] ** 2,
        }
        yield shared["id"], "dose", (point["treatment"], "0"), "primary", "OR", values


def _is_studied(dose: float, studied: set[float]) -> bool:
    return any(math.isclose(dose, each, rel_tol=1e-9) for each in studied)
