"""R with metafor, with which stored numbers are made again."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest
from tools import missing_tool


def metafor_is_installed() -> bool:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return False
    packages = "library(metafor); library(metadat); library(jsonlite)"
    return (
        subprocess.run([rscript, "-e", packages], capture_output=True, check=False).returncode == 0
    )


def close(found: Any, expected: Any) -> bool:
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(close, found, expected))
    if isinstance(expected, float | int) and isinstance(found, float | int):
        return found == pytest.approx(expected, rel=1e-7, abs=1e-9)
    return found == expected


def need_metafor() -> None:
    """Skip where R has no metafor; fail where continuous integration must have it."""
    if not metafor_is_installed():
        missing_tool("Rscript with metafor, metadat and jsonlite")
