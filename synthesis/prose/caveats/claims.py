"""Caveats of the tests of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.claims.findings import ClaimResult, Finding
from synthesis.claims.verdicts import Verdict
from synthesis.package.plan.claims import ClaimTest
from synthesis.words.numbers import list_words

NO_EVIDENCE_AGAINST: tuple[Verdict, ...] = ("not supported", "not testable with these data")


def claim_caveats(result: ClaimResult, drawn: Sequence[Finding]) -> tuple[str, ...]:
    """What the tests of a claim cannot show; `drawn` are those in the figure."""
    lines = [result.claim.limits] if result.claim.limits else []
    cautions = list(dict.fromkeys(c for finding in drawn for c in finding.cautions))
    if cautions:
        lines.append(f"To be read with care, in some tests: {list_words(cautions)}.")
    if result.verdict in NO_EVIDENCE_AGAINST:
        lines.append("That no test supports the claim is no evidence that it is wrong.")
    if any(_judged_by_difference(test) for test in result.claim.tests):
        lines.append("The tests were judged by the risk difference; the figure draws ratios.")
    left = len(result.tests) - len(drawn)
    if left:
        have = "has" if left == 1 else "have"
        lines.append(f"{left} of {len(result.tests)} tests {have} no ratio to draw.")
    return tuple(lines)


def _judged_by_difference(test: ClaimTest) -> bool:
    return test.points is not None
