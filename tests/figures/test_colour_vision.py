"""Figures for people with any colour vision: contrast, distance, and never colour alone."""

from functools import cache
from itertools import combinations

import pytest
from colour_vision import MACHADO, XYZ, contrast, distance, least_distance, simulate, to_lab
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.text import Text
from sample_figures import SAMPLES, draw_samples

from synthesis.figures.canvas.kind_marks import KIND_SIGNS
from synthesis.figures.canvas.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    RULE,
    SKY,
    VERMILLION,
    VERMILLION_TINT,
    WHITE,
)
from synthesis.figures.dose.dose_frame import STROKES
from synthesis.figures.dose.dose_marks import BAND
from synthesis.figures.multiverse.multiverse import BLUE_TINT
from synthesis.figures.publication import KINDS

APART = 15.0  # in L*a*b*: seen at a glance, also at some distance from each other
# What carries no meaning of its own, or only repeats the place of a mark: lines to read along.
LINES_TO_READ_ALONG = {RULE.lower(), WHITE.lower()}
# Fills that lie inside an outline of 3:1: the outline shows where they end.
TINTS = {BAND.lower(), BLUE_TINT.lower(), VERMILLION_TINT.lower()}
STRUCTURE = ("axis", "tick", "grid", "row", "no-effect", "dose-", "ratio-", "join", "stem")
# Colours that mean different things within one figure and may be told apart by colour first.
BESIDE_ONE_ANOTHER = {
    "trial and pooled result": (BLUE, VERMILLION),
    "control and treatment": (VERMILLION, BLUE),
    "responders and others": (BLUE, GREY),
    "before and after": (GREY, BLUE),
    "agrees and disagrees": (BLUE, VERMILLION),
    "interval and prediction interval": (BLUE, SKY),
    "JAK inhibitor and biologic": (BLUE, ORANGE),
    "JAK inhibitor and other": (BLUE, PURPLE),
    "comparison by loop and by spoke": (VERMILLION, "#8C949D"),
    "the first two curves": (STROKES[0][0], STROKES[1][0]),
    "estimate and primary analysis": (BLUE, VERMILLION),
    "week 16 and another": (BLUE, ORANGE),
}
# Pairs that some people see as almost one colour; each differs in shape or dashes as well, which
# the tests of signs and strokes below hold.
LIKE_FOR_SOME = {
    frozenset((VERMILLION, ORANGE)),  # a dashed stroke and a square
    frozenset((ORANGE, PURPLE)),  # a square and a triangle or diamond
    frozenset((SKY, GREEN)),  # a triangle on its head and one on its feet
}


@cache
def samples(kind):
    return tuple(draw_samples(kind))


def test_every_kind_of_figure_has_a_sample():
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("vision", MACHADO)
def test_simulations_leave_white_black_and_greys_as_they_are(vision):
    for grey in ("#FFFFFF", "#000000", "#808080"):
        assert simulate(grey, vision) == pytest.approx(simulate(grey, "normal"), abs=1e-5)


def test_simulations_confuse_what_these_people_confuse():
    # Two colours on a line of confusion: far apart for most, near for some.
    red, green = "#C83200", "#646E00"
    assert distance(red, green) > 50
    assert distance(red, green, "protanopia") < 0.7 * distance(red, green)
    assert distance(red, green, "deuteranopia") < 0.5 * distance(red, green)
    assert distance(red, green, "tritanopia") > 50
    assert distance("#0050A0", "#006450", "tritanopia") < 0.5 * distance("#0050A0", "#006450")


def test_lab_and_contrast_have_their_textbook_values():
    assert to_lab((1.0, 1.0, 1.0)) == pytest.approx([100, 0, 0], abs=1e-6)
    assert to_lab((0.0, 0.0, 0.0)) == pytest.approx([0, 0, 0])
    assert to_lab((1.0, 0.0, 0.0)) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert to_lab((0.0, 0.0, 1.0)) == pytest.approx([32.30, 79.19, -107.86], abs=0.02)
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
    assert XYZ.sum(axis=1) == pytest.approx([0.95047, 1.0, 1.08883], abs=1e-5)


@pytest.mark.parametrize("pair", BESIDE_ONE_ANOTHER.values(), ids=BESIDE_ONE_ANOTHER.keys())
def test_colours_that_mean_something_beside_one_another_stay_apart(pair):
    assert least_distance(*pair) >= APART


@pytest.mark.parametrize(
    "pair",
    list(combinations((BLUE, VERMILLION, ORANGE, SKY, GREEN, PURPLE, INK, GREY), 2)),
    ids="-".join,
)
def test_any_two_colours_stay_apart_or_are_known_not_to(pair):
    assert (least_distance(*pair) < APART) is (frozenset(pair) in LIKE_FOR_SOME)


@pytest.mark.parametrize("colour", [BLUE, VERMILLION, ORANGE, SKY, GREEN, PURPLE, INK, GREY])
def test_marks_have_a_contrast_of_three_to_one(colour):
    assert contrast(colour) >= 3.0


