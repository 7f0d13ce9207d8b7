"""A build runs what is declared once, and hands the results to its chapters."""

from __future__ import annotations

import multiprocessing
import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from comparison_package import make_package
from handovers import make_handover

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.analyses.harms import HarmAnalysisResult
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.run import Results
from synthesis.build.run_chapter import code_cells, run_chapter
from synthesis.build.run_chapters import notebooks, run_chapters
from synthesis.claims.estimates import collect_estimates, run_everything
from synthesis.claims.findings import ClaimResult
from synthesis.claims.records import collect_records
from synthesis.exports.figure_files import FigureFiles
from synthesis.files.project import ROOT
from synthesis.package.dataset import load
from synthesis.site.machinery import publish
from synthesis.site.pages.changes.since_release import compare_with_release

RESULTS = (
    *(AnalysisResult, NetworkAnalysisResult, DoseAnalysisResult, HarmAnalysisResult),
    ClaimResult,
)
CLAIMS = """
[[topic]]
id = "effect"
title = "How well they work"

[[claim]]
id = "upadacitinib-works"
claim = "Upadacitinib clears more skin than placebo."
topic = "effect"
opinions = []
test = [{ kind = "pool", analysis = "easi75-monotherapy", expects = "more" }]
"""
CHAPTER = """---
kernelspec:
  name: python3
  display_name: Python 3
---
# Test

```{code-cell} python
from synthesis.site.machinery.handover import handed_over
from synthesis.site.pages.chapter import open_book
print(handed_over().page, open_book().dataset.digest, *open_book().pools)
```
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each result was made, by its kind and the id of what was declared."""
    counts: Counter[tuple[str, str]] = Counter()

    def count(kind: type) -> None:
        original: Any = kind.__init__

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            original(self, *args, **kwargs)
            declared = self.claim if isinstance(self, ClaimResult) else self.analysis
            counts[kind.__name__, declared.id] += 1

        monkeypatch.setattr(kind, "__init__", init)

    for kind in RESULTS:
        count(kind)
    return counts


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = make_package(tmp_path / "package")
    (folder / "claims.toml").write_text(CLAIMS, encoding="utf-8")
    return folder


def test_no_result_is_made_twice_in_a_build(
    package: Path, made: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = run_everything(load(package))
    plan = results.dataset.plan
    declared = (plan.analyses, plan.networks, plan.doses, plan.harms, plan.claims)
    once = {
        (kind.__name__, entry.id): 1
        for kind, entries in zip(RESULTS, declared, strict=True)
        for entry in entries
    }
    assert {kind for kind, _ in once} == {kind.__name__ for kind in RESULTS}
    assert made == once

    # What the chapters get and the files are made from: nothing of it is run again. Drawing has
    # its own tests, and takes most of the time.
    monkeypatch.setattr(
        publish, "make_figure_files", lambda *_: FigureFiles({}, (), (1, 1), (1, 1))
    )
    (tmp_path / "published").mkdir()
    handover = make_handover(tmp_path / "published", results=results)
    for path in notebooks(ROOT / "book"):
        if path.stem == "workbook":
            continue  # it makes what it shows anew, in the open, and of the book's own trials
        given = pickle.loads(pickle.dumps(handover))
        monkeypatch.chdir(path.parent)
        assert run_chapter(path, given).errors == ()
    collect_records(results)
    collect_estimates(results)
    compare_with_release(results)
    again = {key: made[key] for key in once}
    assert again == once


def test_results_are_the_same_after_they_were_handed_over(package: Path) -> None:
    results = run_everything(load(package))
    given: Results = pickle.loads(pickle.dumps(results))
    assert given.dataset.digest == results.dataset.digest
    assert given.pools == results.pools
    assert given.doses == results.doses
    assert given.harms == results.harms
    assert collect_records(given) == collect_records(results)
    assert collect_estimates(given) == collect_estimates(results)
    for table in results.dataset.schema.tables:
        assert given.dataset.table(table).equals(results.dataset.table(table))


@pytest.mark.slow
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_chapters_get_the_results_however_processes_start(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this system")
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: [method])
    book = tmp_path / "book"
    book.mkdir()
    for name in ("one", "two"):
        (book / f"{name}.md").write_text(CHAPTER, encoding="utf-8")
    results = run_everything(load(package))
    (tmp_path / "published").mkdir()
    handover = make_handover(tmp_path / "published", results=results)
    chapters, told = run_chapters(book, handover)
    assert told == ()
    printed = [output["text"] for c in chapters for cell in code_cells(c.notebook)
               for output in cell.outputs]  # fmt: skip
    names = " ".join(results.pools)
    assert printed == [f"{page} {results.dataset.digest} {names}\n" for page in ("one", "two")]


def test_a_network_that_is_missing_stays_missing(package: Path) -> None:
    results = Results(load(package))
    assert isinstance(results.network("network-nonsense"), Missing)
    assert results.network("network-easi75") is results.networks["network-easi75"]
    assert results.harm("nonsense").pools == ()
    assert [result.pools for result in results.run("nonsense")] == [()]
