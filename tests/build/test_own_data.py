"""The book from somebody else's data: no chapter fails, and what is missing is said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from own_packages import write_package

from synthesis.analyses.missing import Missing, not_declared, present, unless_missing
from synthesis.analyses.run import Results
from synthesis.build.build import BuildError, build, site_folder
from synthesis.build.rerun_kit import write_kit
from synthesis.build.run_chapter import UNFORESEEN, code_cells, run_chapter
from synthesis.build.run_chapters import notebooks
from synthesis.files.project import ROOT
from synthesis.package.data_folder import DATA_VARIABLE
from synthesis.package.dataset import load

UPADACITINIB = {"measure-up-1", "measure-up-2", "ad-up"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose tables hold a header only."""
    return write_package(tmp_path_factory.mktemp("own") / "empty", lambda _: False, [])


@pytest.fixture(scope="module")
def upadacitinib(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three trials of one drug, with one analysis and one dose-response curve."""
    return write_package(
        tmp_path_factory.mktemp("own") / "upadacitinib",
        lambda trial: trial in UPADACITINIB,
        ["easi75-monotherapy", "easi75-with-topicals"],
    )


# The workbook names the trials that it walks through; of other data its cells are replaced.
@pytest.mark.parametrize(
    "chapter", sorted(p.name for p in notebooks(ROOT / "book") if p.stem != "workbook")
)
def test_every_chapter_runs_without_any_data(
    empty: Path, chapter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(empty))
    result = run_chapter(ROOT / "book" / chapter)
    assert result.errors == ()
    # Every chapter opens with its box, whatever it lacks.
    shown = [str(output) for cell in code_cells(result.notebook) for output in cell.outputs]
    assert any("opening" in text for text in shown)


@pytest.mark.parametrize("chapter", ["easi75", "network", "choices", "thousand", "headtohead"])
def test_chapters_show_what_there_is_and_name_what_is_not(
    upadacitinib: Path, chapter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(upadacitinib))
    result = run_chapter(ROOT / "book" / f"{chapter}.md")
    assert result.errors == ()
    text = " ".join(str(output) for cell in code_cells(result.notebook) for output in cell.outputs)
    assert "this data package" in text
    if chapter == "easi75":
        assert "pool-easi75-monotherapy.upadacitinib-30-qd" in text


def test_a_network_that_is_not_declared_or_not_formed_is_missing(upadacitinib: Path) -> None:
    book = Results(load(upadacitinib))
    found = book.network("network-easi75-monotherapy")
    assert found == Missing(not_declared("network-easi75-monotherapy"))
    assert present([found, 1, 2]) == [1, 2]
    (result,) = book.run("easi75-children")
    assert result.pools == ()
    assert "easi75-children" in result.analysis.question
    assert book.harms_of("against-placebo") == ()


def test_unless_missing_answers_in_place_of_the_function() -> None:
    double = unless_missing(len)(lambda number: 2 * number)
    assert double(4) == 8
    assert double(Missing("abc")) == 3


def test_a_failing_cell_is_replaced_once_and_the_chapter_goes_on(tmp_path: Path) -> None:
    head = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n# Test\n"
    no_data = "from synthesis.package.defects import DataError, Defect\n"
    no_data += "raise DataError([Defect('a.csv', None, None, None, 'nothing of <b>')])"
    cells = ["x = 1 / 0", "x", "print('still here')", "{}['<b>']", no_data]
    text = "".join(f"\n```{{code-cell}} python\n{cell}\n```\n" for cell in cells)
    path = tmp_path / "test.md"
    path.write_text(head + text, encoding="utf-8")
    result = run_chapter(path, replace=lambda reason: f"replaced: {reason}")
    shown = [cell.outputs[0] for cell in code_cells(result.notebook)]
    assert shown[0]["data"]["text/html"] == f"replaced: {UNFORESEEN}"
    assert shown[1]["data"]["text/html"] == ""
    assert shown[2]["text"] == "still here\n"
    assert shown[3]["data"]["text/html"] == ""
    assert shown[4]["data"]["text/html"] == "replaced: a.csv: expected nothing of <b>."
    assert [error.splitlines()[-1] for error in result.errors[::2]] == [
        "ZeroDivisionError: division by zero", "KeyError: '<b>'",
    ]  # fmt: skip
    strict = run_chapter(path)
    assert len(strict.errors) == 1


def test_each_package_has_a_site_of_its_own(tmp_path: Path) -> None:
    book = site_folder(tmp_path, None)
    assert book == site_folder(tmp_path, tmp_path / "data") == tmp_path / "_build" / "html"
    other = site_folder(tmp_path, tmp_path / "mine")
    assert other == tmp_path / "_build" / "own" / "mine" / "html"


def test_a_folder_that_is_no_site_is_never_replaced(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(BuildError, match="something other than a site"):
        build(ROOT, empty, tmp_path / "letters")
    assert (tmp_path / "letters" / "letter.txt").read_text() == "keep me"


@pytest.mark.slow
def test_rerun_kit_is_reproducible_and_runs_on_its_own(tmp_path: Path) -> None:
    write_kit(ROOT, ROOT / "data", tmp_path / "one.zip")
    write_kit(ROOT, ROOT / "data", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as kit:
        kit.extractall(tmp_path)
    folder = tmp_path / "rerun-kit"
    assert not list(folder.rglob("__pycache__"))
    for name in ("Makefile", "requirements.txt", "book/index.md", "data/trials.csv", "LICENSE"):
        assert (folder / name).exists()
    done = subprocess.run(
        [sys.executable, "-m", "synthesis", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Sound:")


@pytest.mark.slow
@pytest.mark.site
def test_a_real_build_of_an_empty_package(empty: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    # The workbook names the trials that it walks through; of other data its cells are replaced.
    told = build(ROOT, empty, site) or ()
    assert [each for each in told if not each.startswith("Chapter workbook.md failed")] == []
    page = BeautifulSoup((site / "easi75.html").read_text(encoding="utf-8"), "html.parser")
    article = page.select_one("article")
    assert article is not None
    assert "is not declared in analyses.toml of this data package" in article.get_text()
    with zipfile.ZipFile(site / "rerun-kit.zip") as kit:
        assert "rerun-kit/data/trials.csv" in kit.namelist()
    assert build(ROOT, empty, site) is None


def test_every_id_that_a_chapter_names_is_declared_in_the_books_own_plan() -> None:
    # An id that is not declared is told on the page, so a slip of the pen would not fail a build.
    dataset = load(ROOT / "data")
    plan = dataset.plan
    declared = {entry.id for kind in (plan.analyses, plan.networks, plan.harms) for entry in kind}
    text = "".join(path.read_text(encoding="utf-8") for path in notebooks(ROOT / "book"))
    calls = re.findall(r"book\.(?:run|network|harm)\(([^()*]*)\)", text)
    named = {name for call in calls for name in re.findall(r'"([^"{}]+)"', call)}
    assert len(named) > 40
    assert named <= declared
    for comparison in re.findall(r'book\.harms_of\("([^"]+)"\)', text):
        assert any(identifier.endswith(f"-{comparison}") for identifier in declared), comparison
