"""Where in the book the evidence for a claim stands."""

from __future__ import annotations

from synthesis.claims.findings import Finding
from synthesis.package.plan.places import AnyAnalysis, page_of
from synthesis.package.plan.whole_plan import Plan


def address_of(finding: Finding, plan: Plan) -> str:
    """Where the result behind a finding stands in the book; empty where it has no place."""
    kind, identifier = finding.target
    anchors = {
        "pool": f"pool-{identifier}",
        "network": f"{identifier}-each-other",
        "harm": f"counts-{identifier}",
        "reported": "endpoint-coverage",
        "record": "agency-warnings",
        "rate": "long-term-doses",
    }
    return f"{_page(kind, identifier, plan)}#{anchors[kind]}" if kind in anchors else ""


def _page(kind: str, identifier: str, plan: Plan) -> str:
    """The page with the results of an analysis, or of a pool of it; empty for this page."""
    if kind in ("rate", "record", "harm"):
        found: AnyAnalysis | None = next(iter(plan.harms), None)
    else:
        name, _, _ = identifier.partition(".")
        every: tuple[AnyAnalysis, ...] = (*plan.analyses, *plan.networks)
        found = next((each for each in every if each.id == name), None)
    return f"{page_of(found)}.html" if found else ""
