from dataclasses import replace

import numpy as np
import pytest
from drawn_table import read_back
from hypothesis import given
from hypothesis import strategies as st
from layout_checks import drawn_texts, find_layout_faults
from matplotlib.colors import to_rgb
from slide_layout import check_sizes

from synthesis.figures.canvas.style import BLUE, GREY, VERMILLION, house_style
from synthesis.figures.files.file_facts import FileFacts
from synthesis.figures.files.render import draw_picture, render_svg
from synthesis.figures.pictograph.pictograph import describe_pictographs, draw_pictographs
from synthesis.figures.pictograph.pictograph_data import (
    NAMES,
    PictographPanel,
    count_symbols,
    tabulate_pictographs,
)
from synthesis.figures.pictograph.pictograph_slide import draw_pictograph_slides
from synthesis.figures.pictograph.pictograph_symbols import KEYS, SHORT_KEYS

LAYOUTS = ("wide", "narrow")
EVERY_LAYOUT = (*LAYOUTS, "slide")
TITLE = "Made-up outcome, made-up treatment alone: patients of 1,000"
PANEL = PictographPanel("Madeupinib", "15 mg", 123, 448, 315, 589)
CROSSING = PictographPanel("Inventinib", "1 mg", 123, 189, 96, 339)
WORSE = PictographPanel("Inventinib", "0.5 mg", 400, 200, 104, 301)
CASES = {
    "one": (PANEL,),
    "two": (PANEL, CROSSING),
    "worse than control": (WORSE,),
    "worse, crossing": (replace(WORSE, treatment_per_1000=380, high=520), WORSE),
    "nobody": (PictographPanel("Inventinib", "1 mg", 0, 0, 0, 0),),
    "everybody": (PictographPanel("Inventinib", "1 mg", 1000, 1000, 1000, 1000),),
    "whole range": (PictographPanel("Inventinib", "1 mg", 500, 500, 0, 1000),),
    "many": tuple(replace(PANEL, group=f"Drug {i}", label=f"{i} mg") for i in range(13)),
    "other controls": (PANEL, replace(PANEL, control_per_1000=222), CROSSING, WORSE, PANEL),
    "long": (
        replace(PANEL, group="Madeupinib hydrochloride monohydrate, modified release, oral",
                label="15 mg once daily for four weeks, then 30 mg by response"), PANEL, PANEL),
}  # fmt: skip


def draw_all(panels, layout, title=TITLE):
    """Every part of a layout."""
    if layout == "slide":
        return draw_pictograph_slides(panels)
    return (draw_pictographs(panels, title, layout),)


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(panels, layout):
    for figure in draw_all(panels, layout, TITLE * 2):
        assert find_layout_faults(figure) == []


@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_panels_fit_slides_that_are_drawn_alike(panels):
    figures = draw_pictograph_slides(panels)
    check_sizes(figures)
    keys = [
        [a.get_gid() for a in _marks(figure) if a.get_gid().startswith("key-")]
        for figure in figures
    ]
    assert all(own == keys[0] for own in keys)


def test_doses_of_a_drug_stay_on_one_slide():
    panels = tuple(replace(PANEL, group=f"Drug {i // 3}", label=f"{i} mg") for i in range(9))
    parts = [
        {int(a.get_gid().rsplit("-", 1)[1]) for a in _marks(figure) if "key" not in a.get_gid()}
        for figure in draw_pictograph_slides(panels)
    ]
    assert parts == [{0, 1, 2, 3, 4, 5}, {6, 7, 8}] or parts == [{0, 1, 2}, {3, 4, 5, 6, 7, 8}]


def test_many_panels_are_not_so_tall_on_a_phone():
    tall, short = (
        draw_pictographs(CASES["many"][:number], TITLE, "narrow").get_figheight()
        for number in (4, 6)
    )
    # Six panels stand in two rows of three; in rows of two they would be half as tall again.
    assert short < tall + 0.5
    for size in (12, 13):
        assert draw_pictographs(CASES["many"][:size], TITLE, "narrow").get_figheight() < 14.5


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_the_data_are_the_symbols_and_numbers_drawn(panels, layout):
    rows = read_back(tabulate_pictographs(panels))
    drawn, words = {}, []
    for figure in draw_all(panels, layout):
        words += [text.replace("\u00a0", " ") for text, _ in drawn_texts(figure)]
        for index in range(len(panels)):
            found = _drawn(figure, index)
            assert not (found and index in drawn)
            drawn |= {index: found} if found else {}
    joined = " ".join(words)
    assert len(rows) == len(panels) == len(drawn)
    for index, row in enumerate(rows):
        counts = {NAMES[kind]: len(points) for kind, points in drawn[index].items()}
        assert {name: int(row[name]) for name in NAMES.values() if row[name] != "0"} == counts
        number = {name: int(row[name]) for name in row if "per_1000" in name or "ci_" in name}
        low, high = (f"{number[name]:,}".replace("-", "−") for name in ("ci_low", "ci_high"))
        assert f"{number['treatment_per_1000']:,} of 1,000 [{low}, {high}]" in joined
        sign, said = (1, "more") if number["more_per_1000"] >= 0 else (-1, "fewer")
        ends = sorted(sign * number[name] for name in ("more_ci_low", "more_ci_high"))
        low, high = (f"{end:,}".replace("-", "−") for end in ends)
        assert f"{sign * number['more_per_1000']:,} {said} [{low}, {high}]" in joined
        control = number["control_per_1000"]
        assert f"Without the drug {control:,}" in joined or f"the drug: {control:,}" in joined
        if index in (0, len(rows) - 1):
            assert f"{row['drug']} {row['dose']}" in joined


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_symbols_lie_on_the_canvas_and_off_the_other_panels(panels, layout):
    number = 0
    for figure in draw_all(panels, layout):
        number += _count_panels_apart(figure)
    assert number == len(panels)


