"""What rows of the table of estimates say of regressions, settings and groups by age.

Each is what a row takes: analysis, kind, what is compared, choice, measure and the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

RowValues = tuple[str, str, tuple[str, str], str, str, Mapping[str, Any]]


def regression_values(found: Mapping[str, Any]) -> Iterator[RowValues]:
    """The slope for one step of the covariate, a ratio of two ratios."""
    slope = found["slope_per_step"]
    if slope is None:
        return
    values = {
        "estimate": slope[0],
        "ci_low": slope[1],
        "ci_high": slope[2],
        "se": found["se"] * found["step"],
        "method": "network meta-regression, REML, t",
        "k": len(found["trials"]),
        "patients": found["patients"],
        "tau2": found["tau2"],
    }
    compared = f"{found['covariate']} + {found['step']:g}", found["reference"]
    yield found["id"], "regression", compared, "primary", found["measure"], values


def setting_values(found: Mapping[str, Any]) -> Iterator[RowValues]:
    """Each treatment in the second setting, its ratio divided by that in the first."""
    shared = {"method": "difference of two networks", "k": found["trials"]}
    for row in found["rows"]:
        values = {**row, **shared, "estimate": row["difference"], "patients": found["patients"]}
        compared = row["treatment"], found["reference"]
        yield found["id"], "setting", compared, "primary", found["measure"], values


def age_group_values(found: Mapping[str, Any]) -> Iterator[RowValues]:
    """The pools of a group, in each measure."""
    for pool in found["pools"]:
        compared = pool["treatment"], pool["comparator"]
        for name in ("primary", "risk_ratio", "risk_difference"):
            result = pool[name]
            if result is not None:
                choice, measure = name.replace("_", " "), result["measure"]
                yield pool["analysis"], "age group", compared, choice, measure, result
