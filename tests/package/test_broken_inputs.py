"""Each broken folder is refused with exactly the sentence its user must see."""

from __future__ import annotations

import filecmp
import re
import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

FOLDERS = ROOT / "tests" / "broken_inputs"
SOUND = FOLDERS / "_sound"
BROKEN = sorted(path for path in FOLDERS.iterdir() if (path / "expected.txt").exists())


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "synthesis", "check", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_sound_package_is_sound() -> None:
    assert load(SOUND).table("trials")["trial_id"].tolist() == ["jade-mono-1", "measure-up-1"]


def test_there_are_enough_broken_folders() -> None:
    assert len(BROKEN) >= 25


def test_the_folders_use_todays_description_and_words() -> None:
    names = ["datapackage.json", "vocabulary.toml"]
    same, *_ = filecmp.cmpfiles(SOUND, DATA_FOLDER, names, shallow=False)
    assert same == names


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_broken_folder_has_one_defect(folder: Path) -> None:
    names = {path.name for path in (*SOUND.iterdir(), *folder.iterdir())} - {"expected.txt"}
    same, different, missing = filecmp.cmpfiles(SOUND, folder, names, shallow=False)
    assert len(different) + len(missing) == 1, (different, missing)
    assert len(same) == len(names) - 1


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_broken_folder_gets_its_sentence(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    with pytest.raises(DataError) as raised:
        load(folder)
    assert [str(defect) for defect in raised.value.defects] == expected


@pytest.mark.parametrize("name", ["exponent", "latin-1", "plan-not-toml", "missing-descriptor"])
def test_command_line_prints_the_sentence_and_nothing_else(name: str) -> None:
    done = check(FOLDERS / name)
    expected = (FOLDERS / name / "expected.txt").read_text(encoding="utf-8")
    # A slow machine is told what is done meanwhile, in lines that end with three dots.
    lines = done.stderr.splitlines(keepends=True)
    told = "".join(line for line in lines if not line.endswith("…\n"))
    assert (done.returncode, done.stdout, told) == (1, "", expected)


def test_command_line_accepts_the_sound_package() -> None:
    done = check(SOUND)
    assert done.returncode == 0, done.stderr
    assert re.match(r"Sound: \d+ tables, ", done.stdout)


def test_a_folder_that_does_not_exist_is_named() -> None:
    done = check(FOLDERS / "no-such-folder")
    assert done.returncode == 1
    assert done.stderr == "no-such-folder: expected a folder with a data package.\n"
