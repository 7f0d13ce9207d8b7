import math
from dataclasses import replace

import pytest
from drawn_table import read_back
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_slides

from synthesis.figures.changes.changes import (
    ChangeRow,
    PairWords,
    describe_changes,
    draw_changes,
    draw_changes_slides,
    tabulate_changes,
)
from synthesis.figures.files.render import draw_picture

LAYOUTS = ("wide", "narrow")
NAMES = PairWords(("0.1.0", "this version"))
LONG_NAMES = PairWords(("10.20.30 of a long name", "another version of a longer name"))
MOVED = ChangeRow(
    "Made-up outcome, drug alone",
    "madeupinib 15 mg against placebo",
    (1.76, 1.2, 2.31),
    (1.92, 1.37, 2.47),
    False,
)
FLIPPED = replace(MOVED, label="madeupinib 5 mg", new=(0.4, -0.1, 0.9), flipped=True)
MANY = tuple(
    replace(MOVED, group=f"Outcome {g}", label=f"drug {i}", old=(g / 4, g / 4 - 0.3, g / 4 + 0.3))
    for g in range(8)
    for i in range(3)
)
LONG = replace(
    FLIPPED,
    group="Reaction where the cream was applied, of any kind, serious or not, in any arm (harm)",
    label="madeupinib hydrochloride 15 mg once daily, raised to 30 mg by response, then stopped",
)
CASES = {
    "one": (MOVED,),
    "flipped": (FLIPPED, MOVED),
    "many": MANY,
    "long": (LONG, replace(LONG, label="L" * 60)),
    "extreme": (
        replace(MOVED, old=(3.0, -9.0, 30.0), new=(-6.0, -9.0, -3.0)),
        replace(MOVED, old=(1.0, -math.inf, math.inf), new=(1.0, 0.5, math.nan)),
    ),
}


def as_difference(row):
    """The row with its numbers brought into the range of risk differences."""
    old, new = (tuple(math.tanh(v / 4) for v in effect) for effect in (row.old, row.new))
    return replace(row, old=old, new=new)


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


