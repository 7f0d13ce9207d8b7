"""The book from somebody else's data: no chapter fails, and what is missing is said."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from own_packages import write_package
from sqlalchemy.exc import SQLAlchemyError

from synthesis.analyses.missing import Missing, not_declared, present, unless_missing
from synthesis.analyses.run import Results
from synthesis.build.build import BuildError, build, site_folder
from synthesis.build.places import claim_place, tell_full_disk
from synthesis.build.rerun_kit import digest_kit, write_kit
from synthesis.build.run_chapter import UNFORESEEN, code_cells, run_chapter
from synthesis.build.run_chapters import notebooks
from synthesis.build.source import refuse_chapters
from synthesis.files.project import ROOT
from synthesis.package.data_folder import DATA_VARIABLE
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

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


def test_two_folders_of_one_name_have_two_sites(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "mine", tmp_path / "b" / "mine"
    place = site_folder(tmp_path, first).parent
    place.mkdir(parents=True)
    assert claim_place(place, first)
    assert not claim_place(place, second)
    assert site_folder(tmp_path, first) == place / "html"
    other = site_folder(tmp_path, second)
    assert other.parent.parent == place.parent
    assert other.parent.name.startswith("mine-")
    other.parent.mkdir()
    assert claim_place(other.parent, second)
    assert site_folder(tmp_path, second) == other
    # The folder at the top of a disk has no name, and is not the book's own data.
    assert site_folder(tmp_path, Path("/")).parent.name == "root"


def test_a_full_disk_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(free: int) -> None:
        usage = shutil.disk_usage(tmp_path)._replace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        with tell_full_disk(tmp_path):
            raise SQLAlchemyError("no room")

    with pytest.raises(BuildError, match=r"The disk of .* is full"):
        fail(1000)
    with pytest.raises(SQLAlchemyError):  # another fault stays what it is
        fail(10**9)


def test_chapters_of_a_package_are_not_run_unasked(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "examples" / "migraine", tmp_path / "theirs"))
    (folder / "chapters").mkdir()
    (folder / "chapters" / "mine.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"chapters: found “mine\.md”.*--run-chapters") as raised:
        build(ROOT, folder, tmp_path / "site")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "site").exists()
    refuse_chapters(load(folder), folder, allowed=True)


def test_a_folder_that_is_no_site_is_never_replaced(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(BuildError, match="something other than a site"):
        build(ROOT, empty, tmp_path / "letters")
    assert (tmp_path / "letters" / "letter.txt").read_text() == "keep me"


def read_kit(data: Path, target: Path, root: Path = ROOT) -> dict[str, bytes]:
    write_kit(root, data, target)
    with zipfile.ZipFile(target) as kit:
        return {name.removeprefix("rerun-kit/"): kit.read(name) for name in kit.namelist()}


def test_the_kit_is_the_project_and_nothing_that_lies_in_its_folders(tmp_path: Path) -> None:
    git = ["git", "-C", str(ROOT), "ls-files"]
    listed = subprocess.run(git, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy of the project knows of no git")
    shown = [name for name in listed.stdout.splitlines() if not name.startswith(".")]
    assert set(shown) <= set(read_kit(ROOT / "data", tmp_path / "one.zip"))
    root = tmp_path / "project"
    for name in (*shown, "book/notes.txt", "book/.secret.md", "book/_static/patients.xlsx"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / name
        path.write_bytes(source.read_bytes() if source.exists() else b"a patient")
    for name in ("data/patients.csv", "tests/patients.xlsx", "synthesis/.env", "data/.x.csv"):
        (root / name).write_bytes(b"a patient")
    (root / "releases" / "secret.json").symlink_to(tmp_path / "one.zip")
    before = digest_kit(root, root / "data")
    assert set(read_kit(root / "data", tmp_path / "two.zip", root)) == set(shown)
    for name in ("README.md", "Makefile", "tests/conftest.py", "pyproject.toml"):
        with (root / name).open("a", encoding="utf-8") as stream:
            stream.write("\n")
        after = digest_kit(root, root / "data")
        assert after != before, name
        before = after


def test_the_kit_of_another_package_builds_that_package(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "examples" / "migraine", tmp_path / "my $(data)"))
    (folder / "patients.xlsx").write_bytes(b"a patient")
    path = folder / "trials.csv"
    text = path.read_text(encoding="utf-8").replace(
        "source,none,,no,yes,\n", "source,none,,no,yes,=1\n"
    )
    path.write_text(text, encoding="utf-8")
    kit = read_kit(folder, tmp_path / "kit.zip")
    assert kit["kit.mk"] == b"KIT_DATA := own/my-data-\n"
    own = {name.partition("/")[2] for name in kit if name.startswith("own/")}
    assert own == {f"my-data-/{p.name}" for p in folder.iterdir()} - {"my-data-/patients.xlsx"}
    assert kit["own/my-data-/arms.csv"] == (folder / "arms.csv").read_bytes()
    # A formula is none for those who open the kit in a spreadsheet.
    assert b",'=1\n" in kit["own/my-data-/trials.csv"]
    assert "data/trials.csv" in kit
    for name, content in kit.items():
        (tmp_path / "kit" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kit" / name).write_bytes(content)
    plan = subprocess.run(
        ["make", "-n", "-o", ".venv/.ready", "book", "check"],
        cwd=tmp_path / "kit",
        capture_output=True,
        text=True,
        check=True,
    )
    assert plan.stdout.count('--data "own/my-data-"') == 2
    load(tmp_path / "kit" / "own" / "my-data-")


@pytest.mark.slow
def test_rerun_kit_is_reproducible_and_runs_on_its_own(tmp_path: Path) -> None:
    first = read_kit(ROOT / "data", tmp_path / "one.zip")
    assert read_kit(ROOT / "data", tmp_path / "two.zip") == first
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as kit:
        kit.extractall(tmp_path)
    folder = tmp_path / "rerun-kit"
    for arguments in (["synthesis", "data", "check"], ["pytest", "-q", "tests/words"]):
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout


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
