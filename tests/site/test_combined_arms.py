"""Arms that count as one: the same results as if they had been one, and every row on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from comparison_package import edit_rows, make_package

from synthesis.analyses.context import make_context
from synthesis.analyses.doses import run_dose
from synthesis.analyses.harms import run_harm
from synthesis.analyses.pools import run_all
from synthesis.analyses.run import Results
from synthesis.claims.records import collect_records
from synthesis.package.dataset import Dataset, load
from synthesis.site.machinery.html import Html
from synthesis.site.pages.harms.counts import harm_context, show_counts
from synthesis.site.pages.results import pools as pool_pages
from synthesis.site.pages.results.dose import show_arms
from synthesis.site.pages.results.pools import show_pools

SPLIT = ("upadacitinib-15-qd", "placebo")
COUNTS = {"dichotomous": "responders", "adverse_events": "patients"}
# What of a row is cut in two: the count, if there is one, and the patients.
CUT = {"arms": ("n_randomised",), "baseline": ("n",)} | {
    table: (count, "n") for table, count in COUNTS.items()
}


def in_halves(table: str) -> Callable[[list[dict[str, str]]], None]:
    """Make two arms of one regimen of some arms of MEASURE UP 1, with half the patients each."""
    count, fields = COUNTS.get(table, ""), CUT[table]

    def edit(rows: list[dict[str, str]]) -> None:
        for row in list(rows):
            if row["trial_id"] != "measure-up-1" or row["arm_id"] not in SPLIT:
                continue
            other = {**row, "arm_id": f"{row['arm_id']}-again"}
            for field in fields:
                whole = int(row[field] or 0)
                row[field], other[field] = (
                    (str(whole // 2), str(whole - whole // 2)) if whole else ("", "")
                )
            for half in (row, other) if count and row[count] else ():
                half["percent_reported"] = f"{100 * int(half[count]) / int(half['n']):.1f}"
            rows.append(other)

    return edit


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """A small package, and the same one with arms cut in two."""
    folder = tmp_path_factory.mktemp("packages")
    whole, halves = make_package(folder / "whole"), make_package(folder / "halves")
    for table in CUT:
        edit_rows(halves, table, in_halves(table))
    return load(whole), load(halves)


def without_rows(records: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in record.items() if name != "rows"}
        for kind in records.values()
        for record in kind
    ]


def test_every_result_is_that_of_one_arm_and_names_all_rows(
    packages: tuple[Dataset, Dataset],
) -> None:
    whole, halves = (collect_records(Results(each)) for each in packages)
    assert without_rows(whole) == without_rows(halves)
    for kind in ("results", "networks", "doses", "harms"):
        pairs = list(zip(whole[kind], halves[kind], strict=True))
        assert any(len(second["rows"]) > len(first["rows"]) for first, second in pairs)
        for first, second in pairs:
            assert len(set(second["rows"])) == len(second["rows"])
            assert set(first["rows"]) <= set(second["rows"])


def test_pages_show_every_row(
    packages: tuple[Dataset, Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_pages, "publish_forest", lambda *_: Html(""))
    _, halves = packages
    context = make_context(halves)
    result, dose = run_all(halves)[0], run_dose(halves, "dose-upadacitinib")
    harm = run_harm(halves, "harm-serious-ae-against-placebo")
    for arms, shown in (
        ([arm for pool in result.pools for arm in pool.pool.arms], show_pools(result, context)),
        (dose.selection.arms, show_arms(dose, context)),
        (
            [arm for pool in harm.pools for arm in pool.pool.arms],
            show_counts([harm], harm_context(halves)),
        ),
    ):
        assert any(len(arm.rows) > 1 for arm in arms)
        found = re.findall(r"\.csv, row (\d+)", shown.text)
        assert set(map(int, found)) == {row for arm in arms for row in arm.rows}
