"""Arm-level tables as others publish them: one line for each arm, with a count and a number.

The least they hold is trial, treatment, count and n. A treatment such as “Drug 45 Q12W” is read as
drug, dose and frequency; nothing else is made out of a name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthesis.words.terms import INACTIVE

COUNT_NAMES = ("responders", "events", "patients", "count", "r")
NUMBER_NAMES = ("n", "total", "sample_size")
NOTHING = ("", "NA", "na", "NaN", "nan")  # how tables say that an arm has no such count
FREQUENCIES = ("QD", "BID", "TID", "BIW", "QW", "Q2W", "Q4W", "Q8W", "Q12W")
UNITS = {"mg": "mg", "mg/kg": "mg/kg", "%": "percent"}
TREATMENT = re.compile(
    r"(?P<drug>\S.*?)\s+(?P<dose>\d+(?:\.\d+)?)\s*(?P<unit>mg/kg|mg|%)?"
    rf"(?:\s+(?P<frequency>{'|'.join(FREQUENCIES)}|NA))?"
)
RISKS = {"l": "low", "low": "low", "m": "some concerns", "some concerns": "some concerns",
         "u": "unclear", "unclear": "unclear", "h": "high", "high": "high"}  # fmt: skip


class StartError(Exception):
    """An arm-level table cannot be used; one sentence with file, row, field, value and remedy."""


@dataclass(frozen=True)
class Treatment:
    """What a table calls a treatment, taken apart.

    `dose` is None where the name has none, 0 for placebo and vehicle; `regimen` is its identifier.
    """

    label: str
    drug: str
    dose: float | None
    unit: str
    frequency: str

    @property
    def regimen(self) -> str:
        """Drug, dose and frequency as an identifier."""
        if self.drug in INACTIVE:
            return self.drug
        amount = "" if self.dose is None else f"-{self.dose:g}"
        often = "" if self.frequency == "not stated" else f"-{self.frequency.lower()}"
        return make_id(f"{self.drug}{amount}{often}")


@dataclass(frozen=True)
class ArmLine:
    """One line of a table: `count` of `n` patients in an arm; year and risk of bias if known."""

    trial: str
    treatment: Treatment
    count: int
    n: int
    row: int
    year: int | None = None
    risk: str = ""


def make_id(text: str) -> str:
    """A name as an identifier of small letters, digits, dots and hyphens."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "unnamed"


def read_treatment(name: str, placebo: str, dose_unit: str) -> Treatment:
    """Take a treatment’s name apart.

    `placebo` is what the table calls placebo, `dose_unit` the unit of a dose without one.
    """
    found = TREATMENT.fullmatch(name)
    drug = found["drug"] if found else name
    if drug.lower() in (placebo.lower(), *INACTIVE):
        inactive = "vehicle" if drug.lower() == "vehicle" else "placebo"
        return Treatment(inactive, inactive, 0.0, "", "not stated")
    drug = drug.lower() if drug.istitle() else drug
    if found is None:
        return Treatment(name, drug, None, "", "not stated")
    frequency = found["frequency"] or "NA"
    unit = UNITS.get(found["unit"] or "", dose_unit)
    if not unit:
        raise StartError(
            f"The dose of “{name}” has no unit; say with --dose-unit what doses are: mg, mg/kg, "
            "percent or relative (multiples of a usual dose)."
        )
    return Treatment(
        label=name,
        drug=drug,
        dose=float(found["dose"]),
        unit=unit,
        frequency="not stated" if frequency == "NA" else frequency,
    )


def read_arm_lines(
    path: Path,
    count: str = "",
    number: str = "",
    placebo: str = "placebo",
    dose_unit: str = "",
) -> tuple[ArmLine, ...]:
    """Read an arm-level CSV file.

    Parameters
    ----------
    path
        The file: columns `trial` and `treatment`, one with counts and one with numbers of
        patients; `year` and `risk_of_bias` are taken where they are.
    count, number
        Names of these two columns; found by their usual names where left empty. Where `count` is
        named, an arm with an empty cell or NA in it has no such count and is left out.
    placebo, dose_unit
        What the table calls placebo, and the unit of doses that have none.

    Raises
    ------
    StartError
        A column is missing, a number is none, or an arm stands twice.
    """
    header, rows = _read(path)
    several = bool(count)  # columns that are named are some of a table of several outcomes
    count = count or _find(path, header, COUNT_NAMES, "counts")
    number = number or _find(path, header, NUMBER_NAMES, "numbers of patients")
    for name in ("trial", "treatment", count, number):
        if name not in header:
            known = ", ".join(header)
            raise StartError(f"{path.name} has no column “{name}”; it has {known}.")
    lines = tuple(_lines(path, rows, (count, number), (placebo, dose_unit), several))
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.trial, line.treatment.regimen
        if key in seen:
            raise StartError(
                f"{path.name}, row {line.row}: {line.trial} has {line.treatment.label} in row "
                f"{seen[key]} already; expected one line for each arm. Add up the two, or name "
                "them apart."
            )
        seen[key] = line.row
    return lines


def _read(path: Path) -> tuple[Sequence[str], list[Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            return [name.strip() for name in reader.fieldnames or ()], list(reader)
    except OSError:
        raise StartError(f"{path} cannot be read; expected a CSV file.") from None
    except (UnicodeDecodeError, csv.Error):
        raise StartError(f"{path.name} is not CSV text in UTF-8.") from None


def _find(path: Path, header: Sequence[str], names: Sequence[str], what: str) -> str:
    for name in names:
        if name in header:
            return name
    raise StartError(
        f"{path.name} has no column of {what} by a usual name ({', '.join(names)}); say which it "
        f"is, as in CODE={path.name}#COUNTS,NUMBERS."
    )


def _lines(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    columns: tuple[str, str],
    habits: tuple[str, str],
    several: bool,
) -> Iterator[ArmLine]:
    for row_number, row in enumerate(rows, start=2):
        cells = {key.strip(): (value or "").strip() for key, value in row.items() if key}
        if not any(cells[column] for column in columns):
            continue  # the arm has no such count
        if several and cells[columns[0]] in NOTHING:
            continue  # the arm has a number of patients for the other outcomes of the table
        count, n = (_whole(path, row_number, column, cells[column]) for column in columns)
        if count > n or not n:
            raise StartError(
                f"{path.name}, row {row_number}: {columns[0]} is {count} and {columns[1]} is {n}; "
                "expected at most all of one patient or more."
            )
        year, risk = cells.get("year", ""), cells.get("risk_of_bias", "").lower()
        yield ArmLine(
            trial=cells["trial"] or _missing(path, row_number, "trial"),
            treatment=read_treatment(
                cells["treatment"] or _missing(path, row_number, "treatment"), *habits
            ),
            count=count,
            n=n,
            row=row_number,
            year=int(year) if year.isdigit() else None,
            risk=RISKS.get(risk, ""),
        )


def _whole(path: Path, row: int, column: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise StartError(
            f"{path.name}, row {row}: {column} is “{text}”; expected a whole number of patients."
        )
    return int(text)


def _missing(path: Path, row: int, column: str) -> str:
    raise StartError(f"{path.name}, row {row}: {column} is empty; expected its name.")
