"""The same analysis in other Python packages: their calls beside ours, and all the numbers.

`peers.json` holds the calls and numbers of the others, made by
`tests/references/make_peer_references.py`; ours are computed when the page is made.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.api.network import pool_network
from synthesis.api.pairwise import pool
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.results.agreement import format_power

STORED = Path(__file__).with_name("peers.json")
OWN = "this package"
# Numbers of the other packages that are the same to this are said to agree.
SAME = 1e-6


@dataclass(frozen=True)
class PeerAnalysis:
    """An analysis in several packages: what it is, our call of it, and why numbers differ."""

    id: str
    title: str
    code: str
    why: str


ANALYSES = (
    PeerAnalysis(
        "bcg",
        "Thirteen BCG vaccine trials: risk ratio, REML, Hartung-Knapp",
        'result = synthesis.pool(arms, "vaccine", "control", "RR", interval="hk")',
        "The prediction intervals follow two conventions: PyMetaAnalysis takes t with k − 2 "
        "degrees of freedom (Higgins, Thompson and Spiegelhalter 2009), pimeta and this package "
        "take k − 1, as metafor does after Hartung-Knapp. pimeta ends its search for τ² a little "
        "early.",
    ),
    PeerAnalysis(
        "smoking-REML",
        "Smoking cessation, a network of four treatments: odds ratio of individual counselling "
        "against no contact, REML",
        'result = synthesis.pool_network(arms, "no_contact")\n'
        'comparison = result.compare("ind_counseling")',
        "What pairwise() of pimeta hands to netmeta() leaves out the counts of the arms, from "
        "which the covariance of a trial with several arms follows. Without them its τ² is "
        "another one, and changes with the reference chosen. Given the counts, it agrees with "
        "this package and with rma.mv of metafor.",
    ),
    PeerAnalysis(
        "smoking-DL",
        "The same network, DerSimonian-Laird",
        'result = synthesis.pool_network(arms, "no_contact", method="DL")\n'
        'comparison = result.compare("ind_counseling")',
        "",
    ),
)


def read_peers(path: Path = STORED) -> dict[str, Any]:
    """What is stored of the other packages: versions, tables of arms, calls and numbers."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def peer_arms(stored: dict[str, Any], analysis: str) -> pd.DataFrame:
    """The arms of an analysis, one row each."""
    return pd.read_csv(io.StringIO(stored["tables"][analysis.split("-")[0]]))


def own_numbers(arms: pd.DataFrame, analysis: str) -> dict[str, float | None]:
    """The numbers of this package by the names of the stored ones, on the model scale."""
    if analysis == "bcg":
        pooled = pool(arms, "vaccine", "control", "RR", interval="hk").model
        return _numbers(pooled, pooled.tau2)
    method: Any = analysis.partition("-")[2]
    network = pool_network(arms, "no_contact", method=method)
    return _numbers(network.compare("ind_counseling").model, network.tau2)


def show_peers() -> Html:
    """Each analysis: a table of the numbers, why they differ, and the calls beside one another."""
    stored = read_peers()
    page = Html("")
    for analysis in ANALYSES:
        own = own_numbers(peer_arms(stored, analysis.id), analysis.id)
        peers = [peer for peer in stored["results"] if peer["analysis"] == analysis.id]
        rows = [_row(OWN, own, own)]
        rows += [_row(_versioned(peer["package"], stored), peer["numbers"], own) for peer in peers]
        header = ["Package", "Effect (log)", "95% CI", "Prediction interval", "τ²", "Farthest off"]
        page += show_table(analysis.title, header, rows, slug=f"peers-{analysis.id.lower()}")
        page += render("plain.html", text=analysis.why) if analysis.why else Html("")
        calls = [(OWN, analysis.code), *((peer["package"], peer["code"]) for peer in peers)]
        page += render("code_beside.html", calls=calls)
    return page


def farthest_off(numbers: dict[str, float], own: dict[str, float | None]) -> tuple[float, str]:
    """The largest difference from this package, on the model scale, and the number it is of."""
    found = []
    for name, value in numbers.items():
        ours = own[name]
        if ours is not None:
            found.append((abs(value - ours), name))
    return max(found)


def _numbers(
    result: PairwiseResult | NetworkEstimate, tau2: float | None
) -> dict[str, float | None]:
    names = ("estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high")
    return {**{name: getattr(result, name) for name in names}, "tau2": tau2}


def _row(package: str, numbers: dict[str, Any], own: dict[str, float | None]) -> Row:
    def between(low: str, high: str) -> str:
        if numbers.get(low) is None:
            return "–"
        return f"{_text(numbers[low])} to {_text(numbers[high])}"

    off = "–"
    if numbers is not own:
        size, name = farthest_off(numbers, own)
        what = {"ci_low": "CI", "ci_high": "CI", "pi_low": "prediction", "pi_high": "prediction"}
        off = "0" if size == 0.0 else f"{format_power(size)} ({what.get(name, name)})"
        off = off.replace("tau2", "τ²")
    return Row(
        [
            package,
            _text(numbers["estimate"]),
            between("ci_low", "ci_high"),
            between("pi_low", "pi_high"),
            _text(numbers["tau2"]),
            off,
        ]
    )


def _versioned(package: str, stored: dict[str, Any]) -> str:
    name, comma, rest = package.partition(",")
    return f"{name} {stored['versions'][name]}{comma}{rest}"


def _text(value: float) -> str:
    return f"{value:.4f}".replace("-", "−")
