"""The command: folders, revisions and releases; text, JSON and exit codes."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest
from comparison_package import change_count, make_package
from tools import missing_tool
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.project import ROOT
from synthesis.living.releases import read_release
from synthesis.living.versions import SideError, open_side
from synthesis.package.dataset import load
from synthesis.prose.changes import describe_shift

runner = CliRunner()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two packages; in the second, one count is higher."""
    base = tmp_path_factory.mktemp("sides")
    old, new = make_package(base / "old"), make_package(base / "new")
    change_count(new, "dichotomous", 11, 30)
    return str(old), str(new)


def test_json_and_exit_code_of_a_change(folders) -> None:
    given = runner.invoke(app, ["compare", *folders, "--json", "--fail-on-change"])
    assert given.exit_code == 1, given.output
    found = json.loads(given.stdout)
    assert found["old"]["digest"] == load(folders[0]).digest
    assert found["differs"]
    (row,) = found["rows"]
    assert row["fields"][0] == {"field": "responders", "old": "62", "new": "92"}
    shifts = [abs(change["shift"]) for change in found["changed"] if not change["flipped"]]
    assert shifts == sorted(shifts, reverse=True)
    assert "easi75-monotherapy.abrocitinib-100-qd" in {c["id"] for c in found["changed"]}
    assert found["appeared"] == found["disappeared"] == found["claims"] == []


def test_text_gives_natural_scale_and_key(folders) -> None:
    given = runner.invoke(app, ["compare", *folders])
    assert given.exit_code == 0, given.output
    assert "responders “62” → “92”" in given.stdout
    assert "EASI-75, oral drug alone: abrocitinib 100 mg against placebo" in given.stdout
    before, after = (
        (a / (156 - a)) / (9 / 67)
        for a in (62, 92)  # one trial: its own odds ratio
    )
    assert f"odds ratio {before:.2f} (95% CI" in given.stdout
    assert f"→ odds ratio {after:.1f} (95% CI" in given.stdout
    assert math.log(after) > math.log(before)
    assert "moved up by" in given.stdout


def test_the_same_twice_says_so(folders) -> None:
    given = runner.invoke(app, ["compare", folders[0], folders[0], "--fail-on-change"])
    assert given.exit_code == 0, given.output
    assert "Nothing differs" in given.stdout


def test_a_release_can_be_made_and_compared_with(folders, tmp_path: Path) -> None:
    made = runner.invoke(app, ["release-results", folders[0], "--version", "9.9"])
    assert made.exit_code == 0, made.output
    path = tmp_path / "9.9.json"
    path.write_text(made.stdout, encoding="utf-8")
    assert read_release(path).version == "9.9"
    given = runner.invoke(app, ["compare", str(path), folders[0]])
    assert given.exit_code == 0
    assert "Nothing differs" in given.stdout
    assert "Rows are not compared" in " ".join(given.stdout.split())
    again = runner.invoke(app, ["release-results", str(path)])
    assert (again.exit_code, again.stdout) == (2, "")


@pytest.mark.parametrize(
    "name", ["no-such-thing", "--upload-pack=x", "", "HEAD~99999", "a\0b", "a" * 9999, "é\n[b]"]
)
def test_a_name_that_means_nothing_is_told_in_one_sentence(name: str, folders) -> None:
    given = runner.invoke(app, ["compare", "--", name, folders[0]])
    assert given.exit_code == 2
    assert given.stdout == ""
    assert "is neither a folder with a data package" in given.stderr
    assert given.stderr.startswith("Error: ")


def test_a_broken_package_is_told_in_one_sentence(folders) -> None:
    broken = str(ROOT / "tests" / "broken_inputs" / "negative-count")
    given = runner.invoke(app, ["compare", broken, folders[0]])
    assert given.exit_code == 1
    assert given.stdout == ""
    assert "cannot be read with the present code: " in given.stderr
    assert given.stderr.strip().count("\n") == 0


def test_a_file_that_is_no_release_is_told_in_one_sentence(folders, tmp_path: Path) -> None:
    for content in ("[]", "{}", "not json", '{"estimates": {"a": {"k": 1}}, "claims": {}}'):
        path = tmp_path / "1.0.json"
        path.write_text(content, encoding="utf-8")
        given = runner.invoke(app, ["compare", str(path), folders[0]])
        assert given.exit_code == 2
        assert given.stderr == "Error: 1.0.json does not hold the results of a release.\n"


def test_revisions_are_read_without_a_checkout(folders, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        missing_tool("git")
    root = tmp_path / "repository"
    shutil.copytree(folders[0], root / "data")

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
        subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message=one")
    git("tag", "v1")
    (root / "data" / "trials.csv").unlink()
    with open_side("v1", root) as side:
        assert side.folder is not None
        assert load(side.folder).digest == load(folders[0]).digest
        unpacked = side.folder
    assert not unpacked.exists()
    assert not (root / "data" / "trials.csv").exists()
    git("rm", "-r", "--quiet", "data")
    git("commit", "--quiet", "--message=two")
    with pytest.raises(SideError, match="has no folder data"), open_side("HEAD", root):
        pass


def test_moves_in_words() -> None:
    assert describe_shift(0.581) == "moved up by 0.58 standard errors"
    assert describe_shift(-1.0) == "moved down by 1.00 standard errors"
    assert describe_shift(0.001) == "moved by less than 0.01 standard errors"
