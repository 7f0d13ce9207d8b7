"""A package in which percentages are imputed, from its tables to results, figures and sentences."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from arm_counts import make_arm, make_imputed_arm
from comparison_package import edit_rows, make_package

from synthesis.analyses.certainty.pools import suggest_certainty
from synthesis.analyses.context import make_context
from synthesis.analyses.doses import DoseAnalysisResult, run_doses
from synthesis.analyses.networks import NetworkAnalysisResult, as_network_record, run_network
from synthesis.analyses.pools import PoolResult, as_record, run_all
from synthesis.analyses.second_software.compare import compare_pool
from synthesis.analyses.second_software.result import ComparedNumber
from synthesis.analyses.sensitivity import other_tiers
from synthesis.api.data import choose_arms
from synthesis.api.pairwise import pool as pool_arms
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.figures.alt_text import describe_forest
from synthesis.figures.forest.forest import draw_forest, draw_forest_slides, tabulate_forest
from synthesis.models.tables.imputed_arms import Z95
from synthesis.package.dataset import Dataset, load
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.caveats.pools import pool_caveats
from synthesis.selection.arms import ArmCount
from synthesis.site.drawings.forest_drawings import forest_plot
from synthesis.site.pages.data.numbers import show_numbers
from synthesis.site.pages.data.plan import tier_sentences
from synthesis.site.pages.networks.tables import show_network_trials
from synthesis.site.pages.results.dose import show_arms
from synthesis.site.pages.results.pools import _show_arms
from synthesis.words.imputed import MARK, with_note

TRIAL, DRUG = "jade-mono-1", "abrocitinib-200-qd"
WITHOUT = "Without imputed percentages"


def impute(rows: list[dict[str, str]]) -> None:
    """Week 12 of one trial as percentages: one arm with an interval, the others without."""
    for row in rows:
        if (row["trial_id"], row["outcome"], row["week"]) == (TRIAL, "EASI75", "12"):
            row |= {"responders": "", "verification": "imputed", "imputation": "MI"}
            if row["arm_id"] == DRUG:
                row |= {"percent_reported": "57.2", "n": "147", "ci_low": "48.8", "ci_high": "65.6"}


@pytest.fixture(scope="module")
def imputed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = make_package(tmp_path_factory.mktemp("imputed") / "package")
    edit_rows(folder, "dichotomous", impute)
    plan = folder / "analyses.toml"
    pools, harms = plan.read_text(encoding="utf-8").split("[[harm]]")
    pools = pools.replace('"derived", "inferred"', '"derived", "imputed", "inferred"')
    plan.write_text(f"{pools}[[harm]]{harms}", encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def pool(imputed: Dataset) -> PoolResult:
    (result,) = run_all(imputed)
    found = result.pool(DRUG)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def network(imputed: Dataset) -> NetworkAnalysisResult:
    return run_network(imputed, "network-easi75")


@pytest.fixture(scope="module")
def dose(imputed: Dataset) -> DoseAnalysisResult:
    return run_doses(imputed)[0]


def test_the_pool_has_the_posted_percentage_and_its_variance(pool: PoolResult) -> None:
    own, other = pool.pool.arms
    assert all(arm.imputed for arm in pool.pool.arms)
    assert (own.n, own.responders) == (147, pytest.approx(0.572 * 147))
    p1, se1 = 0.572, (0.656 - 0.488) / (2 * Z95)
    p2, n2 = other.responders / other.n, other.n
    estimate = math.log(p1 / (1 - p1)) - math.log(p2 / (1 - p2))
    variance = (se1 / (p1 * (1 - p1))) ** 2 + 1 / (n2 * p2 * (1 - p2))
    assert own.effective_n < own.n
    assert other.effective_n == other.n
    assert pool.primary.estimate == pytest.approx(estimate, rel=1e-12)
    assert pool.primary.se == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert pool.primary.patients == 147 + other.n
    assert pool.responders_shown[0] == pytest.approx(100 * p2)
    assert pool.risk_difference.estimate == pytest.approx(p1 - p2)


def test_the_same_pool_is_shown_without_imputed_percentages(pool: PoolResult) -> None:
    without = pool.under(WITHOUT)
    assert without.result is None
    assert without.note == "no trial is left"
    assert pool.under("Without inferred counts").result == pool.primary
    assert other_tiers(("source", "imputed"))[WITHOUT] == ("source",)
    assert "imputed" not in other_tiers(("source", "derived", "inferred"))["With unverified rows"]


def test_network_and_curve_take_the_arms_and_do_without_them(
    network: NetworkAnalysisResult, dose: DoseAnalysisResult
) -> None:
    arms = [arm for arm in network.selection.arms if arm.imputed]
    assert {arm.trial_id for arm in arms} == {TRIAL}
    assert network.result.patients == sum(arm.n for arm in network.selection.arms)
    (other,) = (choice for choice in network.choices if choice.name == WITHOUT)
    assert other.note.startswith("1 trial fewer")
    assert len(dose.fits) == 3
    assert dose.fits[0].result.patients == sum(arm.n for arm in dose.selection.arms)
    (curve,) = (choice for choice in dose.choices if choice.name == WITHOUT)
    assert curve.fit is None
    assert as_network_record(network)["imputed_rows"] == [r for arm in arms for r in arm.rows]


def test_statsmodels_and_pymare_agree(pool: PoolResult) -> None:
    compared = [case for case in compare_pool(pool) if isinstance(case, ComparedNumber)]
    assert compared
    assert all(math.isclose(c.ours, c.theirs, rel_tol=1e-9) for c in compared)


def test_records_say_which_rows_are_imputed(pool: PoolResult) -> None:
    rows = [r for arm in pool.pool.arms for r in arm.rows]
    record = as_record(pool)
    assert record["imputed_rows"] == rows
    table = tabulate_estimates(
        {"results": [record], "networks": [], "doses": [], "harms": [], "means": []}
    )
    assert {row.imputed_rows for row in table} == {len(rows)} == {2}


def test_arms_handed_to_a_notebook_give_the_same_pool(imputed: Dataset, pool: PoolResult) -> None:
    arms = choose_arms(imputed, "easi75-monotherapy")
    found = pool_arms(arms, DRUG, "placebo")
    assert found.model.estimate == pytest.approx(pool.primary.estimate, rel=1e-12)
    assert found.model.se == pytest.approx(pool.primary.se, rel=1e-12)
    assert found.draw() is not None
    curve = choose_arms(imputed, "dose-abrocitinib")
    assert curve["effective_n"].notna().any()


def texts_of(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]


def test_no_figure_prints_a_count_that_nobody_has(pool: PoolResult) -> None:
    plot = forest_plot(pool)
    control = pool.pool.arms[1]
    for figure in (
        draw_forest(plot, "wide"),
        draw_forest(plot, "narrow"),
        *draw_forest_slides(plot),
    ):
        texts = texts_of(figure)
        together = " ".join(texts)
        assert f"57.2% of 147{MARK}" in together
        assert MARK in together.replace(f"147{MARK}", "")
        assert not any("/147" in text or f"/{control.n}" in text for text in texts)
    data = tabulate_forest(plot)
    assert data.column("responders_treatment") == (None,)
    assert data.column("percent_treatment") == (pytest.approx(57.2),)
    assert data.column("imputed") == ("treatment and comparator",)
    assert "an imputed 57.2% of 147" in describe_forest(plot)
    assert any("imputed several times" in sentence for sentence in pool_caveats(pool))


def test_pages_mark_the_rows_and_say_what_the_mark_means(imputed: Dataset) -> None:
    page = str(show_numbers(imputed))
    assert with_note("rows", True) in page
    assert any("imputed several times" in sentence for sentence in tier_sentences(imputed))


def test_tables_of_counts_have_the_percentage_in_place_of_a_count(
    imputed: Dataset, pool: PoolResult, dose: DoseAnalysisResult, network: NetworkAnalysisResult
) -> None:
    context = make_context(imputed)
    for table in (_show_arms(pool, context), show_arms(dose, context)):
        text = table.text
        assert f"57.2%{MARK}" in text
        assert "None" not in text
        assert with_note("", True).strip() in text
    assert f"{MARK}</td>" in show_network_trials(network, context).text


def mixed(n: int = 100) -> ArmCount:
    """Two arms of one regimen: a count of 30 of 100 beside an imputed 40% of 100."""
    counted = make_arm("t", "five", 30, n)
    other = make_imputed_arm("t", "five", 40.0, n, (28.0, 52.0))
    return replace(counted, sources=(*counted.sources, *other.sources))


def test_arms_of_one_regimen_are_weighted_by_their_patients() -> None:
    arm = mixed()
    assert arm.imputed
    assert (arm.n, arm.responders) == (200, pytest.approx(70))
    variance = sum((row.n or 0) ** 2 / row.effective_n for row in arm.sources) / 200**2
    assert 1 / arm.effective_n == pytest.approx(variance)
    assert arm.effective_n < 200
    assert make_arm("t", "five", 30, 100).effective_n == 100
    assert mixed().verification == "imputed"


def test_an_interval_that_is_too_narrow_is_told() -> None:
    wide, narrow = (
        make_imputed_arm("MADE-UP 1", "five", 40.0, 100, interval)
        for interval in ((30.4, 49.6), (35.0, 45.0))
    )
    assert narrow.effective_n == 100
    assert not any("narrower" in sentence for sentence in count_caveats([wide], ()))
    told = count_caveats([narrow], ())[-1]
    assert told.startswith("Printed intervals of MADE-UP 1 are narrower than")


def test_certainty_counts_what_the_precision_is_worth(pool: PoolResult) -> None:
    certainty = suggest_certainty(pool, {TRIAL: "low"})
    (step,) = (step for step in certainty.steps if step.domain == "imprecision")
    worth = round(sum(arm.effective_responders for arm in pool.pool.arms))
    assert f"only about {worth} responders" in step.reason


def test_the_door_refuses_a_count_beside_it(tmp_path: Path) -> None:
    folder = make_package(tmp_path / "package")

    def edit(rows: list[dict[str, str]]) -> None:
        impute(rows)
        next(row for row in rows if row["verification"] == "imputed")["responders"] = "62"

    edit_rows(folder, "dichotomous", edit)
    with pytest.raises(Exception, match="expected an empty cell, as no count belongs to"):
        load(folder)
    with (folder / "dichotomous.csv").open(encoding="utf-8", newline="") as stream:
        assert sum(row["verification"] == "imputed" for row in csv.DictReader(stream)) == 3
