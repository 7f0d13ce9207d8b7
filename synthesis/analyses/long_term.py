"""Long-term safety: rates by drug and dose, checked, and doses compared within one source.

The sources follow overlapping groups of patients: no rate is ever pooled with another. Patients
were mostly not randomised to stay on a dose; a comparison of doses is not a randomised one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from synthesis.models.risks.rare_events import RareEventsResult, pool_rare_events_all
from synthesis.models.risks.rates import PER, Rate, exact_rate
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.vocabulary import Vocabulary
from synthesis.selection.arms import PRIMARY_TIERS
from synthesis.words.terms import EventTerm

Time = Literal["given", "implied", "unknown"]
HALF_UNIT = 0.005  # the most that a number printed with two decimals may be off
NO_RATE = ("EXPOSURE",)
# “30 mg”, “5 mg twice daily”, “1.5%”; never “15 or 30 mg”, “15 to 30 mg”.
ONE_DOSE = re.compile(r"(\d+(?:\.\d+)?)(\s*[^\W\d]\D*|\s*%\D*)")


@dataclass(frozen=True)
class LongTermRate:
    """One row of long_term_safety.csv.

    Rates and limits per 100 patient-years. `patient_years` are those of the source, or worked
    out from its events and rate (`time` “implied”). `exact` is computed from events and
    patient-years, None where one of them is unknown. `of_subject` where the patients have the
    disease of the book; `control` is the drug that a trial behind a warning compares with.
    """

    source: str
    population: str
    drug: str
    dose: str
    event: EventTerm
    follow_up: str
    events: int | None
    patients: int | None
    patient_years: float | None
    time: Time
    printed: float | None
    printed_low: float | None
    printed_high: float | None
    exact: Rate | None
    notes: str
    row: int
    of_subject: bool = False
    control: str = ""

    @property
    def strength(self) -> float | None:
        """The dose as a number; None where several doses are taken together."""
        found = ONE_DOSE.fullmatch(self.dose)
        return float(found[1]) if found else None

    @property
    def taken(self) -> str:
        """What stands beside the number: the unit, and how often the dose is taken."""
        found = ONE_DOSE.fullmatch(self.dose)
        return found[2].strip() if found else ""


@dataclass(frozen=True)
class RandomisedCounts:
    """One dose of a randomised trial against its control; the risk ratio on the log scale."""

    dose: LongTermRate
    control: LongTermRate
    risk_ratio: RareEventsResult | None


@dataclass(frozen=True)
class Disagreement:
    """A printed number that the events and the patient-years do not give.

    `what` is “rate”, “lower limit” or “upper limit”.
    """

    rate: LongTermRate
    what: str
    printed: float
    computed: float


def read_long_term(dataset: Dataset) -> tuple[LongTermRate, ...]:
    """Every row that is preferred and not from memory, with or without a rate."""
    table = dataset.table("long_term_safety")
    chosen = table[(table["preferred"] == "yes") & table["verification"].isin(PRIMARY_TIERS)]
    return tuple(_read(record, dataset.vocabulary) for record in chosen.to_dict("records"))


def with_rate(rows: Iterable[LongTermRate]) -> tuple[LongTermRate, ...]:
    """The rows with a printed rate, or with events and time."""
    return tuple(
        row
        for row in rows
        if row.event not in NO_RATE and (row.printed is not None or row.exact is not None)
    )


def compare_counts(
    rows: Iterable[LongTermRate], source: str, control: str
) -> tuple[RandomisedCounts, ...]:
    """Each dose of a randomised safety trial against its control drug, by counts of patients.

    Parameters
    ----------
    rows
        Of any sources; those of `source` with events and patients for one dose are used.
    control
        Generic name of the drug compared with.
    """
    groups: dict[tuple[str, str], list[LongTermRate]] = {}
    for row in rows:
        if row.source == source and row.events is not None and row.patients:
            groups.setdefault((row.population, row.event), []).append(row)
    compared = []
    for group in groups.values():
        other = next((row for row in group if row.drug == control), None)
        doses = [row for row in group if row.drug != control and row.strength is not None]
        for dose in doses if other else []:
            assert other is not None
            cells = [(dose.drug, dose), (control, other)]
            frame = pd.DataFrame(
                [(source, name, row.events, row.patients) for name, row in cells],
                columns=["trial", "treatment", "responders", "n"],
            )
            found, _ = pool_rare_events_all(frame, dose.drug, control)
            ratio = next((result for result in found if result.method == "MH RR"), None)
            compared.append(RandomisedCounts(dose, other, ratio))
    return tuple(compared)


def find_disagreements(rates: Iterable[LongTermRate]) -> tuple[Disagreement, ...]:
    """Printed rates and limits that differ from the computed ones by more than rounding."""
    found = []
    for rate in rates:
        if rate.exact is None:
            continue
        pairs = [
            ("lower limit", rate.printed_low, rate.exact.low),
            ("upper limit", rate.printed_high, rate.exact.high),
        ]
        if rate.time == "given":
            pairs.insert(0, ("rate", rate.printed, rate.exact.estimate))
        for what, printed, computed in pairs:
            if printed is not None and abs(printed - computed) > _rounding(rate, what, printed):
                found.append(Disagreement(rate, what, printed, computed))
    return tuple(found)


def count_checked(rates: Iterable[LongTermRate]) -> tuple[int, int]:
    """How many printed rates and how many printed intervals could be checked."""
    rates = [rate for rate in rates if rate.exact is not None]
    own = sum(rate.printed is not None and rate.time == "given" for rate in rates)
    return own, sum(rate.printed_high is not None for rate in rates)


def _read(record: Mapping[Any, Any], words: Vocabulary) -> LongTermRate:
    events, patients = _whole(record["patients_with_event"]), _whole(record["n"])
    years, printed = _number(record["patient_years"]), _number(record["ir_per_100py"])
    time: Time = "unknown" if years is None else "given"
    if years is None and events and printed:
        years, time = PER * events / printed, "implied"
    return LongTermRate(
        source=record["source_id"],
        population=record["population"],
        drug=record["drug"],
        dose=record["dose"],
        event=words.event_of(record["event"]),
        follow_up=record["follow_up"],
        events=events,
        patients=patients,
        patient_years=years,
        time=time,
        printed=printed,
        printed_low=_number(record["ir_ci_low"]),
        printed_high=_number(record["ir_ci_high"]),
        exact=None if events is None or years is None else exact_rate(events, years),
        notes=record["notes"],
        row=int(record[ROW]),
        of_subject=record["population"].startswith(words.subject.population),
        control=next((t.control for t in words.warning_trial if t.id == record["source_id"]), ""),
    )


def _rounding(rate: LongTermRate, what: str, printed: float) -> float:
    # Rates printed with one decimal are off by up to 0.05. Time worked out from a rounded rate
    # carries that rounding into the limits.
    if what == "rate":
        whole = abs(round(printed, 1) - printed) < 1e-9
        return (10 if whole else 1) * HALF_UNIT + 1e-9
    carried = printed * HALF_UNIT / rate.printed if rate.time == "implied" and rate.printed else 0.0
    return HALF_UNIT + carried + 1e-9


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
