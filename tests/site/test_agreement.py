"""The table of agreement says what the stored references and the tests say."""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version
from pathlib import Path

import dose_references
import mean_references
import network_references
import numpy as np
import pytest
import reference_tables
from bs4 import BeautifulSoup
from reference_tables import bcg, pymare

from synthesis.files.project import ROOT
from synthesis.models.network.consistency import assess_interaction, split_nodes
from synthesis.models.network.direct_evidence import pool_direct
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.heterogeneity import estimate_tau2
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.site.pages.results.agreement import (
    CHECKED,
    SoftwareComparison,
    read_comparisons,
    read_differences,
    show_agreement,
)
from synthesis.words.numbers import format_power

COMPARISONS = {comparison.id: comparison for comparison in read_comparisons()}
DIFFERENCES = {difference.id: difference for difference in read_differences()}
PAIRS, NETWORKS = reference_tables.RESULTS, network_references.RESULTS
REML = [r for r in NETWORKS if r["method"] == "REML"]


def stored_results() -> dict[str, int]:
    """How many reference results of each kind are stored; netmeta's are not."""
    return {
        "pairwise": sum(r["method"] != "MH" for r in PAIRS),
        "q-profile": sum("tau2_call" in r for r in PAIRS),
        "mantel-haenszel": sum(r["method"] == "MH" for r in PAIRS),
        "peto": len(dose_references.PETO),
        "few-trials": len(reference_tables.FEW_TRIALS),
        "network-reml": len(REML),
        "network-given": len(NETWORKS) - len(REML),
        "means": len(mean_references.of_kind("pair")),
        "mean-networks": len(mean_references.of_kind("network")),
        "node-splits": sum(len(r["splits"]) for r in NETWORKS),
        "interaction": sum("interaction_q" in r for r in NETWORKS),
        "contributions": len(NETWORKS),
        "dose-response": len(dose_references.DOSES),
        "dose-slope": sum("tau" in r for r in dose_references.DOSES),
        "pymare": sum((r["method"], r["test"]) == ("REML", "z") for r in PAIRS),
        "statsmodels": 1,
    }


def tolerances_of_the_tests() -> dict[str, float]:
    """The tolerances the tests of the models use."""
    pairwise, network = reference_tables.TOLERANCES, network_references.TOLERANCES
    effects = ("tau2", "estimate", "se", "t_low", "t_high")
    dose = inspect.signature(dose_references.agrees).parameters["relative"].default
    return {
        "pairwise": max(pairwise[k][1] for k in ("estimate", "se", "ci_low", "pi_high", "tau2")),
        "q-profile": max(pairwise[k][0] for k in ("tau2_low", "tau2_high")),
        "mantel-haenszel": max(pairwise[k][1] for k in ("estimate", "se", "q")),
        "peto": max(pairwise[k][1] for k in ("estimate", "se", "ci_low", "ci_high", "q")),
        "few-trials": max(pairwise["posterior"]),
        "network-reml": max(network[k][0] for k in effects),
        "network-given": max(network[k][1] for k in effects),
        "means": mean_references.TOLERANCE,
        "mean-networks": max(mean_references.NETWORK_TOLERANCE.values()),
        "node-splits": max(network["split"]),
        "interaction": max(network["interaction_q"]),
        "contributions": max(network["contributions"]),
        "dose-response": dose,
    }


@pytest.mark.parametrize("identifier", stored_results())
def test_the_number_of_results_is_that_of_the_stored_ones(identifier: str) -> None:
    stored = stored_results()[identifier]
    advice = f"agreement.toml: results = {stored} for {identifier}"
    assert COMPARISONS[identifier].results == stored, advice


@pytest.mark.parametrize("identifier", tolerances_of_the_tests())
def test_the_tolerance_is_that_of_the_tests(identifier: str) -> None:
    assert COMPARISONS[identifier].tolerance == tolerances_of_the_tests()[identifier]


def test_every_comparison_but_those_made_once_is_counted() -> None:
    tested = {name for name, c in COMPARISONS.items() if c.checked == "tests"}
    assert tested == stored_results().keys()
    assert {c.checked for c in COMPARISONS.values()} == CHECKED.keys()


def test_versions_are_those_of_the_stored_results_and_of_the_lock() -> None:
    stored = dose_references.STORED["versions"]
    for comparison in COMPARISONS.values():
        for name, number in (
            ("metafor", stored["metafor"]),
            ("R", stored["R"]),
            ("PyMARE", version("pymare")),
            ("statsmodels", ".".join(version("statsmodels").split(".")[:2])),
        ):
            for found in re.findall(rf"\b{name} ([0-9.]+[0-9])", comparison.software):
                assert found == number, comparison.id


