"""Words on slides: runs of text, all marked as British English, and links."""

from __future__ import annotations

import re

from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml import parse_xml
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Pt

from synthesis.exports.slides.slide_shapes import keep_colour_xml

ADDRESS = re.compile(r"(https?://[^\s<>“”\"]*[^\s<>“”\".,;:)\]])")


def write_lines(
    frame: TextFrame,
    text: str,
    size: float | None = None,
    *,
    gap: float = 0,
    linked: bool = False,
) -> None:
    """Write text, a paragraph for each line.

    Parameters
    ----------
    size
        Of the letters, in points; where None as the layout has it.
    gap
        Between paragraphs, in points.
    linked
        Whether every address in it (https://…) becomes a link.
    """
    for number, line in enumerate(text.split("\n")):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        if number and gap:
            paragraph.space_before = Pt(gap)
        for place, piece in enumerate(ADDRESS.split(line) if linked else [line]):
            if piece.strip():
                run = add_run(paragraph, piece, size)
                if place % 2:  # between two pieces of other text
                    link_address(run, piece)


def add_run(
    paragraph: _Paragraph,
    text: str,
    size: float | None = None,
    *,
    bold: bool | None = None,
) -> _Run:
    """Add text to a paragraph; what is not given is as the layout has it."""
    run = paragraph.add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    if size is not None:
        run.font.size = Pt(size)
    if bold is not None:
        run.font.bold = bold
    return run


def link_address(run: _Run, address: str) -> None:
    """Make a run a link to an address; it keeps its colour and is underlined."""
    run.hyperlink.address = address
    click = run._r.get_or_add_rPr().hlinkClick
    assert click is not None  # the line before has made it
    click.append(parse_xml(keep_colour_xml()))
