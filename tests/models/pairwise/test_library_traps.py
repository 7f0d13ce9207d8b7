"""Behaviours of statsmodels and PyMARE that the package works round.

Each test fails when the library changes, so that the work-round can then be reconsidered.
"""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from reference_tables import bcg, pymare
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.meta_analysis import combine_effects, effectsize_2proportions
from statsmodels.tools.sm_exceptions import InvalidTestWarning

from synthesis.models.measure import Measure
from synthesis.models.pairwise.heterogeneity import estimate_tau2
from synthesis.models.pairwise.pool import pool_contrasts

HOMOGENEOUS = np.array([0.50, 0.51, 0.49, 0.505]), np.array([0.04, 0.05, 0.03, 0.06])


def test_statsmodels_dl_is_not_truncated_at_zero() -> None:
    with np.errstate(invalid="ignore"):
        result = combine_effects(*HOMOGENEOUS, method_re="dl")
    assert result.tau2 == pytest.approx(-0.043, abs=5e-4)
    assert estimate_tau2(*HOMOGENEOUS, "DL") == 0.0


def test_statsmodels_zero_correction_shifts_trials_without_a_zero_cell() -> None:
    first = np.array([0, 8]), np.array([10, 20])
    second = np.array([4, 4]), np.array([12, 20])
    plain, _ = effectsize_2proportions(
        first[0][1:], first[1][1:], second[0][1:], second[1][1:], statistic="odds-ratio"
    )
    shifted, _ = effectsize_2proportions(
        *first, *second, statistic="odds-ratio", zero_correction=0.5
    )
    # Its counts are shifted in every trial, its denominators only where there is a zero.
    assert shifted[1] != pytest.approx(plain[0], abs=1e-3)
    wrong = np.log(8.5 / 11.5 * 15.5 / 4.5)
    assert shifted[1] == pytest.approx(wrong, abs=1e-12)


def test_effect_sizes_are_those_of_statsmodels_to_the_last_bit() -> None:
    names: dict[Measure, str] = {"OR": "odds-ratio", "RR": "risk-ratio", "RD": "diff"}
    for measure, statistic in names.items():
        ours = bcg(measure)
        theirs = effectsize_2proportions(*ours.cells.T, statistic=statistic)
        assert (ours.estimate == theirs[0]).all()
        assert (ours.variance == theirs[1]).all()


def test_statsmodels_drops_the_short_names_of_the_statistic() -> None:
    for alias in ("or", "rr", "rd"):
        with pytest.warns(FutureWarning):
            effectsize_2proportions(5, 10, 4, 10, statistic=alias)


def test_statsmodels_hartung_knapp_row_has_a_normal_quantile_by_default() -> None:
    y, v = bcg().estimate, bcg().variance
    normal = combine_effects(y, v, method_re="dl").summary_frame()
    with pytest.warns(InvalidTestWarning, match="Using normal distribution for .* individual"):
        student = combine_effects(y, v, method_re="dl", use_t=True).summary_frame()
    hk = pool_contrasts(bcg(), "DL", "hk")
    row = "random effect wls"
    assert normal.loc[row, "sd_eff"] == pytest.approx(hk.se, abs=1e-10)
    assert normal.loc[row, "ci_low"] == pytest.approx(hk.estimate - 1.959964 * hk.se, abs=1e-6)
    assert student.loc[row, "ci_low"] == pytest.approx(hk.ci_low, abs=1e-8)


def test_statsmodels_shift_zeros_changes_the_mantel_haenszel_estimate() -> None:
    tables = [np.array([[0, 20], [3, 17]]), np.array([[9, 31], [4, 36]])]
    plain = StratifiedTable(tables, shift_zeros=False).logodds_pooled
    shifted = StratifiedTable(tables, shift_zeros=True).logodds_pooled
    a, b, c, d = np.array([[0, 20, 3, 17], [9, 31, 4, 36]]).T
    total = a + b + c + d
    assert plain == pytest.approx(np.log((a * d / total).sum() / (b * c / total).sum()), abs=1e-12)
    assert abs(shifted - plain) > 0.01


def test_statsmodels_has_no_error_for_the_mantel_haenszel_risk_ratio() -> None:
    assert hasattr(StratifiedTable, "logodds_pooled_se")
    assert not [name for name in dir(StratifiedTable) if "riskratio" in name and "se" in name]


def test_pymare_defaults_to_ml() -> None:
    y, v = bcg().estimate, bcg().variance
    default = pymare.meta_regression(y=y, v=v)
    reml = pymare.meta_regression(y=y, v=v, method="REML")
    exact = estimate_tau2(y, v, "REML")
    assert float(np.ravel(reml.tau2)[0]) == pytest.approx(exact, abs=1e-6)
    assert exact - float(np.ravel(default.tau2)[0]) > 0.01


def test_pymare_hartung_knapp_and_q_profile_agree_with_ours() -> None:
    y, v = bcg().estimate, bcg().variance
    for name, ci in (
        ("knapp-hartung", "hk"),
        ("knapp-hartung-conservative", "hk-adhoc"),
        ("wald", "wald"),
    ):
        fit = pymare.meta_regression(y=y, v=v, method="REML", small_sample_correction=name)
        ours = pool_contrasts(bcg(), "REML", ci)  # type: ignore[arg-type]
        stats = fit.get_fe_stats()
        assert float(np.ravel(stats["se"])[0]) == pytest.approx(ours.se, abs=1e-6)
        assert float(np.ravel(stats["ci_l"])[0]) == pytest.approx(ours.ci_low, abs=1e-6)
        interval = fit.get_re_stats()
        assert float(np.ravel(interval["ci_l"])[0]) == pytest.approx(ours.tau2_low, abs=1e-5)
        assert float(np.ravel(interval["ci_u"])[0]) == pytest.approx(ours.tau2_high, abs=1e-5)


def test_pymare_z_score_column_is_a_transformed_t() -> None:
    fit = pymare.meta_regression(y=bcg().estimate, v=bcg().variance, method="REML")
    row = fit.to_df().iloc[0]
    t = row["estimate"] / row["se"]
    assert abs(t - row["z-score"]) > 0.3


def test_pymare_data_frame_needs_v_named() -> None:
    frame = pd.DataFrame({"y": bcg().estimate, "v": bcg().variance})
    with pytest.raises(ValueError, match="one of `v` or `n` must be passed"):
        pymare.meta_regression(data=frame, method="REML")
    pymare.meta_regression(data=frame, v="v", method="REML")


def test_pymare_leaves_a_file_open_on_import() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import pymare"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "expressions.json" in done.stderr
