"""Who would go on under a stopping rule: shares from the files, limits that hold for any joint."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.analyses.stopping import Continuing, _limits, continue_under
from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import Dataset
from synthesis.prose.stopping import (
    NONE_REPORTS_ALL,
    all_text,
    limits_text,
    stopping_limits,
    stopping_takeaways,
    trials_text,
)
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import read_records
from synthesis.words.numbers import whole


@pytest.fixture(scope="module")
def found(dataset: Dataset) -> tuple[Continuing, ...]:
    (rule,) = dataset.plan.stopping
    return continue_under(rule, read_records(dataset))


def of(found: tuple[Continuing, ...], regimen: str, background: str) -> Continuing:
    (each,) = (c for c in found if (c.regimen, c.background) == (regimen, background))
    return each


def test_a_share_of_one_trial_is_that_of_the_file(found: tuple[Continuing, ...]) -> None:
    with (DATA_FOLDER / "dichotomous.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["trial_id"], row["arm_id"]) == ("breeze-ad1", "baricitinib-4-qd")
            and (row["outcome"], row["week"]) == ("EASI50", "16")
        ]
    (row,) = rows
    share = of(found, "baricitinib-4-qd", "none").shares[0]
    assert share
    assert share.estimate == pytest.approx(int(row["responders"]) / int(row["n"]))


def test_limits_rest_on_trials_that_report_every_criterion(found: tuple[Continuing, ...]) -> None:
    each = of(found, "abrocitinib-200-qd", "none")
    assert each.both
    assert each.trials_of_all == ("jade-mono-1",)
    (skin,) = (arm for arm in each.arms[0] if arm.trial_id == "jade-mono-1")
    (life,) = each.arms[1]
    shares = skin.responders / skin.n, life.responders / life.n
    assert each.both == pytest.approx((sum(shares) - 1, min(shares)))
    assert f"of 1,000 who start, {limits_text(each.both)} would" in " ".join(
        stopping_takeaways(found)
    )
    assert trials_text(each) == "2 and 1; all in 1"


def test_without_both_nothing_is_said_of_both(
    dataset: Dataset, found: tuple[Continuing, ...]
) -> None:
    one = of(found, "upadacitinib-30-qd", "none")
    assert one.shares[0] is None
    assert one.both is None
    assert stopping_takeaways([one]) == [NONE_REPORTS_ALL]
    assert one.shares[1]
    assert all_text(one) == f"at most {whole(1000 * one.shares[1].estimate)}"
    (rule,) = dataset.plan.stopping
    assert "(12 and 16)" in " ".join(stopping_limits(rule, found))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_the_limits_hold_whatever_the_joint_counts_are(patients: list[tuple[bool, bool]]) -> None:
    both = np.mean([a and b for a, b in patients])
    arms = tuple(
        (Made(sum(pair[place] for pair in patients), len(patients)),) for place in range(2)
    )
    limits = _limits(arms)  # type: ignore[arg-type]
    assert limits
    assert limits[0] - 1e-12 <= both <= limits[1] + 1e-12


class Made(ArmCount):
    """A counted arm without rows."""

    def __init__(self, responders: int, n: int) -> None:
        for name, value in (("_responders", responders), ("_n", n), ("trial_id", "t")):
            object.__setattr__(self, name, value)

    responders = property(lambda self: self._responders)  # type: ignore[assignment]
    n = property(lambda self: self._n)  # type: ignore[assignment]
    imputed = False  # type: ignore[assignment]
