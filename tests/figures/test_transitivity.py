from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from layout_checks import drawn_texts, find_layout_faults

from synthesis.figures.files.render import draw_picture
from synthesis.figures.network.transitivity import TransitivityPoint, draw_transitivity

LAYOUTS = ("wide", "narrow")
POINT = TransitivityPoint("madeupinib 15 mg", "MADE-UP 1", 12.4, 16, 240)
ABSENT = TransitivityPoint("inventimab", "MADE-UP HEAD", None, 16, 690)
MANY = tuple(
    TransitivityPoint(f"inventimab {i // 3} mg every 2 weeks", f"MADE-UP {i}", 7 * i % 43,
                      (12, 16, 24)[i % 3], 40 + 31 * i)
    for i in range(48)
)  # fmt: skip
CROWD = tuple(replace(POINT, trial=f"MADE-UP {i}", response=12 + i / 50) for i in range(8))
LONG = "madeupinib 15 mg, raised to 30 mg by response, with topical corticosteroids"
CASES = {
    "one": (POINT,),
    "one and one without": (POINT, ABSENT),
    "many": MANY,
    "crowd": (*CROWD, replace(POINT, comparison="other", response=80)),
    "ends": (replace(POINT, response=0), replace(POINT, response=100, trial="MADE-UP 2")),
    "long": (
        replace(POINT, comparison=LONG),
        *(replace(ABSENT, comparison=f"{LONG} {i}", trial="MADE-UP" * 9) for i in range(6)),
    ),
    "no patients": (replace(POINT, comparison="A", patients=0),),
    "weeks": tuple(replace(POINT, week=w, trial=f"T{w}") for w in (1, 2, 4, 8, 12, 16, 24, 52)),
}  # fmt: skip


def dots(figure):
    found = {}
    for line in figure.axes[0].lines:
        if (line.get_gid() or "").startswith("trial-"):
            found[int(line.get_gid()[6:])] = line
    return [found[index] for index in sorted(found)]


def in_rows(points):
    """The points with a response in the order drawn: by comparison, as first met."""
    order = list(dict.fromkeys(p.comparison for p in points if p.response is not None))
    shown = [p for p in points if p.response is not None]
    return sorted(shown, key=lambda p: order.index(p.comparison))


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("points", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(points, layout):
    comparator = "placebo or vehicle with topicals " * (3 if len(points) == 2 else 1)
    figure = draw_transitivity(points, comparator, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("points", CASES.values(), ids=CASES.keys())
def test_drawn_positions_equal_the_data(points, layout):
    figure = draw_transitivity(points, "placebo", layout)
    positions = [line.get_xdata()[0] for line in dots(figure)]
    assert positions == [point.response for point in in_rows(points)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["many", "crowd"])
def test_no_two_dots_meet(name, layout):
    figure = draw_transitivity(CASES[name], "placebo", layout)
    figure.draw_without_rendering()
    circles = [
        (line.get_transform().transform(line.get_xydata())[0],
         (line.get_markersize() + line.get_markeredgewidth()) * figure.dpi / 144)
        for line in dots(figure)
    ]  # fmt: skip
    round_ones = [c for c, d in zip(circles, dots(figure), strict=True) if d.get_marker() == "o"]
    assert len(round_ones) > 8
    for (a, radius), (b, other) in combinations(round_ones, 2):
        assert np.hypot(*(a - b)) > radius + other - 1.5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_weeks_differ_in_shape_or_filling_and_are_named(layout):
    points = CASES["weeks"]
    figure = draw_transitivity(points, "placebo", layout)
    looks = [(dot.get_marker(), dot.get_markerfacecolor() == "#FFFFFF") for dot in dots(figure)]
    assert len(set(looks)) == len(points)
    text = all_text(figure)
    for point in points:
        assert f"week {point.week:g}" in text
    assert dict(zip((p.week for p in points), looks, strict=True))[16] == ("o", False)
    assert dict(zip((p.week for p in points), looks, strict=True))[12] == ("o", True)


def test_the_legend_names_only_the_weeks_that_occur():
    figure = draw_transitivity((POINT, replace(ABSENT, week=52)), "placebo", "wide")
    assert "week 16" in all_text(figure)
    assert "week 52" not in all_text(figure)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_trials_without_the_comparator_are_listed_once(layout):
    points = (POINT, ABSENT, replace(ABSENT, comparison="madeupinib 15 mg"))
    text = all_text(draw_transitivity(points, "placebo", layout))
    assert "Without placebo" in text
    assert "MADE-UP HEAD: inventimab; madeupinib 15 mg." in text
    assert "Without" not in all_text(draw_transitivity((POINT,), "placebo", layout))


def test_the_area_of_a_dot_grows_with_the_patients():
    points = (POINT, replace(POINT, trial="MADE-UP 2", patients=120, response=60.0))
    first, second = dots(draw_transitivity(points, "placebo", "wide"))
    sides = [(dot.get_markersize()) ** 2 for dot in (first, second)]
    assert sides[0] / sides[1] == pytest.approx(2)


def test_the_range_is_printed():
    points = (POINT, replace(POINT, response=0.2, trial="MADE-UP 2"))
    assert "<1 to 12" in all_text(draw_transitivity(points, "placebo", "narrow"))


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_transitivity(MANY, "placebo", "wide"), 100) for _ in range(2)
    )
    assert first == second


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="MADE-UP 1: 101 responders"):
        replace(POINT, response=101)
    with pytest.raises(ValueError, match="at least one trial with placebo"):
        draw_transitivity((ABSENT,), "placebo", "wide")
    with pytest.raises(ValueError, match="at least one trial with placebo"):
        draw_transitivity((), "placebo", "wide")
    with pytest.raises(ValueError, match="30 different weeks"):
        draw_transitivity(tuple(replace(POINT, week=w) for w in range(30)), "placebo", "wide")