def _count_panels_apart(figure):
    figure.draw_without_rendering()
    boxes = {}
    for artist in _marks(figure):
        kind, panel = artist.get_gid().rsplit("-", 1)
        if not kind.startswith("key") and panel.isdigit():
            boxes.setdefault(panel, []).append(artist.get_window_extent())
    outer = [
        (min(b.x0 for b in own), min(b.y0 for b in own), max(b.x1 for b in own),
         max(b.y1 for b in own))
        for own in boxes.values()
    ]  # fmt: skip
    width, height = figure.bbox.x1, figure.bbox.y1
    for i, (x0, y0, x1, y1) in enumerate(outer):
        assert min(x0, y0) >= 0
        assert x1 <= width
        assert y1 <= height
        for left, low, right, high in outer[i + 1 :]:
            assert x1 < left or right < x0 or y1 < low or high < y0
    return len(boxes)


def _marks(figure):
    (axes,) = figure.axes
    return [*axes.lines, *axes.patches]


def _points(artist):
    """Symbols of one mark in data units: marker positions, or middles of strokes."""
    if hasattr(artist, "get_xdata"):
        return list(zip(artist.get_xdata(), artist.get_ydata(), strict=True))
    ends = artist.get_path().vertices
    return [tuple(point) for point in (ends[::2] + ends[1::2]) / 2]


def _drawn(figure, panel):
    """The symbols drawn for one panel, by kind."""
    found = {}
    for artist in _marks(figure):
        shape, fill, index = artist.get_gid().split("-")
        if shape != "key" and index == str(panel):
            found[shape, fill] = _points(artist)
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_as_many_symbols_are_drawn_as_there_are_patients(panels, layout):
    figure = draw_pictographs(panels, TITLE, layout)
    for index, panel in enumerate(panels):
        drawn = _drawn(figure, index)
        assert {kind: len(points) for kind, points in drawn.items()} == count_symbols(panel)
        places = {(round(x, 6), round(y, 6)) for points in drawn.values() for x, y in points}
        assert len(places) == 100
        assert len({x for x, _ in places}) == len({y for _, y in places}) == 10


