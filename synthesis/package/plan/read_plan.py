"""The whole plan of a data package: every declared analysis of every kind, read together."""

from __future__ import annotations

from collections.abc import Collection

from synthesis.package.defects import Defect
from synthesis.package.entries import read_toml
from synthesis.package.fields import Choices
from synthesis.package.plan.claims import CLAIMS, ClaimsFile, claim_rules
from synthesis.package.plan.cross_references import repeated_ids, unknown_analyses
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.judgements import JUDGEMENTS, judgement_defects
from synthesis.package.plan.known_values import TextTables, known_values
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.whole_plan import ANALYSES, AnalysesFile, Plan
from synthesis.package.schema import Schema


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
    declared, defects = read_toml(ANALYSES, analyses_text, AnalysesFile, known, repeated_ids)
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
        defects += unknown_analyses(declared, harms)
        rated = [
            *(each.id for each in declared.analysis),
            *(each.id for each in declared.network),
            *(each.id for each in declared.mean),
        ]
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
        regressions=declared.regression,
        settings=declared.setting,
        prior_treatments=declared.prior_treatment,
        age_groups=declared.age_group,
    )
    return plan, defects


def _ids(declared: Collection[Analysis | NetworkAnalysis | HarmAnalysis], kind: str) -> Choices:
    return Choices({each.id for each in declared}, f"an id of a declared {kind}")
