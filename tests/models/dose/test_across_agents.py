"""synthesis.models.dose.across_agents: one curve for several agents, against R, simulated."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from r_software import need_metafor

from synthesis.files.project import ROOT
from synthesis.models.dose.across_agents import fit_shared_curve
from synthesis.models.dose.arrays import DoseError, make_dose_arms
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.dose.shared_likelihood import SharedLikelihood
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.tables.arm_columns import ArmTableError

FOLDER = ROOT / "tests" / "references"
RESULTS: list[dict[str, Any]] = json.loads((FOLDER / "agents.json").read_text())["results"]


def table_of(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / "agent_tables" / f"{name}.csv")


def likelihood_of(table: pd.DataFrame) -> tuple[SharedLikelihood, int, int]:
    """The likelihood of a table sorted by trial, its trials and its agents."""
    names = sorted(set(table["agent"][table["dose"] > 0]))
    arms, _ = make_dose_arms(table)
    agent = np.array(
        [
            names.index(a) if d > 0 else len(names)
            for a, d in zip(table.agent, table.dose, strict=True)
        ]
    )
    highest = np.append(table.groupby("agent")["dose"].max()[names], 1.0)
    return SharedLikelihood(arms, agent, arms.dose / highest[agent]), len(arms.trials), len(names)


@pytest.mark.parametrize("reference", RESULTS, ids=lambda r: r["table"])
def test_the_maximum_is_that_of_an_own_likelihood_in_r(reference: dict[str, Any]) -> None:
    table = table_of(reference["table"])
    model, k, m = likelihood_of(table)
    point = model.maximise(m)
    assert -model.negative(point)[0] == pytest.approx(reference["log_likelihood"], abs=1e-6)
    assert point[k:-2] == pytest.approx(reference["effect"], abs=1e-5)
    assert math.exp(point[-2]) == pytest.approx(reference["ed50"], abs=1e-5)
    assert math.sqrt(2.0) * point[-1] == pytest.approx(reference["tau"], abs=1e-5)
    found = fit_shared_curve(table)
    assert list(found.agents) == reference["agents"]
    assert found.log_likelihood == pytest.approx(reference["log_likelihood"], abs=1e-6)
    # What pays for the intercepts is larger, unless both are 0.
    assert found.tau > reference["tau"] or found.tau == 0.0


@pytest.mark.parametrize("reference", RESULTS, ids=lambda r: r["table"])
def test_the_likelihood_is_that_of_integrate_and_its_gradient_that_of_differences(
    reference: dict[str, Any],
) -> None:
    model, k, m = likelihood_of(table_of(reference["table"]))
    logit = math.log(0.4 / 0.6)
    point = np.concatenate([np.full(k, -1.0), np.ones(m), [logit, 0.25]])
    value, gradient = model.negative(point)
    assert -value == pytest.approx(reference["at"], abs=1e-7)
    for place, step in enumerate(1e-5 * np.eye(point.size)):
        change = (model.negative(point + step)[0] - model.negative(point - step)[0]) / 2e-5
        assert gradient[place] == pytest.approx(change, abs=1e-5)


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    shutil.copytree(FOLDER / "agent_tables", tmp_path / "agent_tables")
    script = str(FOLDER / "make_agent_references.R")
    subprocess.run([str(shutil.which("Rscript")), script, str(tmp_path)], check=True)
    fresh = json.loads((tmp_path / "agents.json").read_text())["results"]
    for new, old in zip(fresh, RESULTS, strict=True):
        assert new["at"] == pytest.approx(old["at"], abs=1e-8)
        assert new["log_likelihood"] == pytest.approx(old["log_likelihood"], abs=1e-6)


def test_one_agent_without_variation_is_the_emax_model() -> None:
    rows = table_of("four_agents")
    rows = rows[rows.groupby("trial")["agent"].transform(lambda a: "upadacitinib" in set(a))]
    found, single = fit_shared_curve(rows), fit_dose_response(rows.drop(columns="agent"), "emax")
    assert found.tau == 0.0
    assert found.log_likelihood == pytest.approx(single.log_likelihood, abs=1e-7)
    for point in single.curve:
        if point.dose in (7.5, 15.0, 30.0):
            effect = found.compare(("upadacitinib", point.dose))[0]
            assert effect == pytest.approx(point.log_odds_ratio, abs=1e-4)


def test_it_agrees_with_the_network_where_that_is_strong() -> None:
    rows = table_of("four_agents")
    node = rows["agent"] + " " + rows["dose"].astype(str)
    network = pool_network(make_network(rows.assign(treatment=node), "OR"))
    found = fit_shared_curve(rows)
    assert found.lack_p is not None
    assert found.lack_p > 0.05
    strong = 0
    for agent, dose in sorted(
        {(a, d) for a, d in zip(rows.agent, rows.dose, strict=True) if d > 0}
    ):
        own = network.compare(f"{agent} {dose}", "placebo 0.0")
        estimate, se, low, high = found.compare((agent, dose))
        assert (low, high) == pytest.approx((estimate - 1.959964 * se, estimate + 1.959964 * se))
        if own.se < 0.3:
            assert abs(estimate - own.estimate) < own.se
            strong += 1
    assert strong >= 4


def test_a_comparison_turns_round_and_the_top_is_the_effect() -> None:
    found = fit_shared_curve(table_of("three_agents"))
    one, other = ("alpha", 20.0), ("gamma", 100.0)
    ahead, back = found.compare(one, other), found.compare(other, one)
    assert ahead == pytest.approx((-back[0], back[1], -back[3], -back[2]))
    assert found.compare(("alpha", 40.0))[0] == pytest.approx(found.effect[0])
    assert found.compare(("alpha", 0.0))[:2] == (0.0, 0.0)
    # The order of rows changes nothing that matters.
    turned = fit_shared_curve(table_of("three_agents").iloc[::-1])
    assert turned.effect == pytest.approx(found.effect, abs=1e-5)


@pytest.mark.parametrize(
    ("arm", "words"), [(("delta", 1.0), "not an agent"), (("alpha", 41.0), "outside the doses")]
)
def test_no_effect_outside_the_model(arm: tuple[str, float], words: str) -> None:
    with pytest.raises(DoseError, match=words):
        fit_shared_curve(table_of("three_agents")).compare(arm)


def test_bad_tables_are_refused_in_a_sentence() -> None:
    rows = table_of("three_agents")
    with pytest.raises(DoseError, match="no column agent"):
        fit_shared_curve(rows.drop(columns="agent"))
    with pytest.raises(DoseError, match="not a number of 0 or more"):
        fit_shared_curve(rows.assign(dose=-1))
    with pytest.raises(DoseError, match="no agent has two doses"):
        fit_shared_curve(rows[(rows["dose"] == 0) | rows["dose"].isin([40, 4, 200])])
    with pytest.raises(ArmTableError, match="expected at most n"):
        fit_shared_curve(rows.assign(responders=rows["n"] + 1))
    with pytest.raises(DoseError, match="no trial is informative"):
        fit_shared_curve(rows.assign(responders=0))


@pytest.mark.slow
def test_intervals_cover_the_effects() -> None:
    rng, draws, covered, asked, taus = np.random.default_rng(7), 60, 0, 0, []
    tops = {"alpha": (1.4, (10, 20, 40)), "beta": (0.9, (2, 4)), "gamma": (2.0, (100, 200))}
    for _ in range(draws):
        rows = []
        for trial in range(12):
            name = list(tops)[trial % 3]
            top, doses = tops[name]
            base = rng.normal(-1.0, 0.4)
            for dose in (0, *doses):
                x = dose / doses[-1]
                odds = base + top * x / (0.3 + 0.7 * x) + rng.normal(0.0, 0.3 / np.sqrt(2.0))
                responders = rng.binomial(150, 1.0 / (1.0 + np.exp(-odds)))
                rows.append((f"t{trial:02d}", name, dose, int(responders), 150))
        table = pd.DataFrame(rows, columns=["trial", "agent", "dose", "responders", "n"])
        found = fit_shared_curve(table)
        for name, (top, doses) in tops.items():
            _, _, low, high = found.compare((name, doses[-1]))
            covered += low < top < high
            asked += 1
        taus.append(found.tau)
    # 180 intervals, of which 95% are 171.
    assert 0.92 < covered / asked < 0.99
    assert np.mean(taus) == pytest.approx(0.3, abs=0.05)
