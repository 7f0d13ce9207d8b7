"""Exactly the estimates that rest on an altered row change; flips come first."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from comparison_package import change_count, edit_rows, make_package
from hypothesis import given
from hypothesis import strategies as st

from synthesis.analyses.estimates import ClaimVerdict, Estimate, Estimates, side_of
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates
from synthesis.claims.records import collect_records
from synthesis.living.compare_results import SAME, compare_results
from synthesis.package.dataset import load

LINE = Estimate(
    **{"id": "made-up.drug", "kind": "pool", "title": "Made up", "comparison": "a against b"},
    **{"measure": "OR", "estimate": 1.0, "se": 0.5, "ci_low": 0.02, "ci_high": 1.98},
    **{"k": 2, "patients": 100, "verdict": "above", "certainty": "low"},
)
TABLE_OF = {"results": "dichotomous", "networks": "dichotomous", "doses": "dichotomous"}


def collection(*lines: Estimate, claims: tuple[ClaimVerdict, ...] = ()) -> Estimates:
    return Estimates("digest", {e.id: e for e in lines}, {c.id: c for c in claims})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Estimates, dict]:
    """The estimates of the small package, and by their analysis the rows that they rest on."""
    results = Results(load(make_package(tmp_path_factory.mktemp("base") / "data")))
    rows = {}
    for kind, records in collect_records(results).items():
        for record in records:
            table = TABLE_OF.get(kind, "adverse_events")
            rows[record["id"]] = {(table, row) for row in record["rows"]}
    return collect_estimates(results), rows


def rows_behind(identifier: str, rows: dict) -> set:
    owners = [name for name in rows if identifier == name or identifier.startswith(f"{name}.")]
    assert owners, identifier
    return rows[max(owners, key=len)]


def test_every_kind_has_a_line(base) -> None:
    estimates, _ = base
    kinds = [line.kind for line in estimates.estimates.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "pool": 4,
        "network": 4 + 3,
        "dose": 2 + 2,
        "harm": 4,
    }


@pytest.mark.parametrize(
    ("table", "row", "by"),
    [
        ("dichotomous", 2, 3),  # week 2, which no analysis reads
        ("dichotomous", 11, 5),
        ("dichotomous", 15, -20),
        ("adverse_events", 2, 2),
    ],
)
def test_only_what_rests_on_the_altered_row_changes(
    table: str, row: int, by: int, base, tmp_path: Path
) -> None:
    before, rows = base
    folder = make_package(tmp_path / "data")
    change_count(folder, table, row, by)
    found = compare_results(before, collect_estimates(Results(load(folder))))
    changed = {change.new.id for change in found.changed}
    dependent = {name for name in before.estimates if (table, row) in rows_behind(name, rows)}
    assert changed <= dependent
    exact = {name for name in dependent if before.estimates[name].kind in ("pool", "harm")}
    assert exact <= changed
    assert bool(changed) == bool(dependent)
    assert not found.appeared
    assert not found.disappeared
    for change in found.changed:
        assert change.old.k == change.new.k
        assert change.old.patients == change.new.patients


def test_rows_in_another_order_change_nothing(base, tmp_path: Path) -> None:
    before, _ = base
    folder = make_package(tmp_path / "data")
    for table in ("dichotomous", "arms", "adverse_events"):
        edit_rows(folder, table, list.reverse)
    assert not compare_results(before, collect_estimates(Results(load(folder)))).any


def test_a_judgement_of_bias_changes_the_certainty_alone(base, tmp_path: Path) -> None:
    before, _ = base
    folder = make_package(tmp_path / "data")

    def judge(rows: list[dict[str, str]]) -> None:
        for cells in rows:
            if cells["domain"] == "overall":
                cells["judgement"] = "high" if cells["judgement"] == "low" else "low"

    edit_rows(folder, "risk_of_bias", judge)
    changes = compare_results(before, collect_estimates(Results(load(folder)))).changed
    assert changes
    assert {change.what for change in changes} == {("certainty",)}
    assert {change.shift for change in changes} == {0.0}


def test_an_arm_without_counts_takes_its_estimates_with_it(base, tmp_path: Path) -> None:
    before, _ = base
    folder = make_package(tmp_path / "data")

    def drop(rows: list[dict[str, str]]) -> None:
        rows[:] = [r for r in rows if (r["arm_id"], r["week"]) != ("abrocitinib-200-qd", "12")]

    edit_rows(folder, "dichotomous", drop)
    after = collect_estimates(Results(load(folder)))
    found = compare_results(before, after)
    gone = {line.id for line in found.disappeared}
    assert "easi75-monotherapy.abrocitinib-200-qd" in gone
    assert all("abrocitinib" in name for name in gone)
    assert not found.appeared
    assert {line.id for line in compare_results(after, before).appeared} == gone


def test_flips_come_first_then_the_largest_move() -> None:
    old = [replace(LINE, id=f"made-up.{name}") for name in "abcd"]
    new = [
        replace(old[0], estimate=1.1),
        replace(old[1], estimate=2.0),
        replace(old[2], ci_low=-0.01, verdict="open"),
        old[3],
    ]
    changed = compare_results(collection(*old), collection(*new)).changed
    assert [change.new.id[-1] for change in changed] == ["c", "b", "a"]
    assert [change.flipped for change in changed] == [True, False, False]
    assert [change.shift for change in changed] == pytest.approx([0.0, 2.0, 0.2])


def test_a_shift_without_meaning_is_none() -> None:
    for old, new in (
        (replace(LINE, se=None), replace(LINE, estimate=2.0)),
        (replace(LINE, se=0.0), replace(LINE, estimate=2.0)),
        (LINE, replace(LINE, measure="RR")),
    ):
        (change,) = compare_results(collection(old), collection(new)).changed
        assert change.shift is None


def test_limits_that_come_go_or_are_infinite() -> None:
    none, infinite = replace(LINE, ci_high=None), replace(LINE, ci_high=math.inf)
    assert not compare_results(collection(none), collection(infinite)).any
    (change,) = compare_results(collection(LINE), collection(none)).changed
    assert change.what == ("interval",)


def test_only_claims_of_both_with_another_verdict_are_told() -> None:
    old = (ClaimVerdict("a", "A.", "supported"), ClaimVerdict("b", "B.", "supported"))
    new = (
        ClaimVerdict("a", "A, in other words.", "contradicted"),
        ClaimVerdict("c", "C.", "contradicted"),
    )
    (claim,) = compare_results(collection(claims=old), collection(claims=new)).claims
    assert (claim.new.id, claim.old.verdict, claim.new.verdict) == (
        "a",
        "supported",
        "contradicted",
    )


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6), st.data())
def test_alike_is_alike_and_both_directions_agree(values: list[float], data) -> None:
    old = [replace(LINE, id=f"made-up.{i}", estimate=value) for i, value in enumerate(values)]
    moved = data.draw(st.sets(st.integers(0, len(old) - 1)))
    by = data.draw(st.sampled_from([SAME / 10, SAME * 10, 0.3]))
    new = [
        replace(line, estimate=line.estimate + (by if i in moved else 0.0))
        for i, line in enumerate(old)
    ]
    there, back = (
        compare_results(collection(*a), collection(*b)) for a, b in ((old, new), (new, old))
    )
    expected = {f"made-up.{i}" for i in moved} if by > SAME else set()
    assert {change.new.id for change in there.changed} == expected
    assert {change.new.id for change in back.changed} == expected


def test_the_side_of_an_interval() -> None:
    assert side_of(0.1, 0.2) == "above"
    assert side_of(-0.2, -0.1) == "below"
    assert side_of(0.0, 0.2) == "open"
    assert side_of(None, -0.1) == "below"
    assert side_of(None, None) == "open"
