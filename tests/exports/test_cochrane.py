"""The Cochrane data package: its folders, its columns, and the numbers of the pools."""

import csv
import io
import math
import zipfile

import pandas as pd
import pytest

from synthesis.exports.cochrane import CochraneAnalysis, CochraneStudy, make_data_package
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts

COUNTS = {"ONE": ((40, 101), (10, 100)), "TWO": ((20, 51), (5, 50))}


def analysis(number: int, counted: bool = True) -> CochraneAnalysis:
    """Two trials, pooled."""
    table = pd.DataFrame(
        [
            (trial, treatment, *cells)
            for trial, arms in COUNTS.items()
            for treatment, cells in zip(("five", "placebo"), arms, strict=True)
        ],
        columns=["trial", "treatment", "responders", "n"],
    )
    contrasts = make_contrasts(table, "five", "placebo", "OR")
    result = pool_contrasts(contrasts)
    studies = [
        CochraneStudy(
            name=name,
            year="2021",
            cases=(arms[0][0], arms[1][0]) if counted else None,
            n=(arms[0][1], arms[1][1]),
            estimate=float(contrasts.estimate[i]),
            se=float(contrasts.variance[i]) ** 0.5,
            ci_low=0.1,
            ci_high=0.2,
            weight=50.0,
        )
        for i, (name, arms) in enumerate(COUNTS.items())
    ]
    return CochraneAnalysis(
        f"pool.{number}", 1, number, "Against placebo", "Five", "five", "placebo", studies, result
    )


def tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as outer:
        (name,) = outer.namelist()
        assert name == "jakad030-files/jakad030-data.zip"
        inner = io.BytesIO(outer.read(name))
    with zipfile.ZipFile(inner) as files:
        assert all(n.startswith("jakad030-analysis-data/jakad030-") for n in files.namelist())
        return {
            n.split("jakad030-")[-1].removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(files.read(n).decode("utf-8-sig")))
            )
            for n in files.namelist()
        }


def test_counts_and_effects_stand_where_revman_has_them() -> None:
    pooled = analysis(1)
    found = tables(make_data_package([pooled, analysis(2, counted=False)], "jak-ad-0.3.0"))
    settings, rows = found["overall-estimates-and-settings"], found["data-rows"]
    assert [row["Data type"] for row in settings] == ["Dichotomous", "Contrast level"]
    assert {row["Effect measure"] for row in settings} == {"Odds Ratio"}
    assert float(settings[0]["Mean"]) == pytest.approx(math.exp(pooled.result.estimate))
    assert settings[0]["Experimental cases"] == "60"
    assert settings[1]["Experimental cases"] == ""
    assert found["subgroup-estimates"] == []
    counted, effects = rows[:2], rows[2:]
    assert [(r["Experimental cases"], r["Experimental N"]) for r in counted] == [
        ("40", "101"),
        ("20", "51"),
    ]
    assert [r["GIV Mean"] for r in counted] == ["", ""]
    assert [r["Experimental cases"] for r in effects] == ["", ""]
    expected = [study.estimate for study in pooled.studies]
    assert [float(r["GIV Mean"]) for r in effects] == pytest.approx(expected)


def test_the_same_pools_make_the_same_bytes() -> None:
    assert make_data_package([analysis(1)], "x") == make_data_package([analysis(1)], "x")
