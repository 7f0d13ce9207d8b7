"""A deck of all figures: cover, contents with links, the figures by chapter, how to cite."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from synthesis.edition.citation import write_day
from synthesis.exports.slides.deck_contents import (
    HANGING,
    LEFT,
    RIGHT,
    SIZE,
    Column,
    Entry,
    fill_columns,
    list_chapters,
    place_lines,
)
from synthesis.exports.slides.slide_content import (
    DocumentFacts,
    SlideContent,
    distinct_titles,
    tidy,
)
from synthesis.exports.slides.slide_figure import add_figure, place, write_foot
from synthesis.exports.slides.slide_page import SlideBox
from synthesis.exports.slides.slide_template import (
    BODY_BOX,
    BODY_IDX,
    COVER,
    COVER_TITLE,
    TEXT,
    TITLE_IDX,
)
from synthesis.exports.slides.slide_words import add_run, write_lines
from synthesis.exports.slides.text_measure import LINE, count_lines, fit_size

CONTENTS, HOW_TO_CITE = "Contents", "How to cite"
COVER_SIZES = (40, 36, 32, 28, 24)
COVER_WORDS_SIZE = 18
CITATION_SIZES = (20, 18, 16, 14, 12)
FOOT_SIZE = 12
GAP = 8.0  # points between the lines of a citation
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def add_deck(
    file: Presentation,
    sections: Sequence[tuple[str, Sequence[SlideContent]]],
    citation: Sequence[str],
    facts: DocumentFacts,
) -> None:
    """Add the slides of a deck to an empty file, see `powerpoint.write_deck`."""
    chapters = [(tidy(name), tuple(slides)) for name, slides in sections if slides]
    figures = [content for _, slides in chapters for content in slides]
    if not figures:
        raise ValueError("a deck needs a slide")
    columns = fill_columns(list_chapters(chapters))
    pairs = [columns[start : start + 2] for start in range(0, len(columns), 2)]
    names = [f"{CONTENTS} ({number} of {len(pairs)})" for number in range(1, len(pairs) + 1)]
    names = names if len(pairs) > 1 else [CONTENTS]
    titles = distinct_titles(figures, taken=(tidy(facts.title), *names, HOW_TO_CITE))

    _add_cover(file, facts)
    contents = [_add_text_slide(file, name) for name in names]
    shown = [
        add_figure(file, content, title, numbered=True)
        for content, title in zip(figures, titles, strict=True)
    ]
    for slide, pair in zip(contents, pairs, strict=True):
        body = slide.placeholders[BODY_IDX].element
        body.getparent().remove(body)
        _write_contents(slide, pair, shown, before=1 + len(pairs))
        write_foot(slide, tidy(facts.title), FOOT_SIZE, numbered=True)
    _add_citation(file, citation, facts)
    counts = [(name, len(slides)) for name, slides in chapters]
    _add_sections(file, [(CONTENTS, 1 + len(pairs)), *counts, (HOW_TO_CITE, 1)])


def _add_cover(file: Presentation, facts: DocumentFacts) -> None:
    slide = file.slides.add_slide(file.slide_layouts[COVER])
    title, words = (shape.text_frame for shape in slide.placeholders)
    text = tidy(facts.title)
    size, _ = fit_size(text, COVER_TITLE.width, COVER_TITLE.height, COVER_SIZES, bold=True)
    write_lines(title, text, size)
    version = f"Version {facts.version}, {write_day(facts.released)}"
    lines = (facts.subject, version, facts.author, facts.rights)
    text = "\n".join(tidy(line) for line in lines if line.strip())
    write_lines(words, text, COVER_WORDS_SIZE, gap=GAP, linked=True)


def _add_text_slide(file: Presentation, title: str) -> Slide:
    slide = file.slides.add_slide(file.slide_layouts[TEXT])
    write_lines(slide.placeholders[TITLE_IDX].text_frame, title)
    return slide


def _write_contents(
    slide: Slide, columns: Sequence[Column], figures: Sequence[Slide], before: int
) -> None:
    """Write the columns, each figure with its number, as a link to its slide.

    Each is a box of its own, since LibreOffice does not break lines inside a link of text.

    Parameters
    ----------
    figures
        The slides of the figures, in their order.
    before
        Slides that stand before the first of them.
    """
    for box, column in zip((LEFT, RIGHT), columns, strict=False):
        for line, top, height in place_lines(column):
            shape = slide.shapes.add_textbox(Pt(0), Pt(0), Pt(0), Pt(0))
            place(shape, SlideBox(box.left, box.top + top, box.width, height))
            paragraph = _without_insets(shape.text_frame).paragraphs[0]
            if not isinstance(line, Entry):
                add_run(paragraph, line, SIZE, bold=True)
                continue
            number = before + line.first + 1
            shape.name = f"Link to slide {number}"
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", str(Pt(HANGING)))
            properties.set("indent", str(-Pt(HANGING)))
            add_run(
                paragraph, f"{number}\t", SIZE
            ).font.color.theme_color = MSO_THEME_COLOR.HYPERLINK
            add_run(paragraph, line.title, SIZE)
            shape.click_action.target_slide = figures[line.first]


def _without_insets(frame: TextFrame) -> TextFrame:
    frame.margin_left = frame.margin_top = frame.margin_right = frame.margin_bottom = Pt(0)
    frame.word_wrap = True
    return frame


def _add_citation(file: Presentation, citation: Sequence[str], facts: DocumentFacts) -> None:
    """The last slide."""
    slide = _add_text_slide(file, HOW_TO_CITE)
    lines = [tidy(line) for line in citation if line.strip()]
    for size in CITATION_SIZES:
        taken = sum(count_lines(line, BODY_BOX.width, size) * size * LINE + GAP for line in lines)
        if taken <= BODY_BOX.height:
            break  # else the smallest: a title may be longer than any slide
    frame = slide.placeholders[BODY_IDX].text_frame
    write_lines(frame, "\n".join(lines), size, gap=GAP, linked=True)
    write_foot(slide, tidy(facts.title), FOOT_SIZE, numbered=True)


def _add_sections(file: Presentation, counts: Sequence[tuple[str, int]]) -> None:
    """Name groups of slides, as PowerPoint shows them; python-pptx has no call for it."""
    ids = iter([slide.slide_id for slide in file.slides])
    sections = ""
    for number, (name, count) in enumerate(counts):
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"section {number} {name}")).upper()
        slides = "".join(f'<p14:sldId id="{next(ids)}"/>' for _ in range(count))
        sections += (
            f'<p14:section name={quoteattr(name)} id="{{{key}}}">'
            f"<p14:sldIdLst>{slides}</p14:sldIdLst></p14:section>"
        )
    file.element.append(
        parse_xml(
            f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            f'<p14:sectionLst xmlns:p14="{P14}">{sections}</p14:sectionLst></p:ext></p:extLst>'
        )
    )