@pytest.mark.parametrize("kind", SAMPLES)
def test_all_that_is_drawn_has_its_contrast(kind):
    for figure in samples(kind):
        for text in figure.findobj(Text):
            if text.get_text().strip() and text.get_visible() and text.get_figure() is figure:
                assert contrast(to_hex(text.get_color())) >= 4.5, text.get_text()
        for _, _, colours in marks_of(figure):
            assert max(contrast(colour) for colour in colours) >= 3.0
        for patch in figure.findobj(Polygon):
            if to_hex(patch.get_facecolor()) in TINTS:
                assert has_outline(figure, patch), patch.get_gid()


def has_outline(figure, patch):
    """Whether a tint has an edge of 3:1, of its own or as lines named after it."""
    if patch.get_linewidth() and contrast(to_hex(patch.get_edgecolor())) >= 3.0:
        return True
    lines = [
        line
        for axes in figure.axes
        for line in axes.lines
        if line.get_gid() in (f"{patch.get_gid()}-low", f"{patch.get_gid()}-high")
    ]
    return len(lines) == 2 and all(contrast(to_hex(line.get_color())) >= 3.0 for line in lines)


def marks_of(figure):
    """Marks with a meaning: what they look like but for colour, their size, their colours."""
    for line in figure.findobj(Line2D):
        gid, marker = line.get_gid(), line.get_marker()
        if not gid or gid.startswith(STRUCTURE) or "arrow" in gid or marker in ("None", "", None):
            continue
        face, edge = to_hex(line.get_markerfacecolor()), to_hex(line.get_markeredgecolor())
        look = (str(marker), line.get_fillstyle(), face == WHITE.lower())
        colours = {face, edge} - LINES_TO_READ_ALONG
        yield look, line.get_markersize(), colours
    for patch in figure.findobj(PathPatch):
        # Squares and dots of a pictograph are strokes with butt and with round ends.
        look = ("o" if patch.get_capstyle() == "round" else "s", "full", False)
        yield look, patch.get_linewidth(), {to_hex(patch.get_edgecolor())}
    for polygon in figure.findobj(Polygon):
        if polygon.get_gid() and to_hex(polygon.get_facecolor()) not in TINTS:
            yield ("polygon", "full", False), 1.0, {to_hex(polygon.get_facecolor())}


def strokes_of(figure):
    """Strokes with a meaning: width and dashes, gid, colour."""
    for line in figure.findobj(Line2D):
        gid, colour = line.get_gid(), to_hex(line.get_color())
        if not gid or gid.startswith(STRUCTURE) or line.get_marker() not in ("None", "", None):
            continue
        if colour not in LINES_TO_READ_ALONG:
            width = line.get_linewidth()
            _, dashes = line._dash_pattern  # the pattern is set in points, scaled by the width
            pattern = tuple(round(dash / width, 1) for dash in dashes or ())
            yield (round(width, 1), pattern), gid, colour


@pytest.mark.parametrize("kind", SAMPLES)
def test_no_two_signs_differ_in_colour_alone(kind):
    for figure in samples(kind):
        looks = {}
        for look, size, colours in marks_of(figure):
            assert len(colours) == 1
            looks.setdefault(look, {}).setdefault(colours.pop(), []).append(size)
        for look, by_colour in looks.items():
            for first, second in combinations(by_colour.values(), 2):
                # A point beside a dot is another sign: less than half as wide.
                small, large = sorted((first, second), key=max)
                assert max(small) < 0.5 * min(large), look


@pytest.mark.parametrize("kind", SAMPLES)
def test_no_two_strokes_differ_in_colour_alone(kind):
    for figure in samples(kind):
        looks = {}
        for look, gid, colour in strokes_of(figure):
            looks.setdefault(look, {}).setdefault(colour, []).append(gid)
        for look, by_colour in looks.items():
            if len(by_colour) > 1:
                # Then the colour repeats what the dot on the same line says by its shape.
                for colour, names in by_colour.items():
                    assert all(has_dot(figure, name, colour) for name in names), look


def has_dot(figure, name, colour):
    """Whether the whisker of a row has a marker of its colour in its place."""
    whiskers = [line for axes in figure.axes for line in axes.lines if line.get_gid() == name]
    return all(
        any(
            dot.get_marker() not in ("None", "", None)
            and colour in (to_hex(dot.get_markerfacecolor()), to_hex(dot.get_markeredgecolor()))
            and list(dot.get_ydata())[:1] == list(whisker.get_ydata())[:1]
            for dot in whisker.axes.lines
        )
        for whisker in whiskers
    )


def test_kinds_of_treatment_and_curves_differ_without_colour():
    signs = {(sign.marker, sign.filled) for sign in KIND_SIGNS.values()}
    assert len(signs) == len(KIND_SIGNS)
    assert len({dashes for _, dashes in STROKES}) == len(STROKES)
    assert GREEN in {colour for colour, _ in STROKES}
