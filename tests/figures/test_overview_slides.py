import math
from dataclasses import replace

import pytest
from drawn_table import read_back
from figures.test_overview import CASES, MANY, NONE, POOLED, SIDES, SINGLE, find_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_checks import (
    drawn_texts,
    overflowing_texts,
    overlapping_texts,
)
from slide_layout import check_slides

from synthesis.figures.canvas.slide_area import ASPECT, HIGHEST
from synthesis.figures.files.render import draw_picture
from synthesis.figures.overview.overview import (
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.overview.overview_data import NOTHING, OverviewWords

TESTS = OverviewWords(
    filled="supports it", open="leaves it open", rows="Test of the claim", noun="trial",
    columns=("outcome", "test", "trials"),
)  # fmt: skip
LONG_LABELS = tuple(
    replace(row, group=group, label=f"Made-up event {i}: madeupinib 15 mg against inventimab")
    for group, row in (("Supports it", POOLED), ("Leaves it open", SINGLE))
    for i in range(7)
)
FORTY = tuple(replace(SINGLE, group=f"Drug {i // 4}", label=f"{i} mg") for i in range(40))
ALL = {**CASES, "long labels": LONG_LABELS, "forty": FORTY,
       "few long labels": LONG_LABELS[:2]}  # fmt: skip


def draw_all(rows, layout, measure="OR"):
    if layout == "slide":
        return draw_overview_slides(rows, measure, *SIDES)
    return (draw_overview(rows, measure, *SIDES, layout),)


def texts_of(figures):
    return [text.replace("\u00a0", " ") for figure in figures for text, _ in drawn_texts(figure)]


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.parametrize("layout", ["wide", "narrow", "slide"])
@pytest.mark.parametrize("name", ["all three", "many", "long labels", "forty"])
def test_the_table_is_what_is_drawn(name, layout, measure):
    rows = ALL[name]
    if measure == "RD":
        rows = tuple(
            replace(row, estimate=row.estimate / 5, ci_low=row.ci_low / 5, ci_high=row.ci_high / 5,
                    pi_low=None, pi_high=None) if row.effect else row for row in rows
        )  # fmt: skip
    figures = draw_all(rows, layout, measure)
    table = read_back(tabulate_overview(rows, measure))
    effect = {"OR": "odds_ratio", "RR": "risk_ratio", "RD": "risk_difference"}[measure]

    def drawn(gid):
        lines = [line for figure in figures for line in find_lines(figure, gid)]
        ends = [list(line.get_xdata()) for line in lines]
        return [[100 * x if measure == "RD" else math.exp(x) for x in line] for line in ends]

    def cells(line, *columns):
        values = [line.get(column, "") for column in columns]
        return [[pytest.approx(float(v), rel=1e-8) for v in values]] if all(values) else []

    assert len(table) == len(rows)
    for index, line in enumerate(table):
        assert drawn(f"dot-{index}") == cells(line, effect)
        assert drawn(f"whisker-{index}") == cells(line, "ci_low", "ci_high")
        assert drawn(f"prediction-{index}") == cells(line, "prediction_low", "prediction_high")
        filled = {mark.get_markerfacecolor() for f in figures
                  for mark in find_lines(f, f"dot-{index}")}  # fmt: skip
        status = {"pooled estimate": 1, "single trial": 1, NOTHING: 0}[line["status"]]
        assert len(filled) == status
        assert (filled == {"#FFFFFF"}) == (line["status"] == "single trial")


@pytest.mark.parametrize("layout", ["wide", "slide"])
def test_the_counts_of_the_table_are_printed(layout):
    texts = texts_of(draw_all(CASES["all three"], layout))
    for line in read_back(tabulate_overview(CASES["all three"], "OR")):
        printed = [line["drug"], line["dose"], line["trials"]]
        if line["status"] != NOTHING and layout == "wide":  # a slide may leave patients out
            printed.append(f"{int(line['patients']):,}")
        assert all(text in texts for text in printed)


def test_columns_are_named_by_what_the_rows_are():
    data = tabulate_overview(LONG_LABELS, "RR", TESTS)
    names = [field.name for field in data.fields]
    assert names[:5] == ["outcome", "test", "trials", "patients", "status"]
    assert "risk_ratio" in names
    assert set(data.column("status")) == {"supports it", "leaves it open"}
    assert "note" not in names
    assert tabulate_overview((NONE,), "OR").column("note") == (NONE.note,)


def test_a_prediction_interval_is_drawn_whatever_the_dot():
    open_dot = replace(SINGLE, pi_low=0.1, pi_high=3.0)
    figure = draw_overview((open_dot,), "OR", *SIDES, "wide")
    (line,) = find_lines(figure, "prediction-0")
    assert list(line.get_xdata()) == [0.1, 3.0]


@pytest.mark.parametrize("rows", ALL.values(), ids=ALL.keys())
def test_slides_fit_and_every_text_stands_free(rows):
    figures = draw_overview_slides(rows, "OR", *SIDES)
    check_slides(figures)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.lists(
        st.builds(
            replace,
            st.sampled_from([POOLED, SINGLE, NONE]),
            group=st.sampled_from(["Madeupinib", "Supports it", "A drug of many words " * 3]),
            label=st.text("abc 12-", min_size=1, max_size=90).map(lambda t: t.strip() or "x"),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_overview_fits_its_slides(rows):
    for figure in draw_overview_slides(tuple(rows), "OR", *SIDES):
        assert overflowing_texts(figure) == []
        assert overlapping_texts(figure) == []
        assert figure.get_figheight() <= HIGHEST + 1e-9


def test_parts_share_scale_columns_headings_and_legend():
    figures = draw_overview_slides(FORTY, "OR", *SIDES)
    assert len(figures) > 2
    assert len({figure.axes[0].get_xlim() for figure in figures}) == 1
    assert len({figure.axes[0].get_position().x0 for figure in figures}) == 1
    for figure in figures:
        texts = texts_of([figure])
        for words in ("Drug and dose", "OR", "Odds ratio (log scale)", "single trial", "95% CI"):
            assert words in texts


def test_a_drug_stays_on_one_slide_where_it_has_room():
    figures = draw_overview_slides(FORTY, "OR", *SIDES)
    drugs = [text for text in texts_of(figures) if text.startswith("Drug ") and text[5].isdigit()]
    assert len(drugs) == len(set(drugs)) == 10


def test_short_doses_stand_beside_their_drug_and_long_labels_below_their_heading():
    beside, below = (
        dict(drawn_texts(draw_overview_slides(rows, "OR", *SIDES)[0]))
        for rows in ((replace(POOLED, label="daily"),), LONG_LABELS)
    )
    assert beside["Madeupinib"].y0 == pytest.approx(beside["daily"].y0, abs=3)
    first = next(box for text, box in below.items() if text.startswith("Made-up event 0"))
    assert first.y1 < below["Supports it"].y0


def test_few_rows_fill_the_slide():
    (figure,) = draw_overview_slides(MANY[:6], "OR", *SIDES)
    assert figure.get_figheight() == pytest.approx(figure.get_figwidth() / ASPECT, abs=0.02)


def test_drawing_slides_twice_gives_the_same_bytes():
    first, second = (
        [draw_picture(figure, 100).tobytes() for figure in draw_overview_slides(MANY, "RR", *SIDES)]
        for _ in range(2)
    )
    assert first == second


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_overview_slides((), "OR", *SIDES)
