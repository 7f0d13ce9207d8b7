"""One rule for pools, networks, dose-response analyses and harms: who is eligible, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from comparison_package import edit_rows, make_package
from made_up_records import make_arm_record, make_count, make_records, make_trial
from made_up_terms import ACNE, ALONE, EASI75

from synthesis.analyses.doses import run_dose
from synthesis.analyses.networks import run_network
from synthesis.analyses.pools import run_all
from synthesis.analyses.row_effects import table_and_code
from synthesis.package.dataset import load
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import PRIMARY_TIERS, ArmCount
from synthesis.selection.doses import select_dose_records
from synthesis.selection.harms import select_harm
from synthesis.selection.networks import select_network_records
from synthesis.selection.pools import select_records
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import ArmRecord, CountRecord
from synthesis.selection.trial_names import name_trials

ADULTS = "adults and adolescents"
NAMES = ("a", "A", "Of what?")
SHARED = {"population": ADULTS, "background": (ALONE,), "verification": PRIMARY_TIERS}
POOLS = Analysis(
    *NAMES, outcome=EASI75, week=None, route="oral", comparator="placebo", treatments=(),
    measure="OR", unit="drug-dose", **SHARED,
)  # fmt: skip
NETWORK = NetworkAnalysis(
    *NAMES, outcome=EASI75, weeks=(12.0, 16.0), routes=("oral",), reference="placebo",
    active_reference="five", measure="OR", **SHARED,
)  # fmt: skip
DOSES = DoseAnalysis(
    *NAMES, drug="madeupinib", frequency="QD", outcome=EASI75, weeks=(12.0, 16.0), **SHARED
)
HARMS = HarmAnalysis(
    *NAMES, event=ACNE, route="oral", comparator="placebo", treatments=(), **SHARED
)
Kind = Analysis | NetworkAnalysis | DoseAnalysis | HarmAnalysis
KINDS = {"pools": POOLS, "network": NETWORK, "doses": DOSES, "harms": HARMS}
FIVE, PLACEBO = make_arm_record("five"), make_arm_record("placebo")
SECOND_FIVE = make_arm_record("five", "five-again")
SECOND_PLACEBO = make_arm_record("placebo", "placebo-again")


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of analysis in turn: all of them must answer alike."""
    return KINDS[request.param]


def choose(
    kind: Kind,
    arms: Mapping[str, Iterable[ArmRecord]],
    rows: Mapping[str, Iterable[CountRecord]],
    names: Mapping[str, str] | None = None,
) -> tuple[tuple[ArmCount, ...], tuple[HeldBack, ...], pd.DataFrame]:
    """What an analysis takes of made-up trials and holds back, and what its model is given."""
    table, code = table_and_code(kind)
    trials = [make_trial(trial, name=(names or {}).get(trial, "")) for trial in arms]
    records = make_records(arms, rows, table=table, code=code, trials=trials)
    if isinstance(kind, NetworkAnalysis):
        network = select_network_records(records, kind)
        return network.arms, network.held_back, network.frame()
    if isinstance(kind, DoseAnalysis):
        dose = select_dose_records(records, kind)
        return dose.arms, dose.held_back, dose.frame()
    found = (
        select_harm(records, kind)
        if isinstance(kind, HarmAnalysis)
        else select_records(records, kind)
    )
    pool = next(iter(found.pools), None)
    return (
        pool.arms if pool else (),
        found.held_back,
        pool.frame() if pool else pd.DataFrame(columns=["trial", "responders", "n"]),
    )


def counts(arms: Iterable[ArmCount]) -> set[tuple[int, int, tuple[int, ...]]]:
    return {(arm.responders, arm.n, arm.rows) for arm in arms}


def test_two_trials_of_one_name_are_two_trials(kind: Kind) -> None:
    rows = {
        "one": [make_count("five", 20, 2), make_count("placebo", 10, 3)],
        "two": [make_count("five", 30, 4), make_count("placebo", 15, 5)],
    }
    arms, held, frame = choose(kind, dict.fromkeys(rows, (FIVE, PLACEBO)), rows)
    assert len(frame) == 4
    assert (len({arm.trial_id for arm in arms}), held) == (2, ())
    assert frame.groupby("trial")["responders"].sum().tolist() == [30, 45]


def test_trials_of_one_name_are_told_apart_wherever_they_are_printed() -> None:
    given = {"a": "BRIGHT", "b": "BRIGHT", "c": "DARK", "d": "DARK (e)", "e": "DARK (e)"}
    table = pd.DataFrame({"trial_id": list(given), "trial_name": list(given.values())})
    names = name_trials(table)
    assert len(set(names.values())) == len(given)
    assert (names["a"], names["b"], names["c"]) == ("BRIGHT (a)", "BRIGHT (b)", "DARK")
    # A trial may already be called what another one would become.
    sly = pd.DataFrame({"trial_id": ["a", "b", "c"], "trial_name": ["X", "X", "X (a)"]})
    assert len(set(name_trials(sly).values())) == 3


