"""Figures as PowerPoint files: the slides of one figure, or a deck of all.

The same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from pptx.presentation import Presentation

from synthesis.exports.slides.deck import add_deck
from synthesis.exports.slides.slide_content import DocumentFacts, SlideContent, distinct_titles
from synthesis.exports.slides.slide_figure import add_figure
from synthesis.exports.slides.slide_package import open_template, save_slides
from synthesis.exports.slides.slide_shapes import LANGUAGE

__all__ = ["DocumentFacts", "SlideContent", "write_deck", "write_slides"]

LONGEST_PROPERTY = 255  # characters, as the file format has it


def write_slides(slides: Sequence[SlideContent], facts: DocumentFacts) -> bytes:
    """The slides of one figure as a PowerPoint file.

    Raises
    ------
    ValueError
        If there is no slide, or words or picture of one do not fit it.
    """
    if not slides:
        raise ValueError("a file of slides needs a slide")
    file = open_template()
    for content, title in zip(slides, distinct_titles(slides), strict=True):
        add_figure(file, content, title)
    state_facts(file, facts)
    return save_slides(file)


def write_deck(
    sections: Sequence[tuple[str, Sequence[SlideContent]]],
    citation: Sequence[str],
    facts: DocumentFacts,
) -> bytes:
    """All figures as a PowerPoint file: cover, contents, one slide or more a figure, how to cite.

    Parameters
    ----------
    sections
        Chapters in their order: name and slides. Slides next to each other with the same subtitle
        are parts of one figure and stand in the contents once. A chapter without slides is left
        out.
    citation
        Lines of the last slide. Addresses (https://…) in them become links.

    Raises
    ------
    ValueError
        If there is no slide, or words or picture of one do not fit it.
    """
    file = open_template()
    add_deck(file, sections, citation, facts)
    state_facts(file, facts)
    return save_slides(file)


def state_facts(file: Presentation, facts: DocumentFacts) -> None:
    """Write the properties of the file; long ones end in “…”."""
    properties = file.core_properties
    properties.title = _shorten(facts.title)
    properties.author = properties.last_modified_by = _shorten(facts.author)
    properties.subject = _shorten(facts.subject)
    properties.keywords = _shorten(facts.keywords)
    properties.comments = _shorten(facts.rights)
    properties.version = _shorten(facts.version)
    properties.created = properties.modified = datetime.combine(facts.released, time())
    properties.revision = 1
    properties.language = LANGUAGE


def _shorten(text: str) -> str:
    if len(text) <= LONGEST_PROPERTY:
        return text
    return text[: LONGEST_PROPERTY - 1].rsplit(" ", 1)[0] + "…"
