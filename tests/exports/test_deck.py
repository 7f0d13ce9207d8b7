"""The deck of all figures, opened again."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.opc.package import OpcPackage
from pptx.presentation import Presentation as File
from pptx.slide import Slide
from pptx_checks import P14, check_file
from slide_examples import CITATION, FACTS, make_sections, make_slide

from synthesis.exports.slides.deck_contents import (
    LEFT,
    Chapter,
    Entry,
    column_height,
    fill_columns,
    list_chapters,
    place_lines,
)
from synthesis.exports.slides.powerpoint import write_deck


def open_deck(sections=None, citation=CITATION, facts=FACTS) -> File:
    content = write_deck(make_sections() if sections is None else sections, citation, facts)
    check_file(content)
    return Presentation(io.BytesIO(content))


def title_of(slide: Slide) -> str:
    return slide.shapes.title.text_frame.text


def links_of(slide: Slide) -> dict[str, Slide]:
    """Text of each box that leads to another slide, and that slide."""
    return {
        shape.text_frame.text: shape.click_action.target_slide
        for shape in slide.shapes
        if shape.name.startswith("Link")
    }


@pytest.fixture(scope="module")
def deck() -> File:
    return open_deck()


def test_cover_contents_figures_and_how_to_cite_in_this_order(deck: File) -> None:
    titles = [title_of(slide) for slide in deck.slides]
    figures = [slide.title for _, slides in make_sections() for slide in slides]
    assert titles == [FACTS.title, "Contents", *figures, "How to cite"]


def test_the_cover_names_version_day_data_and_rights(deck: File) -> None:
    words = deck.slides[0].placeholders[1].text_frame
    assert words.text.split("\n") == [
        FACTS.subject,
        "Version 0.1.0, data 0123abcd, 21 November 2026",
        FACTS.author,
        FACTS.rights,
    ]
    links = [run.hyperlink.address for p in words.paragraphs for run in p.runs]
    assert links[-1] == "https://creativecommons.org/licenses/by/4.0/"


def test_every_figure_is_in_the_contents_with_number_and_link(deck: File) -> None:
    slides = list(deck.slides)
    links = links_of(slides[1])
    wanted = {
        f"{number}\t{content.subtitle}": slides[number - 1].slide_id
        for number, content in enumerate((s for _, c in make_sections() for s in c), start=3)
    }
    assert {text: target.slide_id for text, target in links.items()} == wanted
    words = [shape.text_frame.text for shape in slides[1].shapes]
    assert [word for word in words if word.startswith("Chapter")] == [
        f"Chapter {number}" for number in range(3)
    ]


def test_long_contents_go_on_and_nothing_is_lost() -> None:
    sections = make_sections(8, 22)
    deck = open_deck(sections)
    slides = list(deck.slides)
    contents = [slide for slide in slides if title_of(slide).startswith("Contents")]
    assert [title_of(slide) for slide in contents] == [
        f"Contents ({number} of {len(contents)})" for number in range(1, len(contents) + 1)
    ]
    links = {text: target for slide in contents for text, target in links_of(slide).items()}
    assert len(links) == 8 * 22
    for text, target in links.items():
        number, what = text.split("\t")
        assert slides[int(number) - 1].slide_id == target.slide_id
        assert target.shapes[1].text_frame.text == what
    assert len({title_of(slide) for slide in slides}) == len(slides) == 2 + len(contents) + 176


def test_contents_stay_inside_their_columns_without_overlap() -> None:
    deck = open_deck(make_sections(5, 25))
    contents = [s for s in deck.slides if title_of(s).startswith("Contents")]
    for slide in contents:
        boxes = [shape for shape in slide.shapes if not shape.is_placeholder]
        for box in boxes:
            assert box.top.pt + box.height.pt <= 496.1
        for left in {box.left for box in boxes}:
            column = [box for box in boxes if box.left == left]
            for upper, lower in pairwise(column):
                assert upper.top + upper.height <= lower.top + 1


def test_figure_slides_hold_words_picture_notes_and_number(deck: File) -> None:
    contents = [slide for _, slides in make_sections() for slide in slides]
    for slide, content in zip(list(deck.slides)[2:-1], contents, strict=True):
        title, subtitle, picture, foot, number = slide.shapes
        assert (title.text_frame.text, subtitle.text_frame.text) == (
            content.title,
            content.subtitle,
        )
        assert picture.image.blob == content.picture
        assert picture.element.nvPicPr.cNvPr.get("descr") == content.alt
        assert foot.text_frame.text == content.source
        assert number.placeholder_format.type.name == "SLIDE_NUMBER"
        assert slide.notes_slide.notes_text_frame.text == content.notes


def test_no_placeholder_is_empty(deck: File) -> None:
    for slide in deck.slides:
        for shape in slide.placeholders:
            is_number = shape.placeholder_format.type.name == "SLIDE_NUMBER"
            assert is_number or shape.text_frame.text.strip(), (title_of(slide), shape.name)


def test_how_to_cite_has_every_line_and_its_links(deck: File) -> None:
    body = deck.slides[-1].placeholders[14].text_frame
    assert body.text.split("\n") == list(CITATION)
    links = [run.hyperlink.address for p in body.paragraphs for run in p.runs]
    assert [link for link in links if link] == ["https://example.org/book"]


def test_a_citation_that_fits_no_slide_is_written_small() -> None:
    deck = open_deck(citation=["A line. " * 40] * 20)
    assert deck.slides[-1].placeholders[14].text_frame.text.count("A line.") == 800


def test_chapters_are_sections(deck: File) -> None:
    root = ElementTree.fromstring(deck.part.blob)
    sections = [
        (section.get("name"), len(list(section.iter(f"{P14}sldId"))))
        for section in root.iter(f"{P14}section")
    ]
    chapters = [(name, len(slides)) for name, slides in make_sections()]
    assert sections == [("Contents", 2), *chapters, ("How to cite", 1)]


def test_parts_of_a_figure_stand_in_the_contents_once() -> None:
    parts = [make_slide(1, title=f"Part ({number} of 2)") for number in (1, 2)]
    deck = open_deck([("One & “only” <chapter>", [*parts, make_slide(3)]), ("Empty", [])])
    assert list(links_of(deck.slides[1])) == [
        f"3\t{make_slide(1).subtitle}",
        f"5\t{make_slide(3).subtitle}",
    ]
    words = [shape.text_frame.text for shape in deck.slides[1].shapes]
    assert "One & “only” <chapter>" in words
    assert "Empty" not in words


def test_titles_are_unique_even_where_findings_are_not() -> None:
    same = [make_slide(number, title="Contents") for number in range(1, 4)]
    deck = open_deck([("A", same), ("B", [make_slide(9, title=FACTS.title)])])
    titles = [title_of(slide) for slide in deck.slides]
    assert len(set(titles)) == len(titles)


def test_a_deck_without_slides_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a slide"):
        write_deck([("Empty", [])], CITATION, FACTS)


def test_the_same_bytes_twice() -> None:
    assert write_deck(make_sections(), CITATION, FACTS) == write_deck(
        make_sections(), CITATION, FACTS
    )


def test_a_slide_costs_the_same_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    # python-pptx by itself looks through the whole package several times for each slide.
    looks = []
    real = OpcPackage.iter_rels
    monkeypatch.setattr(OpcPackage, "iter_rels", lambda self: looks.append(1) or real(self))
    counts = []
    for figures in (3, 30):
        looks.clear()
        write_deck(make_sections(1, figures), CITATION, FACTS)
        counts.append(len(looks))
    assert counts[0] == counts[1] > 0


def test_a_long_title_of_the_book_fits_the_cover() -> None:
    deck = open_deck(facts=replace(FACTS, title="A very long title of a made-up book " * 4))
    assert deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt < 40


NAMES = st.text(alphabet="abc de", min_size=1, max_size=80).filter(str.strip)
CHAPTERS = st.lists(st.tuples(NAMES, st.lists(NAMES, min_size=1, max_size=40)), max_size=6)


@given(CHAPTERS)
def test_columns_hold_everything_in_order_and_do_not_overflow(named) -> None:
    chapters = [
        Chapter(name, tuple(Entry(title, n) for n, title in enumerate(titles)))
        for name, titles in named
    ]
    columns = fill_columns(chapters)
    entries = [line for column in columns for line in column if isinstance(line, Entry)]
    assert entries == [entry for chapter in chapters for entry in chapter.entries]
    for column in columns:
        assert isinstance(column[0], str)
        assert isinstance(column[-1], Entry)
        assert column_height(column, LEFT.width) <= LEFT.height
        tops = [top for _, top, _ in place_lines(column)]
        assert tops == sorted(tops)


def test_slides_next_to_each_other_with_one_subtitle_are_one_figure() -> None:
    first, second = make_slide(1), make_slide(2)
    (chapter,) = list_chapters([("A", [first, first, second, first])])
    assert [(entry.title, entry.first) for entry in chapter.entries] == [
        (first.subtitle, 0),
        (second.subtitle, 2),
        (first.subtitle, 3),
    ]