def test_responders_without_the_drug_fill_the_lowest_rows():
    drawn = _drawn(draw_pictographs((PANEL,), TITLE, "wide"), 0)
    # y runs downwards: the first ten squares stand in the lowest row, left to right.
    squares = drawn["control", "sure"]
    assert len({y for _, y in squares[:10]}) == 1
    assert [x for x, _ in squares[:10]] == sorted(x for x, _ in squares[:10])
    lowest = max(y for points in drawn.values() for _, y in points)
    assert squares[0][1] == lowest
    assert max(y for _, y in drawn["added", "not"]) < min(y for _, y in drawn["added", "sure"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_filled_symbols_are_seen_on_the_raster(layout):
    # Short strokes once vanished where they fell on whole pixels.
    figure = draw_pictographs(CASES["many"], TITLE, layout)
    with house_style():
        figure.canvas.draw()
    image = np.asarray(figure.canvas.buffer_rgba())[:, :, :3] / 255
    colours = {"control-sure": VERMILLION, "added-sure": BLUE, "added-not": GREY}
    seen = 0
    for artist in _marks(figure):
        kind = artist.get_gid().rsplit("-", 1)[0]
        if kind not in colours:
            continue
        for point in _points(artist):
            x, y = figure.axes[0].transData.transform(point)
            pixel = image[image.shape[0] - 1 - int(y), int(x)]
            away = np.abs(pixel - np.array(to_rgb(colours[kind]))).max()
            assert away < (0.6 if kind == "added-not" else 0.2), (kind, pixel)
            seen += 1
    assert seen > 500


def test_the_counts_of_a_plain_case():
    # 123, 315, 448 and 589 of 1,000 are 12, 32, 45 and 59 symbols.
    assert count_symbols(PANEL) == {
        ("control", "sure"): 12,
        ("added", "sure"): 20,
        ("added", "likely"): 13,
        ("added", "possible"): 14,
        ("added", "not"): 41,
    }


def test_the_counts_of_a_drug_that_may_be_worse():
    assert count_symbols(CROSSING) == {
        ("control", "sure"): 10,
        ("control", "likely"): 2,
        ("added", "likely"): 7,
        ("added", "possible"): 15,
        ("added", "not"): 66,
    }
    assert count_symbols(WORSE) == {
        ("control", "sure"): 10,
        ("control", "likely"): 10,
        ("control", "possible"): 10,
        ("control", "not"): 10,
        ("added", "not"): 60,
    }


@given(st.floats(0, 1000), st.tuples(*[st.floats(0, 1000)] * 3))
def test_symbols_add_up_to_the_numbers(control, others):
    low, estimate, high = sorted(others)
    counts = count_symbols(PictographPanel("Drug", "1 mg", control, estimate, low, high))
    assert sum(counts.values()) == 100
    fills = {fill: sum(n for (_, f), n in counts.items() if f == fill) for _, fill in KEYS}
    squares = sum(n for (shape, _), n in counts.items() if shape == "control")
    assert abs(10 * squares - control) <= 5
    assert abs(10 * fills["sure"] - low) <= 5
    assert abs(10 * (fills["sure"] + fills["likely"]) - estimate) <= 5
    assert abs(10 * (100 - fills["not"]) - high) <= 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_and_names_are_printed(layout):
    joined = " ".join(
        text.replace("\u00a0", " ")
        for text, _ in drawn_texts(draw_pictographs((PANEL, CROSSING), TITLE, layout))
    )
    for words in (
        "Madeupinib 15 mg",
        "448 of 1,000 [315, 589]",
        "325 more [192, 466]",
        "66 more [−27, 216]",
        "Each symbol is 10 of 1,000 patients. Without the drug",
        "respond without the drug too",
        "further ones by the best estimate",
        "do not respond",
    ):
        assert words in joined
    assert "without the drug: 123" not in joined


def test_fewer_responders_are_called_fewer():
    drawn = drawn_texts(draw_pictographs((WORSE,), TITLE, "wide"))
    texts = [text.replace("\u00a0", " ") for text, _ in drawn]
    assert "200 fewer [99, 296]" in texts
    assert "respond without the drug, but not with it" in texts


def test_controls_that_differ_are_printed_in_each_panel():
    panels = CASES["other controls"]
    drawn = drawn_texts(draw_pictographs(panels, TITLE, "wide"))
    texts = [text.replace("\u00a0", " ") for text, _ in drawn]
    assert texts.count("without the drug: 123") == 3
    assert texts.count("without the drug: 222") == 1
    assert texts.count("Each symbol is 10 of 1,000 patients.") == 1


@pytest.mark.parametrize("panel", [PANEL, CROSSING, WORSE])
def test_the_legend_explains_the_symbols_in_use_and_no_others(panel):
    figure = draw_pictographs((panel,), TITLE, "wide")
    keys = {
        tuple(a.get_gid().split("-")[1:]) for a in _marks(figure) if a.get_gid().startswith("key-")
    }
    assert keys == set(count_symbols(panel))
    texts = {text for text, _ in drawn_texts(figure)}
    assert {KEYS[kind] for kind in keys} <= texts
    assert set(SHORT_KEYS) == set(KEYS)
    (slide,) = draw_pictograph_slides((panel,))
    assert {SHORT_KEYS[kind] for kind in keys} <= {text for text, _ in drawn_texts(slide)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_bytes_are_few_and_the_same_each_time(layout):
    panels = CASES["many"][:12]
    facts = FileFacts("A title", "Words", "Made up", "CC BY 4.0", "Nobody", "2026-01-01", "made-up")
    first, second = (
        render_svg(draw_pictographs(panels, TITLE, layout), facts, "made-up-slug") for _ in range(2)
    )
    assert first == second
    assert len(first.encode()) < 300_000
    one, other = (draw_picture(draw_pictographs((PANEL,), TITLE, layout), 100) for _ in range(2))
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("panels", CASES.values(), ids=CASES.keys())
def test_alt_text_says_the_main_numbers(panels):
    text = describe_pictographs(panels, "Made-up outcome #1 " * 10)
    assert 40 <= len(text) <= 400
    assert "#" not in text
    most = max(panels, key=lambda panel: panel.treatment_per_1000)
    assert f"{most.treatment_per_1000:,} (95% CI {most.low:,} to {most.high:,})" in text
    assert f"against {most.control_per_1000:,} without" in text


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((100, 1001, 900, 1001), "between 0 and 1,000"),
        ((-1, 300, 200, 400), "between 0 and 1,000"),
        ((100, 300, 310, 400), "does not enclose its estimate"),
        ((100, float("nan"), 310, 400), "between 0 and 1,000"),
    ],
)
def test_impossible_panels_are_refused(numbers, sentence):
    with pytest.raises(ValueError, match=sentence):
        PictographPanel("Drug", "1 mg", *numbers)


def test_no_panels_are_refused():
    with pytest.raises(ValueError, match="at least one panel"):
        draw_pictographs((), TITLE, "wide")
    with pytest.raises(ValueError, match="at least one panel"):
        draw_pictograph_slides(())
