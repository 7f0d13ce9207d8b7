from dataclasses import replace

import pytest
from layout_checks import drawn_texts, find_layout_faults

from synthesis.figures.absolute.absolute import AbsoluteRow, draw_absolute
from synthesis.figures.files.render import draw_picture

LAYOUTS = ("wide", "narrow")
ROW = AbsoluteRow("Madeupinib", "15 mg once daily", 54.6, 46.2, 62.8, 12.6, 4)
CASES = {
    "one": (ROW,),
    "same response": (replace(ROW, responders_per_100_treatment=12.6, low=9, high=17),),
    "control better": (replace(ROW, responders_per_100_treatment=4, low=0.2, high=9),),
    "near nought": (replace(ROW, responders_per_100_treatment=0.3, low=0, high=0.4,
                            responders_per_100_control=0),),
    "near hundred": (replace(ROW, responders_per_100_treatment=99.8, low=98, high=100,
                             responders_per_100_control=97),),
    "many": tuple(replace(ROW, group=f"Drug {i // 2}", label=f"{i} mg", k=i) for i in range(15)),
    "long": (replace(ROW, group="Madeupinib hydrochloride monohydrate, modified release, oral",
                     label="15 mg once daily for four weeks, then 30 mg with topicals", k=99), ROW),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout):
    figure = draw_absolute(rows, "EASI-75 at week 16, all patients randomised " * 2, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_drawn_positions_equal_the_data(layout):
    rows = CASES["many"]
    figure = draw_absolute(rows, "EASI-75", layout)
    lines = {line.get_gid(): line for line in figure.axes[0].lines}
    for index, row in enumerate(rows):
        ends = [row.responders_per_100_control, row.responders_per_100_treatment]
        assert list(lines[f"control-{index}"].get_xdata()) == ends[:1]
        assert list(lines[f"treatment-{index}"].get_xdata()) == ends[1:]
        assert list(lines[f"join-{index}"].get_xdata()) == ends
        assert list(lines[f"whisker-{index}"].get_xdata()) == [row.low, row.high]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_and_names_are_printed(layout):
    texts = [text for text, _ in drawn_texts(draw_absolute((ROW,), "EASI-75", layout))]
    joined = " ".join(texts)
    for words in ("EASI-75", "13", "55", "[46, 63]", "Responders per 100 patients"):
        assert words in joined
    assert texts.count("control") == texts.count("treatment") == 1


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_absolute((ROW,), "EASI-75", "wide"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_absolute((), "EASI-75", "wide")
