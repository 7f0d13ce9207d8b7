"""Event rates over time: exact intervals of a rate and of the ratio of two rates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betaincinv, gammaincinv

PER = 100.0  # rates are events per 100 patient-years


class RateError(ValueError):
    """Counts or times that cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True)
class Rate:
    """Events per 100 patient-years with their exact interval."""

    events: int
    patient_years: float
    low: float
    high: float

    @property
    def estimate(self) -> float:
        """Events per 100 patient-years."""
        return PER * self.events / self.patient_years


@dataclass(frozen=True)
class RateRatio:
    """The ratio of two rates with its exact interval, natural scale; infinite where it must be."""

    estimate: float
    low: float
    high: float


def exact_rate(events: int, patient_years: float, level: float = 0.95) -> Rate:
    """A rate with the exact Poisson interval of Garwood 1936.

    The limits are the quantiles of gamma distributions: with no event the lower limit is 0 and
    the upper one -ln(alpha / 2) by the patient-years, for 95% about 3.7 by the patient-years.

    Raises
    ------
    RateError
        If the events are negative, the time not positive, or the level none.
    """
    tail = _tail(level)
    if events < 0 or not patient_years > 0 or math.isinf(patient_years):
        raise RateError(f"{events} events in {patient_years} patient-years cannot be used.")
    low = float(gammaincinv(events, tail)) if events else 0.0
    high = float(gammaincinv(events + 1, 1.0 - tail))
    return Rate(events, patient_years, PER * low / patient_years, PER * high / patient_years)


def rate_ratio(
    events: int,
    patient_years: float,
    other_events: int,
    other_patient_years: float,
    level: float = 0.95,
) -> RateRatio:
    """One rate by another, with the exact interval given the events of both.

    Given their sum, the events of the first are binomial with the share of the ratio; the
    limits of Clopper and Pearson 1934 for that share are turned into limits of the ratio
    (Przyborowski and Wilenski 1940).

    Raises
    ------
    RateError
        If a count or time cannot be used, or there is no event at all.
    """
    tail = _tail(level)
    total = events + other_events
    if events < 0 or other_events < 0 or not patient_years > 0 or not other_patient_years > 0:
        raise RateError("a count is negative or a time is not positive.")
    if not total:
        raise RateError("without any event the ratio of two rates does not exist.")
    low = float(betaincinv(events, total - events + 1, tail)) if events else 0.0
    high = float(betaincinv(events + 1, total - events, 1.0 - tail)) if other_events else 1.0
    by_time = other_patient_years / patient_years
    estimate = math.inf if not other_events else by_time * events / other_events
    return RateRatio(estimate, by_time * low / (1.0 - low), by_time * _odds(high))


def _odds(share: float) -> float:
    return math.inf if share >= 1.0 else share / (1.0 - share)


def _tail(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise RateError(f"the level is {level}; expected a number between 0 and 1.")
    return 0.5 - level / 2
