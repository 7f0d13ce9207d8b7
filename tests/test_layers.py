"""Data flow downhill: what stands below knows nothing of what stands above."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import synthesis

PACKAGE = Path(synthesis.__file__).parent
# Words and numbers that facts, sentences and drawings share; they know nothing of this project.
SHARED = {"labels", "p_values", "slugs"}
# Arrays in, frozen results out.
MODELS = (
    *("absolute", "contrasts", "heterogeneity", "mantel_haenszel", "pairwise", "rare_events"),
    *(
        "rates",
        "risk_limits",
    ),
    *("network", "network_consistency", "network_direct", "network_influence", "network_model"),
    *("dose_contrast", "dose_response", "dose_variation", "p_scores"),
)
# What runs the chapters, gathers what they publish, or collects their results.
ABOVE_THE_SITE = {"collect_estimates", "execute", "make_site", "take_away"}


@cache
def imports_of(name: str) -> frozenset[str]:
    """The modules of the package that one of them imports, wherever in it, without “synthesis.”."""
    text = path_of(name).read_text(encoding="utf-8")
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports a relative name"
            # Of “from synthesis.site import publish” too the module is meant.
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {whole for whole in inner if is_module(whole)} or {node.module or ""}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    own = (each for each in found if each.startswith("synthesis."))
    return frozenset(each.removeprefix("synthesis.") for each in own)


def path_of(name: str) -> Path:
    path = PACKAGE.joinpath(*name.split("."))
    return path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"


def is_module(name: str) -> bool:
    return name.startswith("synthesis.") and path_of(name.removeprefix("synthesis.")).exists()


def modules_of(folder: str = "") -> Iterator[str]:
    """The modules of a subpackage, or those that stand in none."""
    for path in sorted((PACKAGE / folder).glob("*.py")):
        if path.stem != "__init__":
            yield f"{folder}.{path.stem}" if folder else path.stem


def reached_from(name: str) -> set[str]:
    """All that a module imports, directly or through others."""
    reached: set[str] = set()
    left = [name]
    while left:
        for each in imports_of(left.pop()) - reached:
            reached.add(each)
            left.append(each)
    return reached


def within(names: Set[str], places: set[str]) -> set[str]:
    """Those names that are one of the places, or stand in one."""
    return {name for name in names if name.split(".")[0] in places}


def foreign_imports(folder: str, known: set[str]) -> dict[str, Set[str]]:
    """What the modules of a subpackage import from anywhere but the places `known`."""
    found = {name: imports_of(name) for name in modules_of(folder)}
    return {name: far for name, near in found.items() if (far := near - within(near, known))}


def test_imports_are_found_in_every_form():
    assert "site.publish" in imports_of("site.drawings")
    assert "labels" in imports_of("figures.alt_text")
    # Inside a function.
    assert "slug_register" in imports_of("book_commands")
    assert "pairwise_result" in reached_from("results")


def test_models_know_neither_facts_nor_drawings_nor_pages():
    above = {"figures", "exports", "site", "caveats", "dataset", "labels", "prose", "selection"}
    assert not {name: found for name in MODELS if (found := within(reached_from(name), above))}


def test_figures_draw_what_they_are_given():
    assert not foreign_imports("figures", {"figures", *SHARED})


def test_exports_know_figures_and_editions_but_no_results_and_no_site():
    known = {"figures", "exports", "citation", "csv_out", "edition", *SHARED}
    assert not foreign_imports("exports", known)


def test_sentences_know_results_but_neither_drawings_nor_pages():
    telling = [*modules_of("caveats"), *(name for name in modules_of() if "prose" in name)]
    above = {"figures", "exports", "site"}
    assert not {name: found for name in telling if (found := within(reached_from(name), above))}


def test_only_what_makes_the_site_knows_it():
    assert {name for name in modules_of() if within(imports_of(name), {"site"})} <= ABOVE_THE_SITE


def test_a_table_is_written_without_what_draws():
    assert not within(reached_from("site.tables"), {"figures"})