@pytest.mark.parametrize("names", [NAMES, LONG_NAMES], ids=["short names", "long names"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout, names):
    check_layout(draw_changes(rows, "OR", names, layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_differences_in_risk_stand_free_and_inside_too(layout):
    rows = tuple(
        as_difference(row) for case in ("long", "extreme", "flipped") for row in CASES[case]
    )
    check_layout(draw_changes(rows, "RD", NAMES, layout))


def check_layout(figure):
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_old_is_open_new_is_filled_and_both_stand_where_the_data_are(layout):
    figure = draw_changes(MANY, "OR", NAMES, layout)
    for index, row in enumerate(MANY):
        (old,), (new,) = (
            find_lines(figure, f"dot-old-{index}"),
            find_lines(figure, f"dot-new-{index}"),
        )
        assert (list(old.get_xdata()), list(new.get_xdata())) == ([row.old[0]], [row.new[0]])
        assert old.get_markerfacecolor().upper() == "#FFFFFF"
        assert new.get_markerfacecolor().upper() != "#FFFFFF"
        assert old.get_ydata()[0] < new.get_ydata()[0]  # inches from the top
        for name, effect in (("old", row.old), ("new", row.new)):
            (whisker,) = find_lines(figure, f"whisker-{name}-{index}")
            assert list(whisker.get_xdata()) == list(effect[1:])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_names_and_flips_are_written(layout):
    figure = draw_changes(CASES["flipped"], "OR", NAMES, layout)
    text = " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")
    for words in ("5.81 [3.32, 10.1]", "6.82 [3.94, 11.8]", "0.1.0", "this version", "5 mg *"):
        assert words in text
    assert "* the interval moved to another side" in text
    plain = draw_changes((MOVED,), "OR", NAMES, layout)
    assert "*" not in " ".join(text for text, _ in drawn_texts(plain))


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_changes(MANY, "OR", NAMES, "narrow"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_changes((), "OR", NAMES, "wide")


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_the_alt_text_has_the_main_number_and_fits(rows):
    text = describe_changes(rows, "OR", NAMES)
    assert 40 <= len(text) <= 400
    assert "#" not in text
    assert "figure of" not in text.lower()
    assert f"{math.exp(rows[0].old[0]):.3g}"[:3] in text


def on_axis(axes, cell, measure, missing):
    """A cell of the table as a place on the axis, cut at its ends."""
    low, high = axes.get_xlim()
    if not cell:
        return missing
    value = float(cell) / 100 if measure == "RD" else math.log(float(cell))
    return min(max(value, low), high)


@pytest.mark.parametrize("layout", [*LAYOUTS, "slide"])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.parametrize("case", ["flipped", "many", "extreme"])
def test_the_table_is_what_is_drawn(case, measure, layout):
    rows = CASES[case]
    if measure == "RD":
        rows = tuple(as_difference(row) for row in rows)
    figures = (
        draw_changes_slides(rows, measure, NAMES)
        if layout == "slide"
        else (draw_changes(rows, measure, NAMES, layout),)
    )
    table = read_back(tabulate_changes(rows, measure, NAMES))
    assert len(table) == len(rows)
    name = {"OR": "odds_ratio", "RR": "risk_ratio", "RD": "risk_difference"}[measure]
    for index, line in enumerate(table):
        for version, when in (("old", "before"), ("new", "after")):
            (dot,) = (d for f in figures for d in find_lines(f, f"dot-{version}-{index}"))
            axes = dot.axes
            place = on_axis(axes, line[f"{name}_{when}"], measure, math.nan)
            assert list(dot.get_xdata()) == pytest.approx([place])
            whiskers = [w for f in figures for w in find_lines(f, f"whisker-{version}-{index}")]
            if math.isnan(getattr(rows[index], version)[2]):
                assert (whiskers, line[f"ci_high_{when}"]) == ([], "")
                continue
            low, high = axes.get_xlim()
            ends = [
                on_axis(axes, line[f"ci_low_{when}"], measure, low),
                on_axis(axes, line[f"ci_high_{when}"], measure, high),
            ]
            (whisker,) = whiskers
            assert list(whisker.get_xdata()) == pytest.approx(ends)
    texts = " ".join(text for figure in figures for text, _ in drawn_texts(figure))
    assert ("*" in texts) is any(line["side_changed"] == "yes" for line in table)
    dots = [
        artist.get_gid()
        for figure in figures
        for axes in figure.axes
        for artist in axes.lines
        if (artist.get_gid() or "").startswith("dot-")
    ]
    assert len(dots) == len(set(dots)) == 2 * len(rows)


@pytest.mark.parametrize("names", [NAMES, LONG_NAMES], ids=["short names", "long names"])
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_slides_fit_and_every_text_stands_free(rows, names):
    for measure in ("OR", "RD"):
        rows = tuple(as_difference(row) for row in rows) if measure == "RD" else rows
        figures = draw_changes_slides(rows, measure, names)
        check_slides(figures)


def test_the_slides_of_a_figure_share_one_axis_and_keep_an_analysis_together():
    rows = tuple(replace(row, flipped=index == 0) for index, row in enumerate(MANY))
    figures = draw_changes_slides(rows, "OR", NAMES)
    assert len(figures) > 1
    assert len({figure.axes[0].get_xlim() for figure in figures}) == 1
    assert len({figure.axes[0].get_position().x0 for figure in figures}) == 1
    texts = [" ".join(text for text, _ in drawn_texts(figure)) for figure in figures]
    for number in range(8):
        assert sum(f"Outcome {number} " in text for text in texts) == 1
    for text in texts:
        for words in ("Odds ratio (log scale)", "0.1.0", "this version", "95% CI", "* the"):
            assert words in text


def test_slides_of_nothing_are_refused_and_the_same_rows_give_the_same_bytes():
    with pytest.raises(ValueError, match="at least one row"):
        draw_changes_slides((), "OR", NAMES)
    first, second = (
        draw_picture(draw_changes_slides(MANY, "OR", NAMES)[1], 100).tobytes() for _ in range(2)
    )
    assert first == second
