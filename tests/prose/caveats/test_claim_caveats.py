from synthesis.claims.findings import ClaimResult, Finding
from synthesis.package.plan.claims import Claim, ClaimTest
from synthesis.prose.caveats.claims import claim_caveats


def claim(*tests, limits=""):
    return Claim("made-up", "Made-up claim.", "effect", (), tuple(tests), limits)


def test_a_claim_tells_what_is_not_drawn_and_how_it_was_judged():
    drawn = Finding("A", "supports", "", "", cautions=("a single trial",), effect=(1, 0, 2, "OR"))
    result = ClaimResult(
        claim(ClaimTest("pool", points=20.0), limits="Cannot show more."),
        (drawn, Finding("B", "untestable", "", "")),
    )
    assert claim_caveats(result, [drawn]) == (
        "Cannot show more.",
        "To be read with care, in some tests: a single trial.",
        "The tests were judged by the risk difference; the figure draws ratios.",
        "1 of 2 tests has no ratio to draw.",
    )


def test_a_claim_that_nothing_supports_is_not_called_wrong():
    open_test = Finding("A", "open", "", "", effect=(1, -1, 2, "OR"))
    result = ClaimResult(claim(ClaimTest("pool")), (open_test,))
    assert claim_caveats(result, [open_test]) == (
        "That no test supports the claim is no evidence that it is wrong.",
    )
