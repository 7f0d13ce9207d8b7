"""Printed paths of code come from the functions themselves."""

import importlib

from synthesis.analyses.pools import run_analysis
from synthesis.words.code_paths import code_path, import_line


def outer():
    return lambda: None


def test_a_path_names_the_function_where_it_stands():
    module, _, name = code_path(run_analysis).rpartition(".")
    assert getattr(importlib.import_module(module), name) is run_analysis


def test_a_function_within_another_has_the_path_of_the_outer_one():
    assert code_path(outer()) == code_path(outer) == f"{__name__}.outer"


def test_the_printed_import_imports_it():
    names: dict[str, object] = {}
    exec(import_line(run_analysis), names)
    assert names["run_analysis"] is run_analysis
