"""The whole plan of a data package: every declared analysis of every kind, read together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, Steps, find_repeated, list_entries, read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, Choices, Entries, Known
from synthesis.package.plan.claims import CLAIMS, Claim, ClaimsFile, Topic, claim_rules
from synthesis.package.plan.courses import CourseAnalysis, Maintenance
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.harms import HarmAnalysis, HarmEntry, fill_place
from synthesis.package.plan.importance import Importance
from synthesis.package.plan.judgements import JUDGEMENTS, judgement_defects
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.replays import Replay
from synthesis.package.plan.shared_doses import SharedDose
from synthesis.package.plan.stopping import StoppingRule
from synthesis.package.schema import Schema
from synthesis.words.terms import INACTIVE, CodeTerm

ANALYSES = "analyses.toml"
# Kinds of entries whose ids are names: figures and tables are called after them.
IDENTIFIED = (
    *("analysis", "network", "dose", "harm", "stopping", "mean"),
    *("course", "maintenance", "shared_dose"),
)
TextTables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Plan:
    """What is declared of each kind, and the claims, in the order of the files.

    `few_trials` is None where the package declares no second look at few trials.
    """

    analyses: tuple[Analysis, ...]
    networks: tuple[NetworkAnalysis, ...]
    doses: tuple[DoseAnalysis, ...]
    harms: tuple[HarmAnalysis, ...]
    claims: tuple[Claim, ...]
    topics: tuple[Topic, ...] = ()
    stopping: tuple[StoppingRule, ...] = ()
    few_trials: FewTrials | None = None
    means: tuple[MeanAnalysis, ...] = ()
    replays: tuple[Replay, ...] = ()
    importance: tuple[Importance, ...] = ()
    shared_doses: tuple[SharedDose, ...] = ()
    courses: tuple[CourseAnalysis, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()


@dataclass(frozen=True)
class AnalysesFile:
    """What analyses.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    analysis: Entries[Analysis] = ()
    network: Entries[NetworkAnalysis] = ()
    dose: Entries[DoseAnalysis] = ()
    harm: Entries[HarmEntry] = ()
    stopping: Entries[StoppingRule] = ()
    few_trials: FewTrials | None = None
    mean: Entries[MeanAnalysis] = ()
    replay: Entries[Replay] = ()
    importance: Entries[Importance] = ()
    shared_dose: Entries[SharedDose] = ()
    course: Entries[CourseAnalysis] = ()
    maintenance: Entries[Maintenance] = ()


def read_plan(
    analyses_text: str, claims_text: str, schema: Schema, tables: TextTables
) -> tuple[Plan | None, list[Defect]]:
    """Parse analyses.toml and claims.toml and check them against the package.

    Parameters
    ----------
    analyses_text, claims_text
        Contents of the two files; the second may be empty.
    schema
        The package's description.
    tables
        Its tables as text, by name; a table may be missing.

    Returns
    -------
    plan, defects
        The plan, None where anything is wrong with it, and each defect once.
    """
    known = known_values(schema, tables)
    declared, defects = read_toml(ANALYSES, analyses_text, AnalysesFile, known, _repeated_ids)
    entries = declared.harm if declared else ()
    harms = tuple(harm for entry in entries for harm in entry.spread())
    # Where the analyses are in doubt, nobody can say that a claim asks for one that is not there.
    if declared:
        known = {
            **known,
            "id of pool": _ids(declared.analysis, "analysis"),
            "id of network": _ids(declared.network, "network"),
            "id of harm": _ids(harms, "harm"),
        }
        defects += _unknown_analyses(declared, harms)
        rated = [*(each.id for each in declared.analysis), *(n.id for n in declared.network)]
        defects += judgement_defects(tables.get(JUDGEMENTS, ()), rated)
    claims, found = read_toml(CLAIMS, claims_text, ClaimsFile, known, claim_rules)
    defects += found
    if declared is None or claims is None or defects:
        return None, defects
    plan = Plan(
        analyses=declared.analysis,
        networks=declared.network,
        doses=declared.dose,
        harms=harms,
        claims=claims.claim,
        topics=claims.topic,
        stopping=declared.stopping,
        few_trials=declared.few_trials,
        means=declared.mean,
        replays=declared.replay,
        importance=declared.importance,
        shared_doses=declared.shared_dose,
        courses=declared.course,
        maintenance=declared.maintenance,
    )
    return plan, defects


def _unknown_analyses(declared: AnalysesFile, harms: Collection[HarmAnalysis]) -> Iterator[Defect]:
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


def known_values(schema: Schema, tables: TextTables) -> Known:
    """The values that the fields of the plan may have, from the package's codes and tables."""

    def codes(table: str, field: str, terms: Mapping[str, CodeTerm] | None = None) -> Choices:
        found = {code: (terms or {}).get(code, code) for code in schema.enum(table, field)}
        return Choices(found, "" if found else f"no value, as {table} declares no codes of {field}")

    def column(table: str, field: str) -> list[str]:
        return [row[field] for row in tables.get(table, ()) if row.get(field)]

    words = schema.vocabulary
    drugs = dict.fromkeys(column("arms", "drug"))
    rate_drugs = {*drugs, *column("long_term_safety", "drug")}
    return {
        "outcome": codes("dichotomous", "outcome", words.outcomes),
        "verification": codes("dichotomous", "verification"),
        "score": codes("continuous", "outcome", words.scores),
        "statistic": codes("continuous", "statistic"),
        "mean verification": codes("continuous", "verification"),
        "event": codes("adverse_events", "event", words.events),
        "harm verification": codes("adverse_events", "verification"),
        "rate event": codes("long_term_safety", "event", words.events),
        "route": codes("arms", "route"),
        "frequency": codes("arms", "frequency"),
        "background": codes("trials", "background", words.backgrounds),
        "regimen": Choices(set(column("arms", "regimen")), "a regimen of arms.csv"),
        "drug": Choices(drugs.keys() - {*INACTIVE}, "a drug of arms.csv, not placebo"),
        "rate drug": Choices(rate_drugs, "a drug of arms.csv or long_term_safety.csv"),
        "position": Choices(schema.codes("opinions", "code"), "a position code of opinions.csv"),
        "published result": Choices(
            {
                row["result_id"]
                for row in tables.get("published_meta_analyses", ())
                if row.get("effect_measure") in ("OR", "RR")
            },
            "the result_id of an odds ratio or risk ratio of published_meta_analyses.csv",
        ),
        "trial": Choices(set(column("trials", "trial_id")), "a trial_id of trials.csv"),
        "fact": Choices(set(column("regulatory", "fact_id")), "a fact_id of regulatory.csv"),
    }


def _ids(declared: Collection[Analysis | NetworkAnalysis | HarmAnalysis], kind: str) -> Choices:
    return Choices({each.id for each in declared}, f"an id of a declared {kind}")


def _repeated_ids(content: Any) -> Iterator[FieldBreach]:
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
