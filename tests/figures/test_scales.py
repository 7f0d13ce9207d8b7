import math

import pytest

from synthesis.figures.canvas.scales import choose_scale


def choose(measure, estimates, ends, width=2.5):
    return choose_scale(measure, estimates, ends, width, lambda text: 0.08 * len(text))


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [(0.8, 1.2, ["0.5", "1", "2"]), (0.9, 12, ["0.5", "1", "2", "5", "10"]),
     (0.15, 60, ["0.2", "0.5", "1", "2", "5", "10", "20", "50"]),
     (0.04, 900, ["0.1", "1", "10", "100", "1000"])],
)  # fmt: skip
def test_ratio_ticks_follow_the_range(low, high, labels):
    scale = choose("OR", [math.log(low), math.log(high)], [], 3.0)
    assert list(scale.labels) == labels
    assert list(scale.ticks) == pytest.approx([math.log(float(label)) for label in labels])


def test_estimates_and_no_effect_are_inside_and_long_intervals_are_cut():
    scale = choose("RR", [math.log(150)], [math.log(20), math.log(1e9)])
    assert scale.low < 0 < math.log(150) < scale.high < math.log(1e4)
    assert scale.high > math.log(8 * 150)


def test_differences_stay_on_the_possible_scale():
    scale = choose("RD", [0.9, -0.9], [-5.0, 5.0])
    assert (scale.low, scale.high) == (-1.03, 1.03)
    assert scale.labels == ("−100", "−50", "0", "50", "100")


def test_infinite_ends_are_passed_over():
    scale = choose("OR", [0.0, math.nan], [-math.inf, math.inf, math.nan])
    assert list(scale.labels) == ["0.5", "1", "2"]


def test_tick_labels_never_crowd():
    for reach in (1, 3, 6, 12, 30, 60):
        scale = choose("OR", [-reach, reach], [], 1.5)
        inches = 1.5 / (scale.high - scale.low)
        for i in range(len(scale.ticks) - 1):
            room = (scale.ticks[i + 1] - scale.ticks[i]) * inches
            assert room >= 0.04 * (len(scale.labels[i]) + len(scale.labels[i + 1]))
