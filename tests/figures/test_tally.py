from dataclasses import replace
from itertools import pairwise

import pytest
from drawn_table import read_back
from hypothesis import given
from hypothesis import strategies as st
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_slides

from synthesis.figures.files.file_facts import FileFacts
from synthesis.figures.files.render import draw_picture, render_svg
from synthesis.figures.tally.tally import (
    KEYS,
    TallyRow,
    describe_tally,
    draw_tally,
    draw_tally_slides,
    say_counts,
    tabulate_tally,
)

LAYOUTS = ("wide", "narrow")
MARKS = ("agrees", "conditional", "mentions", "disagrees", "silent")
PLAIN = TallyRow("Made-up treatment first", 4, 2, 1, 1, 10)
NOBODY = TallyRow("Made-up thing that nobody raised", 0, 0, 0, 0, 10)
EVERYBODY = TallyRow("Made-up truth", 10, 0, 0, 0, 10)
CASES = {
    "one": (PLAIN,),
    "nobody": (NOBODY,),
    "everybody": (EVERYBODY, replace(EVERYBODY, agrees=0, disagrees=10)),
    "many": tuple(replace(PLAIN, label=f"Position {i}") for i in range(25)),
    "many respondents": (
        TallyRow("Made-up position", 23, 11, 7, 12, 60),
        TallyRow("Another", 1, 0, 0, 0, 60),
    ),
    "one respondent": (TallyRow("Made-up position", 1, 0, 0, 0, 1),),
    "long": (
        replace(PLAIN, label="Madeupinib hydrochloride monohydrate comes before inventinib in "
                "everybody who has tried neither, whatever the weather"),
        replace(PLAIN, label="Unbreakablewordofthemadeupkind" * 3),
        PLAIN,
    ),
}  # fmt: skip


def _lines(figure):
    (axes,) = figure.axes
    return {line.get_gid(): line for line in axes.lines}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout):
    figure = draw_tally(rows, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_respondent_is_one_dot_in_the_row(rows, layout):
    figure = draw_tally(rows, layout)
    figure.draw_without_rendering()
    lines = _lines(figure)
    for index, row in enumerate(rows):
        counts = {mark: len(lines[gid].get_xdata()) if (gid := f"{mark}-{index}") in lines else 0
                  for mark in MARKS}  # fmt: skip
        assert counts == row.marks
        assert sum(counts.values()) == row.asked
        own = [lines[f"{mark}-{index}"] for mark in MARKS if counts[mark]]
        x = [value for line in own for value in line.get_xdata()]
        # Left to right in the order of the marks, each at a place of its own.
        assert x == sorted(x)
        assert len(set(x)) == row.asked
        assert len({value for line in own for value in line.get_ydata()}) == 1
        for line in own:
            box = line.get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= figure.bbox.x1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", [CASES["one"], CASES["many respondents"]])
def test_dots_do_not_touch(rows, layout):
    figure = draw_tally(rows, layout)
    for gid, line in _lines(figure).items():
        x = [72 * value for value in line.get_xdata()]
        steps = [right - left for left, right in pairwise(x)]
        if not gid.startswith("key"):
            assert all(step > line.get_markersize() for step in steps), gid


def test_no_two_marks_look_alike_without_colour():
    lines = _lines(draw_tally((PLAIN,), "wide"))
    looks = set()
    for mark in MARKS:
        line = lines[f"{mark}-0"]
        hollow = line.get_markerfacecolor() == "#FFFFFF"
        size = line.get_markersize()
        looks.add((line.get_marker(), line.get_fillstyle(), hollow, size))
    assert len(looks) == len(MARKS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_counts_are_printed_in_words(layout):
    rows = (PLAIN, replace(PLAIN, label="Other", agrees=1, conditional=0), NOBODY)
    texts = [text for text, _ in drawn_texts(draw_tally(rows, layout))]
    joined = " ".join(texts).replace("\u00a0", " ")
    for words in (
        "Of 10 respondents",
        "4 agree, 2 on a condition, 1 raises it, 1 disagrees",
        "1 agrees, 1 raises it, 1 disagrees",
        "nobody raised it",
    ):
        assert words in joined


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (PLAIN, "4 agree, 2 on a condition, 1 raises it, 1 disagrees"),
        (TallyRow("x", 1, 1, 2, 3, 10), "1 agrees, 1 on a condition, 2 raise it, 3 disagree"),
        (NOBODY, "nobody raised it"),
    ],
)
def test_counts_in_words(row, words):
    assert say_counts(row) == words


