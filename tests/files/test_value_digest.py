"""Digests of values: equal for equal values in any process, different for all others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from synthesis.figures.forest.forest import draw_forest
from synthesis.figures.forest.forest_data import ForestRow
from synthesis.files.project import ROOT
from synthesis.files.value_digest import NoDigestError, digest_value

ROW = ForestRow("A", 1, 2, 3, 4, 0.1, 0.2, 0.3, 50)
VALUES: list[Any] = [
    *(None, True, 1, 1.0, "1", b"1", -0.0, 0.0, float("nan"), 0.1, 0.1 + 1e-16),
    *((), [], (1, 2), [1, 2], ("12",), ("1", "2"), ((1,), 2), (1, (2,))),
    *({}, {"a": 1}, {"a": 2}, {1: "a"}, {"a": 1, "b": 2}, {"b": 2, "a": 1}),
    *(frozenset({"a", "b"}), frozenset({"a"}), {"a", "b"}, {("a", "b")}),
    *(ROW, ForestRow("B", 1, 2, 3, 4, 0.1, 0.2, 0.3, 50), ForestRow),
    *(np.array([1.0, 2.0]), np.array([1, 2]), np.array([[1.0, 2.0]]), np.float64(1.0)),
    *(draw_forest, partial(draw_forest, 1), partial(draw_forest, 2), partial(draw_forest, x=2)),
]  # fmt: skip


def test_different_values_have_different_digests() -> None:
    digests = [digest_value(value) for value in VALUES]
    assert len(set(digests)) == len(VALUES)
    assert digests == [digest_value(value) for value in VALUES]


class Label(str):
    """A text with something beside it, as the package has them."""

    __module__ = "synthesis.made_up"

    def __new__(cls, text: str, more: str) -> Label:
        label = super().__new__(cls, text)
        label.more = more
        return label

    more: str


def test_a_text_of_a_class_of_its_own_counts_with_what_it_holds() -> None:
    labels = [Label("a", "b"), Label("a", "c"), Label("b", "b")]
    found = {digest_value(each) for each in (*labels, "a", "b", (labels[0],))}
    assert len(found) == 6
    assert digest_value(Label("a", "b")) == digest_value(labels[0])


def close_over(value: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    first, second = (lambda: value), (lambda: [value])
    for function in (first, second):
        function.__module__ = "synthesis.made_up"
    return first, second


def test_a_function_counts_with_what_it_has_closed_over() -> None:
    found = {digest_value(each) for value in (1, 2, ROW) for each in close_over(value)}
    assert len(found) == 6
    assert digest_value(close_over(ROW)[0]) == digest_value(close_over(ROW)[0])


def test_what_no_digest_is_known_for_has_none() -> None:
    values = [Fraction(1, 2), object(), close_over(object())[0], lambda: 1, np.array([object()])]
    for value in [*values, (1, [Fraction(1, 2)]), iter([1])]:
        with pytest.raises(NoDigestError):
            digest_value(value)


def test_the_order_of_a_set_is_no_part_of_it() -> None:
    code = (
        "from synthesis.files.value_digest import digest_value\n"
        "print(digest_value({'one': frozenset('abcdefgh'), 'two': (1.5, {'x', 'y', 'z'})}))"
    )
    found = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, env=environment, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1
