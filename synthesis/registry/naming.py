"""Titles of groups and arms without what differs in form only: numbering, synonyms, sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase

from synthesis.registry.patterns import Patterns
from synthesis.registry.record import RegistryRecord
from synthesis.registry.text import LONGEST, make_plain

NUMBERED = re.compile(
    r"(?:(?:treatment |study )?(?:arm|group)[ _-]?)?"
    r"(?P<tag>[0-9]{1,2}|[a-z]|iii|ii|iv)(?P<stop>[ _.:)\]-]+)(?P<rest>\S.*)"
)
ROMAN = ("i", "ii", "iii", "iv")
EDGES = " -–:;,./_"
SHORTEST_SYNONYM = 3


def read_synonyms(record: RegistryRecord, patterns: Patterns) -> dict[str, str]:
    """The first name of each intervention by its other names, all in plain text.

    “Madeupinib (XYZ-123)” names one thing twice; so do the other names that the record lists,
    and capitals in brackets behind the name in the description of an arm. A name that belongs to
    two interventions, or is a dose or a way of giving, is no synonym.
    """
    meant: dict[str, set[str]] = {}
    texts = " ; ".join(f"{arm.title} ; {arm.description}"[:LONGEST] for arm in record.arms)
    for name, *others in record.intervention_names:
        found = re.fullmatch(r"([^()]+?) ?\(([^()]+)\)", make_plain(name))
        main, inner = found.groups() if found else (make_plain(name), "")
        if not main:
            continue
        meant.setdefault(main, set()).add(main)
        abbreviations = re.findall(rf"(?i:{re.escape(main)}) ?\(([A-Z][A-Z0-9-]+)\)", texts)
        for other in (inner, *map(make_plain, (*others, *abbreviations))):
            if _may_be_name(other, main, patterns):
                meant.setdefault(other, set()).add(main)
    return {
        name: next(iter(mains))
        for name, mains in sorted(meant.items(), key=lambda item: -len(item[0]))
        if len(mains) == 1 and mains != {name}
    }


def _may_be_name(other: str, main: str, patterns: Patterns) -> bool:
    sections = ("dose", "frequency", "route", "filler")
    inactive = re.compile(r"placebo|vehicle|sham")
    return (
        len(other) >= SHORTEST_SYNONYM
        and re.search(r"[a-z]", other) is not None
        and not any(patterns.find(section, other) for section in sections)
        and bool(inactive.search(other)) == bool(inactive.search(main))
    )


def use_first_names(plain: str, synonyms: dict[str, str]) -> str:
    """A plain title with every other name of an intervention replaced by its first name."""
    for name, main in synonyms.items():
        plain = re.sub(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", lambda _: main, plain)  # noqa: B023
        twice = rf"{re.escape(main)} ?[(\[] ?{re.escape(main)} ?[)\]]"
        plain = re.sub(twice, lambda _: main, plain)  # noqa: B023
    return plain


def take_numbers(titles: Sequence[str], patterns: Patterns) -> list[tuple[str, str]]:
    """Number and rest of plain titles that count their groups: “Arm 1_X”, “2. Y”, “B: Z”.

    The number is empty, and the rest is the title, unless the titles count from the first on;
    a title that begins with a dose or a time has no number.
    """
    found = [NUMBERED.fullmatch(title) for title in titles]
    measures = (*patterns.words["dose"], *patterns.words["time"])
    unclear = any(word.pattern.match(title) for title in titles for word in measures)
    if not titles or unclear or not all(found):
        return [("", title) for title in titles]
    pairs = [(match["tag"], match["rest"].strip(EDGES)) for match in found if match]
    counts = [str(number) for number in range(1, len(titles) + 1)]
    tags = sorted(tag.lstrip("0") for tag, _ in pairs)
    counted = tags in (sorted(counts), sorted(ROMAN[: len(tags)]), [*ascii_lowercase[: len(tags)]])
    if not counted or len({rest for _, rest in pairs}) < len(pairs):
        return [("", title) for title in titles]
    return [(tag.lstrip("0"), rest) for tag, rest in pairs]


def strip_period_and_set(plain: str, patterns: Patterns) -> str:
    """A group's plain title without the randomised period and the set that was analysed."""
    for section in ("set", "period", "set"):
        plain = re.sub(r"\( ?\)|\[ ?\]", " ", patterns.strip(section, plain)).strip(EDGES)
    return plain
