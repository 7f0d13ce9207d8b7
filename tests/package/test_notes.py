"""A sound package tells its owner what somebody should look at; unseen characters are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from csv_cells import replace_cells
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.project import ROOT
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.notes import package_notes

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "data"))


def edit(package: Path, file: str, old: str, new: str) -> None:
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_package_without_oddities_has_no_note(package: Path) -> None:
    assert list(package_notes(load(package))) == []


def test_two_trials_of_one_name_are_told(package: Path) -> None:
    edit(package, "trials.csv", "JADE MONO-1,", "Measure Up 1,")
    (note,) = package_notes(load(package))
    assert "jade-mono-1 and measure-up-1 have one name" in note
    done = CliRunner().invoke(app, ["data", "check", "--data", str(package)])
    assert done.exit_code == 0
    assert f"Look at this: {note}" in done.stdout


def test_readings_that_conflict_without_a_preferred_one_are_told(package: Path) -> None:
    path = package / "dichotomous.csv"
    path.write_bytes(replace_cells(path.read_bytes(), 0, {"conflict": "yes", "preferred": "no"}))
    (note,) = package_notes(load(package))
    assert note.startswith("dichotomous.csv, row 2: readings of EASI75 at week 2")
    assert note.endswith("none is marked as preferred; none is used.")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("MEASURE\u200b UP 1", "without characters that cannot be seen"),
        ("MEASURE\x07 UP 1", "without characters that cannot be seen"),
        ("ME\u0301ASURE UP 1", "Unicode NFC"),
        ("MEASURE {UP 1", "one } for each {"),
        ("MEASURE }UP{ 1", "one } for each {"),
        ("MEASURE UP 1 ", "without blanks before or after it"),
    ],
)
def test_a_name_that_would_do_harm_is_refused(package: Path, new: str, expected: str) -> None:
    edit(package, "trials.csv", ",MEASURE UP 1,", f",{new},")
    with pytest.raises(DataError) as refused:
        load(package)
    (defect,) = refused.value.defects
    assert (defect.file, defect.row, defect.field) == ("trials.csv", 3, "trial_name")
    assert expected in str(defect)


def test_braces_in_pairs_are_a_name_like_others(package: Path) -> None:
    edit(package, "trials.csv", ",MEASURE UP 1,", ",MEASURE {UP} 1,")
    assert "MEASURE {UP} 1" in set(load(package).table("trials")["trial_name"])


def test_a_text_of_the_plan_has_nothing_unseen(package: Path) -> None:
    edit(package, "analyses.toml", 'question = "', 'question = "\\u0007')
    with pytest.raises(DataError, match="a text without characters that cannot be seen"):
        load(package)


def test_what_a_build_would_refuse_is_refused_by_a_check(tmp_path: Path) -> None:
    package = Path(shutil.copytree(ROOT / "examples" / "psoriasis", tmp_path / "data"))
    edit(package, "analyses.toml", "[[network]]\n", '[[network]]\npage = "harms"\n')
    done = CliRunner().invoke(app, ["data", "check", "--data", str(package)])
    assert done.exit_code == 1
    assert "found “harms”, expected a page that holds nothing of another kind." in done.output


def test_a_codebook_that_a_chapter_needs_is_asked_for_by_a_check(package: Path) -> None:
    (package / "opinions.csv").write_bytes((ROOT / "data" / "opinions.csv").read_bytes())
    done = CliRunner().invoke(app, ["data", "check", "--data", str(package)])
    assert done.exit_code == 1
    assert "codebook.toml: expected this file" in done.output
