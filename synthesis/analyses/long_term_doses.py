"""Long-term rates on a higher and a lower dose of one drug, each pair within one source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.analyses.long_term import LongTermRate
from synthesis.models.risks.rates import RateRatio, rate_ratio


@dataclass(frozen=True)
class DoseRates:
    """A higher and a lower dose of one drug in one source, with placebo where it has one.

    `ratio` is None where events or time are unknown for either dose, or nobody had the event.
    """

    higher: LongTermRate
    lower: LongTermRate
    placebo: LongTermRate | None
    ratio: RateRatio | None


def compare_doses(rates: Iterable[LongTermRate]) -> tuple[DoseRates, ...]:
    """The highest against the lowest dose wherever one source has both for one event.

    Only doses in one unit that are taken equally often are higher and lower: 5 mg twice daily is
    not less than 10 mg once daily.
    """
    groups: dict[tuple[str, ...], list[LongTermRate]] = {}
    for rate in rates:
        key = (rate.source, rate.population, rate.event, rate.follow_up)
        groups.setdefault(key, []).append(rate)
    compared = []
    for group in groups.values():
        placebo = next((rate for rate in group if rate.drug == "placebo"), None)
        doses_of: dict[tuple[str, str], list[LongTermRate]] = {}
        for rate in group:
            if rate.drug != "placebo" and rate.strength is not None:
                doses_of.setdefault((rate.drug, rate.taken), []).append(rate)
        for doses in doses_of.values():
            doses.sort(key=lambda rate: rate.strength or 0.0)
            higher, lower = doses[-1], doses[0]
            if higher.strength != lower.strength:
                compared.append(DoseRates(higher, lower, placebo, _ratio(higher, lower)))
    return tuple(compared)


def _ratio(higher: LongTermRate, lower: LongTermRate) -> RateRatio | None:
    if higher.exact is None or lower.exact is None:
        return None
    if not higher.exact.events + lower.exact.events:
        return None
    return rate_ratio(
        higher.exact.events,
        higher.exact.patient_years,
        lower.exact.events,
        lower.exact.patient_years,
    )
