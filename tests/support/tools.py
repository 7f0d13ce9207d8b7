"""Programs that some tests need beside Python."""

from __future__ import annotations

import os

import pytest


def missing_tool(what: str) -> None:
    """Skip on a machine that lacks a tool; fail where continuous integration must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")
