"""Cells as people type them: understood where one reading alone is possible, else left alone.

Nothing is guessed about a number. “68,0” can be 68.0 alone, “1,200” could be 1200 or 1.2: the
first is read, the second is left for the door, which refuses it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from synthesis.models.tables.names import one_spelling
from synthesis.package.defects import Defect, show_value
from synthesis.package.tables import RawTable, TextRow
from synthesis.package.vocabulary import JOINED, VOCABULARY

NOT_GIVEN = ("NA", "N/A", "n/a", "na", "n.a.", "NR", "-", "–", "—")
WEEK = re.compile(r"(?:(?:weeks?|wk|w)\.? ?([0-9.]+)|([0-9.]+) ?(?:weeks?|wk|w)\.?)", re.IGNORECASE)
# Not three digits after the comma: those may be thousands, unless a lone zero stands before.
DECIMAL_COMMA = re.compile(r"(-?[0-9]+),([0-9]{1,2}|[0-9]{4,})|(-?0),([0-9]+)")
WHOLE = re.compile(r"(-?[0-9]+)\.0{1,2}")
THOUSANDS = re.compile(r"[0-9]{1,3}([,.' ’][0-9]{3})+")

UNCLEAR_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

SHOWN = 3  # of what was understood in one field

FieldDescription = Mapping[str, Any]


def understand_rows(
    name: str, rows: RawTable, fields: Sequence[FieldDescription]
) -> tuple[RawTable, list[str]]:
    """The rows with every cell in the form of the data, and what was read otherwise than it stands.

    Parameters
    ----------
    name
        File or sheet, for messages.
    rows
        Rows of text.
    fields
        Descriptors of the table's fields.
    """
    found: dict[str, dict[str, tuple[str, int]]] = {}
    plain: RawTable = []
    for row in rows:
        tidy = {field: one_spelling(cell.replace("\u00a0", " ")) for field, cell in row.items()}
        understood = {field["name"]: _read_cell(field, tidy) for field in fields}
        plain.append(understood)
        for field, cell in understood.items():
            if cell != row[field]:
                before = found.setdefault(field, {}).get(row[field], ("", 0))[1]
                found[field][row[field]] = cell, before + 1
    return plain, [f"{name}, field {field}: {_tell(cells)}." for field, cells in found.items()]


def _tell(cells: Mapping[str, tuple[str, int]]) -> str:
    """What was read in one field, the first of it in words: {as it stands: (as read, rows)}."""
    told = [
        f"{show_value(old)} read as {show_value(new)}" + (f" in {count} rows" if count > 1 else "")
        for old, (new, count) in list(cells.items())[:SHOWN]
    ]
    more = len(cells) - SHOWN
    return ", ".join(told) + (f", and {more} more alike" if more > 0 else "")


def unclear_points(
    name: str, rows: RawTable, fields: Sequence[FieldDescription]
) -> Iterator[Defect]:
    """Numbers such as 1.200 in a file whose cells are separated by semicolons: 1200 or 1.2?"""
    for number, row in enumerate(rows, start=2):
        for field in fields:
            cell = row[field["name"]]
            if field["type"] == "number" and UNCLEAR_POINT.fullmatch(cell):
                expected = "a number that can be read in one way, such as 1200 or 1.2"
                yield Defect(name, number, field["name"], cell, expected)


def hint(field: FieldDescription, cell: str) -> str:
    """What to do about a cell that the door refused, as the end of a sentence; mostly empty."""
    constraints = field.get("constraints", {})
    if field["type"] in ("integer", "number"):
        if THOUSANDS.fullmatch(cell):
            return ", with nothing between the thousands and a point before decimals"
        return (
            ", with nothing before or after it"
            if re.search("[0-9]", cell) and not _is_plain(cell)
            else ""
        )
    words = []
    if pattern := constraints.get("pattern"):
        slug = re.sub(r"[\s_]+", "-", cell).lower()
        if re.fullmatch(pattern, slug, re.ASCII):
            words.append(f"such as {slug}")
        elif field.get("description"):
            words.append(f"it is the {field['description'].rstrip('.')}")
    if constraints.get("enum"):
        plain = {_letters(code): code for code in constraints["enum"]}
        near = difflib.get_close_matches(_letters(cell), plain, n=1, cutoff=0.75)
        words += [f"the nearest is {plain[near[0]]}"] if near else []
    if "vocabulary" in field:
        kinds = JOINED.get(field["vocabulary"], (field["vocabulary"],))
        named = " or ".join(f"[[{kind}]]" for kind in kinds)
        words.append(f"a new one is first declared in {VOCABULARY} as {named}")
    return "".join(f"; {each}" for each in words)


def _read_cell(field: FieldDescription, row: TextRow) -> str:
    cell = row[field["name"]]
    constraints = field.get("constraints", {})
    if not cell:
        return cell
    if field["type"] in ("integer", "number"):
        return _read_number(field, cell, row)
    if constraints.get("enum"):
        return _read_code(cell, constraints["enum"], field.get("codes", {}))
    pattern = constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, cell, re.ASCII):
        for form in (cell.lower(), re.sub(r"\s", "", cell).upper()):
            if re.fullmatch(pattern, form, re.ASCII):
                return form
    return cell


def _read_number(field: FieldDescription, cell: str, row: TextRow) -> str:
    if cell in NOT_GIVEN:
        return ""
    number, unit = cell, field.get("unit", "")
    own_unit = row.get(f"{field['name']}_unit", "")
    if unit == "weeks" and (week := WEEK.fullmatch(cell)):
        number = week[1] or week[2]
    elif unit == "percent" or own_unit == "percent":
        number = cell.removesuffix("%").rstrip()
    elif own_unit:
        number = cell.removesuffix(own_unit).rstrip()
    if comma := DECIMAL_COMMA.fullmatch(number):
        number = ".".join(part for part in comma.groups() if part is not None)
    if field["type"] == "integer" and (whole := WHOLE.fullmatch(number)):
        number = whole[1]
    return number if _is_plain(number) else cell


def _read_code(cell: str, codes: Sequence[str], words: Mapping[str, str]) -> str:
    """The only code that is spelled so but for capitals, blanks and hyphens, or described so."""
    if cell in codes:
        return cell
    for spelled in (_letters, lambda code: _letters(words.get(code, ""))):
        found = [code for code in codes if spelled(code) == _letters(cell) != ""]
        if len(found) == 1:
            return found[0]
    return cell


def _letters(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _is_plain(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII))
