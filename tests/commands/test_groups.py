"""Commands in groups: old names, one option for data, wrong usage."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from synthesis.commands.cli import OLD_NAMES, app
from synthesis.files.project import ROOT

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
GROUPS = {
    "trial": {"new", "add", "remove", "import"},
    "row": {"verify"},
    "data": {"check", "compare", "start", "migrate", "finish", "pin"},
    "book": {"build", "release", "names", "references"},
    "model": {"pairwise", "network", "dose"},
}
# Each command that reads a data package, with as much as it needs to be run.
TAKE_DATA = (
    "trial new made-up-1 --into nowhere",
    "trial add nowhere",
    "trial remove made-up-1 --yes",
    "trial import nowhere.json --into nowhere --trial-id made-up-1",
    "row verify made-up-1 placebo EASI75 16 --undo",
    "data check",
    "data migrate",
    "data finish",
    "data pin Nothing.",
    "book build",
    "book references",
)
# An old name, what is typed after it, and the exit code; none of them writes anything.
RUNS = (
    ("new", "UPPER --into nowhere --data {sound}", 2),
    ("add", "nowhere --data {sound}", 1),
    ("remove", "made-up-1 --data {sound}", 1),
    ("import-registry", "nowhere.json --into nowhere --trial-id made-up-1", 2),
    ("verify", "made-up-1 placebo EASI75 16 --undo --data {sound}", 2),
    ("check", "--data {sound}", 0),
    ("compare", "nowhere", 2),
    ("build", "--data nowhere", 1),
    ("release-results", "nowhere", 2),
    ("slugs", "", 1),
    ("references", "--data {sound}", 0),
    ("pairwise", "{references}/tables/bcg.csv --treatment vaccine --control control", 0),
    ("network", "{references}/network_tables/book_easi75-monotherapy.csv --json", 0),
    ("dose", "{references}/dose_tables/book_abrocitinib_easi75.csv", 0),
)
COMMANDS: Any = typer.main.get_command(app)
runner = CliRunner()


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its words, such as “trial add”."""
    for group in GROUPS:
        for name, command in COMMANDS.commands[group].commands.items():
            yield f"{group} {name}", command


def is_of(command: Any, function: Any) -> bool:
    """Whether a command runs this very function."""
    return inspect.unwrap(command.callback) is function


def test_every_command_stands_in_its_group() -> None:
    shown = {name for name, command in COMMANDS.commands.items() if not command.hidden}
    assert shown == set(GROUPS)
    for group, names in GROUPS.items():
        assert set(COMMANDS.commands[group].commands) == names


def test_old_names_are_the_same_commands_and_hidden() -> None:
    by_callback = {command.callback.__name__: words for words, command in commands()}
    help_text = runner.invoke(app, ["--help"]).stdout
    for name, function in OLD_NAMES.items():
        old = COMMANDS.commands[name]
        assert old.hidden
        assert f"  {name} " not in help_text
        group, new = by_callback[function.__name__].split()
        twin = COMMANDS.commands[group].commands[new]
        assert [p.opts for p in old.params] == [p.opts for p in twin.params]
        assert runner.invoke(app, [name, "--help"]).exit_code == 0


@pytest.mark.parametrize(("old", "rest", "code"), RUNS)
def test_an_old_name_does_what_the_new_one_does(
    old: str, rest: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synthesis.commands.book.ROOT", tmp_path)  # a book that was never built
    new = next(words for words, command in commands() if is_of(command, OLD_NAMES[old]))
    # A command that could write leaves its lock in the folder, and that of the tests is compared.
    sound = shutil.copytree(SOUND, tmp_path / "sound")
    given = rest.format(sound=sound, references=ROOT / "tests" / "references").split()
    done = [runner.invoke(app, [*words.split(), *given]) for words in (old, new)]
    assert done[0].exit_code == done[1].exit_code == code, done[1].output
    assert done[0].output == done[1].output
    assert done[0].output


def test_each_old_name_is_run() -> None:
    assert {old for old, _, _ in RUNS} == set(OLD_NAMES)


def test_check_takes_the_folder_as_it_was_typed_before() -> None:
    typed = runner.invoke(app, ["check", str(SOUND)])
    assert typed.stdout == runner.invoke(app, ["data", "check", "--data", str(SOUND)]).stdout
    assert typed.stdout.startswith("Sound: ")


def test_the_option_for_data_is_the_same_everywhere() -> None:
    texts = {}
    for words, command in commands():
        for parameter in command.params:
            if "--data" in parameter.opts:
                texts[words] = parameter.help, parameter.metavar, str(parameter.default)
    assert set(texts) == {" ".join(words.split()[:2]) for words in TAKE_DATA}
    assert len(set(texts.values())) == 1


@pytest.mark.parametrize("kind", ["missing", "file", "empty"])
def test_a_folder_that_is_no_package_is_told_alike(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    if kind == "empty":
        folder.mkdir()
    elif kind == "file":
        folder.touch()
    told = set()
    for words in TAKE_DATA:
        given = runner.invoke(app, [*words.split(), "--data", str(folder)])
        assert given.exit_code == 1, words
        told.add(given.stderr)
    (sentence,) = told
    expected = "datapackage.json" if kind == "empty" else "expected a folder with a data package"
    assert expected in sentence
    assert len(sentence.splitlines()) == 1


def test_two_folders_are_one_too_many(tmp_path: Path) -> None:
    given = runner.invoke(app, ["data", "check", str(tmp_path), "--data", str(SOUND)])
    assert given.exit_code == 2
    assert "two folders" in given.stderr


@pytest.mark.parametrize("words", [["nonsense"], ["data", "nonsense"], ["data", "check", "--odd"]])
def test_wrong_usage_is_one_line_and_no_traceback(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "synthesis", *words],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--help" in done.stderr
