"""Odds ratios of each trial's own doses, as they stand beside a curve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.models.dose.result import ObservedDose
from synthesis.models.tables.imputed_arms import effective_counts


def observed_log_odds_ratios(table: pd.DataFrame) -> tuple[ObservedDose, ...]:
    """Each trial's own log odds ratios against its dose 0, to be drawn over the curve.

    Trials without an arm of dose 0, and pairs of arms without information on the odds ratio,
    have none.
    """
    found = []
    by_trial: dict[str, list[tuple[float, float, float]]] = {}
    columns = table["trial"], table["dose"], *effective_counts(table)
    for trial, dose, responders, n in zip(*columns, strict=True):
        by_trial.setdefault(trial, []).append((float(dose), float(responders), float(n)))
    for trial, rows in by_trial.items():
        control = [row for row in rows if row[0] == 0.0]
        if not control:
            continue
        _, c, n2 = control[0]
        for dose, a, n1 in rows:
            if dose == 0.0 or a + c in (0.0, n1 + n2):
                continue
            cells = np.array([a, n1 - a, c, n2 - c])
            zero = bool((cells == 0).any())
            cells = cells + 0.5 * zero
            value = float(np.log(cells[0] * cells[3] / (cells[1] * cells[2])))
            found.append(ObservedDose(trial, dose, value, float(np.sqrt((1 / cells).sum())), zero))
    return tuple(found)
