"""Means against metafor: escalc, rma and rma.mv on published sets, each with its R call."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from mean_references import (
    FOLDER,
    NETWORK_TOLERANCE,
    STORED,
    TOLERANCE,
    name_of,
    of_kind,
)
from r_software import close, need_metafor

from synthesis.models.continuous.contrasts import make_mean_contrasts
from synthesis.models.continuous.network import make_mean_network
from synthesis.models.continuous.standardised import hedges_correction
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.pool import pool_contrasts

METHODS: dict[str, Any] = {"REML": "REML", "DL": "DL", "FE": "common"}
INTERVALS: dict[str, Any] = {"z": "wald", "knha": "hk", "adhoc": "hk-adhoc"}
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "tau2", "q", "pi_low", "pi_high")


def arms_of(reference: dict[str, Any]) -> pd.DataFrame:
    arms = pd.read_csv(FOLDER / "mean_tables" / f"{reference['table']}.csv")
    return arms.assign(se=arms["sd"] / np.sqrt(arms["n"]))


def test_the_correction_for_small_samples_is_exact() -> None:
    found = hedges_correction(np.array(STORED["corrections_df"], dtype=float))
    np.testing.assert_allclose(found, STORED["corrections"], rtol=1e-13)


@pytest.mark.parametrize("reference", of_kind("pair"), ids=name_of)
def test_pairs_agree_with_escalc_and_rma(reference: dict[str, Any]) -> None:
    arms = arms_of(reference)
    contrasts = make_mean_contrasts(arms, "treatment", "control", reference["measure"])
    np.testing.assert_allclose(contrasts.estimate, reference["yi"], rtol=1e-12)
    np.testing.assert_allclose(contrasts.variance, reference["vi"], rtol=1e-12)
    test = reference["test"]
    found = pool_contrasts(contrasts, METHODS[reference["method"]], INTERVALS[test])
    for name in NUMBERS:
        # With test='z' metafor takes a normal quantile for the prediction interval.
        if reference[name] is None or (test == "z" and name.startswith("pi")):
            continue
        assert getattr(found, name) == pytest.approx(reference[name], rel=TOLERANCE), (
            f"{name} ({reference['call']})"
        )


@pytest.mark.parametrize("reference", of_kind("network"), ids=name_of)
def test_networks_agree_with_rma_mv(reference: dict[str, Any]) -> None:
    network = make_mean_network(arms_of(reference), reference["measure"])
    found = pool_network(network, METHODS[reference["method"]])
    tolerance = NETWORK_TOLERANCE[reference["method"]]
    assert list(found.treatments) == reference["treatments"]
    np.testing.assert_allclose(found.estimate, reference["estimate"], rtol=0, atol=tolerance)
    np.testing.assert_allclose(found.se, reference["se"], rtol=0, atol=tolerance)
    assert found.tau2 == pytest.approx(reference["tau2"], abs=tolerance)
    assert found.q_total.q == pytest.approx(reference["q"], rel=1e-9)


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    script = FOLDER / "make_mean_references.R"
    done = subprocess.run(
        ["Rscript", str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for table in (FOLDER / "mean_tables").glob("*.csv"):
        assert (tmp_path / "mean_tables" / table.name).read_bytes() == table.read_bytes()
    fresh = json.loads((tmp_path / "means.json").read_text())["results"]
    for new, old in zip(fresh, STORED["results"], strict=True):
        different = [
            key
            for key in old
            if not close(np.ravel(new[key]).tolist(), np.ravel(old[key]).tolist())
        ]
        assert not different, f"{old['table']} {old['call']}: {different}"
