"""Claims on harms, rates, what is reported and what a record says, against made-up results."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from arm_counts import make_arm
from hypothesis import given
from hypothesis import strategies as st
from made_up_results import FIVE, HARM, MadeUpResults
from made_up_terms import ACNE, ITCH4, VTE, label_inactive

from synthesis.analyses.harms import HarmAnalysisResult, HarmResult, pool_harm
from synthesis.analyses.long_term import LongTermRate
from synthesis.analyses.long_term_doses import compare_doses
from synthesis.claims import other_tests
from synthesis.claims.findings import Finding
from synthesis.claims.other_tests import (
    check_harm,
    check_none,
    check_rates,
    check_record,
    check_reported,
    count_reporting,
)
from synthesis.models.risks.rates import exact_rate
from synthesis.package.plan.claims import ClaimTest
from synthesis.selection.harms import HarmPool, HarmSelection


def harm_of(*cells: tuple[int, int, int, int], tier: str = "source") -> HarmResult:
    arms = []
    for number, (a, n1, c, n2) in enumerate(cells):
        arms += [make_arm(f"t{number}", "five", a, n1, tier=tier)]
        arms += [make_arm(f"t{number}", "placebo", c, n2, tier=tier)]
    return pool_harm(HarmPool(HARM, "five", FIVE, "placebo", label_inactive(), tuple(arms)))


def harms_of(*pools: HarmResult) -> MadeUpResults:
    selection = HarmSelection(HARM, tuple(pool.pool for pool in pools), ())
    return MadeUpResults(made_up_harm=HarmAnalysisResult(HARM, selection, pools, ()))


def judged(expects: Any, pool: HarmResult) -> Finding:
    (finding,) = check_harm(ClaimTest("harm", "harm-acne", expects), harms_of(pool))  # type: ignore[arg-type]
    return finding


counts = st.integers(0, 60)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=3))
def test_no_harm_claim_is_supported_by_the_want_of_a_difference(
    events: list[tuple[int, int]],
) -> None:
    pool = harm_of(*((a, 100, c, 100) for a, c in events))
    more, none = judged("more", pool), judged("no more", pool)
    expected = {"more": "supports", "fewer": "contradicts", "open": "open"}
    assert more.outcome == expected[pool.finding]
    assert none.outcome == ("contradicts" if pool.finding == "more" else "untestable")
    assert none.rule.startswith("Nothing can support")


def test_each_direction_of_a_harm() -> None:
    more, fewer, unclear = (
        harm_of((60, 100, 20, 100)), harm_of((20, 100, 60, 100)), harm_of((20, 100, 22, 100)),
    )  # fmt: skip
    assert [judged("more", p).outcome for p in (more, fewer, unclear)] == [
        "supports", "contradicts", "open",
    ]  # fmt: skip
    assert [judged("no more", p).outcome for p in (more, fewer, unclear)] == [
        "contradicts", "untestable", "untestable",
    ]  # fmt: skip
    assert "the data exclude that it is more frequent" in judged("more", fewer).number
    most = math.ceil(1000 * unclear.difference.high)
    assert judged("more", unclear).number.endswith(
        f"the data exclude more than {most} extra among 1,000 patients"
    )
    assert judged("more", more).number.startswith("60 of 100 against 20 of 100 patients, risk")


def test_a_harm_without_events_has_no_ratio_and_stays_untestable() -> None:
    finding = judged("no more", harm_of((0, 100, 0, 100)))
    assert (finding.effect, finding.outcome, finding.trials) == (None, "untestable", 1)
    assert "risk ratio" not in finding.number


def test_harm_cautions() -> None:
    unlike = harm_of((60, 200, 20, 200), (22, 200, 20, 200), (70, 200, 30, 200))
    assert judged("more", unlike).cautions == ("open if the effect may differ between trials",)
    unread = harm_of((60, 200, 20, 200), tier="unverified")
    assert judged("more", unread).cautions == (
        "a single trial",
        "rests on counts that nobody has read at a source",
    )


def test_harms_of_regimens_without_a_pool_are_untestable() -> None:
    test = ClaimTest("harm", "harm-acne", "more", regimens=("five", "ten"))
    found = list(check_harm(test, harms_of(harm_of((60, 100, 20, 100)))))  # type: ignore[arg-type]
    assert [finding.outcome for finding in found] == ["supports", "untestable"]
    assert found[1].label == "Acne: t: ten"
    (nothing,) = check_harm(replace(test, regimens=()), harms_of())  # type: ignore[arg-type]
    assert (nothing.label, nothing.outcome) == ("Acne: t", "untestable")


def rate(source: str, dose: str, events: int, years: float, **changes: Any) -> LongTermRate:
    plain = LongTermRate(
        source=source, population="p", drug="madeupinib", dose=dose, event=VTE, follow_up="f",
        events=events, patients=None, patient_years=years, time="given", printed=None,
        printed_low=None, printed_high=None, exact=exact_rate(events, years), notes="", row=2,
        of_subject=True,
    )  # fmt: skip
    return replace(plain, **changes)


def check(monkeypatch: pytest.MonkeyPatch, *rates: LongTermRate) -> Finding:
    monkeypatch.setattr(other_tests, "compare_rates", lambda _: compare_doses(rates))
    test = ClaimTest("rate", drug="madeupinib", events=(VTE,))
    (finding,) = check_rates(test, MadeUpResults())  # type: ignore[arg-type]
    return finding


def test_of_several_sources_the_one_with_most_events_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The smaller source would contradict; the larger one, in the middle, does not.
    small = rate("s", "10 mg", 30, 100.0), rate("s", "5 mg", 2, 100.0)
    large = rate("l", "10 mg", 40, 400.0), rate("l", "5 mg", 41, 400.0)
    last = rate("z", "10 mg", 20, 100.0), rate("z", "5 mg", 1, 100.0)
    finding = check(monkeypatch, *small, *large, *last)
    assert finding.number.startswith("40 against 41 events")
    assert finding.outcome == "untestable"
    assert check(monkeypatch, *small).outcome == "contradicts"
    assert check(monkeypatch, *small).number.startswith("30 against 2 events, rate ratio 15.00")
    # The lower dose counts among the events of a source, too.
    lower = rate("m", "10 mg", 31, 100.0), rate("m", "5 mg", 60, 100.0)
    assert check(monkeypatch, *large, *lower).number.startswith("31 against 60 events")


def test_a_lower_rate_never_supports(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = check(monkeypatch, rate("s", "10 mg", 1, 400.0), rate("s", "5 mg", 60, 100.0))
    assert fewer.outcome == "untestable"
    none = check(monkeypatch, rate("s", "10 mg", 0, 400.0), rate("s", "5 mg", 3, 400.0))
    assert none.outcome == "untestable"
    endless = check(monkeypatch, rate("s", "10 mg", 9, 100.0), rate("s", "5 mg", 0, 400.0))
    assert "any size" in endless.number


def test_rates_of_other_drugs_patients_and_events_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def pair(**changes: Any) -> tuple[LongTermRate, LongTermRate]:
        return rate("s", "10 mg", 30, 100.0, **changes), rate("s", "5 mg", 2, 100.0, **changes)

    for changes in ({"of_subject": False}, {"drug": "otherinib"}, {"event": ACNE}):
        assert check(monkeypatch, *pair(**changes)).trials == 0
        assert check(monkeypatch, *pair(**changes)).label.endswith("madeupinib, long term")
    assert check(monkeypatch, *pair()).outcome == "contradicts"


TRIALS = pd.DataFrame(
    [("a", "parallel"), ("b", "parallel"), ("c", "parallel"), ("x", "extension")],
    columns=["trial_id", "role"],
)
ARMS = pd.DataFrame(
    [
        ("a", "madeupinib", "oral"),
        ("a", "placebo", "oral"),
        ("b", "madeupinib", "oral"),
        ("c", "madecream", "topical"),
        ("c", "placebo", "oral"),
        ("x", "madeupinib", "oral"),
    ],
    columns=["trial_id", "drug", "route"],
)


def dataset_of(*rows: tuple[str, str, float, str]) -> Any:
    columns = ["trial_id", "outcome", "week", "verification"]
    tables = {
        "trials": TRIALS,
        "arms": ARMS,
        "dichotomous": pd.DataFrame(list(rows), columns=columns),
    }
    return SimpleNamespace(table=lambda name: tables[name])


def test_what_is_reported_counts_read_rows_of_oral_randomised_trials() -> None:
    read = ("a", "ITCH4", 16.0, "source")
    assert count_reporting(dataset_of(read), "ITCH4") == (1, 2)
    assert count_reporting(dataset_of(read, read), "ITCH4") == (1, 2)
    unread = ("b", "ITCH4", 16.0, "unverified")
    assert count_reporting(dataset_of(read, unread), "ITCH4") == (1, 2)
    assert count_reporting(dataset_of(read, (*unread[:3], "inferred")), "ITCH4") == (2, 2)
    for other in (("b", "EASI75", 16.0, "source"), ("c", "ITCH4", 16.0, "source")):
        assert count_reporting(dataset_of(read, other), "ITCH4") == (1, 2)
    assert count_reporting(dataset_of(read, ("x", "ITCH4", 16.0, "source")), "ITCH4") == (1, 2)
    assert count_reporting(dataset_of(read), "ITCH4", week=16.0) == (1, 2)
    assert count_reporting(dataset_of(read), "ITCH4", week=2.0) == (0, 2)


@pytest.mark.parametrize(("at_least", "outcome"), [(0.5, "supports"), (0.51, "open")])
def test_a_share_of_reporting_trials_supports_or_leaves_open(at_least: float, outcome: str) -> None:
    results = MadeUpResults(dataset=dataset_of(("a", "ITCH4", 16.0, "source")))
    test = ClaimTest("reported", outcome=ITCH4, at_least=at_least, week=16.0)
    (finding,) = check_reported(test, results)  # type: ignore[arg-type]
    assert (finding.outcome, finding.number) == (outcome, "1 of 2 trials")
    assert finding.rule.startswith(f"At least {round(100 * at_least)} of 100")
    assert finding.label.endswith("itch relief at week 16")


@pytest.mark.parametrize(
    ("tier", "outcome"), [("source", "supports"), ("unverified", "untestable")]
)
def test_a_record_that_nobody_read_supports_nothing(tier: str, outcome: str) -> None:
    facts = [
        {"fact_id": f"fact-{i}", "agency": "A", "fact_type": "warning", "drug": "d",
         "verification": tier, "fact": f"Said {i}.", "date": "2030" if i == 2 else ""}
        for i in (1, 2)
    ]  # fmt: skip
    results = MadeUpResults(dataset=SimpleNamespace(table=lambda _: pd.DataFrame(facts)))
    (finding,) = check_record(ClaimTest("record", fact="fact-2"), results)  # type: ignore[arg-type]
    assert (finding.outcome, finding.number) == (outcome, "Said 2. (2030)")
    assert bool(finding.cautions) == (tier != "source")
    (plain,) = check_record(ClaimTest("record", fact="fact-1"), results)  # type: ignore[arg-type]
    assert plain.number == "Said 1."


def test_no_test_says_why() -> None:
    (finding,) = check_none(ClaimTest("none", reason="Nobody asked."))
    assert (finding.outcome, finding.number) == ("untestable", "Nobody asked.")
