"""synthesis.models.pairwise.few_trials: a prior on tau, against R and by simulation."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from r_software import need_metafor
from reference_tables import FEW_TRIALS, FOLDER, TOLERANCES, contrasts_of

from synthesis.models.pairwise.few_trials import pool_few_trials, posterior_of_few

EXACT = TOLERANCES["posterior"][1]


@pytest.mark.parametrize("reference", FEW_TRIALS, ids=lambda r: f"{r['source']}, {r['scale']}")
def test_posteriors_agree_with_integrate_of_r(reference: dict[str, Any]) -> None:
    found = posterior_of_few(reference["y"], reference["v"], reference["scale"])
    mu = [found.quantile(share) for share in (0.025, 0.5, 0.975)]
    tau = [found.tau_quantile(share) for share in (0.5, 0.975)]
    above = [found.share_above(threshold) for threshold in reference["thresholds"]]
    assert mu == pytest.approx(reference["mu"], abs=EXACT)
    assert tau == pytest.approx(reference["tau"], abs=EXACT)
    assert above == pytest.approx(reference["above"], abs=EXACT)


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    script = FOLDER / "make_few_trials_references.R"
    subprocess.run([str(shutil.which("Rscript")), str(script), str(tmp_path)], check=True)
    fresh = json.loads((tmp_path / "few_trials.json").read_text())["results"]
    for new, old in zip(fresh, FEW_TRIALS, strict=True):
        assert new["call"] == old["call"]
        for name in ("y", "v", "mu", "tau", "above"):
            assert new[name] == pytest.approx(old[name], abs=EXACT)


trials = st.lists(
    st.tuples(st.floats(-3.0, 3.0), st.floats(1e-4, 2.0)), min_size=2, max_size=6
)  # fmt: skip


@given(trials, st.floats(0.05, 2.0), st.floats(-2.0, 2.0))
def test_a_shift_moves_mu_alone_and_quantiles_are_those_of_the_shares(
    rows: list[tuple[float, float]], scale: float, shift: float
) -> None:
    y, v = (np.array(column) for column in zip(*rows, strict=True))
    found, moved = (posterior_of_few(values, v, scale) for values in (y, y + shift))
    assert found.weight.sum() == pytest.approx(1.0)
    for share in (0.025, 0.5, 0.975):
        assert 1.0 - found.share_above(found.quantile(share)) == pytest.approx(share, abs=1e-9)
        assert moved.quantile(share) - shift == pytest.approx(found.quantile(share), abs=1e-8)
        assert moved.tau_quantile(share) == pytest.approx(found.tau_quantile(share), abs=1e-8)


def test_a_narrow_prior_is_the_common_effect() -> None:
    y, v = np.array([0.3, 0.6, 0.2]), np.array([0.04, 0.09, 0.05])
    found = posterior_of_few(y, v, 1e-6)
    w = 1.0 / v
    assert found.quantile(0.5) == pytest.approx(w @ y / w.sum(), abs=1e-9)
    half = 1.959964 / math.sqrt(w.sum())
    assert found.quantile(0.975) - found.quantile(0.5) == pytest.approx(half, abs=1e-6)


def test_the_result_tells_its_numbers_as_plain_values() -> None:
    contrasts = contrasts_of("bcg.csv", "vaccine", "control", "OR")
    result = pool_few_trials(contrasts, 0.5, {"any": 0.0, "much": -0.5})
    given_out = result.to_json_dict()
    assert json.loads(json.dumps(given_out, allow_nan=False)) == given_out
    assert [row["name"] for row in given_out["beyond"]] == ["any", "much"]
    assert 0.0 < given_out["beyond"][0]["probability"] < given_out["beyond"][1]["probability"] < 1.0
    assert result.ci_low < result.estimate < result.ci_high
    assert result.tau_low < result.tau < result.tau_high
    assert result.tau2 == result.tau**2


@pytest.mark.parametrize(
    ("y", "v", "scale", "words"),
    [
        ([0.1], [0.1], 0.5, "k of 2 or more"),
        ([0.1, 0.2], [0.1], 0.5, "expected"),
        ([0.1, 0.2], [0.1, 0.0], 0.5, "above 0"),
        ([0.1, math.nan], [0.1, 0.1], 0.5, "finite"),
        ([0.1, 0.2], [0.1, 0.1], 0.0, "above 0"),
    ],
)
def test_what_makes_no_posterior_is_refused(
    y: list[float], v: list[float], scale: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        posterior_of_few(y, v, scale)


@pytest.mark.slow
@pytest.mark.parametrize("k", range(2, 11))
def test_intervals_cover_the_effect(k: int) -> None:
    # Over tau drawn from the prior the coverage is the level, whatever the trials; at one tau that
    # the prior deems likely it may differ a little, and is checked from below.
    rng = np.random.default_rng(20261130 + k)
    scale, draws, level = 0.5, 1500, 0.95

    def coverage(tau: np.ndarray) -> float:
        hits = 0
        for between in tau:
            v = rng.uniform(0.02, 0.3, k)
            found = posterior_of_few(rng.normal(0.4, np.sqrt(v + between**2)), v, scale)
            hits += (1.0 - level) / 2.0 < found.share_above(0.4) < (1.0 + level) / 2.0
        return hits / len(tau)

    error = math.sqrt(level * (1.0 - level) / draws)
    assert coverage(np.abs(rng.normal(0.0, scale, draws))) == pytest.approx(level, abs=4 * error)
    for between in (0.0, 0.3, 0.5):
        assert coverage(np.full(draws, between)) > 0.92
