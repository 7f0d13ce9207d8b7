"""Pools as a Cochrane data package, the form in which RevMan hands out its analyses.

The files and columns of the package for interventions, version 1: settings with the overall
results, rows of studies, and (empty here) subgroups. R's `meta::read.cdir` opens it. A pool with an
imputed percentage, of which no count exists, has effects with standard errors in place of counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from synthesis.exports.zips import write_zip
from synthesis.files.csv_export import write_csv
from synthesis.models.measure import Measure
from synthesis.models.pairwise.result import PairwiseResult

NAMES: dict[Measure, str] = {
    "OR": "Odds Ratio",
    "RR": "Risk Ratio",
    "RD": "Risk Difference",
    "MD": "Mean Difference",
    "SMD": "Standardized Mean Difference",
}
RATIOS = ("OR", "RR")
SETTINGS = (
    *("Analysis group", "Analysis number", "Analysis name", "Analysis group name"),
    *("Data source", "Data source eligibility", "Data type", "Log-scale data", "Outcome"),
    *("Intervention grouping", "Experimental intervention", "Control intervention"),
    *("Subgroup by", "Filter criteria", "Experimental group label", "Control group label"),
    *("Statistical method", "Effect measure", "Unit of effect measure", "Analysis model"),
    *("Subgroup estimates", "Overall estimates", "Test for subgroup differences"),
    *("Swap event and non-event", "Study CI", "Estimate CI", "Experimental cases"),
    *("Experimental N", "Control cases", "Control N", "Mean", "CI start", "CI end"),
    *("Heterogeneity Tau²", "Heterogeneity Chi²", "Heterogeneity df", "Heterogeneity P"),
    *("Heterogeneity I²", "Effect Z", "Effect P", "Subgroup Chi²", "Subgroup df"),
    *("Subgroup P", "Subgroup I²", "ID"),
)
ROWS = (
    *("Analysis group", "Analysis number", "Analysis name", "Subgroup", "Applicability", "Study"),
    *("Study year", "GIV Mean", "GIV SE", "Experimental mean", "Experimental SD"),
    *("Experimental cases", "Experimental N", "Control mean", "Control SD", "Control cases"),
    *("Control N", "O-E", "Variance", "Weight", "Mean", "CI start", "CI end", "Footnotes"),
)
SUBGROUPS = (
    *("Analysis group", "Analysis number", "Subgroup", "Subgroup number", "Experimental cases"),
    *("Experimental N", "Control cases", "Control N", "Weight", "Mean", "CI start", "CI end"),
    *("Heterogeneity Tau²", "Heterogeneity Chi²", "Heterogeneity df", "Heterogeneity P"),
    *("Heterogeneity I²", "Effect Z", "Effect P", "ID"),
)


@dataclass(frozen=True)
class CochraneStudy:
    """One trial of an analysis; effects on the scale of the model.

    `cases` and `n` are of the experimental arm and the control; None where there are no counts.
    """

    name: str
    year: str
    cases: tuple[int, int] | None
    n: tuple[int, int]
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    weight: float


@dataclass(frozen=True)
class CochraneAnalysis:
    """One pool: names, its place among the comparisons, its studies and its result."""

    identifier: str
    comparison: int
    number: int
    comparison_name: str
    name: str
    experimental: str
    control: str
    studies: Sequence[CochraneStudy]
    result: PairwiseResult

    @property
    def counted(self) -> bool:
        """Whether every study has counts."""
        return all(study.cases is not None for study in self.studies)


def make_data_package(analyses: Sequence[CochraneAnalysis], name: str) -> bytes:
    """The data package as a zip file; `name` keeps its letters and digits alone."""
    short = re.sub(r"[^A-Za-z0-9]", "", name)
    folder = f"{short}-analysis-data/{short}"
    inner = write_zip(
        [
            (f"{folder}-overall-estimates-and-settings.csv", _csv(SETTINGS, _settings(analyses))),
            (f"{folder}-data-rows.csv", _csv(ROWS, _rows(analyses))),
            (f"{folder}-subgroup-estimates.csv", _csv(SUBGROUPS, ())),
        ]
    )
    return write_zip([(f"{short}-files/{short}-data.zip", inner)])


def _csv(columns: Sequence[str], rows: Iterable[dict[str, object]]) -> bytes:
    text = write_csv(columns, ([row.get(column, "") for column in columns] for row in rows))
    return text.encode("utf-8-sig")  # as RevMan writes them


def _settings(analyses: Iterable[CochraneAnalysis]) -> Iterator[dict[str, object]]:
    for each in analyses:
        result, ratio = each.result, each.result.measure in RATIOS
        totals = _totals(each.studies)
        yield {
            "Analysis group": each.comparison,
            "Analysis number": each.number,
            "Analysis name": each.name,
            "Analysis group name": each.comparison_name,
            "Data source": "Custom input",
            "Data source eligibility": "#N/A",
            "Data type": "Dichotomous" if each.counted else "Contrast level",
            "Log-scale data": _flag(ratio),
            "Experimental group label": each.experimental,
            "Control group label": each.control,
            "Statistical method": "IV",
            "Effect measure": NAMES[result.measure],
            "Analysis model": "Random effect",
            "Subgroup estimates": _flag(False),
            "Overall estimates": _flag(True),
            "Test for subgroup differences": _flag(False),
            "Swap event and non-event": _flag(False),
            "Study CI": "95%",
            "Estimate CI": "95%",
            **totals,
            "Mean": _natural(result.estimate, ratio),
            "CI start": _natural(result.ci_low, ratio),
            "CI end": _natural(result.ci_high, ratio),
            "Heterogeneity Tau²": result.tau2,
            "Heterogeneity Chi²": result.q,
            "Heterogeneity df": result.k - 1,
            "Heterogeneity P": result.q_p,
            "Heterogeneity I²": result.i2,
            "ID": f"analysis:{each.identifier}",
        }


def _rows(analyses: Iterable[CochraneAnalysis]) -> Iterator[dict[str, object]]:
    for each in analyses:
        ratio = each.result.measure in RATIOS
        for study in each.studies:
            counts = (
                {"Experimental cases": study.cases[0], "Control cases": study.cases[1]}
                if each.counted and study.cases
                else {"GIV Mean": study.estimate, "GIV SE": study.se}
            )
            yield {
                "Analysis group": each.comparison,
                "Analysis number": each.number,
                "Analysis name": each.name,
                "Applicability": "SUBGROUP_AND_OVERALL",
                "Study": study.name,
                "Study year": study.year,
                "Experimental N": study.n[0],
                "Control N": study.n[1],
                **counts,
                "Weight": study.weight,
                "Mean": _natural(study.estimate, ratio),
                "CI start": _natural(study.ci_low, ratio),
                "CI end": _natural(study.ci_high, ratio),
            }


def _totals(studies: Sequence[CochraneStudy]) -> dict[str, object]:
    names = ("Experimental", "Control")
    found: dict[str, object] = {
        f"{name} N": sum(study.n[side] for study in studies) for side, name in enumerate(names)
    }
    if all(study.cases for study in studies):
        for side, name in enumerate(names):
            found[f"{name} cases"] = sum(s.cases[side] for s in studies if s.cases)
    return found


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _natural(value: float, ratio: bool) -> float:
    return math.exp(value) if ratio else value
