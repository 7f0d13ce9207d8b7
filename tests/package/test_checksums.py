"""Pins belong to their package: commands leave them alone, and a change shows until it is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from csv_cells import replace_cells
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.project import ROOT
from synthesis.package.checksums import PINS, make_pins
from synthesis.package.schema import read_schema

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
ROW = ("jade-mono-1", "placebo", "EASI75", "12")
READ = ("--source", "https://example.org/made-up-report", "--locator", "Table 2")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package beside the folder of another one, which has pins too."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / PINS).write_text("the book's own", encoding="utf-8")
    folder = Path(shutil.copytree(SOUND, tmp_path / "mine"))
    run("data", "pin", "The first tables.", folder=folder)
    return folder


def run(*words: str, folder: Path) -> str:
    done = CliRunner().invoke(app, [*words, "--data", str(folder)])
    assert done.exit_code == 0, done.output
    assert not (folder.parent / "data" / PINS).exists() or (
        (folder.parent / "data" / PINS).read_text(encoding="utf-8") == "the book's own"
    )
    return done.stdout


def fits(folder: Path) -> bool:
    pins = json.loads((folder / PINS).read_text(encoding="utf-8"))
    return bool(pins["tables"] == make_pins(folder, read_schema(folder)))


def test_a_verified_row_still_fits_and_is_shown_in_the_corrections(package: Path) -> None:
    before = (package / PINS).read_bytes()
    numbers = ("--responders", "8", "--n", "76", "--percent", "10.5")
    run("row", "verify", *ROW, *READ, *numbers, folder=package)
    run("row", "verify", *ROW, *READ, "--responders", "9", "--percent", "11.8", folder=package)
    assert fits(package)
    assert (package / PINS).read_bytes() == before
    run("row", "verify", *ROW, "--undo", folder=package)
    assert fits(package)


def test_a_trial_taken_out_by_a_command_is_noticed_until_it_is_said(
    package: Path, tmp_path: Path
) -> None:
    before = (package / PINS).read_bytes()
    kept = tmp_path / "kept"
    said = run("trial", "remove", "measure-up-1", "--yes", "--keep", str(kept), folder=package)
    assert f"{PINS} still pins the tables without this change" in said
    assert (package / PINS).read_bytes() == before
    assert not fits(package)
    run("trial", "add", str(kept), "--yes", folder=package)
    assert fits(package)
    run("trial", "remove", "measure-up-1", "--yes", "--keep", str(tmp_path / "k"), folder=package)
    run("data", "pin", "A trial less.", folder=package)
    assert fits(package)
    assert json.loads((package / PINS).read_text(encoding="utf-8"))["what"] == "A trial less."


def test_a_cell_changed_by_hand_is_noticed_though_the_row_was_corrected(package: Path) -> None:
    run("row", "verify", *ROW, *READ, "--responders", "8", "--n", "76", folder=package)
    path = package / "dichotomous.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith(",".join(ROW)))
    path.write_bytes(replace_cells(path.read_bytes(), place - 1, {"notes": "by hand"}))
    assert not fits(package)


def test_a_package_without_pins_gets_none(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SOUND, tmp_path / "mine"))
    said = run("row", "verify", *ROW, *READ, folder=folder)
    assert PINS not in said
    assert not (folder / PINS).exists()
