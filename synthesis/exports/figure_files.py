"""All files of a figure: pictures, slides, print, data, citations."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from synthesis.edition.citation import CitedPart, cite_in_text, cite_text, part_address
from synthesis.edition.edition import Edition
from synthesis.exports.citation_files import citation_files
from synthesis.exports.drawn_forms import Drawer, DrawingStore, PageForms
from synthesis.exports.slides.powerpoint import DocumentFacts, SlideContent, write_slides
from synthesis.exports.slides.slide_picture import DPI as SLIDE_DPI
from synthesis.exports.slides.slide_picture import (
    SlidePicture,
    SlideWords,
    draw_frame,
    fill_frame,
)
from synthesis.exports.tables.data_files import data_csv, data_json
from synthesis.figures.canvas.style import house_style
from synthesis.figures.files.file_facts import FileFacts
from synthesis.figures.files.render import finish_pdf, finish_png, finish_svg, write_png
from synthesis.figures.publication import Publication
from synthesis.words.code_paths import code_path

RECORD = "figure.json"
CSS_DPI = 96
THUMBNAIL = "thumbnail.png"
THUMBNAIL_REDUCTION = 3  # to 640 x 360 pixels


@dataclass(frozen=True)
class FigureFiles:
    """What is written for a figure.

    Parameters
    ----------
    files
        Content by name.
    slides
        Its slides for the deck.
    wide_size, narrow_size
        Width and height of both drawings in CSS pixels.
    """

    files: Mapping[str, bytes]
    slides: tuple[SlideContent, ...]
    wide_size: tuple[int, int]
    narrow_size: tuple[int, int]


def figure_part(publication: Publication) -> CitedPart:
    """A figure as something to be cited."""
    return CitedPart(
        kind="figure",
        name=publication.slug,
        title=publication.title,
        place=f"figures/{publication.slug}.html",
    )


def file_facts(publication: Publication, edition: Edition) -> FileFacts:
    """What is embedded in every file of a figure."""
    part = figure_part(publication)
    return FileFacts(
        title=publication.title,
        description=publication.alt,
        source=cite_text(edition, part),
        rights=edition.rights,
        author="; ".join(edition.authors),
        date=edition.released.isoformat(),
        identifier=publication.slug,
        version=edition.version_and_data,
        keywords=_keywords(publication, edition),
        licence=edition.licence.address if edition.licence else "",
    )


def _keywords(publication: Publication, edition: Edition) -> tuple[str, ...]:
    found = (getattr(code, "name", code) for code in publication.outcomes)
    return *edition.keywords, *publication.drugs, *found


def document_facts(publication: Publication, edition: Edition) -> DocumentFacts:
    """The properties of the slides of a figure."""
    return DocumentFacts(
        title=publication.title,
        author="; ".join(edition.authors),
        subject=publication.finding,
        keywords=", ".join(_keywords(publication, edition)),
        rights=f"{edition.rights} {cite_text(edition, figure_part(publication))}",
        released=edition.released,
        version=edition.version_and_data,
    )


def make_figure_files(
    publication: Publication, edition: Edition, page: str, kept: DrawingStore | None = None
) -> FigureFiles:
    """Draw a figure in every form.

    The house style is put on once for all of them.

    Parameters
    ----------
    publication
        The figure.
    edition
        The version of the book it belongs to.
    page
        The page it stands on, such as “dose”.
    kept
        Where drawings of earlier builds are kept; all is drawn anew without it.
    """
    with house_style():
        return _make(publication, edition, page, Drawer(publication, kept))


def _make(publication: Publication, edition: Edition, page: str, drawer: Drawer) -> FigureFiles:
    facts = file_facts(publication, edition)
    part = figure_part(publication)
    drawn = drawer.pages
    words = _slide_words(publication, edition, drawn.slides)
    frames = [draw_frame(each) for each in words]
    bodies = drawer.bodies([frame.room for frame in frames])
    pictures = [fill_frame(*each) for each in zip(frames, bodies, strict=True)]
    slides = slide_contents(publication, edition, words, pictures, facts)
    files = {
        "figure.svg": finish_svg(drawn.wide, facts, f"{publication.slug}-wide").encode(),
        "figure-narrow.svg": finish_svg(drawn.narrow, facts, f"{publication.slug}-narrow").encode(),
        "figure.png": finish_png(drawn.png, facts),
        "print.pdf": finish_pdf(drawn.pdf, facts),
        "slide.pptx": write_slides(slides, document_facts(publication, edition)),
        "data.csv": data_csv(publication.data).encode(),
        "data.json": data_json(publication, edition, part).encode(),
        THUMBNAIL: _thumbnail(pictures[0].whole),
    }
    for number, picture in enumerate(pictures, start=1):
        files[slide_name(number)] = write_png(picture.whole, facts, SLIDE_DPI)
    files |= {name: text.encode() for name, text in citation_files(edition, part).items()}
    files[RECORD] = _record(publication, edition, page, drawn).encode()
    return FigureFiles(files, slides, css_size(drawn.wide_size), css_size(drawn.narrow_size))


def css_size(inches: Sequence[float]) -> tuple[int, int]:
    """Width and height in CSS pixels, of which an inch of paper has 96."""
    width, height = inches
    return round(CSS_DPI * width), round(CSS_DPI * height)


def slide_name(number: int) -> str:
    """The file of the first, second, ... slide of a figure."""
    return "slide.png" if number == 1 else f"slide-{number}.png"


def slide_contents(
    publication: Publication,
    edition: Edition,
    words: Sequence[SlideWords],
    pictures: Sequence[SlidePicture],
    facts: FileFacts,
) -> tuple[SlideContent, ...]:
    """The slides of a figure for PowerPoint, each with its drawing as it fills a screen."""
    part = figure_part(publication)
    notes = [publication.finding, publication.caption, *publication.caveats]
    return tuple(
        SlideContent(
            title=each.title,
            subtitle=each.subtitle,
            picture=write_png(picture.drawing, facts, SLIDE_DPI),
            alt=publication.alt,
            source=each.source,
            address=part_address(edition, part),
            notes="\n\n".join([*notes, f"Cite as: {cite_text(edition, part)}"]),
        )
        for each, picture in zip(words, pictures, strict=True)
    )


def _slide_words(publication: Publication, edition: Edition, parts: int) -> list[SlideWords]:
    return [
        SlideWords(
            title=publication.finding,
            subtitle=publication.title,
            source=cite_in_text(edition, figure_part(publication)),
            part=f"{number} of {parts}" if parts > 1 else "",
        )
        for number in range(1, parts + 1)
    ]


def _thumbnail(picture: Image.Image) -> bytes:
    """The slide small, for the gallery; few colours keep the file small."""
    small = picture.convert("RGB").reduce(THUMBNAIL_REDUCTION)
    buffer = io.BytesIO()
    small.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, format="png", compress_level=6
    )
    return buffer.getvalue()


def _record(publication: Publication, edition: Edition, page: str, drawn: PageForms) -> str:
    """Everything that is said about a figure, for its page, the gallery and the register."""
    content: dict[str, Any] = {
        "slug": publication.slug,
        "kind": publication.kind,
        "title": publication.title,
        "caption": publication.caption,
        "finding": publication.finding,
        "alt": publication.alt,
        "page": page,
        "analyses": list(publication.analyses),
        "estimates": list(publication.estimates),
        "drugs": list(publication.drugs),
        "outcomes": list(publication.outcomes),
        "caveats": list(publication.caveats),
        "slides": [slide_name(number) for number in range(1, drawn.slides + 1)],
        "size": [round(100 * size) for size in drawn.wide_size],
        "code": code_path(publication.draw),
        "version": edition.version,
        "data_digest": edition.digest,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
