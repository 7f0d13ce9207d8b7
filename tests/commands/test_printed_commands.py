"""What README, Makefile, chapters, messages and folders print can be typed as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from synthesis.commands.cli import OLD_NAMES, app
from synthesis.files.project import ROOT

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"]
CHAPTERS = sorted(ROOT.glob("book/*.md"))
COMMANDS: Any = typer.main.get_command(app)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = PAGES[0].read_text(encoding="utf-8")
# What a page prints for the reader to put something in its place.
PLACES = {"WEEK": "16", "my-book": str(ROOT / "data")}
BEGINNING = ".venv/bin/python -m synthesis "


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=ROOT, capture_output=True, text=True
    )


def targets() -> set[str]:
    found = re.search(r"\.PHONY: (.*)", MAKEFILE)
    assert found
    return set(found[1].split())


def recipe(target: str) -> list[str]:
    """The modules and options that a target runs with Python, without what is optional."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert found
    lines = found[1].replace("$(PYTEST)", "$(RUN) -m pytest -n 2 --dist loadgroup")
    ran = re.findall(r"\$\(RUN\) (?:-m )?(.*)", lines)
    return [re.sub(r" (\$\(DATA_OPTION\)|\$\(if .*?\)$|\$\(LAB\)|> .*)", "", line) for line in ran]


def printed_in(text: str) -> Iterator[list[str]]:
    """The words of every command of this package in the sh blocks of a text and in its lines."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", text)]:
        if "-m synthesis " in line:
            assert line.startswith(BEGINNING), line
            words = shlex.split(line.removeprefix(BEGINNING), comments=True)
            yield words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize("page", PAGES + CHAPTERS, ids=lambda page: page.name)
def test_printed_commands_can_be_typed(page: Path) -> None:
    for group, name, *rest in printed_in(page.read_text(encoding="utf-8")):
        given = [PLACES.get(word, word) for word in rest]
        # A sentence may name a command without what is typed after it.
        COMMANDS.commands[group].commands[name].make_context(
            name, given, resilient_parsing=not given
        )


def test_the_readme_prints_commands_of_every_group() -> None:
    shown = {name for name, command in COMMANDS.commands.items() if not command.hidden}
    assert {words[0] for words in printed_in(README)} == shown


def test_every_command_that_the_program_makes_is_one() -> None:
    called = re.compile(
        r"(?:command_line|printed_command|typed_here)\((.*?)\)|words = \((.*?)\)", re.DOTALL
    )
    made = []
    for path in (ROOT / "synthesis").rglob("*.py"):
        for found in called.findall(path.read_text(encoding="utf-8")):
            words = re.findall(r"[\"']([a-z-]+)[\"']", "".join(found))
            if words[:1] and words[0] in COMMANDS.commands:
                command = COMMANDS.commands[words[0]].commands[words[1]]
                options = {name for each in command.params for name in each.opts}
                assert {word for word in words if word.startswith("--")} <= options | {"--help"}
                made.append(words[:2])
    groups = ("trial add", "trial remove", "row verify", "data finish", "data migrate", "data pin")
    assert {tuple(name.split()) for name in (*groups, "book build")} <= set(map(tuple, made))


def test_make_hands_on_that_chapters_may_run() -> None:
    assert "--run-chapters" in make("-n", "book", "DATA=some/folder", "CHAPTERS=run").stdout
    assert "--run-chapters" not in make("-n", "book", "DATA=some/folder").stdout


def test_nothing_prints_an_old_name() -> None:
    old = re.compile(rf"-m synthesis ({'|'.join(OLD_NAMES)})\b")
    code = [path for path in (ROOT / "synthesis").rglob("*") if path.suffix in {".py", ".html"}]
    assert len(code) > 100
    for path in [*PAGES, *CHAPTERS, *ROOT.glob("data/*.toml"), *code]:
        assert not old.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("target", ["book", "check", "references"])
def test_make_hands_the_folder_on(target: str) -> None:
    plan = make("-n", target, "DATA=some/folder")
    assert plan.returncode == 0, plan.stderr
    assert '--data "some/folder"' in plan.stdout


def test_make_lab_hands_on_a_folder_with_a_space_and_refuses_what_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "my data"
    folder.mkdir()
    lab = ("-s", "-o", ".venv/.ready", "lab", "RUN=printenv SYNTHESIS_DATA #", "LAB=--allow-root")
    assert make(*lab, f"DATA={folder}").stdout == f"{folder}\n"
    assert make(*lab, f"DATA={tmp_path / 'nowhere'}").returncode != 0


def test_make_refuses_a_folder_where_it_means_nothing() -> None:
    plan = make("-n", "test", "DATA=some/folder")
    assert plan.returncode != 0
    assert "DATA is not for test" in plan.stderr


def test_make_help_lists_every_target() -> None:
    listed = make("help").stdout.splitlines()
    assert {line.split()[1] for line in listed} == targets()
    assert all(len(line.split()) > 2 for line in listed)


def test_every_target_of_make_has_a_twin_in_the_readme() -> None:
    rows = dict(re.findall(r"\| `make ([\w-]+)` \| (.*) \|", README))
    assert set(rows) == targets()
    for target in set(rows) - {"help", "clean", "r-references"}:
        assert recipe(target)
        for line in recipe(target):
            assert f"`{line}`" in rows[target]


def test_a_message_prints_a_command_that_runs_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(
        app, ["trial", "new", "made-up-1", "--into", "my trial", "--data", str(SOUND)]
    )
    command = made.stdout.rpartition("then: ")[2]
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    # The shell finds the program, and the program the folder: its tables are still empty.
    assert done.returncode == 1, done.stderr
    assert "made-up-1" in done.stderr or ".csv" in done.stderr


def test_a_folder_holds_commands_without_a_path_of_this_machine(tmp_path: Path) -> None:
    folder = tmp_path / "made-up-1"
    CliRunner().invoke(
        app, ["trial", "new", "made-up-1", "--into", str(folder), "--data", str(SOUND)]
    )
    guide = (folder / "README.md").read_text(encoding="utf-8")
    sound = SOUND.relative_to(ROOT).as_posix()
    assert f"{BEGINNING}trial add FOLDER --data {sound} --dry-run" in guide
    assert f"{BEGINNING}trial remove made-up-1 --data {sound}" in guide
    assert all(str(ROOT) not in path.read_text("utf-8") for path in folder.iterdir())
