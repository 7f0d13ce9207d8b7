import math

import pytest

from synthesis.words.p_values import format_p


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.31, "p = 0.31"),
        (0.0504, "p = 0.050"),
        (0.049, "p = 0.049"),
        (0.0031, "p = 0.003"),
        (0.0004, "p < 0.001"),
        (0.999, "p > 0.99"),
        (1.0, "p > 0.99"),
        (math.nan, "p not estimable"),
    ],
)
def test_p_is_rounded_with_care(p, text):
    assert format_p(p) == text