@pytest.mark.parametrize("difference", read_differences(), ids=lambda d: d.id)
def test_the_test_named_beside_a_difference_exists(difference: object) -> None:
    name = getattr(difference, "test", "")
    if name:
        path, function = name.split("::")
        assert f"\ndef {function}(" in (ROOT / path).read_text(encoding="utf-8")


def test_only_what_needs_netmeta_itself_is_not_reproduced() -> None:
    assert {name for name, d in DIFFERENCES.items() if not d.test} == {"netmeta-df", "netcontrib"}


def test_rma_mv_ends_in_the_eighth_decimal_place() -> None:
    assert "eighth decimal" in DIFFERENCES["reml-of-rma-mv"].what
    largest = 0.0
    for reference in REML:
        network = network_references.network_of(reference["table"], reference["measure"])
        off = np.abs(pool_network(network).estimate - reference["estimate"]).max()
        largest = max(largest, float(off))
    assert 1e-9 < largest < 5e-8


def test_rma_mv_stops_just_above_a_tau2_of_zero() -> None:
    [reference] = [r for r in REML if (r["table"], r["measure"]) == ("dong2013", "OR")]
    test = assess_interaction(network_references.network_of("dong2013", "OR"))
    assert test is not None
    assert (test.tau2, reference["interaction_tau2"] > 0.0) == (0.0, True)
    off = format_power(abs(test.q - reference["interaction_q"]))
    assert off in DIFFERENCES["interaction-at-zero"].what


def test_pymare_stops_short_of_the_maximum() -> None:
    estimator = pymare.estimators.VarianceBasedLikelihoodEstimator(method="REML")
    off = []
    for reference in PAIRS:
        if (reference["method"], reference["test"]) == ("REML", "z"):
            trials = reference_tables.contrasts_for(reference)
            data = pymare.Dataset(y=trials.estimate, v=trials.variance)
            found = float(np.ravel(estimator.fit_dataset(data).params_["tau2"])[0])
            off.append(abs(found - estimate_tau2(trials.estimate, trials.variance, "REML")))
    assert 5e-8 < max(off) < 3e-7


def test_netsplit_would_split_more_comparisons() -> None:
    # netsplit splits where the direct share is neither 0 nor 1 (tol.direct = 0.0005).
    network = network_references.network_of("woods2010", "OR")
    tau2 = pool_network(network, "DL").tau2
    share = np.triu(pool_direct(network, tau2).share)
    assert ((share > 0.0005) & (share < 0.9995)).sum() > len(split_nodes(network, tau2))


def test_i2_of_a_network_is_computed_from_q_and_that_of_a_pool_from_tau2() -> None:
    result = pool_network(network_references.network_of("linde2015", "OR"))
    q = result.q_total
    assert result.i2 == pytest.approx(100 * max(0.0, q.q - q.df) / q.q)
    assert pool_contrasts(bcg()).i2_source == "tau2"


@pytest.mark.parametrize(
    ("value", "words"),
    [(1e-8, "10⁻⁸"), (2e-7, "2 × 10⁻⁷"), (1e-3, "10⁻³"), (2.85e-6, "3 × 10⁻⁶"), (1e-10, "10⁻¹⁰")],
)
def test_powers_of_ten(value: float, words: str) -> None:
    assert format_power(value) == words


def test_a_tolerance_says_what_it_is_a_part_of() -> None:
    plain = SoftwareComparison("made-up", "Made up", "Made up 1.0", 1, 1e-6, "tests")
    assert plain.closeness == "10⁻⁶"
    share = SoftwareComparison("made-up", "Made up", "Made up 1.0", 1, 1e-6, "tests", relative=True)
    assert share.closeness == "10⁻⁶ of the value"
    points = SoftwareComparison("made-up", "", "", 1, 1e-5, "tests", unit="percentage points")
    assert points.closeness == "10⁻⁵ percentage points"
    once = SoftwareComparison("made-up", "", "", 1, 1e-5, "once")
    assert once.closeness == "10⁻⁵, compared once and outside the tests"


def test_a_field_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "made-up.toml"
    path.write_text('[[comparison]]\nid = "made-up"\nsize = 1\n')
    with pytest.raises(TypeError, match="size"):
        read_comparisons(path)


def test_both_tables_show_every_entry() -> None:
    soup = BeautifulSoup(show_agreement().text, "html.parser")
    for identifier, entries in (("agreement", COMPARISONS), ("differences", DIFFERENCES)):
        table = soup.find(id=identifier)
        assert table is not None
        assert len(table.select("tbody tr")) == len(entries)
        text = table.get_text()
        assert all(e.what in text and e.software in text for e in entries.values())
    tested = sum(c.checked == "tests" for c in COMPARISONS.values())
    assert f"in {tested} ways" in soup.get_text()