@pytest.mark.parametrize("rows", [(PLAIN,), (EVERYBODY,), (NOBODY,)])
def test_the_legend_explains_the_marks_in_use_and_no_others(rows):
    figure = draw_tally(rows, "wide")
    keys = {gid.removeprefix("key-") for gid in _lines(figure) if gid.startswith("key-")}
    assert keys == {mark for mark, count in rows[0].marks.items() if count}
    texts = {text for text, _ in drawn_texts(figure)}
    assert {KEYS[mark] for mark in keys} <= texts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_is_readable_at_its_true_size(layout):
    figure = draw_tally(CASES["long"], layout)
    assert figure.get_figwidth() == {"wide": 8.6, "narrow": 3.6}[layout]
    assert min(text.get_fontsize() for text in figure.texts) >= 8.5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_rows_give_the_same_bytes(layout):
    facts = FileFacts("A title", "Words", "Made up", "CC BY 4.0", "Nobody", "2026-01-01", "made-up")
    first, second = (
        render_svg(draw_tally(CASES["many"], layout), facts, "made-up-slug") for _ in range(2)
    )
    assert first == second
    one, other = (draw_picture(draw_tally((PLAIN,), layout), 100).tobytes() for _ in range(2))
    assert one == other


counts = st.integers(0, 5)


@given(st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=12))
def test_alt_text_is_short_and_has_the_largest_count(numbers):
    rows = tuple(TallyRow(f"Position #{i} " * 9, *n, 20) for i, n in enumerate(numbers))
    text = describe_tally(rows, "Made-up question #1 " * 9)
    assert 40 <= len(text) <= 400
    assert "#" not in text
    assert "20 respondents" in text
    most = max(row.agrees for row in rows)
    assert most == 0 or f"{most} agree" in text


def test_alt_text_names_what_is_most_disputed():
    rows = (
        *(replace(PLAIN, label=f"Liked {i}", disagrees=0) for i in range(4)),
        TallyRow("A little disputed", 0, 0, 0, 1, 10),
        TallyRow("Much disputed", 1, 0, 0, 3, 10),
    )
    text = describe_tally(rows, "Made-up question")
    assert text.startswith("Made-up question, 6 positions among 10 respondents. “Liked 0”: 4 agree")
    assert "“Much disputed”: 1 agrees, 3 disagree." in text
    assert "A little disputed" not in text


@pytest.mark.parametrize("numbers", [(5, 5, 1, 0, 10), (-1, 0, 0, 0, 10), (0, 0, 0, 0, 0)])
def test_impossible_counts_are_refused(numbers):
    with pytest.raises(ValueError, match="are no counts of"):
        TallyRow("Made-up", *numbers)


def test_nothing_and_mixed_respondents_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_tally((), "wide")
    with pytest.raises(ValueError, match="at least one row"):
        describe_tally((), "Made-up question")
    with pytest.raises(ValueError, match="the same respondents"):
        draw_tally((PLAIN, replace(PLAIN, asked=11)), "wide")


COLUMNS = dict(
    zip(MARKS, ("agrees", "on_condition", "no_side", "disagrees", "not_raised"), strict=True)
)


@pytest.mark.parametrize("layout", [*LAYOUTS, "slide"])
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_the_table_is_what_is_drawn(rows, layout):
    figures = draw_tally_slides(rows) if layout == "slide" else (draw_tally(rows, layout),)
    # A mark that two slides draw for the same row would be lost here; the counts would not add up.
    lines = {gid: line for figure in figures for gid, line in _lines(figure).items()}
    table = read_back(tabulate_tally(rows))
    assert len(table) == len(rows)
    for index, line in enumerate(table):
        dots = {
            mark: len(lines[gid].get_xdata()) if (gid := f"{mark}-{index}") in lines else 0
            for mark in MARKS
        }
        assert dots == {mark: int(line[column]) for mark, column in COLUMNS.items()}
        assert sum(dots.values()) == int(line["respondents"])
    drawn = [gid for figure in figures for gid in _lines(figure) if not gid.startswith("key")]
    assert len(drawn) == len(set(drawn))
    assert len(drawn) == sum(int(line[c]) > 0 for line in table for c in COLUMNS.values())


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_slides_fit_and_every_text_stands_free(rows):
    figures = draw_tally_slides(rows)
    check_slides(figures)


def test_many_positions_go_over_slides_with_the_same_heading_marks_and_places():
    rows = tuple(replace(row, disagrees=i == 0) for i, row in enumerate(CASES["many"]))
    figures = draw_tally_slides(rows)
    assert len(figures) == 3
    starts = set()
    for figure in figures:
        texts = {text for text, _ in drawn_texts(figure)}
        assert {"Position", "Of 10 respondents", *KEYS.values()} <= texts
        starts |= {line.get_xdata()[0] for gid, line in _lines(figure).items() if "agrees-" in gid
                   and not gid.startswith(("key", "dis"))}  # fmt: skip
    assert len(starts) == 1


def test_slides_of_nothing_are_refused_and_the_same_rows_give_the_same_bytes():
    with pytest.raises(ValueError, match="at least one row"):
        draw_tally_slides(())
    first, second = (
        draw_picture(draw_tally_slides(CASES["many"])[2], 100).tobytes() for _ in range(2)
    )
    assert first == second
