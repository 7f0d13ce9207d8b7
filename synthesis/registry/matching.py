"""Which arm of the record each group of a table of results is, or why it is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from synthesis.registry.naming import strip_period_and_set, take_numbers, use_first_names
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import Group
from synthesis.registry.regimens import PostedRegimen, find_doses, find_drug
from synthesis.registry.text import make_plain, shorten

REGIMEN_WORDS = ("drug", "dose", "frequency", "route", "filler")


@dataclass(frozen=True)
class ArmName:
    """What an arm may be called by: its title, and its regimen where the title has no drug."""

    arm_id: str
    label: str
    regimen: PostedRegimen


@dataclass(frozen=True)
class Matches:
    """arm_id by group id for groups that fit one arm alone, and the reason for each other."""

    arms: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class _Title:
    """Words of a title in several forms, and its key: drug, doses, frequency and other words."""

    whole: str
    bare: str
    number: str
    key: tuple[str, tuple[str, ...], str, str] | None


Matcher = Callable[[Iterable[Group]], Matches]


def make_matcher(
    names: Iterable[ArmName], patterns: Patterns, synonyms: Mapping[str, str]
) -> Matcher:
    """A function that finds the arms of the groups of one table.

    A group is an arm when their titles are the same words; or are so without the numbering of
    the groups, the set analysed, the randomised period and synonyms of the record; or when both
    name the same drug and dose, no other frequency, and the same other words. Two groups that fit
    one arm are parts of it, or analysed twice: neither is the arm.
    """
    names = tuple(names)
    # The arms are the same for every table of a record.
    ours = _titles([name.label for name in names], patterns, synonyms)
    arms = list(zip(names, ours, strict=True))
    return lambda groups: _match(tuple(groups), arms, patterns, synonyms)


def _match(
    groups: Sequence[Group],
    ours: list[tuple[ArmName, _Title]],
    patterns: Patterns,
    synonyms: Mapping[str, str],
) -> Matches:
    theirs = _titles([group.title for group in groups], patterns, synonyms, of_results=True)
    fitting: dict[str, list[str]] = {}
    for group, title in zip(groups, theirs, strict=True):
        fitting[group.id] = _fitting(title, ours)
    single = {group: arms[0] for group, arms in fitting.items() if len(arms) == 1}
    times = Counter(single.values())
    matched = {group: arm for group, arm in single.items() if times[arm] == 1}
    reasons: dict[str, str] = {}
    for group, title in zip(groups, theirs, strict=True):
        if group.id not in matched:
            arms = fitting[group.id]
            why = _why_none(group.title, title, arms, [arm for _, arm in ours], patterns)
            reasons[group.id] = f"group “{shorten(group.title)}” {why}"
    return Matches(matched, reasons)


def _titles(
    texts: Sequence[str],
    patterns: Patterns,
    synonyms: Mapping[str, str],
    *,
    of_results: bool = False,
) -> list[_Title]:
    named = [use_first_names(make_plain(text), dict(synonyms)) for text in texts]
    if of_results:
        named = [strip_period_and_set(text, patterns) for text in named]
    numbered = take_numbers(named, patterns)
    return [
        _Title(_words(text), _words(rest), number, _key(rest, patterns))
        for text, (number, rest) in zip(texts, numbered, strict=True)
    ]


def _fitting(title: _Title, arms: list[tuple[ArmName, _Title]]) -> list[str]:
    """The arms that fit a group at the first way of looking that any fits by."""
    same = [arm.arm_id for arm, ours in arms if title.whole and ours.whole == title.whole]
    may_be = [
        (a, o) for a, o in arms if not (o.number and title.number) or o.number == title.number
    ]
    same = same or [arm.arm_id for arm, ours in may_be if title.bare and ours.bare == title.bare]
    same = same or [arm.arm_id for arm, ours in may_be if _agree(title.key, ours.key)]
    return same or [
        arm.arm_id for arm, ours in may_be if _agree(title.key, _regimen_key(arm, ours))
    ]


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w.%+/<>=]+", make_plain(text)))


def _key(plain: str, patterns: Patterns) -> tuple[str, tuple[str, ...], str, str] | None:
    drug = find_drug([plain], patterns)
    frequency = patterns.find("frequency", plain)
    if patterns.find("doubt", plain) or len(frequency) > 1:
        return None
    # Two drugs would both be taken out below, and leave two combinations alike.
    if not drug and patterns.find("drug", plain):
        return None
    rest = plain
    for section in REGIMEN_WORDS:
        rest = patterns.strip(section, rest)
    rest = " ".join(re.findall(r"[^\W_]+", rest))
    if not (drug or rest):
        return None
    return drug, find_doses(plain, patterns), "".join(frequency), rest


def _regimen_key(arm: ArmName, ours: _Title) -> tuple[str, tuple[str, ...], str, str] | None:
    regimen = arm.regimen
    if not regimen.drug or (ours.key is not None and ours.key[0]):
        return None
    dose = (
        () if regimen.is_inactive or not regimen.dose else (f"{regimen.dose} {regimen.dose_unit}",)
    )
    return regimen.drug, dose, regimen.frequency, ""


def _agree(
    one: tuple[str, tuple[str, ...], str, str] | None,
    other: tuple[str, tuple[str, ...], str, str] | None,
) -> bool:
    if one is None or other is None or one[:2] != other[:2] or one[3] != other[3]:
        return False
    return one[2] == other[2] or not (one[2] and other[2])


def _why_none(
    text: str, title: _Title, fitting: list[str], ours: Sequence[_Title], patterns: Patterns
) -> str:
    if len(fitting) > 1:
        return f"fits several arms of the record ({', '.join(fitting)})"
    if fitting:
        return f"fits the arm {fitting[0]}, and so does another group of the same table"
    plain = make_plain(text)
    for reason in (*patterns.find("exclude", plain), *patterns.find("doubt", plain)):
        return f"fits no arm of the record: {reason}"
    for arm in ours:
        if title.key and arm.key and title.key[3] and _agree((*title.key[:3], arm.key[3]), arm.key):
            return f"fits no arm of the record: beside an arm’s name it says “{title.key[3][:60]}”"
    return "fits no arm of the record"
