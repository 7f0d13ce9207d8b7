"""Rare events: Mantel-Haenszel OR, RR and RD, and Peto's OR, without continuity correction.

Adding 0.5 to the cells of a rare harm pulls the estimate towards no effect, or away from it
where the arms differ in size (Sweeting, Sutton and Lambert 2004; Bradburn et al. 2007). None of
these four methods needs it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import Contrasts, PoolingError, make_contrasts
from synthesis.models.pairwise.mantel_haenszel import pool_mantel_haenszel

RareMethod = Literal["MH OR", "MH RR", "MH RD", "Peto OR"]

# Peto's method is biased where one of these is exceeded (Bradburn et al. 2007; Cochrane
# Handbook, 10.4.2): risk, ratio of arm sizes, absolute log odds ratio.
PETO_RISK = 0.01
PETO_IMBALANCE = 2.0
PETO_EFFECT = float(np.log(2.0))


@dataclass(frozen=True)
class RareEventsResult:
    """A common-effect estimate for a rare event.

    ``estimate``, ``se`` and the Wald limits are on the model scale (log for OR and RR, natural
    for RD). ``k`` trials enter it; ``double_zero`` trials had no event in either arm: they are
    in ``left_out`` for OR, RR and Peto, and count in RD. ``events`` and ``patients`` are
    (treatment, control) over all trials that compare the two, used or not. ``q`` is the
    heterogeneity statistic of Peto's method, on k - 1 df.
    """

    method: RareMethod
    treatment: str
    control: str
    level: float
    k: int
    events: tuple[int, int]
    patients: tuple[int, int]
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    q: float | None
    double_zero: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; model scale, None where undefined."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


def pool_rare_events(
    arms: pd.DataFrame, treatment: str, control: str, method: RareMethod, level: float = 0.95
) -> RareEventsResult:
    """Pool a rare event over all trials that compare two treatments.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders`` (here: patients with the event), ``n``.
    treatment, control : str
        Names in the column ``treatment``.
    method : {"MH OR", "MH RR", "MH RD", "Peto OR"}
        Mantel-Haenszel as :func:`synthesis.models.pairwise.mantel_haenszel.pool_mantel_haenszel`:
        errors of Robins, Breslow and Greenland 1986 (OR), Greenland and Robins 1985 (RR), Sato
        1989 (RD). Peto (Yusuf et al. 1985): sum(O - E) / sum(V), with the hypergeometric variance
        V.
    level : float
        Coverage of the interval, above 0 and below 1.

    Returns
    -------
    RareEventsResult

    Raises
    ------
    ArmTableError, ContrastError
        As :func:`synthesis.models.pairwise.contrasts.make_contrasts`.
    PoolingError
        If the method or level is unknown, no trial is informative, the estimate does not exist
        for want of events, or Peto's method meets an imputed percentage, which is no count.
    """
    if method not in get_args(RareMethod):
        raise PoolingError(f"the method is {method!r}; expected {', '.join(get_args(RareMethod))}.")
    if not 0.0 < level < 1.0:
        raise PoolingError(f"the level is {level}; expected a number between 0 and 1.")
    measure = cast("Measure", method[-2:])
    contrasts = make_contrasts(arms, treatment, control, measure)
    # RD leaves no trial out, and so has the counts of all.
    whole = contrasts if measure == "RD" else make_contrasts(arms, treatment, control, "RD")
    no_event = (whole.cells[:, [0, 2]] == 0).all(axis=1)
    double_zero = tuple(t for t, none in zip(whole.trials, no_event, strict=True) if none)
    left_out = tuple(
        (trial, "no event in either arm" if trial in double_zero else "an event in every patient")
        for trial, _ in contrasts.left_out
    )
    if contrasts.k == 0:
        raise PoolingError(
            f"no trial of {treatment!r} against {control!r} is informative on the {measure}: "
            f"{'; '.join(f'{trial} has {reason}' for trial, reason in left_out)}."
        )
    q = None
    if method == "Peto OR":
        if contrasts.imputed.any():
            raise PoolingError("Peto's method needs counts; an arm has an imputed percentage.")
        estimate, se, q = _peto(contrasts.cells.astype(float))
    else:
        pooled = pool_mantel_haenszel(contrasts)
        estimate, se = pooled.estimate, pooled.se
    half = float(ndtri(0.5 + level / 2)) * se
    a, n1, c, n2 = whole.cells.sum(axis=0).tolist()
    return RareEventsResult(
        method=method,
        treatment=treatment,
        control=control,
        level=level,
        k=contrasts.k,
        events=(a, c),
        patients=(n1, n2),
        estimate=estimate,
        se=se,
        ci_low=estimate - half,
        ci_high=estimate + half,
        q=q,
        double_zero=double_zero,
        left_out=left_out,
        notes=tuple(_notes(contrasts, method, estimate, double_zero, left_out)),
    )


def pool_rare_events_all(
    arms: pd.DataFrame, treatment: str, control: str, level: float = 0.95
) -> tuple[tuple[RareEventsResult, ...], tuple[str, ...]]:
    """Every method that has an answer, and one sentence for each that has none."""
    results, missing = [], []
    for method in get_args(RareMethod):
        try:
            results.append(pool_rare_events(arms, treatment, control, method, level))
        except PoolingError as error:
            missing.append(f"{method}: {error}")
    return tuple(results), tuple(missing)


def _peto(cells: NDArray[np.float64]) -> tuple[float, float, float]:
    a, n1, c, n2 = cells.T
    n, events = n1 + n2, a + c
    excess = a - n1 * events / n
    variance = n1 * n2 * events * (n - events) / (n * n * (n - 1.0))
    total = variance.sum()
    estimate = excess.sum() / total
    q = (variance * (excess / variance - estimate) ** 2).sum()
    return float(estimate), float(1.0 / np.sqrt(total)), float(q)


def _notes(
    contrasts: Contrasts,
    method: RareMethod,
    estimate: float,
    double_zero: tuple[str, ...],
    left_out: tuple[tuple[str, str], ...],
) -> list[str]:
    notes = [f"{trial} is left out: {reason}." for trial, reason in left_out]
    if method == "MH RD" and double_zero:
        notes.append(
            f"{', '.join(double_zero)}: no event in either arm; they stay in the risk difference, "
            "which they draw towards 0."
        )
    notes.append("No continuity correction: the counts enter as observed.")
    if method != "Peto OR":
        return notes
    a, n1, c, n2 = contrasts.cells.T.astype(float)
    ratio = float(np.maximum(n1 / n2, n2 / n1).max())
    risk = float((a + c).sum() / (n1 + n2).sum())
    reasons = []
    if risk > PETO_RISK:
        reasons.append(f"the event is not rare ({100 * risk:.1f}% of patients)")
    if ratio >= PETO_IMBALANCE:
        reasons.append(f"arms differ in size by up to {ratio:.1f} to 1")
    if abs(estimate) > PETO_EFFECT:
        reasons.append("the effect is large")
    if reasons:
        notes.append(f"Peto's method can be biased here: {'; '.join(reasons)}.")
    return notes
