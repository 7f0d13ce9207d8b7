"""One slide with a figure: title, what it is, drawing, source, notes.

All words are in real placeholders, in the order in which they are read, so that outline view,
screen readers and “Reuse slides” work.
"""

from __future__ import annotations

import io

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Pt

from synthesis.exports.slides.slide_content import SlideContent, tidy
from synthesis.exports.slides.slide_page import SlideBox, arrange_slide
from synthesis.exports.slides.slide_shapes import NUMBER_FIELD, footer_xml
from synthesis.exports.slides.slide_template import (
    FIGURE,
    FOOTER,
    NOTES,
    NUMBER,
    SUBTITLE_IDX,
    TITLE_IDX,
)
from synthesis.exports.slides.slide_words import add_run, link_address, write_lines
from synthesis.exports.slides.text_measure import LINE, count_lines

NOTES_SIZES = (12, 11, 10, 9)  # points, on the printed page
BLANK = 6  # points: the height of letters in a line between two paragraphs


def add_figure(
    file: Presentation, content: SlideContent, title: str, *, numbered: bool = False
) -> Slide:
    """Add the slide of a figure.

    Parameters
    ----------
    title
        As it stands on the slide, see `distinct_titles`.
    numbered
        Whether the number of the slide stands at its foot.
    """
    subtitle, source = tidy(content.subtitle), tidy(content.source)
    page = arrange_slide(title, subtitle, source, content.picture)
    slide = file.slides.add_slide(file.slide_layouts[FIGURE])
    words = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    for name, shape, box, text, size in (
        ("Finding", words[TITLE_IDX], page.title, title, page.title_size),
        ("What it is", words[SUBTITLE_IDX], page.subtitle, subtitle, page.subtitle_size),
    ):
        place(shape, box)
        shape.name = name
        write_lines(shape.text_frame, text, size)
    picture = slide.shapes.add_picture(io.BytesIO(content.picture), 0, 0)
    place(picture, page.picture)
    picture.name = "Drawing"
    picture.element.nvPicPr.cNvPr.set("descr", tidy(content.alt))
    write_foot(slide, source, page.source_size, content.address, numbered=numbered)
    if content.notes.strip():
        _write_notes(slide, content.notes.strip())
    return slide


def write_foot(
    slide: Slide, source: str, size: float, address: str = "", *, numbered: bool = False
) -> None:
    """Put the source, and where wanted the number, at the foot of a slide, last to be read."""
    first = 1 + max(shape.shape_id for shape in slide.shapes)
    if source:
        slide.shapes.element.append(parse_xml(footer_xml(first, FOOTER, "")))
        foot = slide.shapes[-1]
        assert isinstance(foot, Shape)
        run = add_run(foot.text_frame.paragraphs[0], source, size)
        if address:
            link_address(run, address)
    if numbered:
        slide.shapes.element.append(parse_xml(footer_xml(first + 1, NUMBER, NUMBER_FIELD)))


def place(shape, box: SlideBox) -> None:  # type: ignore[no-untyped-def]
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)


def _write_notes(slide: Slide, notes: str) -> None:
    page = slide.notes_slide
    for shape in tuple(page.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            shape.element.getparent().remove(shape.element)
    frame = page.notes_text_frame
    assert frame is not None  # the notes master has a place for them
    write_lines(frame, notes, _fit_notes(notes))
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", "0")  # LibreOffice indents all lines but the first otherwise
        properties.set("indent", "0")
        if not paragraph.runs:
            paragraph._p.get_or_add_endParaRPr().set("sz", str(100 * BLANK))


def _fit_notes(notes: str) -> float:
    """The size in points at which the notes fit below the slide on the printed page."""
    lines = notes.split("\n")
    for size in NOTES_SIZES:
        filled = sum(count_lines(line, NOTES.width, size) for line in lines if line)
        if (filled * size + lines.count("") * BLANK) * LINE <= NOTES.height:
            break
    return size
