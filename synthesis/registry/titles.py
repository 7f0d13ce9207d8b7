"""Which code the title of an outcome measure, with the labels of a value, belongs to."""

from __future__ import annotations

import re

from synthesis.registry.numbers import UnreadableError
from synthesis.registry.patterns import Patterns, TitlePattern
from synthesis.registry.record import PostedMeasure, PostedValue
from synthesis.registry.text import make_plain, shorten
from synthesis.registry.weeks import is_only_time, remove_times

# What is left of “… up to Week 16” or “… (Week 16)” once the week is taken out.
TRAILING = re.compile(
    r"(?:[ ,;(]+(?:from|baseline|up|to|at|through|until|by|over|during|for))+[ ,;)]*$| ?\( ?\)$"
)
TitleTables = tuple[tuple[str, tuple[TitlePattern, ...]], ...]


def counted_tables(patterns: Patterns) -> TitleTables:
    """The tables of counts with the patterns of their titles."""
    return ("dichotomous", patterns.outcomes), ("adverse_events", patterns.reported)


def score_tables(patterns: Patterns) -> TitleTables:
    """The table of means with the patterns of its titles."""
    return (("continuous", patterns.scores),)


def find_code(
    measure: PostedMeasure, cell: PostedValue, tables: TitleTables, patterns: Patterns
) -> tuple[str, str]:
    """Table and code of one value.

    Raises
    ------
    UnreadableError
        The title fits no code, or several, or a label of the value is not known.
    """
    title, description = make_plain(measure.title), make_plain(measure.description)
    of_title = _codes(title, description, tables, patterns)
    of_label: set[tuple[str, str]] = set()
    for text in filter(None, (cell.class_title, cell.category_title)):
        label = make_plain(text)
        for reason in patterns.find("exclude", label):
            raise UnreadableError(f"“{shorten(text)}”: {reason}")
        found = _codes(label, f"{title}. {description}", tables, patterns)
        of_label |= found
        meaning = patterns.is_whole("class", label)
        known = found or is_only_time(text, patterns) or meaning in (("responder",), ("everyone",))
        if not known:
            raise UnreadableError(f"“{shorten(text)}” is no week and no outcome that is known")
    codes = of_label or of_title
    if of_label and of_title and not of_label <= of_title:
        raise UnreadableError("title and class name different outcomes")
    if len(codes) > 1:
        shown = ", ".join(sorted(code for _, code in codes))
        raise UnreadableError(f"the title fits more than one outcome ({shown})")
    if not codes:
        raise UnreadableError(_why_none(title, tables, patterns))
    return next(iter(codes))


def _codes(
    title: str, description: str, tables: TitleTables, patterns: Patterns
) -> set[tuple[str, str]]:
    text = f"{title}. {description}"
    timeless = TRAILING.sub("", remove_times(title, patterns))
    return {
        (table, pattern.code)
        for table, entries in tables
        for pattern in entries
        if pattern.fits_title(timeless) and pattern.is_described(text)
    }


def _why_none(title: str, tables: TitleTables, patterns: Patterns) -> str:
    for _, entries in tables:
        for pattern in entries:
            if pattern.otherwise and pattern.fits_title(remove_times(title, patterns)):
                return pattern.otherwise
    return "the title fits no pattern"
