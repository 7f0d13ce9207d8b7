"""Declared analyses run end to end: the book's numbers are metafor's numbers."""

from __future__ import annotations

import json
import math

import pytest
from other_data import with_table
from reference_tables import FOLDER, RESULTS
from references.export_pools import POOLS, find_pools, table_name

from synthesis.analyses.pools import AnalysisResult, PoolResult, as_record, run_analysis
from synthesis.package.dataset import Dataset

TESTS_IN_R = {"hk-adhoc": "adhoc", "wald": "z"}


def find(results: tuple[AnalysisResult, ...], analysis: str, regimen: str) -> PoolResult:
    (result,) = [r for r in results if r.analysis.id == analysis]
    found = result.pool(regimen)
    assert found is not None
    return found


def test_reference_tables_are_todays_pools(dataset: Dataset) -> None:
    for pool in find_pools(dataset):
        stored = (FOLDER / "tables" / table_name(pool)).read_text(encoding="utf-8")
        assert stored == pool.frame().to_csv(index=False, lineterminator="\n"), pool.id


@pytest.mark.parametrize(("analysis", "regimen"), POOLS)
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_pool_agrees_with_metafor(
    results: tuple[AnalysisResult, ...], analysis: str, regimen: str, measure: str
) -> None:
    result = find(results, analysis, regimen)
    ours = {"OR": result.primary, "RR": result.risk_ratio, "RD": result.risk_difference}[measure]
    table = table_name(result.pool)
    (reference,) = [
        r
        for r in RESULTS
        if (r["table"], r["measure"], r["method"], r["test"])
        == (table, measure, "REML", TESTS_IN_R[ours.ci])
    ]
    for name in ("estimate", "se", "tau2", "q", "ci_low", "ci_high"):
        assert getattr(ours, name) == pytest.approx(reference[name], abs=1e-6), (
            name,
            reference["call"],
        )


def test_intervals_follow_the_number_of_trials(results: tuple[AnalysisResult, ...]) -> None:
    for result in results:
        for pool in result.pools:
            expected = "hk-adhoc" if pool.primary.k >= 3 else "wald"
            assert pool.primary.ci == expected
            assert (pool.hartung_knapp is not None) == (pool.primary.k == 2)
            assert (pool.primary.pi_low is None) == (pool.primary.k < 3)


def test_a_single_trial_is_shown_with_its_own_result(
    results: tuple[AnalysisResult, ...],
) -> None:
    single = [p for r in results for p in r.pools if p.primary.k == 1]
    assert single
    for pool in single:
        trial = pool.trials[0]
        assert pool.primary.estimate == pytest.approx(trial.estimate, abs=1e-12)
        assert pool.primary.ci_low == pytest.approx(trial.ci_low, abs=1e-12)
        assert not [s for s in pool.sensitivity if s.name == "Paule-Mandel"]


def test_weights_add_up_to_one_hundred(results: tuple[AnalysisResult, ...]) -> None:
    for result in results:
        for pool in result.pools:
            assert sum(trial.weight for trial in pool.trials) == pytest.approx(100)


def test_responders_shown_stay_within_one_hundred(results: tuple[AnalysisResult, ...]) -> None:
    for result in results:
        for pool in result.pools:
            control, treatment, low, high = pool.responders_shown
            assert 0 <= low <= treatment <= high <= 100
            shares = [100 * t.control.responders / t.control.n for t in pool.trials]
            assert min(shares) - 1e-9 <= control <= max(shares) + 1e-9


def test_sensitivity_without_inferred_drops_the_inferred_trials(
    dataset: Dataset,
) -> None:
    frame = dataset.table("dichotomous")
    frame.loc[frame["trial_id"] == "jade-mono-2", "verification"] = "inferred"
    inferred = with_table(dataset, "dichotomous", frame)
    pool = run_analysis(inferred, "easi75-monotherapy").pool("abrocitinib-200-qd")
    assert pool is not None
    (strict,) = [s for s in pool.sensitivity if s.name == "Without inferred counts"]
    assert strict.note == "drops JADE MONO-2"
    assert strict.result is not None
    assert strict.result.k == pool.primary.k - 1


def test_pools_awaiting_verification_are_no_results(results: tuple[AnalysisResult, ...]) -> None:
    for result in results:
        shown = {pool.pool.regimen for pool in result.pools}
        for pool in result.awaiting:
            assert pool.pool.regimen not in shown
            assert any(arm.verification == "unverified" for arm in pool.pool.arms)


def test_records_are_plain_json(results: tuple[AnalysisResult, ...]) -> None:
    record = as_record(results[0].pools[0])
    again = json.loads(json.dumps(record, allow_nan=False))
    assert again["primary"]["estimate"] == results[0].pools[0].primary.estimate
    assert math.isfinite(again["risk_difference"]["se"])


def test_unknown_analysis_raises(dataset: Dataset) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        run_analysis(dataset, "nonsense")
