"""Reference numbers from metafor's rma.mv for networks, and how closely each must agree.

Written by ``tests/references/make_network_references.R``; each result carries its R call.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy.linalg import block_diag

from synthesis.files.project import ROOT
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.tables.arm_table import read_arm_table

FOLDER = ROOT / "tests" / "references"
TABLES = FOLDER / "network_tables"
RESULTS: list[dict[str, Any]] = json.loads((FOLDER / "network.json").read_text())["results"]
METHODS: dict[str, NetworkMethod] = {"REML": "REML", "DL": "DL", "FE": "common"}

# (REML, given tau2). rma.mv maximises the likelihood with a numerical gradient, so that its REML
# numbers end at 1e-7 or so; everything else is linear algebra. Contributions are in percent, and
# rma.mv stops just above tau2 = 0 where the package reaches it: the interaction Q feels that.
TOLERANCES = {
    "tau2": (2e-7, 1e-10),
    "estimate": (2e-7, 1e-10),
    "se": (2e-7, 1e-10),
    "t_low": (2e-7, 1e-10),
    "t_high": (2e-7, 1e-10),
    "q": (1e-9, 1e-9),
    "q_p": (1e-10, 1e-10),
    "q_within": (1e-9, 1e-9),
    "split": (5e-7, 1e-10),
    "contributions": (1e-5, 1e-8),
    "interaction_tau2": (2e-7, 2e-7),
    "interaction_q": (1e-5, 1e-5),
}


@lru_cache
def network_of(table: str, measure: str) -> NetworkContrasts:
    """Network of a reference table."""
    return make_network(read_arm_table(TABLES / f"{table}.csv"), measure)  # type: ignore[arg-type]


def name_of(reference: dict[str, Any]) -> str:
    """Name of a reference result in test reports."""
    return "-".join(reference[key] for key in ("table", "measure", "method"))


def assert_agrees(kind: str, found: Any, expected: Any, reference: dict[str, Any]) -> None:
    """Compare numbers or arrays of one kind with a reference result."""
    tolerance = TOLERANCES[kind][reference["method"] != "REML"]
    np.testing.assert_allclose(
        found, expected, rtol=0.0, atol=tolerance, err_msg=f"{kind} ({reference['call']})"
    )


def arms(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """An arm-level table from (trial, treatment, responders, n)."""
    return pd.DataFrame(list(rows), columns=["trial", "treatment", "responders", "n"])


def star() -> pd.DataFrame:
    """Two drugs, each against placebo in two trials; never against each other."""
    return arms(
        ("one", "placebo", 10, 100), ("one", "first", 25, 100),
        ("two", "placebo", 12, 90), ("two", "first", 20, 92),
        ("three", "placebo", 8, 80), ("three", "second", 30, 85),
        ("four", "placebo", 15, 120), ("four", "second", 33, 118),
    )  # fmt: skip


def triangle() -> pd.DataFrame:
    """The star with two trials that close the loop, one of them with three arms."""
    more = arms(
        ("five", "first", 21, 100), ("five", "second", 35, 101),
        ("six", "placebo", 9, 70), ("six", "first", 18, 71), ("six", "second", 20, 69),
    )  # fmt: skip
    return pd.concat([star(), more], ignore_index=True)


@st.composite
def networks(draw: st.DrawFn) -> pd.DataFrame:
    """Connected tables of 3 to 5 treatments, up to 8 trials, up to 4 arms, zeros allowed."""
    size = draw(st.integers(3, 5))
    rows = []
    trials = draw(st.integers(size - 1, 8))
    for trial in range(trials):
        chain = {trial % size, (trial + 1) % size}
        members = chain | draw(st.sets(st.integers(0, size - 1), max_size=2))
        for member in sorted(members):
            n = draw(st.integers(5, 200))
            responders = draw(st.integers(0 if trial >= size - 1 else 1, n - 1))
            rows.append((f"trial {trial}", f"drug {member}", responders, n))
    return arms(*rows)


def dense_fit(network: NetworkContrasts, tau2: float) -> dict[str, Any]:
    """Textbook generalised least squares on the stacked contrasts, without sums over arms."""
    y, blocks, rows = [], [], []
    for _, names, estimate, covariance in network.blocks():
        m = len(estimate)
        y.append(estimate)
        blocks.append(covariance + tau2 * (np.eye(m) + 1.0) / 2.0)
        for name in names[1:]:
            row = [(t == name) * 1.0 - (t == names[0]) for t in network.treatments]
            rows.append(row[1:])
    values, v, x = np.concatenate(y), block_diag(*blocks), np.array(rows)
    w = np.linalg.inv(v)
    information = x.T @ w @ x
    covariance = np.linalg.inv(information)
    p = w - w @ x @ covariance @ x.T @ w
    half = block_diag(*[(np.eye(len(b)) + 1.0) / 2.0 for b in blocks])
    q = values @ p @ values
    determinants = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return {
        "effect": covariance @ x.T @ w @ values,
        "covariance": covariance,
        "q": q,
        "trace": np.trace(p @ half),
        "score": values @ p @ half @ p @ values - np.trace(p @ half),
        "log_likelihood": -0.5 * (determinants + q),
    }
