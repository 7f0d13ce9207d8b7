"""network.result: the tests, the table of all pairs, and what cannot be changed."""

import pytest
from network_references import star, triangle

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import HeterogeneityTest
from synthesis.models.pairwise.contrasts import ContrastError


def test_q_is_referred_to_chi_squared() -> None:
    # pchisq(3.841458820694124, 1, lower.tail = FALSE) in R
    assert HeterogeneityTest.of(3.841458820694124, 1).p == pytest.approx(0.05, abs=1e-12)
    assert HeterogeneityTest.of(-1e-17, 2).q == 0.0
    assert HeterogeneityTest.of(1e-17, 0) == HeterogeneityTest(0.0, 0, None)


def test_the_league_table_starts_with_the_reference() -> None:
    league = pool_network(make_network(triangle(), "OR")).league_table("placebo")
    assert len({(row.treatment, row.comparator) for row in league}) == 6
    assert [row.comparator for row in league[:2]] == ["placebo", "placebo"]


def test_an_unknown_treatment_is_told_in_one_sentence() -> None:
    result = pool_network(make_network(star(), "OR"))
    with pytest.raises(ContrastError, match="not a treatment of the network"):
        result.league_table("third")
    with pytest.raises(ContrastError, match="compared with itself"):
        result.compare("first", "first")


def test_the_arrays_are_read_only() -> None:
    result = pool_network(make_network(star(), "OR"))
    with pytest.raises(ValueError, match="read-only"):
        result.estimate[0, 1] = 1.0
