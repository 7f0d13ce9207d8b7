"""The arms of a record: identifier, regimen, size, and which groups of results they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from synthesis.registry.matching import ArmName, Matcher, make_matcher
from synthesis.registry.naming import read_synonyms, take_numbers
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import Group, RegistryRecord
from synthesis.registry.regimens import PostedRegimen, read_regimen
from synthesis.registry.text import make_plain, make_slug

RUN_IN = re.compile(r"run-?in|lead-?in|screening|open[ -]label|induction")


@dataclass(frozen=True)
class Arm:
    """An arm of the record; `doubts` say why fields of its regimen were left empty."""

    arm_id: str
    label: str
    kind: str
    regimen: PostedRegimen
    n_randomised: str
    place: str
    doubts: tuple[str, ...]


def read_arms(record: RegistryRecord, patterns: Patterns) -> tuple[Arm, ...]:
    """The arms of a record, in its order, each with an identifier of its own.

    Arms are those of the design; where it names none, the groups of the participant flow. The
    size of an arm is the number that started the first period, where its group is recognised.
    """
    groups = record.arms or record.flow_groups
    module = "armsInterventionsModule.armGroups" if record.arms else "participantFlowModule.groups"
    section = "protocolSection" if record.arms else "resultsSection"
    read = [read_regimen(_texts(group, record), patterns) for group in groups]
    ids = _identifiers(groups, [regimen for regimen, _ in read], patterns)
    arms = [
        Arm(arm_id, group.title, group.kind, regimen, "", f"{section}.{module}[{number}]", doubts)
        for number, (arm_id, group, (regimen, doubts)) in enumerate(
            zip(ids, groups, read, strict=True)
        )
    ]
    sizes = _sizes(record, arm_matcher(arms, record, patterns)(record.flow_groups).arms)
    return tuple(replace(arm, n_randomised=sizes.get(arm.arm_id, "")) for arm in arms)


def arm_matcher(arms: Iterable[Arm], record: RegistryRecord, patterns: Patterns) -> Matcher:
    """What tells which arm each group of a table of the record is, or why it is none."""
    names = [ArmName(arm.arm_id, arm.label, arm.regimen) for arm in arms]
    return make_matcher(names, patterns, read_synonyms(record, patterns))


def _texts(group: Group, record: RegistryRecord) -> tuple[str, ...]:
    interventions = " ".join(record.interventions.get(group.title, ()))
    return group.title, group.description, interventions


def _identifiers(
    groups: Iterable[Group], regimens: list[PostedRegimen], patterns: Patterns
) -> list[str]:
    codes = [regimen.code for regimen in regimens]
    titles = take_numbers([make_plain(group.title) for group in groups], patterns)
    wanted = [
        code if code and codes.count(code) == 1 else make_slug(title)
        for (_, title), code in zip(titles, codes, strict=True)
    ]
    ids: list[str] = []
    for number, name in enumerate(wanted, start=1):
        unique = name if wanted.count(name) == 1 else f"{name}-arm-{number}"
        while unique in ids:
            unique += f"-{number}"
        ids.append(unique)
    return ids


def _sizes(record: RegistryRecord, matched: Mapping[str, str]) -> dict[str, str]:
    # Who entered a run-in was not randomised yet.
    if not record.periods or RUN_IN.search(make_plain(record.periods[0].title)):
        return {}
    started = record.periods[0].started
    arms = [matched[group] for group in started if group in matched]
    # Two groups of one arm (adults and adolescents) are no size of the arm.
    return {
        matched[group]: count
        for group, count in started.items()
        if group in matched
        and arms.count(matched[group]) == 1
        and re.fullmatch(r"[0-9]{1,6}", count)
    }
