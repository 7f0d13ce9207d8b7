"""The stored numbers of other Python packages, and what the chapter says of them."""

from __future__ import annotations

import importlib.util
import math
from importlib.metadata import version
from types import ModuleType
from typing import Any

import pytest
from reference_tables import FOLDER
from scipy.stats import t

import synthesis
from synthesis.site.pages.results.peers import (
    ANALYSES,
    SAME,
    PeerAnalysis,
    farthest_off,
    own_numbers,
    peer_arms,
    read_peers,
    show_peers,
)

SCRIPT = FOLDER / "make_peer_references.py"
STORED = read_peers()


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_peer_references", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers_of(analysis: str, package: str) -> dict[str, float]:
    return next(
        peer["numbers"]
        for peer in STORED["results"]
        if (peer["analysis"], peer["package"]) == (analysis, package)
    )


def own_of(analysis: str) -> dict[str, float | None]:
    return own_numbers(peer_arms(STORED, analysis), analysis)


def test_what_is_stored_is_what_the_script_would_run() -> None:
    module = script()
    for name, path in module.TABLES.items():
        assert STORED["tables"][name] == (FOLDER / path).read_text(encoding="utf-8")
    stored = [(peer["analysis"], peer["package"], peer["code"]) for peer in STORED["results"]]
    assert stored == [(a["analysis"], a["package"], a["code"]) for a in module.ANALYSES]
    assert {analysis for analysis, _, _ in stored} == {analysis.id for analysis in ANALYSES}


@pytest.mark.parametrize("name", ["pimeta", "PyMetaAnalysis"])
def test_the_other_packages_still_give_the_stored_numbers(name: str) -> None:
    module = script()
    if importlib.util.find_spec(module.MODULES[name]) is None:
        pytest.skip(f"{name} is not installed")
    if version(name) != STORED["versions"][name]:
        pytest.skip(f"{name} {version(name)} is installed; stored is {STORED['versions'][name]}")
    for analysis in module.ANALYSES:
        if analysis["package"].split(",")[0] == name:
            stored = numbers_of(analysis["analysis"], analysis["package"])
            assert module.compute(analysis) == pytest.approx(stored, rel=1e-7)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)
def test_our_call_on_the_page_gives_our_numbers(analysis: PeerAnalysis) -> None:
    names: dict[str, Any] = {"synthesis": synthesis, "arms": peer_arms(STORED, analysis.id)}
    exec(analysis.code, names)
    shown = names.get("comparison", names["result"])
    own = own_of(analysis.id)
    assert own["estimate"] is not None
    assert shown.estimate == math.exp(own["estimate"])
    assert names["result"].tau2 == own["tau2"]


def test_what_is_said_to_agree_agrees() -> None:
    for package in ("pimeta", "PyMetaAnalysis"):
        effect = {
            name: value
            for name, value in numbers_of("bcg", package).items()
            if not name.startswith("pi_")
        }
        assert farthest_off(effect, own_of("bcg"))[0] < SAME
    for analysis, package in (
        ("smoking-DL", "pimeta"),
        ("smoking-REML", "pimeta, counts given too"),
    ):
        assert farthest_off(numbers_of(analysis, package), own_of(analysis))[0] < SAME


def test_the_prediction_intervals_differ_by_their_degrees_of_freedom() -> None:
    own, other = own_of("bcg"), numbers_of("bcg", "PyMetaAnalysis")
    trials = peer_arms(STORED, "bcg")["trial"].nunique()
    spread = math.sqrt(other["tau2"] + other["se"] ** 2)
    half = (other["pi_high"] - other["pi_low"]) / 2
    assert half == pytest.approx(t.ppf(0.975, trials - 2) * spread, abs=1e-8)
    assert own["pi_high"] is not None
    assert own["estimate"] is not None
    ours = own["pi_high"] - own["estimate"]
    assert ours == pytest.approx(t.ppf(0.975, trials - 1) * spread, abs=1e-6)
    assert numbers_of("bcg", "pimeta")["pi_high"] == pytest.approx(own["pi_high"], abs=SAME)


def test_pimeta_without_the_counts_of_the_arms_has_another_tau2() -> None:
    size, name = farthest_off(numbers_of("smoking-REML", "pimeta"), own_of("smoking-REML"))
    assert name == "tau2"
    assert size > 0.01


def test_pimeta_without_the_counts_depends_on_the_reference() -> None:
    pimeta = pytest.importorskip("pimeta", reason="pimeta is not installed")
    arms = peer_arms(STORED, "smoking-REML")
    found = set()
    for reference in ("no_contact", "grp_counseling"):
        pairs = pimeta.pairwise(
            treat=arms["treatment"].tolist(), event=arms["responders"].tolist(),
            n=arms["n"].tolist(), studlab=arms["trial"].tolist(), sm="OR",
        )  # fmt: skip
        result = pimeta.netmeta(
            pairs.TE, pairs.seTE, pairs.treat1, pairs.treat2, pairs.studlab,
            sm="OR", method_tau="REML", reference_group=reference,
        )  # fmt: skip
        found.add(round(result.tau2, 2))
    assert len(found) == 2


def test_the_page_shows_every_call_and_every_package() -> None:
    text = str(show_peers())
    for peer in STORED["results"]:
        assert " ".join(peer["code"].split()) in text
    for analysis in ANALYSES:
        assert analysis.title in text
    for name, number in STORED["versions"].items():
        assert f"{name} {number}" in text
