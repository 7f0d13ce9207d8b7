"""The root of a function of one number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from synthesis.models.root import find_root


@given(st.floats(-3.0, 3.0), st.floats(0.1, 5.0), st.floats(0.5, 4.0))
def test_the_root_is_that_of_brentq(place: float, steepness: float, width: float) -> None:
    def function(x: float) -> float:
        return math.expm1(steepness * (x - place)) + 0.5 * (x - place) ** 3

    low, high = place - width, place + 2.0 * width
    found = find_root(function, low, high, xtol=1e-14, rtol=1e-14)
    assert found == pytest.approx(brentq(function, low, high, xtol=1e-14, rtol=1e-14), abs=1e-12)


def test_an_end_may_be_the_root() -> None:
    assert find_root(lambda x: x, 0.0, 1.0, 1e-12, 1e-12) == 0.0
    assert find_root(lambda x: x - 1.0, 0.0, 1.0, 1e-12, 1e-12) == 1.0


def test_ends_of_one_sign_are_refused() -> None:
    with pytest.raises(ValueError, match="same sign at both ends"):
        find_root(lambda x: x * x + 1.0, -1.0, 2.0, 1e-12, 1e-12)
