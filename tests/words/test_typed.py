"""Commands as they are typed: quoted for the shell, by an interpreter that it finds."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from synthesis.words.typed import command_line, name_python


def test_the_default_is_the_same_on_every_machine():
    assert command_line("trial", "add", "x") == ".venv/bin/python -m synthesis trial add x"


def test_words_come_through_the_shell_as_they_are():
    words = ("trial", "add", "it's $HOME; a “b”", "--data", "a b")
    assert tuple(shlex.split(command_line(*words))[3:]) == words


def test_windows_has_its_own_quotes():
    assert command_line("add", "a b", windows=True).endswith('-m synthesis add "a b"')


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    python = tmp_path / "book" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    return python


def test_the_environment_of_the_project_is_named_from_where_the_user_stands(
    environment: Path, monkeypatch: pytest.MonkeyPatch
):
    root, prefix = environment.parents[2], str(environment.parents[1])
    for folder, expected in ((root, ".venv/bin/python"), (root.parent, "book/.venv/bin/python")):
        monkeypatch.chdir(folder)
        assert Path(name_python(root, prefix, str(environment))) == Path(expected)


def test_another_interpreter_is_named_as_the_shell_finds_it(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(environment.parent) + os.pathsep + os.environ["PATH"])
    assert name_python(tmp_path, sys.prefix, str(environment)) == "python"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert name_python(tmp_path, sys.prefix, str(environment)) == str(environment)
