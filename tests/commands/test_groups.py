"""Commands in groups: old names, one option for data, what README and Makefile print."""

from __future__ import annotations

import re
import shlex
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
    "data": {"check", "compare"},
    "book": {"build", "release", "names", "references"},
    "model": {"pairwise", "network", "dose"},
}
COMMANDS: Any = typer.main.get_command(app)
runner = CliRunner()


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its words, such as “trial add”."""
    for group in GROUPS:
        for name, command in COMMANDS.commands[group].commands.items():
            yield f"{group} {name}", command


def printed_in(text: str) -> Iterator[list[str]]:
    """The words of every command of this package in the sh blocks of a text."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words[1:3] == ["-m", "synthesis"]:
                yield words[3:]


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


def test_an_old_name_runs() -> None:
    new = runner.invoke(app, ["data", "check", "--data", str(SOUND)])
    old = runner.invoke(app, ["check", "--data", str(SOUND)])
    typed = runner.invoke(app, ["check", str(SOUND)])
    assert new.stdout == old.stdout == typed.stdout
    assert new.stdout.startswith("Sound: ")


def test_the_option_for_data_is_the_same_everywhere() -> None:
    texts = {}
    for words, command in commands():
        for parameter in command.params:
            if "--data" in parameter.opts:
                texts[words] = parameter.help, parameter.metavar, str(parameter.default)
    reading = {"trial new", "trial add", "trial remove", "trial import", "row verify"}
    assert set(texts) == reading | {"data check", "book build", "book references"}
    assert len(set(texts.values())) == 1


@pytest.mark.parametrize("kind", ["missing", "empty"])
@pytest.mark.parametrize(
    "words", ["data check", "book build", "book references", "trial remove some-trial --yes"]
)
def test_a_folder_that_is_no_package_is_told_alike(words: str, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    if kind == "empty":
        folder.mkdir()
    given = runner.invoke(app, [*words.split(), "--data", str(folder)])
    assert given.exit_code == 1
    assert len(given.stderr.splitlines()) == 1
    expected = {"missing": "expected a folder with a data package", "empty": "datapackage.json"}
    assert expected[kind] in given.stderr


def test_two_folders_are_one_too_many(tmp_path: Path) -> None:
    given = runner.invoke(app, ["data", "check", str(tmp_path), "--data", str(SOUND)])
    assert given.exit_code == 2
    assert "two folders" in given.stderr


@pytest.mark.parametrize("target", ["book", "check", "references"])
def test_make_hands_the_folder_on(target: str) -> None:
    plan = subprocess.run(
        ["make", "-n", target, "DATA=some/folder"], cwd=ROOT, capture_output=True, text=True
    )
    assert plan.returncode == 0, plan.stderr
    assert '--data "some/folder"' in plan.stdout


def test_make_refuses_a_folder_where_it_means_nothing() -> None:
    plan = subprocess.run(
        ["make", "-n", "test", "DATA=some/folder"], cwd=ROOT, capture_output=True, text=True
    )
    assert plan.returncode != 0
    assert "DATA is not for test" in plan.stderr


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"\.PHONY: (.*)", text)[1].split())  # type: ignore[index]
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} == targets
    assert all(len(line.split()) > 2 for line in listed.splitlines())


def test_every_target_of_make_has_a_twin_in_the_readme() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"\.PHONY: (.*)", text)[1].split())  # type: ignore[index]
    rows = re.findall(r"\| `make ([\w-]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert set(rows) == targets - {"help"}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_printed_commands_exist_with_their_options(page: str) -> None:
    found = list(printed_in((ROOT / page).read_text(encoding="utf-8")))
    for group, name, *rest in found:
        command = COMMANDS.commands[group].commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, (group, name)
    assert found or page != "README.md"


def test_no_page_prints_an_old_name() -> None:
    old = "|".join(OLD_NAMES)
    places = [*ROOT.glob("*.md"), *ROOT.glob("book/*.md"), *ROOT.rglob("synthesis/**/*.html")]
    for path in places:
        if path.name != "CHANGELOG.md":
            text = path.read_text(encoding="utf-8")
            assert not re.search(rf"-m synthesis ({old})\b", text), path.name


@pytest.mark.parametrize("words", [["nonsense"], ["data", "nonsense"], ["data", "check", "--odd"]])
def test_wrong_usage_is_one_line_and_no_traceback(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "synthesis", *words],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--help" in done.stderr
