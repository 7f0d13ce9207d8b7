"""The door, second half: rules that join cells, rows and tables, which no schema can state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import permutations

from synthesis.package.corrections import CORRECTIONS, READINGS, count_column
from synthesis.package.defects import Defect
from synthesis.package.exceptions import PERCENT_FITS, STRICTER_FEWER, WITHIN_ARM, Exceptions
from synthesis.package.tables import RawTable, TextRow
from synthesis.words.times import one_time, time_breach

PERCENTAGES = ("dichotomous", "subgroups")  # tables of percentages that have intervals
WEEKS = ("week", "period_weeks")
ROUNDING = 0.5  # a count is the nearest whole number to percentage times denominator


def rule_defects(
    tables: Mapping[str, RawTable],
    files: Mapping[str, str],
    exceptions: Exceptions,
    stricter: Mapping[str, Collection[str]],
) -> list[Defect]:
    """All breaches of the rules, in the order of the tables.

    Parameters
    ----------
    tables
        Rows of text by table, already valid by their schemas.
    files
        File name of each table, for the messages.
    exceptions
        Declared exceptions; the ones needed are marked as used.
    stricter
        By outcome, those of which it is a stricter form: whoever meets it meets them.
    """
    sizes = {
        (row["trial_id"], row["arm_id"]): row["n_randomised"] for row in tables.get("arms", [])
    }
    defects: list[Defect] = []
    for table, rows in tables.items():
        if table in (CORRECTIONS, READINGS):
            continue  # they tell of what was read, the rows of the other tables are used
        file = files[table]
        for number, row in enumerate(rows, start=2):
            found = [
                *_count_defects(table, row, exceptions),
                *(percentage_defects(row) if table in PERCENTAGES else ()),
                *_arm_size_defects(table, row, sizes, exceptions),
                *_order_defects(row),
                *_time_defects(row),
                *_provenance_defects(row),
            ]
            defects += [Defect(file, number, name, value, what) for name, value, what in found]
        defects += _preference_defects(file, rows)
        if table == "dichotomous":
            defects += _threshold_defects(file, rows, stricter, exceptions)
    defects += exceptions.unneeded()
    return defects


RuleBreach = tuple[str, str, str]


def _count_defects(
    table: str, row: Mapping[str, str], exceptions: Exceptions
) -> Iterator[RuleBreach]:
    name = count_column(table)
    if not name or not row[name] or not row["n"]:
        return
    count, n = int(row[name]), int(row["n"])
    if count > n:
        yield name, row[name], f"at most n, which is {n}"
        return
    printed = row["percent_reported"]
    if not printed:
        return
    percent = float(printed)
    slack = ROUNDING + half_unit(printed) * n / 100 + 1e-9
    if abs(count - percent * n / 100) > slack and not exceptions.allow(PERCENT_FITS, table, row):
        fits = f"{100 * count / n:.1f}, which is {count} of {n}"
        yield "percent_reported", printed, fits


def percentage_defects(row: Mapping[str, str]) -> Iterator[RuleBreach]:
    """An imputed percentage with a count or without its patients; an interval without it."""
    printed, n = row.get("percent_reported", ""), row.get("n", "")
    if row.get("verification") == "imputed":
        if row["responders"]:
            expected = "an empty cell, as no count belongs to a percentage that was imputed"
            yield "responders", row["responders"], expected
        if not n:
            yield "n", "", "the number of patients, without which no percentage is imputed"
        if not printed:
            yield "percent_reported", "", "the percentage that was imputed"
    ends = {name: row.get(name, "") for name in ("ci_low", "ci_high")}
    for (name, end), (other, beside) in permutations(ends.items()):
        if beside and not end:
            yield name, "", f"the other end of the interval, as {other} is {beside}"
    if not all(ends.values()):
        return
    low, high = (float(end) for end in ends.values())
    # A subgroup may have a mean in place of a percentage.
    name, what = ("value", "value") if row.get("value") else ("percent_reported", "percentage")
    printed = row.get(name, "")
    if not printed:
        yield name, "", "the percentage that the interval belongs to"
    elif low <= high and not low <= float(printed) <= high:
        yield name, printed, f"a {what} within its interval, {ends['ci_low']} to {ends['ci_high']}"


def half_unit(printed: str) -> float:
    """By how much a percentage may be off: half of its last decimal, as it was printed."""
    return 0.5 * 10.0 ** -len(printed.partition(".")[2])


def _arm_size_defects(
    table: str,
    row: Mapping[str, str],
    sizes: Mapping[tuple[str, str], str],
    exceptions: Exceptions,
) -> Iterator[RuleBreach]:
    if table == "arms" or "arm_id" not in row:
        return
    size = sizes.get((row["trial_id"], row["arm_id"]))
    # A count without a denominator can be checked against the arm at least.
    name = "n" if row.get("n") else count_column(table) or "n"
    found = row.get(name)
    if size and found and int(found) > int(size) and not exceptions.allow(WITHIN_ARM, table, row):
        yield name, found, f"at most the arm's n_randomised, which is {size}"


def _order_defects(row: Mapping[str, str]) -> Iterator[RuleBreach]:
    for low, high in (
        ("ci_low", "ci_high"),
        ("ir_ci_low", "ir_ci_high"),
        ("min_age_years", "max_age_years"),
    ):
        if row.get(low) and row.get(high) and float(row[low]) > float(row[high]):
            yield low, row[low], f"at most {high}, which is {row[high]}"


def _time_defects(row: Mapping[str, str]) -> Iterator[RuleBreach]:
    breach = time_breach(row["week"], row["day"]) if "day" in row else None
    if breach:
        yield breach


def _provenance_defects(row: Mapping[str, str]) -> Iterator[RuleBreach]:
    if "verification" not in row:
        return
    # “unverified” is the only tier that may lack a place where the number was read.
    if row["verification"] != "unverified" and not row["source_url"]:
        yield "source_url", "", "the place where it was read, or verification = unverified"
    if row["conflict"] == "no" and row["preferred"] == "no":
        yield "preferred", "no", "yes, as the row is in no conflict"


def _preference_defects(file: str, rows: RawTable) -> Iterator[Defect]:
    if not rows or "reading" not in rows[0]:
        return
    keys = ("trial_id", "arm_id", "subgroup", "outcome", "event", "week", "period_weeks")
    # Two spellings of one day are one time.
    identity = [
        tuple(
            one_time(float(row[key])) if key in WEEKS and row[key] else row[key]
            for key in keys
            if key in row
        )
        for row in rows
    ]
    preferred = Counter(
        k for k, row in zip(identity, rows, strict=True) if row["preferred"] == "yes"
    )
    for number, (key, row) in enumerate(zip(identity, rows, strict=True), start=2):
        if row["preferred"] == "yes" and preferred[key] > 1:
            expected = "one preferred row only for the same arm, outcome and week"
            yield Defect(file, number, "preferred", "yes", expected)


def _threshold_defects(
    file: str, rows: RawTable, stricter: Mapping[str, Collection[str]], exceptions: Exceptions
) -> Iterator[Defect]:
    """A stricter form of an outcome met by more patients than the outcome itself."""
    counted = {_place(row): row for row in rows if row["preferred"] == "yes" and row["responders"]}
    for number, row in enumerate(rows, start=2):
        if counted.get(_place(row)) is not row:
            continue
        for looser in stricter.get(row["outcome"], ()):
            other = counted.get(_place({**row, "outcome": looser}))
            # Of other patients more may respond.
            if other is None or other["n"] != row["n"]:
                continue
            more = int(row["responders"]) > int(other["responders"])
            if more and not exceptions.allow(STRICTER_FEWER, "dichotomous", row):
                fewer = f"at most {other['responders']}, the responders of {looser} in this arm"
                expected = f"{fewer} and week"
                yield Defect(file, number, "responders", row["responders"], expected)
                break


def _place(row: TextRow) -> tuple[str, str, str, float]:
    return row["trial_id"], row["arm_id"], row["outcome"], float(row["week"])
