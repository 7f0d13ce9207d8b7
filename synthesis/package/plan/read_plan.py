"""The whole plan of a data package: every declared analysis of every kind, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synthesis.package.defects import Defect
from synthesis.package.plan.claims import Claim, claim_defects, read_claims
from synthesis.package.plan.doses import DoseAnalysis, read_doses
from synthesis.package.plan.harms import HarmAnalysis, read_harms
from synthesis.package.plan.networks import NetworkAnalysis, read_networks
from synthesis.package.plan.pools import Analysis, read_analyses
from synthesis.package.schema import Schema

Tables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Plan:
    """The declared analyses, networks, dose-response analyses, harms and claims, each in order."""

    analyses: tuple[Analysis, ...]
    networks: tuple[NetworkAnalysis, ...]
    doses: tuple[DoseAnalysis, ...]
    harms: tuple[HarmAnalysis, ...]
    claims: tuple[Claim, ...]


def read_plan(
    analyses_text: str, claims_text: str, schema: Schema, tables: Tables
) -> tuple[Plan, list[Defect]]:
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
        What has no defect, and the defects, each told once.
    """
    arms = tables.get("arms", [])
    regimens = [row["regimen"] for row in arms if row.get("regimen")]
    used: list[str] = []
    analyses, defects = read_analyses(analyses_text, schema, regimens)
    used += (analysis.id for analysis in analyses)
    networks, found = read_networks(analyses_text, schema, regimens, used)
    defects += found
    used += (network.id for network in networks)
    doses, found = read_doses(analyses_text, schema, arms, used)
    defects += found
    used += (dose.id for dose in doses)
    harms, found = read_harms(analyses_text, schema, regimens, used)
    defects += found
    claims, found = read_claims(claims_text)
    defects += found
    if not defects and claims:
        defects += claim_defects(
            claims,
            analyses={analysis.id for analysis in analyses},
            networks={network.id for network in networks},
            harms={harm.id for harm in harms},
            codes=_codes(schema, "opinions", "code"),
            regimens=set(regimens),
            outcomes=schema.enum("dichotomous", "outcome"),
            facts={row["fact_id"] for row in tables.get("regulatory", [])},
        )
    # The same TOML error is found once by each kind of analysis.
    return Plan(analyses, networks, doses, harms, claims), list(dict.fromkeys(defects))


def _codes(schema: Schema, table: str, field: str) -> Iterable[str]:
    return schema.codes(table, field) if table in schema.tables else ()
