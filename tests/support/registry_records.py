"""Made-up registry records in the form of ClinicalTrials.gov API version 2; no real trial."""

from __future__ import annotations

import copy
from typing import Any

ARMS = ("Upadacitinib 15 mg QD", "Upadacitinib 30 mg QD", "Placebo")
SIZES = (101, 99, 103)

Json = dict[str, Any]


def groups(letters: str, titles: tuple[str, ...] = ARMS) -> list[Json]:
    return [
        {"id": f"{letters}{number:03}", "title": title, "description": "invented"}
        for number, title in enumerate(titles)
    ]


def by_group(letters: str, name: str, values: tuple[Any, ...]) -> list[Json]:
    return [
        {"groupId": f"{letters}{number:03}", name: value} for number, value in enumerate(values)
    ]


def denoms(sizes: tuple[Any, ...] = SIZES) -> list[Json]:
    counts = by_group("OG", "value", tuple(str(size) for size in sizes))
    return [{"units": "Participants", "counts": counts}]


def category(values: tuple[str, ...], title: str = "") -> Json:
    named = {"title": title} if title else {}
    return {**named, "measurements": by_group("OG", "value", values)}


def measure(
    title: str,
    values: tuple[str, ...] = ("51", "62", "13"),
    *,
    unit: str = "Participants",
    statistic: str = "COUNT_OF_PARTICIPANTS",
    time_frame: str = "Week 16",
    description: str = "",
    titles: tuple[str, ...] = ARMS,
    sizes: tuple[Any, ...] = SIZES,
    classes: list[Json] | None = None,
) -> Json:
    return {
        "type": "PRIMARY",
        "title": title,
        "description": description,
        "populationDescription": "All invented participants",
        "reportingStatus": "POSTED",
        "paramType": statistic,
        "unitOfMeasure": unit,
        "timeFrame": time_frame,
        "groups": groups("OG", titles),
        "denoms": denoms(sizes),
        "classes": classes or [{"categories": [category(values)]}],
    }


def mean_measure(
    title: str,
    means: tuple[str, ...] = ("-60.5", "-72.0", "-20.25"),
    *,
    dispersion: str = "Standard Error",
    spreads: tuple[str, ...] = ("2.1", "2.2", "2.35"),
    limits: tuple[tuple[str, str], ...] = (),
    statistic: str = "LEAST_SQUARES_MEAN",
    unit: str = "percent change",
    **rest: Any,
) -> Json:
    """An outcome measure of means, each with a spread, or with limits where these are given."""
    made = measure(title, means, statistic=statistic, unit=unit, **rest)
    made["dispersionType"] = dispersion
    for one in made["classes"]:
        for named in one["categories"]:
            for number, cell in enumerate(named["measurements"]):
                if limits:
                    cell["lowerLimit"], cell["upperLimit"] = limits[number]
                elif dispersion:
                    cell["spread"] = spreads[number]
    return made


def weekly(weeks: dict[str, tuple[str, ...]]) -> list[Json]:
    return [{"title": week, "categories": [category(values)]} for week, values in weeks.items()]


def term(name: str, affected: tuple[int, ...], at_risk: tuple[int, ...] = SIZES) -> Json:
    stats = [
        {"groupId": f"EG{number:03}", "numAffected": patients, "numAtRisk": n}
        for number, (patients, n) in enumerate(zip(affected, at_risk, strict=True))
    ]
    return {"term": name, "organSystem": "Invented disorders", "stats": stats}


def record(measures: list[Json] | None = None, arms: tuple[str, ...] = ARMS) -> Json:
    """A complete record of an invented trial."""
    event_groups = [
        {**group, "deathsNumAffected": 0, "deathsNumAtRisk": size}
        | {"seriousNumAffected": serious, "seriousNumAtRisk": size, "otherNumAffected": 40}
        for group, serious, size in zip(groups("EG"), (2, 3, 4), SIZES, strict=True)
    ]
    content: Json = {
        "protocolSection": {
            "identificationModule": {
                "nctId": "NCT00000001",
                "acronym": "INVENTED-1",
                "briefTitle": "An Invented Trial in Moderate to Severe Atopic Dermatitis",
                "officialTitle": "An Invented, Randomized Trial",
            },
            "statusModule": {"lastUpdatePostDateStruct": {"date": "2031-02-03"}},
            "designModule": {
                "phases": ["PHASE3"],
                "designInfo": {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {
                        "label": label,
                        "type": "PLACEBO_COMPARATOR" if "lacebo" in label else "EXPERIMENTAL",
                        "description": "Participants take one tablet by mouth once daily.",
                        "interventionNames": ["Drug: invented"],
                    }
                    for label in arms
                ],
                "interventions": [],
            },
            "eligibilityModule": {"minimumAge": "12 Years", "maximumAge": "75 Years"},
            "outcomesModule": {"primaryOutcomes": [{"measure": "m", "timeFrame": "Week 16"}]},
        },
        "resultsSection": {
            "participantFlowModule": {
                "groups": groups("FG"),
                "periods": [
                    {
                        "title": "Overall Study",
                        "milestones": [
                            {
                                "type": "STARTED",
                                "achievements": by_group(
                                    "FG", "numSubjects", tuple(map(str, SIZES))
                                ),
                            }
                        ],
                        "dropWithdraws": [{"type": "Adverse Event", "reasons": []}],
                    }
                ],
            },
            "outcomeMeasuresModule": {
                "outcomeMeasures": [measure("Number of Participants with EASI-75 at Week 16")]
                if measures is None
                else measures
            },
            "adverseEventsModule": {
                "timeFrame": "Baseline to Week 16",
                "frequencyThreshold": "5",
                "eventGroups": event_groups,
                "seriousEvents": [
                    term("Herpes zoster", (1, 0, 0)),
                    term("Appendicitis", (1, 2, 0)),
                ],
                "otherEvents": [
                    term("Acne", (8, 12, 2)),
                    term("Herpes zoster", (0, 3, 0)),
                    term("Invented complaint", (6, 6, 6)),
                ],
            },
        },
        "hasResults": True,
    }
    return copy.deepcopy(content)
