"""What entries of analyses.toml say of each other: ids that are declared, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, Steps, find_repeated, list_entries
from synthesis.package.plan.harms import HarmAnalysis, fill_place
from synthesis.package.plan.whole_plan import ANALYSES, AnalysesFile

# Kinds of entries whose ids are names: figures and tables are called after them.
IDENTIFIED = (
    *("analysis", "network", "dose", "harm", "stopping", "mean"),
    *("course", "maintenance", "shared_dose"),
    *("regression", "setting", "prior_treatment", "age_group"),
)


def unknown_analyses(declared: AnalysesFile, harms: Collection[HarmAnalysis]) -> Iterator[Defect]:
    """Every id of another entry that is not declared."""
    ids = {
        *(each.id for each in declared.analysis),
        *(each.id for each in declared.network),
        *(each.id for each in harms),
    }
    for replay in declared.replay:
        for name in replay.of:
            if name not in ids:
                field = f"replay {replay.id}, of"
                expected = "an id of a declared analysis, network or harm"
                yield Defect(ANALYSES, None, field, name, expected)
    yield from _unknown_doses(declared)
    yield from _unknown_networks(declared)


def _unknown_doses(declared: AnalysesFile) -> Iterator[Defect]:
    doses = {each.id: each.outcome for each in declared.dose}
    networks = {each.id for each in declared.network}
    for shared in declared.shared_dose:
        field = f"shared_dose {shared.id}"
        for name in shared.of:
            if name not in doses:
                expected = "an id of a declared dose"
                yield Defect(ANALYSES, None, f"{field}, of", name, expected)
            elif doses[name] != doses.get(shared.of[0], doses[name]):
                expected = "dose-response analyses of one outcome"
                yield Defect(ANALYSES, None, f"{field}, of", name, expected)
        if shared.network not in networks:
            expected = "an id of a declared network"
            yield Defect(ANALYSES, None, f"{field}, network", shared.network, expected)


def _unknown_networks(declared: AnalysesFile) -> Iterator[Defect]:
    networks = {each.id for each in declared.network}
    asked = [("regression", each.id, "network", each.network) for each in declared.regression]
    for each in declared.setting:
        asked += [("setting", each.id, name, getattr(each, name)) for name in ("first", "second")]
    for kind, owner, name, network in asked:
        if network not in networks:
            field = f"{kind} {owner}, {name}"
            yield Defect(ANALYSES, None, field, network, "an id of a declared network")


def repeated_ids(content: Any) -> Iterator[FieldBreach]:
    """Every id, and every outcome with a difference that matters, that stands twice."""
    yield from find_repeated(_places_of_ids(content), "an id used only once")
    outcomes = (
        (("importance", number, "outcomes", place), code)
        for number, entry in list_entries(content, "importance")
        if isinstance(entry.get("outcomes"), list)
        for place, code in enumerate(entry["outcomes"])
    )
    yield from find_repeated(outcomes, "an outcome of one entry alone")


def _places_of_ids(content: Any) -> Iterator[tuple[Steps, Any]]:
    """Every id that the file declares, one for each event of a harm."""
    for kind in IDENTIFIED:
        for number, entry in list_entries(content, kind):
            ids = {entry["id"]: None} if isinstance(entry.get("id"), str) else {}
            events = entry.get("events")
            if kind == "harm" and isinstance(events, list):
                texts = [event for event in events if isinstance(event, str)]
                ids = {fill_place(each, event): None for each in ids for event in texts}
            for each in ids:
                yield (kind, number, "id"), each
