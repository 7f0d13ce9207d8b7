"""The whole plan of a data package: every declared analysis of every kind, read together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, Steps, find_repeated, list_entries, read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, Choices, Entries, Known
from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.claims import CLAIMS, Claim, ClaimsFile, Topic, claim_rules
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.harms import HarmAnalysis, HarmEntry, fill_place
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.regressions import (
    OUTCOME_WEEK,
    REFERENCE_RESPONSE,
    RegressionAnalysis,
)
from synthesis.package.plan.replays import Replay
from synthesis.package.plan.settings import PriorTreatment, SettingComparison
from synthesis.package.plan.stopping import StoppingRule
from synthesis.package.schema import Schema
from synthesis.words.terms import INACTIVE, CodeTerm

ANALYSES = "analyses.toml"
KINDS_WITH_ID = (
    *("analysis", "network", "dose", "harm", "stopping", "mean"),
    *("regression", "setting", "prior_treatment", "age_group"),
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
    regressions: tuple[RegressionAnalysis, ...] = ()
    settings: tuple[SettingComparison, ...] = ()
    prior_treatments: tuple[PriorTreatment, ...] = ()
    age_groups: tuple[AgeGroup, ...] = ()


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
    regression: Entries[RegressionAnalysis] = ()
    setting: Entries[SettingComparison] = ()
    prior_treatment: Entries[PriorTreatment] = ()
    age_group: Entries[AgeGroup] = ()


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
        regressions=declared.regression,
        settings=declared.setting,
        prior_treatments=declared.prior_treatment,
        age_groups=declared.age_group,
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
    networks = {each.id for each in declared.network}
    asked = [("regression", each.id, "network", each.network) for each in declared.regression]
    for each in declared.setting:
        asked += [("setting", each.id, name, getattr(each, name)) for name in ("first", "second")]
    for kind, owner, name, network in asked:
        if network not in networks:
            field = f"{kind} {owner}, {name}"
            yield Defect(ANALYSES, None, field, network, "an id of a declared network")


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
        "baseline verification": codes("baseline", "verification"),
        "covariate": Choices(
            {REFERENCE_RESPONSE, OUTCOME_WEEK, *schema.enum("baseline", "variable")},
            f"“{REFERENCE_RESPONSE}”, “{OUTCOME_WEEK}”, or a variable of baseline.csv",
        ),
        "subgroup": Choices(set(column("subgroups", "subgroup")), "a subgroup of subgroups.csv"),
        "fact": Choices(set(column("regulatory", "fact_id")), "a fact_id of regulatory.csv"),
    }


def _ids(declared: Collection[Analysis | NetworkAnalysis | HarmAnalysis], kind: str) -> Choices:
    return Choices({each.id for each in declared}, f"an id of a declared {kind}")


def _repeated_ids(content: Any) -> Iterator[FieldBreach]:
    return find_repeated(_places_of_ids(content), "an id used only once")


def _places_of_ids(content: Any) -> Iterator[tuple[Steps, Any]]:
    """Every id that the file declares, one for each event of a harm."""
    for kind in KINDS_WITH_ID:
        for number, entry in list_entries(content, kind):
            ids = {entry["id"]: None} if isinstance(entry.get("id"), str) else {}
            events = entry.get("events")
            if kind == "harm" and isinstance(events, list):
                texts = [event for event in events if isinstance(event, str)]
                ids = {fill_place(each, event): None for each in ids for event in texts}
            for each in ids:
                yield (kind, number, "id"), each
