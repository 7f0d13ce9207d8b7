import math
from dataclasses import replace

import pytest
from drawn_table import read_back
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_slides

from synthesis.figures.files.render import draw_picture
from synthesis.figures.harms.harm_alt_text import describe_harms
from synthesis.figures.harms.harms import (
    HarmRow,
    HarmWords,
    draw_harms,
    draw_harms_slides,
    tabulate_harms,
)

LAYOUTS = ("wide", "narrow")
WORDS = HarmWords(
    "madeupinib", "placebo", "less often than on placebo", "more often than on placebo"
)
LONG_WORDS = HarmWords(
    "the higher dose of two",
    "dupilumab hydrochloride",
    "less often than on the lower dose of two",
    "more often than on the lower dose of two",
)
MANY_TRIALS = HarmRow("Acne", "madeupinib 15 mg", 159, 1027, 27, 1020, 4, (1.76, 1.37, 2.16))
ONE_TRIAL = replace(MANY_TRIALS, label="madeupinib 5 mg", k=1, effect=(1.11, -0.48, 2.71))
NO_RATIO = HarmRow("Death", "madeupinib 5 mg", 1, 342, 0, 331, 1, None)
NO_EVENTS = replace(NO_RATIO, label="madeupinib 15 mg", events_treatment=0)
MANY = tuple(
    replace(row, group=f"Harm {g}", effect=row.effect and (g / 4, g / 4 - 0.3, g / 4 + 0.3))
    for g in range(9)
    for row in (ONE_TRIAL, MANY_TRIALS, NO_RATIO)
)
CASES = {
    "several trials": (MANY_TRIALS,),
    "one trial": (ONE_TRIAL,),
    "no ratio": (NO_RATIO,),
    "all": (ONE_TRIAL, MANY_TRIALS, NO_RATIO, NO_EVENTS),
    "many": MANY,
    "long": (
        replace(
            MANY_TRIALS,
            group="Reaction where the cream was applied, of any kind, serious or not, in any arm",
            label="madeupinib hydrochloride 15 mg once daily, raised to 30 mg by response",
        ),
        replace(NO_RATIO, label="L" * 60),
    ),
    "extreme": (
        replace(
            MANY_TRIALS,
            events_treatment=123_456,
            n_treatment=654_321,
            events_control=99_999,
            n_control=654_321,
            effect=(3.0, -9.0, 30.0),
        ),
        replace(ONE_TRIAL, effect=(-6.0, -9.0, -3.0)),
    ),
}


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def draw_all(rows, layout):
    """Every part of a layout."""
    if layout == "slide":
        return draw_harms_slides(rows, WORDS)
    return (draw_harms(rows, WORDS, layout),)


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("words", [WORDS, LONG_WORDS], ids=["short words", "long words"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout, words):
    figure = draw_harms(rows, words, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_drawn_positions_equal_the_data(layout):
    figure = draw_harms(MANY, WORDS, layout)
    for index, row in enumerate(MANY):
        dots = find_lines(figure, f"dot-{index}")
        whiskers = find_lines(figure, f"whisker-{index}")
        assert [list(dot.get_xdata()) for dot in dots] == ([[row.effect[0]]] if row.effect else [])
        expected = [list(row.effect[1:])] if row.effect else []
        assert [list(whisker.get_xdata()) for whisker in whiskers] == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_counts_stand_beside_each_row_and_what_is_missing_is_said(layout):
    figure = draw_harms(CASES["all"], WORDS, layout)
    text = all_text(figure)
    for words in ("159 / 1,027", "27 / 1,020", "5.81 [3.94, 8.67]", "no ratio", "no events"):
        assert words in text
    assert "several trials" in text
    assert "single trial" in text
    (several,), (single,) = find_lines(figure, "dot-1"), find_lines(figure, "dot-0")
    assert single.get_markerfacecolor().upper() == "#FFFFFF"
    assert several.get_markerfacecolor() == single.get_markeredgecolor()


def test_the_legend_names_only_what_is_drawn():
    assert "several" not in all_text(draw_harms((ONE_TRIAL,), WORDS, "wide"))
    assert "95% CI  " not in all_text(draw_harms((NO_RATIO,), WORDS, "wide"))
    assert "single" not in all_text(draw_harms((NO_RATIO,), WORDS, "wide"))


def test_a_harm_is_headed_once():
    texts = [text for text, _ in drawn_texts(draw_harms(MANY, WORDS, "wide"))]
    assert texts.count("Harm 3") == 1


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_harms(MANY, WORDS, "narrow"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_harms((), WORDS, "wide")


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_the_alt_text_has_the_main_number_and_fits(rows):
    text = describe_harms(rows, "Madeupinib against placebo, in a title that runs on and on # and")
    assert 40 <= len(text) <= 400
    assert "#" not in text
    assert "figure of" not in text.lower()
    effects = [row.effect for row in rows if row.effect]
    if effects and max(effects)[0] < 3:
        assert f"{math.exp(max(effects)[0]):.2f}" in text


def test_the_alt_text_says_how_many_intervals_exclude_no_difference():
    text = describe_harms(CASES["all"], "Madeupinib against placebo")
    assert "The interval lies above 1 in 1 and below 1 in 0." in text
    assert "2 comparisons without a ratio for want of events." in text
    assert "159 of 1,027 against 27 of 1,020" in text


@pytest.mark.parametrize("layout", [*LAYOUTS, "slide"])
@pytest.mark.parametrize("case", ["all", "many", "extreme"])
def test_the_table_is_what_is_drawn(case, layout):
    rows = CASES[case]
    figures = draw_all(rows, layout)
    table = read_back(tabulate_harms(rows, WORDS))
    assert len(table) == len(rows)
    texts = " ".join(all_text(figure) for figure in figures)
    drawn = 0
    for index, line in enumerate(table):
        dots = [dot for figure in figures for dot in find_lines(figure, f"dot-{index}")]
        whiskers = [w for figure in figures for w in find_lines(figure, f"whisker-{index}")]
        drawn += len(dots)
        assert f"{line['events_treatment']} / {int(line['n_treatment']):,}" in texts
        assert f"{line['events_control']} / {int(line['n_control']):,}" in texts
        if not line["risk_ratio"]:
            assert (dots, whiskers) == ([], [])
            assert line["status"] in ("no ratio", "no events")
            assert line["status"] in texts
            continue
        (dot,), (whisker,) = dots, whiskers
        low, high = dot.axes.get_xlim()
        ends = [math.log(float(line[name])) for name in ("ci_low", "ci_high")]
        # An interval that leaves the axis is cut there.
        ends = [min(max(end, low), high) for end in ends]
        assert list(dot.get_xdata()) == pytest.approx([math.log(float(line["risk_ratio"]))])
        assert list(whisker.get_xdata()) == pytest.approx(ends)
        filled = dot.get_markerfacecolor().upper() != "#FFFFFF"
        assert line["status"] == ("pooled" if filled else "single")
        assert (int(line["trials"]) > 1) is filled
    assert drawn == sum(row.effect is not None for row in rows)


@pytest.mark.parametrize("words", [WORDS, LONG_WORDS], ids=["short words", "long words"])
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_slides_fit_and_every_text_stands_free(rows, words):
    figures = draw_harms_slides(rows, words)
    check_slides(figures)


def test_the_slides_of_a_figure_share_one_axis_and_keep_a_harm_together():
    figures = draw_harms_slides(MANY, WORDS)
    assert len(figures) > 1
    assert len({figure.axes[0].get_xlim() for figure in figures}) == 1
    assert len({figure.axes[0].get_position().x0 for figure in figures}) == 1
    for number in range(9):
        assert sum(f"Harm {number} " in f"{all_text(figure)} " for figure in figures) == 1
    for figure in figures:
        for words in ("On madeupinib", "Risk ratio (log scale)", "more often", "several trials"):
            assert words in all_text(figure)


def test_a_drug_that_all_rows_share_stands_only_above_the_counts():
    (figure,) = draw_harms_slides((ONE_TRIAL, MANY_TRIALS), WORDS)
    assert all_text(figure).count("madeupinib") == 1
    assert "15 mg" in all_text(figure)
    (mixed,) = draw_harms_slides((ONE_TRIAL, replace(MANY_TRIALS, label="other 1 mg")), WORDS)
    assert "other 1 mg" in all_text(mixed)
    assert "madeupinib 5 mg" in all_text(mixed)


def test_a_harm_with_more_rows_than_a_slide_holds_is_named_again():
    rows = tuple(replace(MANY_TRIALS, label=f"madeupinib {i} mg") for i in range(20))
    figures = draw_harms_slides(rows, WORDS)
    assert len(figures) > 2
    assert all("Acne" in all_text(figure) for figure in figures)


def test_slides_of_nothing_are_refused_and_the_same_rows_give_the_same_bytes():
    with pytest.raises(ValueError, match="at least one row"):
        draw_harms_slides((), WORDS)
    first, second = (
        draw_picture(draw_harms_slides(MANY, WORDS)[1], 100).tobytes() for _ in range(2)
    )
    assert first == second
