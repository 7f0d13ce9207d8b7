"""synthesis.models.network.consistency: Q by designs, the interaction, and split nodes."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from network_references import (
    METHODS,
    RESULTS,
    arms,
    assert_agrees,
    name_of,
    network_of,
    star,
    triangle,
)
from scipy.linalg import block_diag

from synthesis.models.network.consistency import (
    assess_interaction,
    decompose_q,
    designs_of,
    split_nodes,
)
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts


@pytest.mark.parametrize("reference", [r for r in RESULTS if r["method"] == "FE"], ids=name_of)
def test_q_within_and_between_designs_agree_with_rma_mv(reference: dict[str, Any]) -> None:
    q = decompose_q(network_of(reference["table"], reference["measure"]))
    assert q.within.df == reference["within_df"]
    assert_agrees("q_within", q.within.q, reference["q_within"], reference)
    between = reference["q"] - reference["q_within"]
    assert_agrees("q", q.between.q, between, reference)
    assert q.total.df == q.within.df + q.between.df
    assert sum(test.q for _, test in q.by_design) == pytest.approx(q.within.q, abs=1e-9)
    assert sum(test.df for _, test in q.by_design) == q.within.df


@pytest.mark.parametrize("reference", [r for r in RESULTS if "interaction_q" in r], ids=name_of)
def test_interaction_agrees_with_the_wald_test_of_rma_mv(reference: dict[str, Any]) -> None:
    test = assess_interaction(network_of(reference["table"], reference["measure"]))
    assert test is not None
    assert test.df == reference["interaction_df"]
    assert_agrees("interaction_tau2", test.tau2, reference["interaction_tau2"], reference)
    assert_agrees("interaction_q", test.q, reference["interaction_q"], reference)


@pytest.mark.parametrize("table", ["hasselblad1998", "linde2015", "dogliotti2014"])
def test_interaction_by_the_method_of_moments_is_that_of_dense_least_squares(table: str) -> None:
    # As tau.within and decomp.tau of netmeta: Jackson, White and Riley 2012 on the model with a
    # free effect for each treatment of each design.
    network = network_of(table, "OR")
    y, v, half, design, plain = [], [], [], [], []
    for _, names, estimate, block in network.blocks():
        m = len(estimate)
        members, first = tuple(sorted(names)), min(names)
        y.append(estimate)
        v.append(block)
        half.append((np.eye(m) + 1.0) / 2.0)
        for name in names[1:]:
            plain.append([(t == name) * 1.0 - (t == names[0]) for t in network.treatments[1:]])
            nodes = {(members, name): 1.0, (members, names[0]): -1.0}
            design.append({node: sign for node, sign in nodes.items() if node[1] != first})
    keys = sorted({node for row in design for node in row})
    z, x = np.array([[row.get(key, 0.0) for key in keys] for row in design]), np.array(plain)
    values, within, between = np.concatenate(y), block_diag(*v), block_diag(*half)

    def q_and_residual_matrix(matrix: np.ndarray, tau2: float) -> tuple[float, np.ndarray]:
        w = np.linalg.inv(within + tau2 * between)
        p = w - w @ matrix @ np.linalg.solve(matrix.T @ w @ matrix, matrix.T @ w)
        return float(values @ p @ values), p

    q, p = q_and_residual_matrix(z, 0.0)
    tau2 = max(0.0, (q - len(values) + len(keys)) / np.trace(p @ between))
    expected = q_and_residual_matrix(x, tau2)[0] - q_and_residual_matrix(z, tau2)[0]
    test = assess_interaction(network, "DL")
    assert test is not None
    assert tau2 > 0.0
    assert test.tau2 == pytest.approx(tau2, rel=1e-9)
    assert test.q == pytest.approx(expected, rel=1e-9)
    assert test.df == len(keys) - x.shape[1]


@pytest.mark.parametrize("reference", RESULTS, ids=name_of)
def test_split_nodes_agree_with_rma(reference: dict[str, Any]) -> None:
    network = network_of(reference["table"], reference["measure"])
    tau2 = pool_network(network, METHODS[reference["method"]]).tau2
    splits = split_nodes(network, tau2)
    expected = reference["splits"]
    assert [(s.treatment, s.comparator) for s in splits] == [
        (e["treatment"], e["comparator"]) for e in expected
    ]
    for split, numbers in zip(splits, expected, strict=True):
        for kind in ("direct", "direct_se", "indirect", "indirect_se", "difference", "p"):
            assert_agrees("split", getattr(split, kind), numbers[kind], reference)


def test_inconsistency_of_a_star_cannot_be_assessed() -> None:
    network = make_network(star(), "OR")
    q = decompose_q(network)
    assert (q.between.q, q.between.df, q.between.p) == (0.0, 0, None)
    assert assess_interaction(network) is None
    assert split_nodes(network, 0.0) == ()


def test_a_loop_within_one_trial_is_not_split() -> None:
    table = triangle()
    network = make_network(table[table["trial"].isin(["one", "six"])], "OR")
    # The three-arm trial closes the triangle, but a trial cannot contradict itself.
    assert split_nodes(network, 0.0) == ()


def test_two_arm_triangle_is_the_comparison_of_bucher() -> None:
    table = triangle()
    table = table[table["trial"] != "six"]
    network = make_network(table, "OR")
    pooled = {
        (a, b): pool_contrasts(make_contrasts(table, a, b, "OR"), "common", "wald")
        for a, b in [("first", "placebo"), ("second", "placebo"), ("first", "second")]
    }
    split = {(s.treatment, s.comparator): s for s in split_nodes(network, 0.0)}
    found = split["first", "second"]
    # Bucher et al. 1997: the indirect comparison through placebo.
    via = [pooled["first", "placebo"], pooled["second", "placebo"]]
    assert found.direct == pytest.approx(pooled["first", "second"].estimate, abs=1e-12)
    assert found.indirect == pytest.approx(via[0].estimate - via[1].estimate, abs=1e-12)
    assert found.indirect_se == pytest.approx(np.hypot(via[0].se, via[1].se), abs=1e-12)
    # One loop has one inconsistency: every split tells the same, and so does Q between designs.
    assert len(split) == 3
    assert {round(s.p, 10) for s in split.values()} == {round(found.p, 10)}
    between = decompose_q(network).between
    assert between.q == pytest.approx((found.difference / found.difference_se) ** 2, abs=1e-10)
    assert between.p == pytest.approx(found.p, abs=1e-10)


def test_a_contradiction_is_found() -> None:
    table = arms(
        ("1", "a", 500, 1000), ("1", "b", 600, 1000), ("2", "b", 500, 1000),
        ("2", "c", 600, 1000), ("3", "a", 600, 1000), ("3", "c", 500, 1000),
    )  # fmt: skip
    network = make_network(table, "OR")
    assert decompose_q(network).between.p == pytest.approx(0.0, abs=1e-10)
    assert all(s.p < 1e-10 for s in split_nodes(network, 0.0))
    # No design has two trials, so that tau2 and inconsistency cannot be told apart.
    assert assess_interaction(network) is None


def test_designs_are_sets_of_treatments_in_any_order() -> None:
    table = triangle()
    turned = pd.concat([table.iloc[::-1][:3], table.iloc[:-3]], ignore_index=True)
    numbers = designs_of(make_network(turned, "OR"))
    assert sorted(np.bincount(numbers).tolist()) == [1, 1, 2, 2]
