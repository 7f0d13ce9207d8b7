"""Slides of one figure, opened again."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
import slide_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.slide import Slide
from pptx.util import Pt
from pptx_checks import check_file
from slide_examples import CITATION, FACTS, make_picture, make_sections, make_slide

from synthesis.exports.slides.powerpoint import SlideContent, write_deck, write_slides
from synthesis.exports.slides.slide_content import distinct_titles
from synthesis.exports.slides.slide_page import RULE
from synthesis.exports.slides.slide_template import NOTES, make_template
from synthesis.exports.slides.text_measure import LINE, count_lines

LONG = (
    "Supported in part: 13 tests: 2 support it, 3 contradict it and 8 leave it open. For it, Acne: "
    "one drug against another: 15 of 226 against 3 of 242 patients, risk ratio 5.35 (95% CI 1.57 "
    "to 18.2); the data exclude more than 96 extra among 1,000 patients. Against it, eye disease."
)


def open_slides(content: bytes) -> list[Slide]:
    check_file(content)
    return list(Presentation(io.BytesIO(content)).slides)


def one(**changes: object) -> Slide:
    (slide,) = open_slides(write_slides([make_slide(**changes)], FACTS))
    return slide


def test_everything_given_is_on_the_slide_in_reading_order() -> None:
    content = make_slide(7)
    slide = one(number=7)
    title, subtitle, picture, foot = slide.shapes
    assert slide.shapes.title.shape_id == title.shape_id
    assert title.text_frame.text == content.title
    assert subtitle.text_frame.text == content.subtitle
    assert picture.image.blob == content.picture
    assert picture.element.nvPicPr.cNvPr.get("descr") == content.alt
    assert foot.text_frame.text == content.source
    assert foot.text_frame.paragraphs[0].runs[0].hyperlink.address == content.address
    assert slide.notes_slide.notes_text_frame.text == content.notes


def test_shapes_stand_below_each_other_inside_the_slide() -> None:
    for title in ("Short.", make_slide().title, LONG):
        shapes = list(one(title=title).shapes)
        assert len(shapes) == 4
        for upper, lower in pairwise(shapes):
            assert upper.top + upper.height <= lower.top
        for shape in shapes:
            assert shape.left >= Pt(29)
            assert shape.left + shape.width <= Pt(960 - 29)
            assert shape.top + shape.height <= Pt(540)


def test_long_notes_are_set_smaller_so_that_they_fit_their_page() -> None:
    sizes = []
    for number in (3, 8, 11):
        notes = "\n\n".join(
            ["A caveat that takes more than one line of the printed page. " * 2] * number
        )
        frame = one(notes=notes).notes_slide.notes_text_frame
        said = [p for p in frame.paragraphs if p.runs]
        assert len(said) == number
        size = said[0].runs[0].font.size.pt
        taken = sum(count_lines(p.text, NOTES.width, size) for p in said) * size * LINE
        assert taken < NOTES.height
        sizes.append(size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 12 > sizes[-1]


def test_without_address_or_notes_there_is_no_link_and_no_notes_page() -> None:
    slide = one(address="", notes="")
    assert slide.shapes[-1].text_frame.paragraphs[0].runs[0].hyperlink.address is None
    assert not slide.has_notes_slide


def test_no_placeholder_is_empty() -> None:
    slide = one()
    for shape in [*slide.placeholders, *slide.notes_slide.placeholders]:
        if shape.has_text_frame and "Image" not in shape.name:
            assert shape.text_frame.text.strip(), shape.name
    assert all(shape.is_placeholder for shape in slide.shapes if shape.name != "Drawing")


def test_all_words_are_british_english() -> None:
    slide = one()
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    runs = [
        run
        for frame in [*frames, slide.notes_slide.notes_text_frame]
        for paragraph in frame.paragraphs
        for run in paragraph.runs
    ]
    assert len(runs) == 6
    assert {run.font.language_id for run in runs} == {MSO_LANGUAGE_ID.ENGLISH_UK}
    with zipfile.ZipFile(io.BytesIO(make_template())) as template:
        assert not any(b"en-US" in template.read(name) for name in template.namelist())


def assert_fits(shape, bold: bool, spacing: float) -> None:
    (run,) = shape.text_frame.paragraphs[0].runs
    size = run.font.size.pt
    lines = count_lines(run.text, shape.width.pt, size, bold=bold)
    assert lines * size * LINE * spacing <= shape.height.pt + 0.01


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(LONG.split(" ")), min_size=1, max_size=60),
    st.lists(
        st.sampled_from(["drug", "placebo", "30 mg", "against", "EASI-75"]), min_size=1, max_size=14
    ),
)
def test_no_title_or_subtitle_overflows(words: list[str], what: list[str]) -> None:
    title, subtitle, picture, foot = one(title=" ".join(words), subtitle=" ".join(what)).shapes
    assert_fits(title, True, 0.9)
    assert_fits(subtitle, False, 1)
    assert 20 <= title.text_frame.paragraphs[0].runs[0].font.size.pt <= 28
    assert title.top + title.height <= subtitle.top
    assert subtitle.top + subtitle.height <= picture.top
    assert picture.top + picture.height <= Pt(RULE) <= foot.top
    assert picture.height >= Pt(250)


def test_short_titles_are_large_and_long_ones_small() -> None:
    sizes = [
        one(title=title).shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
        for title in ("Short.", LONG[:130], LONG)
    ]
    assert sizes[0] == 28
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 20


def test_a_long_source_takes_two_small_lines() -> None:
    foot = one(source="Made-up trials: an open synthesis, version 0.1.0. " * 5).shapes[-1]
    (run,) = foot.text_frame.paragraphs[0].runs
    assert run.font.size.pt == 10
    assert count_lines(run.text, foot.width.pt, 10) == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 3000), st.integers(20, 3000))
def test_the_picture_keeps_its_proportions_and_fills_its_room(width: int, height: int) -> None:
    picture = one(picture=make_picture(width, height)).shapes[2]
    assert picture.width / picture.height == pytest.approx(width / height, rel=1e-3)
    assert picture.crop_left == picture.crop_right == picture.crop_top == picture.crop_bottom == 0
    assert picture.left.pt + picture.width.pt / 2 == pytest.approx(480, abs=0.1)
    fills_width = picture.width.pt == pytest.approx(900, abs=0.1)
    assert fills_width or picture.height.pt > 350


def test_words_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="leaves too little room"):
        one(title=LONG * 4)
    with pytest.raises(ValueError, match="source is too long"):
        one(source=LONG * 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "has no title"),
        ({"alt": "", "source": ""}, "has no alt and no source"),
        ({"address": "https://example.org/a b"}, "links to no address"),
        ({"address": "figures/easi75.html"}, "links to no address"),
        ({"picture": b"<svg/>"}, "must be a PNG"),
    ],
)
def test_faulty_content_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        one(**changes)


def test_no_slides_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a slide"):
        write_slides([], FACTS)


def test_signs_of_xml_and_line_breaks_in_words() -> None:
    slide = one(title="A < B & C >\n “D”", subtitle="p < 0.05 & so on", source="R&D <x>")
    assert slide.shapes.title.text_frame.text == "A < B & C > “D”"
    assert slide.shapes[1].text_frame.text == "p < 0.05 & so on"
    assert slide.shapes[-1].text_frame.text == "R&D <x>"


def test_the_file_says_what_it_is() -> None:
    facts = Presentation(io.BytesIO(write_slides([make_slide()], FACTS))).core_properties
    assert (facts.title, facts.author, facts.subject) == (FACTS.title, FACTS.author, FACTS.subject)
    assert (facts.keywords, facts.comments) == (FACTS.keywords, FACTS.rights)
    assert facts.last_modified_by == FACTS.author
    assert facts.created == facts.modified == datetime(2026, 11, 21)
    assert (facts.revision, facts.version, facts.language) == (1, FACTS.version, "en-GB")


def test_properties_longer_than_the_format_allows_are_cut_at_a_word() -> None:
    facts = slide_examples.FACTS.__class__(**{**FACTS.__dict__, "subject": "word " * 100})
    subject = Presentation(io.BytesIO(write_slides([make_slide()], facts))).core_properties.subject
    assert len(subject) <= 255
    assert subject.endswith("word…")


def test_parts_of_a_figure_are_numbered() -> None:
    slides = open_slides(write_slides([make_slide(), make_slide(), make_slide()], FACTS))
    title = make_slide().title
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        f"{title} ({number} of 3)" for number in (1, 2, 3)
    ]


def test_the_same_finding_of_another_figure_is_another_view() -> None:
    first, second = make_slide(title="Same."), make_slide(2, title="Same.")
    assert distinct_titles([first, second]) == ("Same.", "Same. (view 2)")
    assert distinct_titles([first], taken=["same."]) == ("Same. (view 2)",)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "a", "A (view 2)", "A (1 of 2)", "B"]),
            st.sampled_from(["what", "else"]),
        ),
        max_size=12,
    )
)
def test_titles_are_always_distinct(words: list[tuple[str, str]]) -> None:
    slides = [make_slide(title=title, subtitle=what) for title, what in words]
    titles = distinct_titles(slides, taken=["B"])
    assert len({title.casefold() for title in titles} | {"b"}) == len(slides) + 1
    for (title, _), given_title in zip(words, titles, strict=True):
        assert given_title.startswith(title)


def test_the_same_picture_is_held_once_and_stored_as_it_is() -> None:
    content = write_slides([make_slide(1), make_slide(2, picture=make_slide(1).picture)], FACTS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (picture,) = [entry for entry in archive.infolist() if entry.filename.endswith(".png")]
        assert picture.compress_type == zipfile.ZIP_STORED
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_layouts_are_16_to_9_and_without_leftovers() -> None:
    file = Presentation(io.BytesIO(make_template()))
    assert (file.slide_width, file.slide_height) == (Pt(960), Pt(540))
    assert [layout.name for layout in file.slide_layouts] == ["Cover", "Text", "Figure"]
    with zipfile.ZipFile(io.BytesIO(make_template())) as archive:
        names = archive.namelist()
        theme = archive.read("ppt/theme/theme1.xml").decode()
    assert not [name for name in names if "printer" in name or "thumbnail" in name]
    assert 'latin typeface="Arial"' in theme
    assert "Calibri" not in theme


def test_the_same_bytes_in_every_process_and_time_zone() -> None:
    script = Path(slide_examples.__file__)
    elsewhere = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, **elsewhere},
        capture_output=True,
        check=True,
    )
    here = write_slides([make_slide(), make_slide()], FACTS)
    assert done.stdout == here + write_deck(make_sections(), CITATION, FACTS)


def test_content_is_a_plain_record() -> None:
    assert make_slide() == make_slide()
    assert isinstance(make_slide(), SlideContent)
