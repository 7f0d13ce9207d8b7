"""`import synthesis` is quick, and its names are where its one table says."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import synthesis
from synthesis.files.project import ROOT

HEAVY = ("numpy", "pandas", "scipy", "matplotlib", "statsmodels", "synthesis.api")


def test_each_name_comes_from_the_module_of_the_table() -> None:
    for name, module in synthesis.OFFERED.items():
        assert getattr(synthesis, name) is getattr(import_module(module), name)


def test_the_table_the_list_and_the_imports_for_checkers_agree() -> None:
    tree = ast.parse(Path(synthesis.__file__).read_text(encoding="utf-8"))
    checked = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert checked == synthesis.OFFERED
    assert sorted(synthesis.OFFERED) == synthesis.__all__
    assert set(synthesis.OFFERED) <= set(dir(synthesis))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'pol'"):
        _ = synthesis.pol


def imported_by(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return done.stdout.split()


def test_to_import_the_package_imports_nothing_heavy() -> None:
    assert not set(HEAVY) & set(imported_by("import synthesis"))


def test_a_pool_imports_no_plots_and_no_packages_that_are_slow_to_import() -> None:
    loaded = imported_by("import synthesis; synthesis.pool; synthesis.pool_network")
    assert not {"matplotlib", "statsmodels", "pydantic", "scipy.stats"} & set(loaded)
    loaded = imported_by("import synthesis; synthesis.pool")
    assert "scipy.optimize" not in loaded
