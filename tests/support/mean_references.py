"""Reference numbers from metafor for means, and how closely each must agree.

Written by ``tests/references/make_mean_references.R``; each result carries its R call.
"""

from __future__ import annotations

import json
from typing import Any

from synthesis.files.project import ROOT

FOLDER = ROOT / "tests" / "references"
STORED: dict[str, Any] = json.loads((FOLDER / "means.json").read_text())
RESULTS: list[dict[str, Any]] = STORED["results"]
# A share of the value, since the mean differences of one set are of the order of 10.
TOLERANCE = 1e-9
# rma.mv maximises its likelihood with a numerical gradient.
NETWORK_TOLERANCE = {"REML": 1e-7, "FE": 1e-10}


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The results of pairs (“pair”) or of networks (“network”)."""
    return [each for each in RESULTS if each["kind"] == kind]


def name_of(reference: dict[str, Any]) -> str:
    """Name of a reference result in test reports."""
    keys = ("table", "measure", "method", "test")
    return "-".join(reference[key] for key in keys if key in reference)
