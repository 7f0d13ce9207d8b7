"""Long-term rates: read, checked against their counts, compared by dose within one source."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from synthesis.analyses.long_term import (
    LongTermRate,
    compare_counts,
    count_checked,
    find_disagreements,
    read_long_term,
    with_rate,
)
from synthesis.analyses.long_term_doses import compare_doses
from synthesis.models.risks.rates import exact_rate
from synthesis.package.dataset import Dataset
from synthesis.words.terms import EventTerm

LOW = LongTermRate(
    source="made-up",
    population="AD, made up",
    drug="madeupinib",
    dose="5 mg QD",
    event=EventTerm("HERPES_ZOSTER"),
    follow_up="100 weeks",
    events=20,
    patients=133,
    patient_years=268.6,
    time="given",
    printed=7.4,
    printed_low=None,
    printed_high=None,
    exact=exact_rate(20, 268.6),
    notes="",
    row=2,
)
HIGH = replace(
    LOW, dose="10 mg QD", events=31, patient_years=248.2, printed=12.5, exact=exact_rate(31, 248.2)
)
PLACEBO = replace(LOW, drug="placebo", dose="0 mg", events=None, exact=None)


@pytest.mark.parametrize(
    ("dose", "number"),
    [("5 mg QD", 5.0), ("7.5 mg QD", 7.5), ("100/200 mg QD pooled", None), ("all doses", None)],
)
def test_one_dose_has_a_number_and_several_have_none(dose: str, number: float | None) -> None:
    assert replace(LOW, dose=dose).strength == number


def test_the_higher_dose_is_compared_with_the_lower_one_of_the_same_source() -> None:
    other = replace(HIGH, source="elsewhere")
    (pair,) = compare_doses([HIGH, other, PLACEBO, LOW])
    assert (pair.higher, pair.lower, pair.placebo) == (HIGH, LOW, PLACEBO)
    assert pair.ratio is not None
    # R: poisson.test(c(31, 20), c(248.2, 268.6))
    numbers = (pair.ratio.estimate, pair.ratio.low, pair.ratio.high)
    assert numbers == pytest.approx((1.6773972603, 0.9261105021, 3.1051498020), abs=1e-8)


def test_what_is_not_alike_is_not_compared() -> None:
    for change in (
        {"population": "AD, others"},
        {"event": "ACNE"},
        {"follow_up": "1 week"},
        {"drug": "inventinib"},
        {"dose": "5/10 mg QD pooled"},
    ):
        assert compare_doses([LOW, replace(HIGH, **change)]) == ()


def test_unknown_counts_and_no_events_give_no_ratio() -> None:
    (unknown,) = compare_doses([LOW, replace(HIGH, exact=None)])
    assert unknown.ratio is None
    none = [replace(rate, events=0, exact=exact_rate(0, 100.0)) for rate in (LOW, HIGH)]
    assert compare_doses(none)[0].ratio is None
    one = [none[0], replace(HIGH, events=1, exact=exact_rate(1, 100.0))]
    ratio = compare_doses(one)[0].ratio
    assert ratio is not None
    assert ratio.estimate == math.inf


def test_printed_numbers_are_checked_within_their_rounding() -> None:
    assert find_disagreements([LOW, HIGH]) == ()
    wrong = replace(LOW, printed=7.9)
    (found,) = find_disagreements([wrong])
    assert (found.what, found.printed) == ("rate", 7.9)
    assert found.computed == pytest.approx(100 * 20 / 268.6)
    limits = replace(LOW, printed_low=4.55, printed_high=11.00)
    (found,) = find_disagreements([limits])
    assert found.what == "upper limit"
    assert count_checked([LOW, limits, PLACEBO]) == (2, 1)


def test_time_worked_out_from_a_rounded_rate_is_given_its_rounding() -> None:
    # 17 events at a printed 2.65: between 639.1 and 642.7 years.
    years = 100 * 17 / 2.65
    implied = replace(
        LOW,
        events=17,
        printed=2.65,
        patient_years=years,
        time="implied",
        exact=exact_rate(17, years),
        printed_low=1.55,
        printed_high=4.25,
    )
    assert find_disagreements([implied]) == ()
    assert len(find_disagreements([replace(implied, printed_high=4.30)])) == 1
    assert count_checked([implied]) == (0, 1)


def test_a_randomised_source_is_compared_by_counts() -> None:
    control = replace(LOW, drug="control", dose="usual", events=42, patients=1451)
    doses = [
        replace(LOW, events=62, patients=1455),
        replace(HIGH, events=60, patients=1456),
        replace(HIGH, dose="5/10 mg combined", events=122, patients=2911),
        replace(HIGH, event=EventTerm("DEATH"), events=1, patients=1456),
    ]
    compared = compare_counts([*doses, control], "made-up", "control")
    assert [each.dose for each in compared] == doses[:2]
    first = compared[0].risk_ratio
    assert first is not None
    assert math.exp(first.estimate) == pytest.approx((62 / 1455) / (42 / 1451))
    # Katz's error of one trial's log risk ratio, by hand.
    error = math.sqrt(1 / 62 - 1 / 1455 + 1 / 42 - 1 / 1451)
    assert first.se == pytest.approx(error)
    assert compare_counts([*doses, control], "elsewhere", "control") == ()


def test_the_rows_of_the_book_are_read_as_they_stand(dataset: Dataset) -> None:
    table = dataset.table("long_term_safety").set_index("row")
    rows = read_long_term(dataset)
    assert rows
    for row in rows:
        record = table.loc[row.row]
        assert record["preferred"] == "yes"
        assert record["verification"] != "unverified"
        if row.time == "given":
            assert row.patient_years == record["patient_years"]
        if row.time == "implied":
            assert row.events
            assert row.patient_years == pytest.approx(
                100 * row.events / record["ir_per_100py"], rel=1e-9
            )
        if row.exact:
            assert row.exact.events == record["patients_with_event"]
    shown = with_rate(rows)
    assert 0 < len(shown) < len(rows)
    assert all(row.event != "EXPOSURE" for row in shown)


def test_the_book_compares_both_doses_of_two_drugs_over_years(dataset: Dataset) -> None:
    compared = compare_doses(with_rate(read_long_term(dataset)))
    known = {pair.higher.drug for pair in compared if pair.ratio}
    assert {"abrocitinib", "upadacitinib"} <= known
    for pair in compared:
        assert pair.higher.strength is not None
        assert pair.lower.strength is not None
        assert pair.higher.strength > pair.lower.strength
        assert pair.higher.source == pair.lower.source


def test_doses_taken_unlike_are_not_higher_and_lower() -> None:
    twice = replace(HIGH, dose="5 mg BID")
    assert compare_doses([LOW, twice]) == ()
    assert compare_doses([replace(LOW, dose="5 mg BID"), twice]) == ()
    assert compare_doses([replace(LOW, dose="5 g QD"), HIGH]) == ()
    daily, other = compare_doses([HIGH, twice, LOW, replace(LOW, dose="2.5 mg BID")])
    assert (daily.higher, daily.lower) == (HIGH, LOW)
    assert (other.higher, other.lower.dose) == (twice, "2.5 mg BID")
    (cream,) = compare_doses([replace(LOW, dose="0.75%"), replace(HIGH, dose="1.5%")])
    assert (cream.higher.strength, cream.lower.strength) == (1.5, 0.75)
