"""Paths of indirect evidence: which trials, through what, and how precise."""

import numpy as np
import pandas as pd
import pytest

from synthesis.models.network.consistency import split_nodes
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.direct_evidence import pool_direct
from synthesis.models.network.loops import direct_leg, strongest_path
from synthesis.models.pairwise.heterogeneity import cochran_q, i2_from_q


def network(*trials: dict[str, tuple[int, int]]) -> NetworkContrasts:
    """A network of trials, each a mapping of treatments to responders and patients."""
    rows = [
        (f"t{number}", treatment, *counts)
        for number, arms in enumerate(trials)
        for treatment, counts in arms.items()
    ]
    return make_network(pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"]), "OR")


A, B, C, D = (30, 100), (20, 100), (40, 100), (25, 90)


def test_a_leg_has_the_trials_of_both_and_their_pooled_variance() -> None:
    found = network({"a": A, "b": B}, {"a": C, "b": D, "c": A}, {"b": B, "c": C})
    leg = direct_leg(found, "a", "b", 0.1)
    assert leg is not None
    assert leg.trials == ("t0", "t1")
    direct = pool_direct(found, 0.1)
    row, column = (found.treatments.index(name) for name in "ab")
    assert leg.variance == pytest.approx(direct.variance[row, column], rel=1e-12)
    y = [found.value[0] - found.value[1], found.value[2] - found.value[3]]
    v = [found.variance[0] + found.variance[1], found.variance[2] + found.variance[3]]
    assert leg.i2 == pytest.approx(i2_from_q(cochran_q(np.array(y), np.array(v)), 1))
    apart = direct_leg(found, "a", "b", 0.1, without="c")
    assert apart is not None
    assert (apart.trials, apart.i2) == (("t0",), None)


def test_nothing_compares_them() -> None:
    found = network({"a": A, "b": B}, {"b": B, "c": C})
    assert direct_leg(found, "a", "c", None) is None
    with pytest.raises(ValueError, match="not in"):
        direct_leg(found, "a", "elsewhere", None)


def test_the_strongest_path_is_the_one_with_the_least_variance() -> None:
    weak = ({"a": (3, 10), "d": (2, 10)}, {"d": (3, 10), "c": (2, 10)})
    found = network(*weak, {"a": A, "b": B}, {"b": B, "c": C})
    path = strongest_path(found, "a", "c", 0.0)
    assert path is not None
    assert [leg.trials for leg in path] == [("t2",), ("t3",)]
    assert (path[0].second, path[1].first) == ("b", "b")


def test_a_longer_way_is_no_path_through_one() -> None:
    found = network({"a": A, "b": B}, {"b": B, "c": C}, {"c": C, "d": D})
    assert strongest_path(found, "a", "d", 0.0) is None


def test_in_one_triangle_the_path_is_the_indirect_evidence() -> None:
    found = network({"a": A, "b": B}, {"b": D, "c": C}, {"a": C, "c": B})
    path = strongest_path(found, "a", "c", 0.0)
    assert path is not None
    (split,) = [s for s in split_nodes(found, 0.0) if {s.treatment, s.comparator} == {"a", "c"}]
    assert path[0].variance + path[1].variance == pytest.approx(split.indirect_se**2, rel=1e-9)
