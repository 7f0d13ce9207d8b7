"""The house: walls between the wings, one name for one thing, rooms of a size one can hold."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.application import use_cases
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from synthesis.files.project import ROOT

PACKAGE = ROOT / "synthesis"
MODULES = sorted(PACKAGE.rglob("*.py"))
FLAT = {"__init__", "__main__"}
MOST_LINES = 250
MOST_MODULES = 26
# A name that stands for a type: written like a class.
TYPE_NAME = re.compile(r"_?[A-Z]\w*[a-z]\w*")


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def wing_of(path: Path) -> str:
    """The wing a module stands in; empty for the two that stand in none."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Module and name of every import of this package, wherever it stands in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("synthesis"):
            yield from ((str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((a.name, "") for a in node.names if a.name.startswith("synthesis"))


def types_of(tree: ast.Module) -> Iterator[str]:
    """The classes of a module, and the other names that stand for types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and TYPE_NAME.fullmatch(target.id):
                    yield target.id


def test_the_contracts_hold_for_every_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, verbose=False) == EXIT_STATUS_SUCCESS


def test_the_contracts_know_every_wing() -> None:
    options = use_cases.read_user_options(str(ROOT / "pyproject.toml"))
    layers = next(c for c in options.contracts_options if c["id"] == "wings")["layers"]
    known = {wing for layer in layers for wing in re.split(r"[ |:]+", layer)} - FLAT
    assert known == {wing_of(path) for path in MODULES} - {""}


def test_nothing_stands_outside_the_wings() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == FLAT


def test_private_names_stay_inside_their_wing() -> None:
    taken = [
        f"{path.relative_to(ROOT)} takes {module}.{name}"
        for path in MODULES
        for module, name in imported(parse(path))
        if any(part.startswith("_") and part not in FLAT for part in (*module.split("."), name))
        and module.split(".")[1:2] != [wing_of(path)]
        and name != "__version__"
    ]
    assert not taken


def test_a_name_of_a_type_is_used_once() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for name in types_of(parse(path)):
            places[name].append(str(path.relative_to(ROOT)))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_modules_and_folders_keep_a_size_one_can_hold() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {str(p.relative_to(ROOT)): n for p, n in lines.items() if n > MOST_LINES}
    folders = defaultdict(int)
    for path in MODULES:
        folders[path.parent] += path.stem != "__init__"
    assert not {str(p.relative_to(ROOT)): n for p, n in folders.items() if n > MOST_MODULES}


def test_every_folder_of_tests_mirrors_a_wing() -> None:
    beside = {"book", "broken_inputs", "fuzz", "mutation", "references", "support"}
    wings = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()} - {"__pycache__"}
    assert folders <= wings | beside


def test_the_architecture_page_names_every_wing() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("| --- |")[2].partition("\n\n")[0]
    assert {wing_of(path) for path in MODULES} - {""} <= set(
        re.findall(r"`synthesis/(\w+)/`", table)
    )


def test_the_architecture_page_names_what_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for named in re.findall(
        r"`((?:synthesis|tests|data|book|benchmarks|releases)/[\w./-]*)`", text
    ):
        assert (ROOT / named).exists(), named
    for module, name in re.findall(r"`([\w/]+\.py)::(\w+)`", text):
        assert name in (PACKAGE / module).read_text(encoding="utf-8"), (module, name)
