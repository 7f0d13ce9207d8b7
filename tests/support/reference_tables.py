"""Reference numbers from metafor, and how closely each kind of number must agree.

Written by ``tests/references/make_references.R``; each result carries its R call.
"""

from __future__ import annotations

import json
import warnings
from functools import lru_cache
from typing import Any

import pytest

from synthesis.files.project import ROOT
from synthesis.models.pairwise.contrasts import Contrasts, make_contrasts
from synthesis.models.tables.arm_table import read_arm_table

with warnings.catch_warnings():
    # PyMARE 0.0.13 leaves its expressions.json open on import (see test_library_traps).
    warnings.filterwarnings("ignore", "unclosed file .*expressions.json", ResourceWarning)
    import pymare as pymare

FOLDER = ROOT / "tests" / "references"
RESULTS: list[dict[str, Any]] = json.loads((FOLDER / "metafor.json").read_text())["results"]

# Posteriors of few trials: see make_few_trials_references.R.
FEW_TRIALS: list[dict[str, Any]] = json.loads((FOLDER / "few_trials.json").read_text())["results"]

METHODS = {"REML": "REML", "PM": "PM", "DL": "DL", "FE": "common", "MH": "MH"}
INTERVALS = {"z": "wald", "knha": "hk", "adhoc": "hk-adhoc"}

# kind: (relative, absolute). metafor's numbers are converged to 1e-13 and stored with 15 digits.
# Percentages get an absolute 1e-6 of a percentage point, Q-profile bounds a relative 1e-7
# because the upper one can be in the hundreds with two trials.
TOLERANCES = {
    "estimate": (0.0, 1e-8),
    "se": (0.0, 1e-8),
    "ci_low": (0.0, 1e-8),
    "ci_high": (0.0, 1e-8),
    "pi_low": (0.0, 1e-8),
    "pi_high": (0.0, 1e-8),
    "tau2": (0.0, 1e-8),
    "tau2_low": (1e-7, 1e-10),
    "tau2_high": (1e-7, 1e-10),
    "q": (0.0, 1e-8),
    "q_p": (0.0, 1e-10),
    "i2": (0.0, 1e-6),
    "weights": (0.0, 1e-6),
    "posterior": (0.0, 1e-9),
}


@lru_cache
def contrasts_of(table: str, treatment: str, control: str, measure: str) -> Contrasts:
    """Contrasts of a reference table."""
    arms = read_arm_table(FOLDER / "tables" / table)
    return make_contrasts(arms, treatment, control, measure)


def contrasts_for(reference: dict[str, Any]) -> Contrasts:
    """Contrasts a reference result was computed from."""
    return contrasts_of(*(reference[key] for key in ("table", "treatment", "control", "measure")))


def bcg(measure: str = "RR") -> Contrasts:
    """Contrasts of the 13 BCG vaccine trials (Colditz et al. 1994)."""
    return contrasts_of("bcg.csv", "vaccine", "control", measure)


def name_of(reference: dict[str, Any]) -> str:
    """Name of a reference result in test reports."""
    return "-".join(reference[key] for key in ("table", "measure", "method", "test"))


def assert_agrees(kind: str, found: Any, reference: dict[str, Any]) -> None:
    """Compare one kind of number with a reference result; None must meet null."""
    expected = reference.get(kind)
    if expected is None or found is None:
        assert found is None, f"{kind}: found {found}, expected none ({reference['call']})"
        assert expected is None, f"{kind}: found none, expected {expected} ({reference['call']})"
        return
    relative, absolute = TOLERANCES[kind]
    assert found == pytest.approx(expected, rel=relative, abs=absolute), (
        f"{kind} ({reference['call']})"
    )
