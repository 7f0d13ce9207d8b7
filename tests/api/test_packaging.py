"""What is installed: lists that agree, a wheel that holds everything, an empty environment."""

from __future__ import annotations

import ast
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from synthesis.files.project import ROOT

FEWEST, MOST_PACKAGES = 5, 30
MOST_IMPORT, MOST_POOL = 0.3, 1.5  # seconds of processor time
IMPORT = "import synthesis"
POOL = """
import pandas as pd, synthesis
arms = pd.DataFrame({"trial": ["A", "A", "B", "B", "C", "C"], "treatment": ["new", "none"] * 3,
                     "responders": [30, 18, 52, 35, 24, 12], "n": [80, 82, 120, 118, 60, 59]})
pooled = synthesis.pool(arms, "new", "none")
"""


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_extras_and_the_list_of_the_book_agree() -> None:
    declared = project()
    packages = [*declared["dependencies"]]
    for extra in declared["optional-dependencies"].values():
        packages += extra
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert sorted(packages) == sorted(listed)
    assert len(set(packages)) == len(packages)


def test_every_pinned_package_has_the_hashes_of_its_files() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in lock.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(pins) > 100
    assert [
        pin for pin in pins if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin)
    ] == []


def test_what_builds_the_package_is_the_pinned_one() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    assert build["requires"] == [pin for pin in build["requires"] if "==" in pin and pin in lock]


def test_the_models_and_the_api_import_only_what_a_plain_installation_has() -> None:
    plain = {re.split(r"\W", package)[0] for package in project()["dependencies"]}
    foreign = set()
    paths = [*(ROOT / "synthesis/models").rglob("*.py"), *(ROOT / "synthesis/api").glob("*.py")]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                foreign |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                foreign.add(str(node.module).split(".")[0])
    foreign -= {*sys.stdlib_module_names, "synthesis"}
    assert foreign <= plain


def build_wheel(folder: Path) -> Path:
    # From a copy: setuptools leaves its build folder beside the sources.
    source = folder / "source"
    source.mkdir()
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "synthesis", source / "synthesis", ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(folder), str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return next(folder.glob("synthesis-*.whl"))


@pytest.mark.slow
def test_a_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        held = set(wheel.namelist())
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "synthesis").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= held
    kinds = {Path(name).suffix for name in files}
    assert {".py", ".html", ".ttf", ".toml", ".json"} <= kinds


def processor_seconds(python: Path, code: str) -> float:
    """The least of three runs: another process on the machine makes a run longer, never shorter."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, "-c", code], check=True, cwd=python.parent)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


@pytest.mark.slow
def test_a_plain_installation_is_small_and_pools_at_once(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    folder = tmp_path / "plain"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", str(wheel)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"the package index cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    packages = {line.split("==")[0] for line in listed.stdout.splitlines()} - {"pip", "setuptools"}
    assert FEWEST < len(packages) < MOST_PACKAGES, packages
    assert processor_seconds(python, IMPORT) < MOST_IMPORT
    assert processor_seconds(python, POOL) < MOST_POOL
    pictures = f"{POOL}\nassert pooled._repr_png_()\nsynthesis.pool(pooled.contrasts, method='MH')"
    subprocess.run([python, "-c", pictures], check=True, cwd=tmp_path)
    load = "import synthesis\ntry: synthesis.load()\nexcept ImportError as error: print(error)"
    told = subprocess.run(
        [python, "-c", load], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert told.stdout.rstrip().endswith("install synthesis[book].")
    command = subprocess.run(
        [python, "-m", "synthesis"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert command.returncode == 1
    assert command.stderr.rstrip().endswith("install synthesis[book].")
