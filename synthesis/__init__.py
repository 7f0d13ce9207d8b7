"""Evidence synthesis from arm-level tables of randomised trials.

``import synthesis`` is quick: a name is imported from its module when it is first used. What is
offered stands in one table, ``OFFERED``; the chapter “Use it from Python” of the book explains
each name with examples that run as tests.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for mypy and editors; the same names as in OFFERED, which a test checks
    from synthesis.api.absolute import expect_of_1000
    from synthesis.api.contrasts import make_contrasts
    from synthesis.api.data import choose_arms, list_analyses, load
    from synthesis.api.dose import fit_dose_response
    from synthesis.api.forest import draw_forest
    from synthesis.api.network import pool_network
    from synthesis.api.pairwise import pool

__version__ = "0.2.0"

# Each public name and the module it comes from. A new one is added here and above.
OFFERED = {
    "load": "synthesis.api.data",
    "list_analyses": "synthesis.api.data",
    "choose_arms": "synthesis.api.data",
    "make_contrasts": "synthesis.api.contrasts",
    "pool": "synthesis.api.pairwise",
    "pool_network": "synthesis.api.network",
    "fit_dose_response": "synthesis.api.dose",
    "expect_of_1000": "synthesis.api.absolute",
    "draw_forest": "synthesis.api.forest",
}

__all__ = [
    "choose_arms",
    "draw_forest",
    "expect_of_1000",
    "fit_dose_response",
    "list_analyses",
    "load",
    "make_contrasts",
    "pool",
    "pool_network",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    place = OFFERED.get(name) or _find_tool(name)
    if not place:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(place), name)
    globals()[name] = found  # the next use finds it without coming here
    return found


def _find_tool(name: str) -> str:
    """The module of a name that chapters use beside the public ones; empty where there is none."""
    if name.startswith("_"):
        return ""
    tools: dict[str, str] = import_module("synthesis.site.pages.tools").TOOLS
    return tools.get(name, "")


def __dir__() -> list[str]:
    return sorted({*globals(), *OFFERED})
