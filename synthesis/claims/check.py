"""Check the claims of clinicians: each declared test against the results, then one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from synthesis.analyses.run import Results, made_once
from synthesis.claims.effect_tests import check_network, check_pools, check_share
from synthesis.claims.findings import ClaimResult, Finding
from synthesis.claims.other_tests import (
    check_harm,
    check_none,
    check_rates,
    check_record,
    check_reported,
)
from synthesis.package.plan.claims import Claim, ClaimTest
from synthesis.words.terms import name_setting


@made_once
def check_claims(results: Results) -> tuple[ClaimResult, ...]:
    """Check every declared claim, in the order of claims.toml."""
    return tuple(check_claim(claim, results) for claim in results.dataset.claims)


def check_claim(claim: Claim, results: Results) -> ClaimResult:
    """Run every test of a claim."""
    found: list[Finding] = []
    for test in claim.tests:
        found += _RUNNERS[test.kind](test, results)
    return ClaimResult(claim, _tell_apart(found, results))


def _tell_apart(found: Sequence[Finding], results: Results) -> tuple[Finding, ...]:
    """Add “drug alone” or “with topical treatment” to pools that have the same label otherwise."""
    count = Counter(finding.label for finding in found)
    told = []
    for finding in found:
        if count[finding.label] > 1 and finding.target[0] == "pool":
            analysis = results.run(finding.analysis)[0].analysis
            setting = name_setting(analysis.background) or analysis.title
            told.append(replace(finding, label=f"{finding.label}, {setting}"))
        else:
            told.append(finding)
    return tuple(told)


_RUNNERS: Mapping[str, Callable[[ClaimTest, Results], Iterable[Finding]]] = {
    "pool": check_pools,
    "network": check_network,
    "share": check_share,
    "harm": check_harm,
    "rate": check_rates,
    "reported": check_reported,
    "record": check_record,
    "none": lambda test, _: check_none(test),
}