def test_two_trials_of_one_name_stay_two_from_the_package_to_the_model(tmp_path: Path) -> None:
    """Through door, gate and models, against the same trials with names of their own."""
    apart = load(make_package(tmp_path / "apart"))

    def rename(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["trial_name"] = "ONE NAME"

    folder = make_package(tmp_path / "alike")
    edit_rows(folder, "trials", rename)
    alike = load(folder)
    before, after = (run_network(each, "network-easi75") for each in (apart, alike))
    assert after.result.trials != before.result.trials
    assert len(set(after.result.trials)) == len(before.result.trials) > 1
    assert after.result.estimate.tolist() == before.result.estimate.tolist()
    for name in ("dose-abrocitinib", "dose-upadacitinib"):
        first, second = (run_dose(each, name) for each in (apart, alike))
        assert [fit.result.k for fit in first.fits] == [fit.result.k for fit in second.fits]
    for first, second in zip(run_all(apart), run_all(alike), strict=True):
        for one, other in zip(first.pools, second.pools, strict=True):
            assert one.primary.estimate == other.primary.estimate
            assert [t.trial_id for t in one.trials] == [t.trial_id for t in other.trials]
            assert [t.trial_id for t in one.trials] == list(one.pool.trials)


def test_two_arms_of_one_regimen_are_one_arm(kind: Kind) -> None:
    rows = [make_count("five", 20, 2), make_count("five-again", 8, 3, n=40)]
    rows.append(make_count("placebo", 10, 4))
    arms, held, frame = choose(kind, {"one": (FIVE, SECOND_FIVE, PLACEBO)}, {"one": rows})
    assert counts(arms) == {(28, 90, (2, 3)), (10, 50, (4,))}
    assert sorted(frame["n"]) == [50, 90]
    assert held == ()


def test_all_inactive_arms_are_one_comparator(kind: Kind) -> None:
    rows = [make_count("five", 20, 2), make_count("placebo", 10, 3)]
    rows.append(make_count("placebo-again", 5, 4, n=30))
    arms, held, _ = choose(kind, {"one": (FIVE, PLACEBO, SECOND_PLACEBO)}, {"one": rows})
    assert counts(arms) == {(20, 50, (2,)), (15, 80, (3, 4))}
    assert held == ()


@pytest.mark.parametrize("first", [None, make_count("placebo", None, 3, n=None)])
def test_a_second_inactive_arm_serves_where_the_first_has_no_count(
    kind: Kind, first: CountRecord | None
) -> None:
    rows = [make_count("five", 20, 2), *([first] if first else [])]
    rows.append(make_count("placebo-again", 5, 4))
    arms, held, _ = choose(kind, {"one": (FIVE, PLACEBO, SECOND_PLACEBO)}, {"one": rows})
    assert counts(arms) == {(20, 50, (2,)), (5, 50, (4,))}
    (found,) = held
    assert (found.regimen, found.stage) == ("placebo", "counted" if first else "reported")
    assert "placebo (arm placebo)" in found.reason


def test_a_second_arm_of_a_regimen_serves_where_the_first_has_no_count(kind: Kind) -> None:
    rows = [make_count("five-again", 8, 3), make_count("placebo", 10, 4)]
    arms, held, _ = choose(kind, {"one": (FIVE, SECOND_FIVE, PLACEBO)}, {"one": rows})
    assert counts(arms) == {(8, 50, (3,)), (10, 50, (4,))}
    (found,) = held
    assert (found.regimen, found.stage) == ("five", "reported")
    assert "madeupinib 5 mg (arm five)" in found.reason


def test_an_unverified_arm_is_not_added_to_its_like(kind: Kind) -> None:
    rows = [make_count("five", 20, 2), make_count("five-again", 8, 3, tier="unverified")]
    rows.append(make_count("placebo", 10, 4))
    given = {"one": (FIVE, SECOND_FIVE, PLACEBO)}
    arms, held, _ = choose(kind, given, {"one": rows})
    assert counts(arms) == {(20, 50, (2,)), (10, 50, (4,))}
    assert [item.stage for item in held] == ["tier"]
    wide, none, _ = choose(
        replace(kind, verification=(*PRIMARY_TIERS, "unverified")), given, {"one": rows}
    )
    assert (counts(wide), none) == ({(28, 100, (2, 3)), (10, 50, (4,))}, ())
    assert {arm.verification for arm in wide} == {"unverified", "source"}


@pytest.mark.parametrize("side", ["five", "placebo"])
def test_readings_of_which_none_is_preferred_are_told_as_a_conflict(kind: Kind, side: str) -> None:
    other = "placebo" if side == "five" else "five"
    rows = [make_count(other, 20, 2)]
    rows += [make_count(side, count, row, preferred=False) for row, count in ((3, 10), (4, 11))]
    arms, held, _ = choose(kind, {"one": (FIVE, PLACEBO)}, {"one": rows})
    assert arms == ()
    conflicts = [item for item in held if item.stage == "conflict"]
    assert len(conflicts) == 1
    assert "conflict, and none is marked as preferred" in conflicts[0].reason
    assert "has been read" not in conflicts[0].reason
    # Once one is chosen, it is used.
    rows[-1] = replace(rows[-1], preferred=True)
    arms, held, _ = choose(kind, {"one": (FIVE, PLACEBO)}, {"one": rows})
    assert counts(arms) == {(20, 50, (2,)), (11, 50, (4,))}
    assert held == ()


def test_vehicle_stands_for_placebo(kind: Kind) -> None:
    arms = {
        "one": (
            make_arm_record("five", route="topical"),
            make_arm_record("vehicle", route="topical"),
        )
    }
    rows = {"one": [make_count("five", 20, 2), make_count("vehicle", 10, 3)]}
    route = {"routes": ("topical",)} if isinstance(kind, NetworkAnalysis) else {"route": "topical"}
    changed = kind if isinstance(kind, DoseAnalysis) else replace(kind, **route)
    found, held, _ = choose(changed, arms, rows)
    assert counts(found) == {(20, 50, (2,)), (10, 50, (3,))}
    assert held == ()
    if not isinstance(kind, DoseAnalysis):
        assert {arm.treatment for arm in found} == {"five", "placebo"}


def test_placebo_by_the_route_of_the_drug_comes_before_any_other(kind: Kind) -> None:
    cream = make_arm_record("vehicle", route="topical")
    rows = [make_count("five", 20, 2), make_count("placebo", 10, 3), make_count("vehicle", 4, 4)]
    arms, held, _ = choose(kind, {"one": (FIVE, cream, PLACEBO)}, {"one": rows})
    assert (counts(arms), held) == ({(20, 50, (2,)), (10, 50, (3,))}, ())
    # Placebo injections beside tablets are a comparator where there are no placebo tablets.
    injection = make_arm_record("placebo", route="subcutaneous")
    arms, held, _ = choose(kind, {"one": (FIVE, injection)}, {"one": rows[:2]})
    assert (counts(arms), held) == ({(20, 50, (2,)), (10, 50, (3,))}, ())


def test_a_trial_without_a_comparator_is_held_back(kind: Kind) -> None:
    arms, held, _ = choose(kind, {"one": (FIVE,)}, {"one": [make_count("five", 20, 2)]})
    assert arms == ()
    assert [item.stage for item in held] == ["comparator"]


def test_harms_of_like_arms_are_added_over_one_period_only() -> None:
    rows = [make_count("five", 3, 2, week=16.0), make_count("placebo", 1, 3, week=16.0)]
    rows += [make_count("placebo-again", 2, 4, week=24.0), make_count("placebo", 2, 5, week=24.0)]
    rows.append(make_count("five", 4, 6, week=24.0))
    arms, held, _ = choose(HARMS, {"one": (FIVE, PLACEBO, SECOND_PLACEBO)}, {"one": rows})
    assert counts(arms) == {(3, 50, (2,)), (1, 50, (3,))}
    (found,) = held
    assert found.reason == (
        "no count of acne over 16 weeks on placebo (arm placebo-again) has been read"
    )


def test_two_regimens_of_one_dose_are_one_point_of_a_curve() -> None:
    other = replace(make_arm_record("ten", "capsules"), dose=5.0)
    rows = [make_count("five", 20, 2), make_count("capsules", 8, 3), make_count("placebo", 10, 4)]
    arms, held, frame = choose(DOSES, {"one": (FIVE, other, PLACEBO)}, {"one": rows})
    assert frame["dose"].tolist() == [0.0, 5.0]
    assert frame["responders"].tolist() == [10, 28]
    assert (counts(arms), held) == ({(28, 100, (2, 3)), (10, 50, (4,))}, ())


def test_an_imputed_percentage_counts_where_its_tier_is_admitted() -> None:
    given = {"one": (FIVE, PLACEBO)}
    row = replace(make_count("five", None, 2, tier="imputed"), percent=37.7, interval=(24.3, 51.1))
    rows = {"one": (row, make_count("placebo", 5, 3))}
    records = make_records(given, rows, table="dichotomous", code=EASI75)
    (pool,) = select_records(records, POOLS).pools
    own, other = pool.arms
    assert (own.imputed, other.imputed) == (True, False)
    assert own.responders == pytest.approx(18.85)
    assert own.effective_n == pytest.approx(0.377 * 0.623 / (0.134 / 1.959963984540054) ** 2, abs=1)
    frame = pool.frame()
    assert frame["effective_n"].tolist()[0] == own.effective_n
    assert frame["effective_n"].isna().tolist() == [False, True]
    without = tuple(tier for tier in PRIMARY_TIERS if tier != "imputed")
    refused = select_records(records, POOLS, without)
    assert refused.pools == ()
    assert [(held.stage, held.reason) for held in refused.held_back] == [
        (
            "tier",
            "only an imputed percentage was read for EASI-75 at week 12 on madeupinib 5 mg, "
            "which is not admitted here",
        )
    ]
    for lacking in ({"n": None}, {"percent": None}):
        bare = {"one": (replace(row, **lacking), rows["one"][1])}
        records = make_records(given, bare, table="dichotomous", code=EASI75)
        (held,) = select_records(records, POOLS).held_back
        assert held.stage == "counted"
