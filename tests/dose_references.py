"""Reference numbers for dose-response and Peto, written by make_dose_references.R."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.dataset import load
from synthesis.dose_analysis import DoseAnalysisResult, run_doses
from synthesis.dose_response import fit_dose_response
from synthesis.dose_result import DoseModel, DoseResult
from synthesis.dose_table import read_dose_table

FOLDER = Path(__file__).parent / "references"
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
