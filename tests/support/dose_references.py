"""Reference numbers for dose-response and Peto, written by make_dose_references.R."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from synthesis.analyses.doses import DoseAnalysisResult, run_doses
from synthesis.files.project import ROOT
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.dose.result import DoseModel, DoseResult
from synthesis.models.tables.dose_table import read_dose_table
from synthesis.package.dataset import load

FOLDER = ROOT / "tests" / "references"
STORED: dict[str, Any] = json.loads((FOLDER / "dose.json").read_text(encoding="utf-8"))
DOSES: list[dict[str, Any]] = STORED["results"]
PETO: list[dict[str, Any]] = STORED["peto"]


@lru_cache
def doses_of(table: str) -> pd.DataFrame:
    """A reference dose table."""
    return read_dose_table(FOLDER / "dose_tables" / table)


@lru_cache
def fit_of(table: str, model: DoseModel) -> DoseResult:
    """The package's result on a reference dose table."""
    return fit_dose_response(doses_of(table), model)


@lru_cache
def run_declared() -> tuple[DoseAnalysisResult, ...]:
    """Every declared dose-response analysis of the book's own data, run once for all tests."""
    return run_doses(load())


def name_of(reference: dict[str, Any]) -> str:
    """Name of a reference result in test reports."""
    return f"{reference['table']}-{reference.get('model', 'peto')}"


def agrees(found: float | None, expected: float | None, relative: float = 1e-6) -> bool:
    """Equal to R's number, both perhaps undefined."""
    if found is None or expected is None:
        return found is None and expected is None
    return found == pytest.approx(expected, rel=relative, abs=1e-8)
