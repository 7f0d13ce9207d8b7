from dataclasses import replace

import pytest
from drawn_table import read_back
from figures.test_absolute import CASES, ROW
from layout_checks import drawn_texts
from slide_layout import check_slides

from synthesis.figures.absolute.absolute import (
    draw_absolute,
    draw_absolute_slides,
    tabulate_absolute,
)
from synthesis.figures.files.render import draw_picture
from synthesis.words.numbers import of_100

FORTY = tuple(replace(ROW, group=f"Drug {i // 4}", label=f"{i} mg") for i in range(40))
ALL = {**CASES, "forty": FORTY}


def draw_all(rows, layout):
    if layout == "slide":
        return draw_absolute_slides(rows)
    return (draw_absolute(rows, "EASI-75", layout),)


def texts_of(figures):
    return [text.replace("\u00a0", " ") for figure in figures for text, _ in drawn_texts(figure)]


@pytest.mark.parametrize("layout", ["wide", "narrow", "slide"])
@pytest.mark.parametrize("name", ["one", "control better", "near hundred", "many", "forty"])
def test_the_table_is_what_is_drawn(name, layout):
    rows = ALL[name]
    figures = draw_all(rows, layout)
    marks = [line for figure in figures for line in figure.axes[0].lines]
    drawn = {line.get_gid(): list(line.get_xdata()) for line in marks}
    assert sum("treatment-" in line.get_gid() for line in marks) == len(rows)
    table = read_back(tabulate_absolute(rows))
    assert len(table) == len(rows)
    for index, line in enumerate(table):
        control, treatment, low, high = (
            pytest.approx(float(line[column]))
            for column in ("control_per_100", "treatment_per_100", "ci_low", "ci_high")
        )
        assert drawn[f"control-{index}"] == [control]
        assert drawn[f"treatment-{index}"] == [treatment]
        assert drawn[f"join-{index}"] == [control, treatment]
        assert drawn[f"whisker-{index}"] == [low, high]


def test_the_numbers_of_the_table_are_printed():
    texts = texts_of(draw_absolute_slides(CASES["many"]))
    for line in read_back(tabulate_absolute(CASES["many"])):
        ends = ", ".join(of_100(float(line[end]), True) for end in ("ci_low", "ci_high"))
        shares = [of_100(float(line[f"{a}_per_100"]), True) for a in ("control", "treatment")]
        for text in (line["drug"], line["dose"], line["trials"], f"[{ends}]", *shares):
            assert text in texts


@pytest.mark.parametrize("rows", ALL.values(), ids=ALL.keys())
def test_slides_fit_and_every_text_stands_free(rows):
    figures = draw_absolute_slides(rows)
    check_slides(figures)


def test_parts_share_scale_and_name_the_dots_each():
    figures = draw_absolute_slides(FORTY)
    assert len(figures) > 2
    assert len({figure.axes[0].get_xlim() for figure in figures}) == 1
    for figure in figures:
        texts = texts_of([figure])
        assert texts.count("control") == texts.count("treatment") == 1
        assert "Responders per 100 patients" in texts


def test_a_slide_has_no_title():
    assert "EASI-75" not in texts_of(draw_absolute_slides((ROW,)))


def test_drawing_slides_twice_gives_the_same_bytes():
    first, second = (
        [draw_picture(f, 100).tobytes() for f in draw_absolute_slides((ROW,))] for _ in "ab"
    )
    assert first == second


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_absolute_slides(())
