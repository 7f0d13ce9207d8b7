"""Drug, dose, frequency and route of an arm from its words, and which group is which arm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from synthesis.registry.patterns import Patterns
from synthesis.registry.record import Group, RegistryRecord
from synthesis.registry.text import make_plain, make_slug

INACTIVE = ("placebo", "vehicle")
RUN_IN = re.compile(r"run-?in|lead-?in|screening|open[ -]label|induction")


@dataclass(frozen=True)
class PostedRegimen:
    """What could be read; an empty text stands for what could not."""

    drug: str = ""
    dose: str = ""
    dose_unit: str = ""
    frequency: str = ""
    route: str = ""

    @property
    def code(self) -> str:
        """The regimen as arms.csv writes it; empty where a part is missing."""
        if self.drug in INACTIVE:
            return self.drug
        if not (self.drug and self.dose and self.dose_unit and self.frequency):
            return ""
        unit = "pct" if self.dose_unit == "percent" else ""
        return f"{self.drug.replace(' ', '-')}-{self.dose}{unit}-{self.frequency.lower()}"


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
    read = [_read_regimen(_texts(group, record), patterns) for group in groups]
    ids = _identifiers(groups, [regimen for regimen, _ in read])
    arms = [
        Arm(arm_id, group.title, group.kind, regimen, "", f"{section}.{module}[{number}]", doubts)
        for number, (arm_id, group, (regimen, doubts)) in enumerate(
            zip(ids, groups, read, strict=True)
        )
    ]
    sizes = _sizes(record, match_groups(record.flow_groups, arms, patterns))
    return tuple(
        Arm(
            *(arm.arm_id, arm.label, arm.kind, arm.regimen),
            *(sizes.get(arm.arm_id, ""), arm.place, arm.doubts),
        )
        for arm in arms
    )


def match_groups(
    groups: Iterable[Group], arms: Iterable[Arm], patterns: Patterns
) -> dict[str, str]:
    """Which arm each group is: arm_id by group id, only for groups that fit one arm alone.

    A group is an arm when their titles are the same words, or when both titles name the same
    drug and dose, no other frequency, and nothing else that would tell them apart.
    """
    arms = tuple(arms)
    matched: dict[str, str] = {}
    for group in groups:
        title = _words(group.title)
        same = [arm.arm_id for arm in arms if title and _words(arm.label) == title]
        if not same:
            key = _key(group.title, patterns)
            same = [arm.arm_id for arm in arms if _agree(key, _key(arm.label, patterns))]
        if len(same) == 1:
            matched[group.id] = same[0]
    return matched


def _texts(group: Group, record: RegistryRecord) -> tuple[str, ...]:
    interventions = " ".join(record.interventions.get(group.title, ()))
    return group.title, group.description, interventions


def _read_regimen(
    texts: tuple[str, ...], patterns: Patterns
) -> tuple[PostedRegimen, tuple[str, ...]]:
    title, *others = (make_plain(text) for text in texts)
    doubts = list(patterns.find("doubt", title))
    if doubts:
        return PostedRegimen(), tuple(f"the title says: {doubt}" for doubt in doubts)
    # What the title says stands; the rest is asked only for what the title leaves open.
    usable = [title, *(text for text in others if not patterns.find("doubt", text))]
    if len(usable) < len(texts):
        doubts += [
            f"not read beyond the title, where it says: {doubt}"
            for text in others
            for doubt in patterns.find("doubt", text)
        ]
    drug = _drug(usable, patterns)
    route = _single(usable, lambda text: patterns.find("route", text))
    if drug == "placebo" and route == "topical":
        drug = "vehicle"
    frequency = _single(usable, lambda text: patterns.find("frequency", text))
    if drug in INACTIVE:
        unit = {"oral": "mg", "subcutaneous": "mg", "topical": "percent"}.get(route, "")
        return PostedRegimen(drug, "0" if unit else "", unit, frequency, route), tuple(doubts)
    dosed = [text for text in usable if not patterns.find("several", text)]
    dose = _single(dosed, lambda text: _doses(text, patterns)) if drug else ""
    number, _, unit = dose.partition(" ")
    return PostedRegimen(drug, number, unit, frequency, route), tuple(dict.fromkeys(doubts))


def _drug(texts: list[str], patterns: Patterns) -> str:
    for text in texts:
        found = patterns.find("drug", text)
        # A dummy stands beside the drug it hides: “madeupinib and placebo injection”.
        active = [drug for drug in found if drug not in INACTIVE]
        if len(active) == 1:
            return active[0]
        if active:
            return ""
        if found:
            return "vehicle" if "vehicle" in found else "placebo"
    return ""


def _doses(text: str, patterns: Patterns) -> tuple[str, ...]:
    found = [
        f"{_number(match.group('number'))} {word.meaning}"
        for word in patterns.words["dose"]
        for match in word.pattern.finditer(text)
    ]
    return tuple(dict.fromkeys(found))


def _number(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _single(texts: list[str], find: Callable[[str], tuple[str, ...]]) -> str:
    for text in texts:
        found = find(text)
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def _identifiers(groups: Iterable[Group], regimens: list[PostedRegimen]) -> list[str]:
    codes = [regimen.code for regimen in regimens]
    wanted = [
        code if code and codes.count(code) == 1 else make_slug(group.title)
        for group, code in zip(groups, codes, strict=True)
    ]
    return [
        name if wanted.count(name) == 1 else f"{name}-arm-{number}"
        for number, name in enumerate(wanted, start=1)
    ]


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


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w.%+/<>=]+", make_plain(text)))


def _key(title: str, patterns: Patterns) -> tuple[str, tuple[str, ...], str] | None:
    plain = make_plain(title)
    drug = _drug([plain], patterns)
    if not drug or patterns.find("doubt", plain):
        return None
    frequency = patterns.find("frequency", plain)
    rest = plain
    for section in ("drug", "dose", "frequency", "route", "filler"):
        rest = patterns.strip(section, rest)
    if re.search(r"[^\W_]", rest) or len(frequency) > 1:
        return None
    return drug, _doses(plain, patterns), "".join(frequency)


def _agree(
    one: tuple[str, tuple[str, ...], str] | None, other: tuple[str, tuple[str, ...], str] | None
) -> bool:
    if one is None or other is None or one[:2] != other[:2]:
        return False
    return one[2] == other[2] or not (one[2] and other[2])
