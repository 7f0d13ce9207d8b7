"""Where a function stands, as pages print it: taken from the function, so no path goes stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def code_path(function: Callable[..., Any]) -> str:
    """Module and name of a function, such as “synthesis.analyses.pools.run_analysis”.

    Of a function that was made within another one, those of the outer one, which can be imported.
    """
    return ".".join(_parts(function))


def import_line(function: Callable[..., Any]) -> str:
    """The line of Python that imports a function."""
    module, name = _parts(function)
    return f"from {module} import {name}"


def _parts(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__.partition(".<locals>")[0]
