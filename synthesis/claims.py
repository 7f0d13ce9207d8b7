"""Check the claims of clinicians: each declared test against the results, then one verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from synthesis.claim_effects import check_network, check_pools, check_share
from synthesis.claim_others import check_harm, check_none, check_rates, check_record, check_reported
from synthesis.claim_plan import Claim, ClaimTest
from synthesis.claim_results import ClaimResult, Evidence, Finding


def check_claim(claim: Claim, evidence: Evidence) -> ClaimResult:
    """Run every test of a claim."""
    found: list[Finding] = []
    for test in claim.tests:
        found += _RUNNERS[test.kind](test, evidence)
    return ClaimResult(claim, tuple(found))


_RUNNERS: Mapping[str, Callable[[ClaimTest, Evidence], Iterable[Finding]]] = {
    "pool": check_pools,
    "network": check_network,
    "share": check_share,
    "harm": check_harm,
    "rate": check_rates,
    "reported": check_reported,
    "record": check_record,
    "none": lambda test, _: check_none(test),
}
