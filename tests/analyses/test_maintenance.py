"""What comes after a response: arms by themselves, compared only where chance formed the groups."""

from __future__ import annotations

import pytest
from made_up_records import make_arm_record, make_count, make_records, make_trial
from statsmodels.stats.proportion import proportion_confint

from synthesis.analyses.courses.maintenance import (
    MaintenanceResult,
    as_maintenance_record,
    follow_on,
    run_maintenance,
)
from synthesis.analyses.run import Results
from synthesis.package.dataset import ROW
from synthesis.package.plan.courses import Maintenance
from synthesis.selection.records import Records
from synthesis.words.terms import OutcomeTerm

NAMES = ("outcome", "percent_reported")
DECLARED = Maintenance(
    id="after",
    title="Afterwards",
    question="What then?",
    trials=("one",),
    outcomes=(OutcomeTerm("FLARE"),),
    verification=("source",),
    comparator="placebo",
)


@pytest.fixture(scope="module")
def found(book: Results) -> dict[str, MaintenanceResult]:
    return dict(run_maintenance(book))


def test_every_number_is_that_of_its_row(
    book: Results, found: dict[str, MaintenanceResult]
) -> None:
    assert found
    for result in found.values():
        assert result.arms
        table = "readings" if result.declared.readings else "dichotomous"
        rows = {row[ROW]: row for row in book.dataset.table(table).to_dict("records")}
        code, percent = ("code", "percent") if result.declared.readings else NAMES
        for arm in result.arms:
            row = rows[arm.row.row]
            assert (row["trial_id"], row[code]) == (arm.trial.trial_id, arm.outcome)
            if arm.count is None:
                assert arm.percent == float(row[percent])
                assert arm.share is None
            elif arm.row.imputed:
                assert arm.percent == pytest.approx(float(row[percent]))
                assert arm.count.n == int(row["n"])
            else:
                assert (arm.count.responders, arm.count.n) == (
                    int(row["responders"]),
                    int(row["n"]),
                )


def test_the_interval_of_an_arm_is_that_of_wilson(found: dict[str, MaintenanceResult]) -> None:
    arms = [arm for result in found.values() for arm in result.arms]
    counted = [arm for arm in arms if arm.count and not arm.row.imputed]
    assert counted
    for arm in counted:
        low, high = proportion_confint(arm.count.responders, arm.count.n, method="wilson")
        assert arm.share.low == pytest.approx(low, rel=1e-12)
        assert arm.share.high == pytest.approx(high, rel=1e-12)


def test_no_group_is_compared_that_chance_did_not_form(
    found: dict[str, MaintenanceResult],
) -> None:
    assert {result.randomised for result in found.values()} == {True, False}
    for result in found.values():
        assert bool(result.compared) == bool(result.declared.comparator)
        assert not result.compared or result.randomised


def test_such_trials_are_in_no_analysis_of_the_book(
    book: Results, found: dict[str, MaintenanceResult]
) -> None:
    tables = [result for result in found.values() if not result.declared.readings]
    own = {arm.row.row for result in tables for arm in result.arms}
    pooled = {
        row for r in book.pools.values() for p in r.pools for a in p.pool.arms for row in a.rows
    }
    drawn = {row for result in book.courses.values() for arm in result.arms for row in arm.rows}
    assert not own & (pooled | drawn)


def _records(role: str, *, count: int | None = 10) -> Records:
    arms = [make_arm_record("five"), make_arm_record("placebo")]
    rows = [
        make_count("five", count, 2, week=52.0),
        make_count("placebo", 30, 3, week=52.0),
        make_count("placebo", 44, 4, week=60.0, tier="unverified"),
    ]
    trials = [make_trial(role=role)]
    return make_records(
        {"one": arms}, {"one": rows}, table="dichotomous", code="FLARE", trials=trials
    )


def test_a_randomised_withdrawal_is_compared_with_its_comparator() -> None:
    result = follow_on(DECLARED, _records("randomised withdrawal"))
    five, placebo = result.arms
    assert result.randomised
    assert five.difference is not None
    assert five.difference.estimate == pytest.approx(-0.4, abs=1e-15)
    assert placebo.difference is None
    record = as_maintenance_record(result)
    assert [arm["responders"] for arm in record["arms"]] == [10, 30]
    assert record["arms"][0]["difference"]["k"] == 1


def test_an_extension_or_a_percentage_is_compared_with_nothing() -> None:
    assert not follow_on(DECLARED, _records("extension")).compared
    bare = follow_on(DECLARED, _records("randomised withdrawal", count=None))
    assert [arm.regimen for arm in bare.arms] == ["placebo"]


def test_a_later_period_has_the_readings_of_its_label_alone(
    book: Results, found: dict[str, MaintenanceResult]
) -> None:
    (result,) = [each for each in found.values() if each.declared.readings]
    table = book.dataset.table("readings")
    own = table[
        (table["table"] == result.declared.readings)
        & table["trial_id"].isin(result.declared.trials)
        & table["code"].isin(map(str, result.declared.outcomes))
    ]
    assert sorted(arm.row.row for arm in result.arms) == sorted(own[ROW])
    assert set(own["became"]) == {"not used"}
    assert result.randomised
    for arm in result.arms:
        # What the source posts and what the effective number gives tell the same story.
        if arm.row.interval is not None and arm.share is not None:
            posted = arm.row.interval[1] - arm.row.interval[0]
            assert 100 * (arm.share.high - arm.share.low) == pytest.approx(posted, rel=0.3)
