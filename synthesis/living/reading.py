"""Set what was read at a source against what a row says: confirmation, completion, correction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlparse

from synthesis.package.corrections import RowShape
from synthesis.package.defects import show_value
from synthesis.package.rules import ROUNDING, half_unit
from synthesis.package.tables import PLAIN_NUMBER

ReadingKind = Literal["confirmation", "completion", "correction"]


class VerifyError(Exception):
    """What was asked for cannot be recorded; the message says why in one sentence."""


@dataclass(frozen=True)
class Found:
    """What somebody read at a source.

    Parameters
    ----------
    source, locator
        Address of the source, and where in it.
    count, n
        Patients counted and patients in the denominator; None where not given.
    percent
        The percentage with the decimals that the source prints; None where not given.
    reason
        Why the row changes, in the reader's words; may be empty.
    notes
        New notes of the row; None keeps the old ones.
    """

    source: str
    locator: str
    count: int | None = None
    n: int | None = None
    percent: str | None = None
    reason: str = ""
    notes: str | None = None


@dataclass(frozen=True)
class ReadingOutcome:
    """The kind of an entry, the new values of the fields that change, and what to know of it."""

    kind: ReadingKind
    changes: Mapping[str, str]
    remarks: tuple[str, ...]


def compare(row: Mapping[str, str], place: RowShape, found: Found, date: str) -> ReadingOutcome:
    """Set a reading against a row of counts.

    Numbers that are not given stand as the row has them: whoever confirms a row has seen them.
    A count is computed from percentage and denominator where one of these is new and no count
    is given; the row is then “derived”, otherwise “source”. An imputed percentage stays one.

    Raises
    ------
    VerifyError
        For numbers that cannot be, and where there is nothing to record.
    """
    _check_place(found)
    numbers, remarks = _settle_numbers(row, place, found)
    computed = found.count is None and numbers[place.count] != row[place.count]
    old = {name: row[name] for name in numbers}
    kind: ReadingKind = "confirmation"
    if numbers != old:
        filled_only = all(old[name] in ("", numbers[name]) for name in numbers)
        kind = "completion" if filled_only else "correction"
    changes = dict(numbers)
    imputed = row["verification"] == "imputed"
    if kind == "confirmation" and (imputed or row["verification"] == "source"):
        changes |= _second_reading(row, found)
    else:
        changes |= {
            "verification": "imputed" if imputed else "derived" if computed else "source",
            "source_url": found.source,
            "source_locator": found.locator,
        }
        if kind != "confirmation":
            # A second reader confirmed the old numbers, not these.
            changes |= {"second_reading": "none", "second_source": ""}
        if kind == "correction":
            # Nor does the old interval belong to them.
            changes |= {name: "" for name in ("ci_low", "ci_high") if name in row}
    if found.notes is not None:
        changes["notes"] = found.notes
    elif row["verification"] == "unverified" and row["notes"]:
        # Such notes say that nobody has read the row, which is no longer so.
        changes["notes"] = f"verified on {date}; before: {row['notes']}"
    changes = {name: value for name, value in changes.items() if value != row[name]}
    if not changes:
        raise VerifyError("The row already says all this, read at this very place.")
    if not numbers["n"]:
        remarks.append("The number of patients is still missing; give it with --n once read.")
    return ReadingOutcome(kind, changes, tuple(remarks))


def _check_place(found: Found) -> None:
    address = urlparse(found.source)
    web = address.scheme in ("http", "https") and "." in address.netloc
    if not web or not found.source.isprintable() or " " in found.source:
        raise VerifyError(
            f"{show_value(found.source)} is no address of a source; expected one that starts with https://."
        )
    if not found.locator.strip():
        raise VerifyError("Say where in the source the number stands, such as --locator “Table 2”.")
    texts = (found.locator, found.reason, found.notes or "")
    if not all(text.isprintable() for text in texts):
        raise VerifyError("Locator, reason and notes must each be one line of printable text.")


def _settle_numbers(
    row: Mapping[str, str], place: RowShape, found: Found
) -> tuple[dict[str, str], list[str]]:
    remarks: list[str] = []
    n = _same_or(row["n"], found.n)
    percent = row["percent_reported"]
    if found.percent is not None:
        if not PLAIN_NUMBER["number"].fullmatch(found.percent):
            raise VerifyError(
                f"{show_value(found.percent)} is no percentage; expected such as 52.3."
            )
        if not 0 <= float(found.percent) <= 100:
            raise VerifyError(f"{found.percent} is no percentage; expected 0 to 100.")
        same = percent and float(percent) == float(found.percent)
        percent = percent if same else found.percent
    count = _same_or(row[place.count], found.count)
    changed = n != row["n"] or percent != row["percent_reported"]
    imputed = row["verification"] == "imputed"
    if imputed and found.count is not None:
        raise VerifyError(
            "The row is a percentage that was imputed several times, to which no count belongs; a "
            "count that was read elsewhere is handed in with --from."
        )
    settled = imputed or found.count is not None
    if not settled and changed and n and percent and not _fits(count, n, percent):
        count, remark = _compute_count(float(percent), _decimals(percent), int(n), place.count)
        remarks.append(remark)
    if count and not n:
        raise VerifyError(f"{count} of how many patients? Give --n as well.")
    if n and int(n) < 1:
        raise VerifyError("The number of patients must be at least 1.")
    if count and int(count) > int(n):
        raise VerifyError(f"{count} of {n} patients: more counted than there are.")
    if found.percent is None and percent and n and count and not _fits(count, n, percent):
        remarks.append(f"The old percentage, {percent}, does not fit the new numbers; left empty.")
        percent = ""
    return {place.count: count, "n": n, "percent_reported": percent}, remarks


def _same_or(old: str, new: int | None) -> str:
    return old if new is None else str(new)


def _decimals(percent: str) -> int:
    return len(percent.partition(".")[2])


def _fits(count: str, n: str, percent: str) -> bool:
    """Whether a count and a percentage agree, by the rule that the door applies."""
    if not count:
        return False
    value, half = float(percent), half_unit(percent)
    return abs(int(count) - value * int(n) / 100) <= ROUNDING + half * int(n) / 100 + 1e-9


def _compute_count(percent: float, decimals: int, n: int, name: str) -> tuple[str, str]:
    half_unit = 0.5 * 10.0**-decimals
    low = math.ceil((percent - half_unit) * n / 100 - 1e-9)
    high = math.floor((percent + half_unit) * n / 100 + 1e-9)
    low, high = max(0, low), min(n, high)
    nearest = math.floor(percent * n / 100 + 0.5)
    sentence = f"The field {name} was computed: {nearest} of {n} is nearest to {percent:g}%"
    if low > high:
        return str(nearest), f"{sentence}; no whole number of {n} gives that very percentage."
    if low < high:
        return str(nearest), f"{sentence}; {low} to {high} would print the same."
    return str(nearest), f"{sentence}."


def _second_reading(row: Mapping[str, str], found: Found) -> dict[str, str]:
    if found.source == row["source_url"]:
        # The same copy read again is no second source; its locator may become more precise.
        return {"source_locator": found.locator}
    if row["second_reading"] == "confirmed" and row["second_source"]:
        raise VerifyError(
            f"A second reader has already confirmed this row at {row['second_source']}."
        )
    return {"second_reading": "confirmed", "second_source": found.source}
