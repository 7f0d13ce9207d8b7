"""Readings of tables whose rows are told by words: rates of long-term studies, published results.

The column `statistic` names what the value is, and in brackets the words of its row:
“ir_per_100py (population=adults; drug=made-up)”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from synthesis.package.corrections import SHAPES, split_pairs
from synthesis.package.defects import show_value
from synthesis.package.schema import Schema
from synthesis.package.tables import PLAIN_NUMBER

# Columns of the file beside the value, and what they are called in the table.
DESCRIBED: Mapping[str, Mapping[str, str]] = {
    "long_term_safety": {
        **{"patients": "patients_with_event", "n": "n"},
        **{"ci_low": "ir_ci_low", "ci_high": "ir_ci_high"},
    },
    "published_meta_analyses": {"ci_low": "ci_low", "ci_high": "ci_high"},
}
# Columns of the file that say a word of the row.
SAID: Mapping[str, Mapping[str, str]] = {
    "published_meta_analyses": {"code": "outcome", "week": "week"}
}
FORM = re.compile(r"([a-z0-9_]*)\s*(?:\((.*)\))?")
PROVENANCE = (
    *("source_url", "source_locator", "verification", "second_reading", "second_source"),
    *("conflict", "preferred", "notes"),
)


class UnclearError(Exception):
    """A line that cannot be understood; the message says what was expected."""


def describe(
    table: str, meant: Mapping[str, str], schema: Schema
) -> tuple[dict[str, str], dict[str, str]]:
    """The numbers that were read, and the words that tell their row, by column of the table.

    Raises
    ------
    UnclearError
        The statistic has another form, or a number is none.
    """
    shape = SHAPES[table]
    known = [field["name"] for field in schema.fields(table)]
    own = (*shape.numbers, shape.trial, shape.outcome, *PROVENANCE)
    names = shape.domain or [name for name in known if name not in own]
    found = FORM.fullmatch(meant["statistic"])
    what = (found[1] if found else "") or shape.numbers[0]
    words = split_pairs((found[2] if found else "") or "", names)
    if not found or what not in shape.numbers or (found[2] and not words):
        raise UnclearError(
            f"{show_value(meant['statistic'])}: expected one of {', '.join(shape.numbers)}, and in "
            f"brackets words of the row, such as ({names[0]}=…; {names[1]}=…)."
        )
    numbers = {what: meant["value"]}
    numbers |= {column: meant[name] for name, column in DESCRIBED[table].items()}
    numbers = {name: text for name, text in numbers.items() if text}
    for name, text in numbers.items():
        kind = schema.field(table, name).get("type", "string")
        if kind in PLAIN_NUMBER and not PLAIN_NUMBER[kind].fullmatch(text):
            words_of = "a whole number" if kind == "integer" else "a plain number"
            raise UnclearError(f"{name}: found {show_value(text)}, expected {words_of}.")
    refuse_outside(numbers, shape.numbers[0], shape.numbers[1:3])
    words |= {column: meant[name] for name, column in SAID.get(table, {}).items() if meant[name]}
    return numbers, {name: text.strip() for name, text in words.items()}


def refuse_outside(numbers: Mapping[str, str], name: str, ends: Sequence[str]) -> None:
    """Refuse a number outside its own interval, be it open at one end.

    Raises
    ------
    UnclearError
        It lies outside.
    """
    low, high = (numbers.get(end, "") for end in ends)
    if name in numbers and not (
        float(low or "-inf") <= float(numbers[name]) <= float(high or "inf")
    ):
        raise UnclearError(
            f"The {name} {numbers[name]} lies outside its interval, {low or '…'} to {high or '…'}."
        )
