"""A record of ClinicalTrials.gov read from its JSON."""

from __future__ import annotations

from synthesis.registry.find_study import NCT, find_study
from synthesis.registry.json_walk import RecordPlace, RegistryError
from synthesis.registry.record import (
    Events,
    Group,
    Period,
    PostedMeasure,
    PostedValue,
    RegistryRecord,
    Term,
)


def read_record(content: bytes, nct_id: str | None = None) -> RegistryRecord:
    """Read one study from the bytes of its JSON file; `nct_id` says which where it holds several.

    Raises
    ------
    RegistryError
        As :func:`~synthesis.registry.find_study.find_study` does, or a part of the record is of
        another type than the registry's; the message says which part.
    """
    return _record(RecordPlace(find_study(content, nct_id), ""))


def _record(root: RecordPlace) -> RegistryRecord:
    protocol, results = root.part("protocolSection"), root.part("resultsSection")
    names = protocol.part("identificationModule")
    nct_id = names.text("nctId")
    if not NCT.fullmatch(nct_id):
        raise RegistryError(
            f"{names.path}.nctId: expected NCT and eight digits, found “{nct_id[:40]}”."
        )
    design = protocol.part("designModule")
    eligibility = protocol.part("eligibilityModule")
    arms = protocol.part("armsInterventionsModule")
    flow = results.part("participantFlowModule")
    status = protocol.part("statusModule")
    version = status.part("lastUpdatePostDateStruct").text("date")
    miscellany = root.part("derivedSection").part("miscInfoModule")
    events = results.part("adverseEventsModule")
    outcomes = results.part("outcomeMeasuresModule")
    return RegistryRecord(
        nct_id=nct_id,
        title=names.text("briefTitle"),
        official_title=names.text("officialTitle"),
        acronym=names.text("acronym"),
        version=version or miscellany.text("versionHolder"),
        study_type=design.text("studyType").upper(),
        phases=design.texts("phases"),
        allocation=design.part("designInfo").text("allocation"),
        model=design.part("designInfo").text("interventionModel"),
        minimum_age=eligibility.text("minimumAge"),
        maximum_age=eligibility.text("maximumAge"),
        primary_time_frames=tuple(
            outcome.text("timeFrame")
            for outcome in protocol.part("outcomesModule").items("primaryOutcomes")
        ),
        arms=tuple(_arm(arm) for arm in arms.items("armGroups")),
        interventions=_interventions(arms),
        intervention_names=tuple(
            (one.text("name"), *one.texts("otherNames")) for one in arms.items("interventions")
        ),
        flow_groups=_groups(flow),
        periods=tuple(_period(period) for period in flow.items("periods")),
        measures=tuple(_measure(measure) for measure in outcomes.items("outcomeMeasures")),
        events=_events(events) if events.found else None,
        has_results=results.found,
    )


def _arm(arm: RecordPlace) -> Group:
    return Group("", arm.text("label"), arm.text("description"), arm.text("type"))


def _interventions(arms: RecordPlace) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for intervention in arms.items("interventions"):
        words = f"{intervention.text('name')}. {intervention.text('description')}"
        for label in intervention.texts("armGroupLabels"):
            texts[label] = (*texts.get(label, ()), words)
    return texts


def _groups(module: RecordPlace, name: str = "groups") -> tuple[Group, ...]:
    groups: dict[str, Group] = {}
    for group in module.items(name):
        named = Group(group.text("id"), group.text("title"), group.text("description"))
        # Numbers are told apart by it alone.
        if not named.id or named.id in groups:
            raise RegistryError(
                f"{group.path}.id: expected one that no other group has, found “{named.id[:40]}”."
            )
        groups[named.id] = named
    return tuple(groups.values())


def _period(period: RecordPlace) -> Period:
    started: dict[str, str] = {}
    for milestone in period.items("milestones"):
        if milestone.text("type").upper() == "STARTED":
            started = milestone.by_group("achievements", "numSubjects")
    reasons = tuple(drop.text("type") for drop in period.items("dropWithdraws"))
    return Period(period.text("title"), started, reasons)


def _measure(measure: RecordPlace) -> PostedMeasure:
    shared = _participants(measure)
    cells = []
    for one in measure.items("classes"):
        own = _participants(one)
        for category in one.items("categories"):
            values = category.by_group("measurements", "value")
            texts = (category.path, one.text("title"), category.text("title"))
            spreads = _spreads(category)
            cells.append(PostedValue(*texts, values, {**shared, **own}, spreads))
    return PostedMeasure(
        place=measure.path,
        kind=measure.text("type"),
        title=measure.text("title"),
        description=measure.text("description"),
        population=measure.text("populationDescription"),
        statistic=measure.text("paramType"),
        dispersion=measure.text("dispersionType"),
        unit=measure.text("unitOfMeasure"),
        time_frame=measure.text("timeFrame"),
        units_analysed=measure.text("typeUnitsAnalyzed"),
        analyses=tuple(text for one in measure.items("analyses") for text in one.all_texts()),
        groups=_groups(measure),
        cells=tuple(cells),
    )


def _spreads(category: RecordPlace) -> dict[str, tuple[str, str, str]]:
    return {
        one.text("groupId"): (one.text("spread"), one.text("lowerLimit"), one.text("upperLimit"))
        for one in category.items("measurements")
    }


def _participants(part: RecordPlace) -> dict[str, str]:
    counts: dict[str, str] = {}
    for denominator in part.items("denoms"):
        if denominator.text("units").lower() in ("participants", "participant"):
            for group, value in denominator.by_group("counts", "value").items():
                # Two denominators of one group are as good as none.
                counts[group] = value if counts.get(group, value) == value else ""
    return counts


def _events(module: RecordPlace) -> Events:
    fields = ("seriousNumAffected", "seriousNumAtRisk", "deathsNumAffected", "deathsNumAtRisk")
    totals = {
        group.text("id"): {field: group.text(field) for field in fields}
        for group in module.items("eventGroups")
    }
    return Events(
        module.text("timeFrame"),
        module.text("frequencyThreshold"),
        _groups(module, "eventGroups"),
        totals,
        tuple(_term(term) for term in module.items("seriousEvents")),
        tuple(_term(term) for term in module.items("otherEvents")),
    )


def _term(term: RecordPlace) -> Term:
    affected = term.by_group("stats", "numAffected")
    return Term(term.path, term.text("term"), affected, term.by_group("stats", "numAtRisk"))
