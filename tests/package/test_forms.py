"""A pattern of somebody's description cannot keep the reader busy."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from comparison_package import edit_descriptor, make_package
from hypothesis import given
from hypothesis import strategies as st

from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.forms import LONGEST_CELL_WITH_PATTERN, slow_pattern

PIECES = st.sampled_from(
    ["a", "[ab]", r"\d", "(", ")", "(?:", "|", "*", "+", "?", "{1,9}", "{30}", r"\1", "(?=", "b"]
)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+b", "(a|a)*b", "(a{1,9})*b", "(a?){30}a{30}", "a?" * 30 + "a" * 30, "a*a*a*b"),
        *("(?=a)b", r"(a)\1", "a++", "a*?", "(?P<x>a)", "((a|b)c)*", "a" * 201),
    ],
)
def test_a_pattern_that_can_take_long_is_refused(pattern: str) -> None:
    assert slow_pattern(pattern)


def test_the_patterns_of_the_book_are_admitted() -> None:
    text = (DATA_FOLDER / DESCRIPTOR).read_text(encoding="utf-8")
    patterns = {
        field["constraints"]["pattern"]
        for table in json.loads(text)["resources"]
        for field in table["schema"]["fields"]
        if "pattern" in field.get("constraints", {})
    }
    assert len(patterns) > 5
    assert not any(map(slow_pattern, patterns))


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_admitted_is_matched_in_no_time(pattern: str) -> None:
    try:
        sound = re.compile(pattern)
    except re.error:
        return
    if slow_pattern(pattern):
        return
    start = time.process_time()
    sound.fullmatch("a" * LONGEST_CELL_WITH_PATTERN + "!")
    assert time.process_time() - start < 0.5


def test_a_slow_pattern_of_a_package_is_told(tmp_path: Path) -> None:
    package = make_package(tmp_path / "data")

    def slow(descriptor: dict) -> None:
        field = descriptor["resources"][0]["schema"]["fields"][0]
        field["constraints"] = {"pattern": "(a+)+b"}

    edit_descriptor(package, slow)
    with pytest.raises(DataError, match=r"found “\(a\+\)\+b”, expected a regular expression with"):
        load(package)
