"""From lines of a file to readings: labels, times and numbers in the words of the package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from synthesis.living.bulk.described import DESCRIBED, UnclearError, describe, refuse_outside
from synthesis.living.bulk.handed_in import TIERS, HandedIn, Reading
from synthesis.living.bulk.labels import SUBGROUP, Label, apply_labels
from synthesis.package.corrections import SHAPES, RowKey, count_column, join_domain
from synthesis.package.defects import show_value
from synthesis.package.schema import Schema
from synthesis.package.tables import PLAIN_NUMBER
from synthesis.words.times import one_time, read_day, week_of_day, whole_day

SPREAD = re.compile(r"(sd|se)[ :=]*([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)
ABOUT = re.compile(r"(value|n|spread|judgement)\b[ :]*\(?([^()]*)\)?")
FIRST_VERSION = "1"
TOGETHER = ("decision", "tier", "independent")  # of lines that are one reading
# What the columns of a reading are called in the tables of counts.
COUNTED: Mapping[str, Mapping[str, str]] = {
    "dichotomous": {
        **{"responders": "responders", "n": "n", "percent": "percent_reported"},
        **{"ci_low": "ci_low", "ci_high": "ci_high"},
    },
    "adverse_events": {"patients": "patients", "n": "n", "percent": "percent_reported"},
    "subgroups": {
        **{"responders": "responders", "n": "n", "percent": "percent_reported"},
        **{"value": "value", "ci_low": "ci_low", "ci_high": "ci_high"},
    },
}

# Which columns of a file say something for which table.
PLACES: Mapping[str, tuple[str, ...]] = {
    **{table: tuple(names) for table, names in COUNTED.items()},
    "continuous": ("value", "spread", "n", "ci_low", "ci_high"),
    "baseline": ("value", "percent", "n"),
    "risk_of_bias": ("value",),
    "arms": ("value",),
    "trials": ("value",),
    "long_term_safety": ("value", "patients", "n", "ci_low", "ci_high"),
    "published_meta_analyses": ("value", "ci_low", "ci_high"),
}
MEASURES = tuple(dict.fromkeys(name for names in PLACES.values() for name in names))
WHOLE = ("responders", "patients", "n")
VERSIONED = ("prefer", "beside", "neither")


@dataclass(frozen=True)
class Unplaced:
    """Lines that lead to no reading: not used for a declared reason, or refused."""

    lines: tuple[int, ...]
    reason: str
    refused: bool


def gather(
    lines: Iterable[HandedIn], labels: Sequence[Label], schema: Schema
) -> tuple[list[Reading], list[Unplaced]]:
    """Put lines together to readings; what is not one says why.

    Lines of one reader about one baseline value at one source that say different things of it
    (the value, its spread or n) are one reading.

    Parameters
    ----------
    lines
        The file.
    labels
        What readers' labels mean.
    schema
        Of the package: its tables and codes.
    """
    readings: dict[tuple[object, ...], Reading] = {}
    unplaced: list[Unplaced] = []
    for line in lines:
        meant, reason = apply_labels(line.said, labels)
        if reason or (line.said["decision"] == "keep" and line.said["reason"]):
            unplaced.append(Unplaced((line.line,), reason or line.said["reason"], False))
            continue
        try:
            reading = _read(line, meant, schema)
        except UnclearError as error:
            unplaced.append(Unplaced((line.line,), str(error), True))
            continue
        place: tuple[object, ...] = (line.line,)
        if reading.table == "baseline":
            place = (reading.key, line.said["reader"], line.said["source_url"])
        before = readings.get(place)
        if before and any(before.said[name] != line.said[name] for name in TOGETHER):
            reason = f"Lines {before.lines[0]} and {line.line} are one reading, and differ in "
            unplaced.append(Unplaced((line.line,), f"{reason}{', '.join(TOGETHER)}.", True))
            continue
        if before and not before.numbers.keys() & reading.numbers.keys():
            numbers = {**before.numbers, **reading.numbers}
            lines_of = (*before.lines, *reading.lines)
            reading = replace(before, lines=lines_of, numbers=numbers)
        elif before:
            place = (*place, line.line)  # the same reader read it twice
        readings[place] = reading
    return list(readings.values()), unplaced


def _read(line: HandedIn, meant: Mapping[str, str], schema: Schema) -> Reading:
    table = meant["table"]
    if table not in SHAPES or table not in schema.tables:
        known = ", ".join(name for name in SHAPES if name in schema.tables)
        raise UnclearError(
            f"{show_value(table)} is no table that takes readings; expected one of {known}, or a "
            "label in readings.toml that says why it is not used."
        )
    if meant["decision"] in VERSIONED and not SHAPES[table].version:
        raise UnclearError(f"A row of {table} has one version alone; decide “use” or “keep”.")
    misplaced = [name for name in MEASURES if meant[name] and name not in PLACES[table]]
    if misplaced:
        raise UnclearError(
            f"{misplaced[0]} has no place in {table}; expected {', '.join(PLACES[table])}."
        )
    if table in DESCRIBED:
        numbers, words = describe(table, meant, schema)
        domain = join_domain(table, words)
    else:
        (numbers, domain), words = _numbers(table, meant), {}
    if table == "subgroups":
        domain = meant[SUBGROUP]
    if table == "risk_of_bias":
        numbers = {name: _spelled(text, table, name, schema) for name, text in numbers.items()}
        domain = _spelled(domain, table, "domain", schema)
    if meant["tier"] == "imputed" and count_column(table) in numbers:
        raise UnclearError("An imputed percentage has no count; leave it empty.")
    if not numbers:
        raise UnclearError("No number or judgement stands in this line.")
    tier = meant["tier"] or TIERS[0]
    key = _key(table, meant, domain, schema)
    day = _day(meant["week"]) if SHAPES[table].week else ""
    return Reading((line.line,), table, key, numbers, tier, line.said, words, day)


def _key(table: str, meant: Mapping[str, str], domain: str, schema: Schema) -> RowKey:
    shape = SHAPES[table]
    if not meant["trial_id"] or (shape.arm and not meant["arm_id"]):
        raise UnclearError("The trial or the arm is not named.")
    if shape.domain == (SUBGROUP,) and not domain:
        raise UnclearError("The subgroup is not named; a label in readings.toml names it.")
    if shape.outcome:
        codes = schema.field(table, shape.outcome).get("constraints", {}).get("enum")
        if codes is not None and meant["code"] not in codes:
            raise UnclearError(
                f"{show_value(meant['code'])} is no {shape.outcome} of the vocabulary; add it "
                "there, or a label in readings.toml."
            )
    # What describes patients at baseline has no week in a table with others.
    timeless = table == "subgroups" and not meant["week"]
    week = _week(meant["week"]) if shape.week and not timeless else ""
    return (
        *(table, meant["trial_id"], meant["arm_id"] if shape.arm else ""),
        *(meant["code"] if shape.outcome else "", week),
        *(FIRST_VERSION if shape.version else "", domain),
    )


def _spelled(word: str, table: str, name: str, schema: Schema) -> str:
    """A word as the table writes it: “Low” is “low”."""
    known = schema.field(table, name).get("constraints", {}).get("enum", ())
    return next((each for each in known if each.casefold() == word.casefold()), word)


def _week(text: str) -> str:
    """The week as the tables write it; days are thousandths of a week."""
    if day := read_day(text):
        return week_of_day(day)
    if not PLAIN_NUMBER["number"].fullmatch(text) or text.startswith("-"):
        raise UnclearError(f"{show_value(text)} is no time; expected a week, or such as “day 2”.")
    return one_time(float(text))


def _day(text: str) -> str:
    """The day that a reader wrote, or that a part of a week is; empty for whole weeks."""
    day = read_day(text) or (whole_day(float(text)) if text else None)
    return str(day or "")


def _numbers(table: str, meant: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """What was read, by column of the table, and the domain of a judgement."""
    if table in COUNTED:
        given = {own: meant[name] for name, own in COUNTED[table].items() if meant[name]}
        return _checked(given), ""
    if table == "continuous":
        return _mean(meant), ""
    what = meant["statistic"] or ("n_randomised" if table in ("arms", "trials") else "value")
    if table in ("arms", "trials"):
        if what not in SHAPES[table].numbers:
            expected = " or ".join(SHAPES[table].numbers)
            raise UnclearError(
                f"{show_value(what)} cannot be read for {table}; expected {expected}."
            )
        return ({what: meant["value"]} if meant["value"] else {}), ""
    found = ABOUT.fullmatch(what)
    if not found:
        raise UnclearError(f"{show_value(what)}: expected value, n, spread or judgement.")
    kind, rest = found[1], found[2].strip()
    if table == "risk_of_bias":
        return ({"judgement": meant["value"]} if kind == "judgement" else {}), rest
    if kind == "spread":
        return {**_checked({"spread": meant["value"]}), "spread_type": rest.upper()}, ""
    if kind == "n":
        return _checked({"n": meant["n"] or meant["value"]}), ""
    numbers = {"value": meant["value"] or meant["percent"], "n": meant["n"]}
    return _checked({name: text for name, text in numbers.items() if text}), ""


def _mean(meant: Mapping[str, str]) -> dict[str, str]:
    numbers = {"mean": meant["value"], "n": meant["n"]}
    numbers |= {"ci_low": meant["ci_low"], "ci_high": meant["ci_high"]}
    if meant["spread"]:
        spread = SPREAD.fullmatch(meant["spread"])
        if not spread:
            raise UnclearError(
                f"{show_value(meant['spread'])}: expected such as “sd 5.2” or “se 0.4”."
            )
        numbers[spread[1].lower()] = spread[2]
    numbers = _checked({name: text for name, text in numbers.items() if text})
    if numbers and "mean" not in numbers:
        raise UnclearError("A spread, an interval or an n without its mean.")
    refuse_outside(numbers, "mean", ("ci_low", "ci_high"))
    return {**numbers, "statistic": meant["statistic"] or "not stated"} if numbers else {}


def _checked(numbers: Mapping[str, str]) -> dict[str, str]:
    for name, text in numbers.items():
        whole = name in WHOLE
        if not PLAIN_NUMBER["integer" if whole else "number"].fullmatch(text):
            kind = "a whole number" if whole else "a plain number"
            raise UnclearError(f"{name}: found {show_value(text)}, expected {kind}.")
    return {name: str(int(text)) if name in WHOLE else text for name, text in numbers.items()}
