"""One reading against the row that it is about: what it changes, by what rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from synthesis.living.bulk.handed_in import Reading
from synthesis.package.corrections import SHAPES, count_column

Became = Literal[
    "confirmed", "completed", "corrected", "new", "second version", "same copy", "not used"
]
POSTED = ("source", "derived", "imputed")  # tiers of a number whose denominator was posted
SEVERAL_TIMES = "MI"  # how missing values of an imputed percentage were handled
# The result itself, beside what describes it.
RESULTS: Mapping[str, tuple[str, ...]] = {
    "dichotomous": ("responders", "percent_reported"),
    "adverse_events": ("patients", "percent_reported"),
    "continuous": ("mean",),
    "baseline": ("value",),
    "subgroups": ("responders", "percent_reported", "value"),
    "long_term_safety": ("ir_per_100py", "patients_with_event"),
    "published_meta_analyses": ("estimate", "rank_value"),
}
# Numbers that belong to one reading: none of them stays when another reading takes its place.
OF_ONE_READING: Mapping[str, tuple[str, ...]] = {
    "dichotomous": (*SHAPES["dichotomous"].numbers, "ci_low", "ci_high"),
    "adverse_events": SHAPES["adverse_events"].numbers,
    "continuous": SHAPES["continuous"].numbers,
    "baseline": (*SHAPES["baseline"].numbers, "spread_type"),
    "subgroups": (*SHAPES["subgroups"].numbers, "ci_low", "ci_high"),
    "long_term_safety": SHAPES["long_term_safety"].numbers,
    "published_meta_analyses": SHAPES["published_meta_analyses"].numbers,
}
WHOLE = (
    *("responders", "patients", "n", "n_randomised"),
    *("nct_id", "judgement", "spread_type", "statistic", "patients_with_event", "rank_value"),
)
REGISTRATION = re.compile(r"NCT[0-9]{8}")
DECIMALS = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")


@dataclass(frozen=True)
class Judgement:
    """What becomes of a reading.

    Parameters
    ----------
    became
        In the words of the table of readings.
    changes
        New values of the row's fields, as they are to stand.
    reason
        Why, where a rule or somebody decided; empty where it speaks for itself.
    beside
        Whether it becomes a further version of the row: “prefer”, “beside” or “neither”.
    """

    became: Became
    changes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    beside: str = ""


def says_the_same(old: str, new: str, name: str) -> bool:
    """Whether two cells agree: counts and words exactly, other numbers as far as both are printed.

    39.7 and 40 agree, as do 15 and 15.0; 39.7 and 39.4 do not.
    """
    if old == new or (name == "statistic" and "not stated" in (old, new)):
        return True
    if name in WHOLE:
        # A judgement is the same word whatever its capitals.
        return name == "judgement" and old.casefold() == new.casefold()
    places = [_decimals(old), _decimals(new)]
    half = 0.5 * 10.0 ** -min(places)
    fine = abs(float(old) - float(new)) < 1e-9
    return fine or (places[0] != places[1] and abs(float(old) - float(new)) <= half + 1e-9)


def differing(row: Mapping[str, str], reading: Reading) -> list[str]:
    """Fields in which a reading contradicts a row."""
    count = count_column(reading.table)
    return [
        name
        for name, value in reading.numbers.items()
        if row[name]
        and not says_the_same(row[name], value, name)
        # A percentage imputed several times has no count; one that stands there is a made-up one.
        and not (name == count and row["verification"] == "imputed")
    ]


def judge(row: Mapping[str, str], reading: Reading, date: str) -> Judgement:
    """Set a reading against the row of its key.

    Parameters
    ----------
    row
        The row as it stands.
    reading
        What was read.
    date
        Today, such as 2026-11-21.
    """
    wrong = differing(row, reading)
    if not wrong:
        return _agree(row, reading, date)
    return _disagree(row, reading, wrong, date)


def _agree(row: Mapping[str, str], reading: Reading, date: str) -> Judgement:
    count = count_column(reading.table)
    tier, known = tier_of(reading), row["verification"]
    covers = _covers(row, reading, count)
    if known == "unverified" and not covers:
        reason = "only a part of the row was read; the rest of it stays unread"
        return Judgement("not used", reason=reason)
    made_up = reading.tier == "imputed" and count and row[count]
    if made_up and known == "source" and reading.decision != "use":
        reason = "the row has a count that was read, the reading an imputed percentage"
        return Judgement("second version", reason=reason, beside=reading.decision or "beside")
    changes = {
        name: value for name, value in reading.numbers.items() if _says_more(row[name], value)
    }
    filled = any(not row[name] or row[name] == "not stated" for name in changes)
    if made_up:
        changes |= {count: "", "imputation": SEVERAL_TIMES}
    # What nobody had read is known as its first reader knows it, be it by an inferred denominator.
    better = known == "unverified" or (known == "inferred" and reading.tier in POSTED)
    if covers and (better or known != tier == "imputed"):
        changes |= {"verification": tier, **_place(reading)}
        elsewhere = row["source_url"] != reading.said["source_url"]
        read_before = known != "unverified" and elsewhere and _has_common(row, reading)
        # The old place showed the same percentage: it is a reading of its own.
        changes |= _second(row, reading, row["source_url"]) if read_before else {}
        changes["notes"] = _older_notes(row, date)
    elif _has_common(row, reading):
        changes |= _second(row, reading, reading.said["source_url"])
    elif known == "inferred" and reading.tier in POSTED and "n" in reading.numbers:
        # The percentage had been read; now its denominator has been, and the count follows.
        changes |= {"verification": "derived", "notes": _older_notes(row, date)}
    changes = {name: value for name, value in changes.items() if value != row[name]}
    if not changes:
        same = _independence(row, reading) == "no"
        return Judgement("same copy" if same else "confirmed")
    return Judgement("completed" if filled else "confirmed", changes)


def _disagree(row: Mapping[str, str], reading: Reading, wrong: list[str], date: str) -> Judgement:
    reason, decision = reading.said["reason"], reading.decision
    if not decision:
        decision, reason = _decide(row, reading, wrong)
    if decision == "keep":
        return Judgement("not used", reason=reason)
    if decision != "use":
        if not SHAPES[reading.table].version:
            return Judgement("not used", reason=f"the row says otherwise ({', '.join(wrong)})")
        return Judgement("second version", reason=reason, beside=decision)
    changes = {**reading.numbers, "verification": tier_of(reading), **_place(reading)}
    changes |= {"second_reading": "none", "second_source": "", "notes": _older_notes(row, date)}
    # What the reading does not say of these numbers is not known of them.
    for name in OF_ONE_READING.get(reading.table, ()):
        changes.setdefault(name, "")
    if "imputation" in row:
        changes["imputation"] = SEVERAL_TIMES if reading.tier == "imputed" else "not stated"
        changes["imputation_detail"] = ""
    return Judgement("corrected", changes, reason)


def _decide(row: Mapping[str, str], reading: Reading, wrong: list[str]) -> tuple[str, str]:
    if row["verification"] == "unverified":
        return "use", "nobody had read what the row said"
    about_n = "percent_reported" not in wrong and bool(count_column(reading.table))
    if row["verification"] == "inferred" and reading.tier in POSTED and about_n:
        return "use", "a posted denominator replaces an inferred one"
    if row["verification"] in POSTED and reading.tier in ("inferred", "percentage") and about_n:
        return "keep", "the denominator of the row was posted, that of the reading was inferred"
    return "beside", f"the row says otherwise ({', '.join(wrong)})"


def tier_of(reading: Reading) -> str:
    """The tier of a row that holds a reading: a percentage alone was read as it is."""
    return "source" if reading.tier == "percentage" else reading.tier


def _place(reading: Reading) -> dict[str, str]:
    return {name: reading.said[name] for name in ("source_url", "source_locator")}


def _has_common(row: Mapping[str, str], reading: Reading) -> bool:
    """Whether a reading says a result again; its n or interval alone confirm no result."""
    results = RESULTS.get(reading.table, SHAPES[reading.table].numbers)
    return any(row[name] for name in results if name in reading.numbers)


def _covers(row: Mapping[str, str], reading: Reading, count: str) -> bool:
    """Whether a reading says all that makes a row: its result, and of how many patients."""
    results = RESULTS.get(reading.table, SHAPES[reading.table].numbers)
    said = any(name in reading.numbers for name in results)
    counted = bool(count and row[count])
    return said and (not counted or ("n" in reading.numbers and reading.tier != "percentage"))


def _independence(row: Mapping[str, str], reading: Reading) -> str:
    """“yes”, “record” or “no”, as the reader says; else by the address and the registry number."""
    if reading.said["source_url"] == row["source_url"]:
        return "no"
    if reading.said["independent"]:
        return reading.said["independent"]
    return "record" if _registrations(row) & _registrations(reading.said) else "yes"


def _registrations(place: Mapping[str, str]) -> set[str]:
    return set(REGISTRATION.findall(f"{place['source_url']} {place['source_locator']}"))


def _second(row: Mapping[str, str], reading: Reading, source: str) -> dict[str, str]:
    """What a reading does to the record of second readings; nothing where it adds none."""
    known, kind = row["second_reading"], _independence(row, reading)
    same = kind == "no"
    if same or known == "confirmed" or (kind == "record" and known == "record"):
        return {}
    return {
        "second_reading": "confirmed" if kind == "yes" else "record",
        "second_source": source,
    }


def _says_more(old: str, new: str) -> bool:
    if old in ("", "not stated"):
        return new not in ("", "not stated")
    return old != new and new != "not stated" and _decimals(new) > _decimals(old)


def _decimals(text: str) -> int:
    found = DECIMALS.fullmatch(text)
    return len(found[1] or "") if found else 0


def _older_notes(row: Mapping[str, str], date: str) -> str:
    # Notes of a row that nobody had read, or whose denominator was inferred, say so.
    return f"read on {date}; before: {row['notes']}" if row["notes"] else ""
