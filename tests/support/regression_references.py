"""Reference numbers from metafor's rma.mv for network meta-regression.

Written by ``tests/references/make_regression_references.R``; each result carries its R calls.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from network_references import FOLDER, network_of
from reference_tables import bcg

from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.tables.arm_table import read_arm_table

RESULTS: list[dict[str, Any]] = json.loads((FOLDER / "regressions.json").read_text())["results"]

# rma.mv maximises the likelihood with a numerical gradient; its p and limits follow from that.
TOLERANCE, GIVEN_TAU2 = 1e-6, 1e-9


def name_of(reference: dict[str, Any]) -> str:
    """Name of a reference result in test reports."""
    return str(reference["table"])


def network_for(reference: dict[str, Any]) -> NetworkContrasts:
    """The network that a reference result was computed from; R numbers the BCG trials."""
    if reference["table"] != "bcg":
        return network_of(reference["table"], "OR")
    arms = read_arm_table(FOLDER / "tables" / "bcg.csv")
    numbers = {name: f"study {i + 1}" for i, name in enumerate(bcg("OR").trials)}
    return make_network(arms.assign(trial=arms["trial"].map(numbers)), "OR")


def made_up_network(
    slope: float,
    tau2: float,
    seed: int,
    k: int = 8,
    sigma: float = 0.2,
    effects: tuple[float, ...] = (0.0, 1.2, 0.8),
) -> tuple[NetworkContrasts, dict[str, float]]:
    """A network of k trials of two or three normal arms, and its covariate: the truth is known.

    Treatment “a” is the reference. The arms have the standard error `sigma`, or exactly the truth
    where `sigma` is 0 (their variances are then 0.04).
    """
    random = np.random.default_rng(seed)
    x = random.normal(35.0, 4.0, k)
    trial: list[int] = []
    node: list[int] = []
    for i in range(k):
        members = [0, 1 + i % 2] if i % 3 else [0, 1, 2]
        trial += [i] * len(members)
        node += members
    own, arm = np.array(trial), np.array(node)
    spread = random.normal(0.0, np.sqrt(tau2 / 2.0), arm.size)
    error = random.normal(0.0, 1.0, arm.size) * sigma
    value = random.normal(-1.5, 0.3, k)[own] + np.array(effects)[arm]
    value = value + slope * (x[own] - 35.0) * (arm > 0) + spread + error
    names = tuple(f"trial {i}" for i in range(k))
    network = NetworkContrasts(
        measure="OR",
        treatments=tuple("abc"[: len(effects)]),
        trials=names,
        trial=own,
        treatment=arm,
        value=value,
        variance=np.full(arm.size, sigma**2 or 0.04),
        n=np.full(arm.size, 100),
    )
    return network, dict(zip(names, x.tolist(), strict=True))
