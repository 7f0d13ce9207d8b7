"""Where in the book the evidence for a claim stands."""

from __future__ import annotations

from synthesis.claims.findings import Finding

OUTCOME_PAGES = {"EASI75": "easi75.html", "ITCH4": "itch.html"}
NETWORK_PAGES = {"easi75": "", "itch4": "-itch", "iga01": "-iga", "easi90": "-easi90"}


def address_of(finding: Finding) -> str:
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
    return f"{page_of(kind, identifier)}#{anchors[kind]}" if kind in anchors else ""


def page_of(kind: str, identifier: str) -> str:
    """The page with the results of an analysis (or of a pool of it); empty for this page.

    Parameters
    ----------
    kind
        Kind of a test of a claim, or of the target of its finding.
    identifier
        Id of the analysis, network or pool.
    """
    if kind in ("pool", "share"):
        analysis, _, _ = identifier.partition(".")
        if analysis.endswith("-against-dupilumab"):
            return "headtohead.html"
        return OUTCOME_PAGES["ITCH4" if analysis.startswith("itch4") else "EASI75"]
    if kind == "network":
        outcome, _, background = identifier.removeprefix("network-").partition("-")
        own = "-topical" if background == "topical" else NETWORK_PAGES[outcome]
        return f"network{own}.html"
    return "safety.html" if kind in ("harm", "rate", "record") else ""
