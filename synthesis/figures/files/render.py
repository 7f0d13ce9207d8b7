"""Drawings as files: SVG, PNG and PDF with their facts, depending on nothing but the figure."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from xml.sax.saxutils import escape, unescape
from zlib import crc32

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from synthesis.figures.canvas.palette import reduce_colours
from synthesis.figures.canvas.style import DPI, house_style
from synthesis.figures.files.embedded_font import font_faces
from synthesis.figures.files.file_facts import LANGUAGE, FileFacts, png_chunks, write_rdf, write_xmp
from synthesis.figures.files.house_font import FONT, Weight
from synthesis.figures.files.pdf_metadata import EMPTY_FACTS, add_xmp, fill_facts

# For programs that do not read the fonts inside an SVG file; the first has the same letters.
FALLBACK = f"'{FONT}', 'DejaVu Sans', 'Bitstream Vera Sans', Verdana, sans-serif"
PNG_LEVEL = 4  # zlib: 6 saves a fiftieth and takes half as long again, 9 ten times as long
BOLD_FROM = 600  # a CSS weight
_PNG_HEAD = 33  # bytes of a PNG file before what describes it: signature and size

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9.]+)*")
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_TEXT = re.compile(r'<text [^>]*style="([^"]*)"[^>]*>([^<]*)</text>')
_WEIGHT = re.compile(r"font-weight: (\d+)")


def render_svg(figure: Figure, facts: FileFacts, identifier: str) -> str:
    """The figure as an accessible SVG document.

    The root carries ``role="img"`` and is named by a ``<title>`` and a ``<desc>``. Its id is
    `identifier`, with which all other ids begin, so that figures can stand inline in one page.
    Text is text: it can be found, selected and read aloud. Its letters come in the file, so that
    the layout holds everywhere; programs that ignore them get DejaVu Sans or what comes near.
    The same figure gives the same string.

    Parameters
    ----------
    identifier
        The slug of the figure and its layout: lower case letters, digits and single hyphens.

    Raises
    ------
    ValueError
        If `identifier` is not a slug.
    """
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"identifier {identifier!r} is not a slug such as 'forest-pain50'")
    return finish_svg(draw_svg(figure), facts, identifier)


def draw_svg(figure: Figure) -> str:
    """The figure as matplotlib writes it, for `finish_svg`."""
    buffer = io.StringIO()
    with house_style():
        figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    return buffer.getvalue()


def finish_svg(drawn: str, facts: FileFacts, identifier: str) -> str:
    """What `draw_svg` gave as the document that :func:`render_svg` promises."""
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", drawn)
    svg = re.sub(r'(<\w[^<>]*\bid=")', rf"\1{identifier}-", svg)
    svg = re.sub(r'(<\w[^<>]*\bhref="#)', rf"\1{identifier}-", svg)
    svg = svg.replace("url(#", f"url(#{identifier}-")
    svg = re.sub(r"(<text [^>]*style=\"[^\"]*)font-family: [^;\"]*(?:; |(?=\"))", r"\1", svg)
    svg = svg.replace("; text-anchor: start", "")
    svg = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", svg)
    selector = identifier.replace(".", r"\.")
    style = f"{font_faces(_shown_characters(svg))}#{selector} *{{stroke-linejoin"
    svg = svg.replace("*{stroke-linejoin", style, 1)
    return re.sub(
        r"(<svg\b[^>]*)>", lambda match: match[1] + _head(facts, identifier), svg, count=1
    )


def _head(facts: FileFacts, identifier: str) -> str:
    """The last attributes of the root and its first children: what they say about the figure."""
    return (
        f' id="{identifier}" role="img" aria-labelledby="{identifier}-title {identifier}-desc"'
        f' xml:lang="{LANGUAGE}" xml:space="preserve"'
        f' font-family="{FALLBACK}" text-rendering="geometricPrecision">\n'
        f' <title id="{identifier}-title">{escape(facts.title)}</title>\n'
        f' <desc id="{identifier}-desc">{escape(facts.description)}</desc>\n'
        f" <metadata>{write_rdf(facts, 'image/svg+xml')}</metadata>"
    )


def _shown_characters(svg: str) -> dict[Weight, frozenset[str]]:
    shown: dict[Weight, set[str]] = {"normal": set(), "bold": set()}
    for style, text in _TEXT.findall(svg):
        weight = _WEIGHT.search(style)
        bold = weight is not None and int(weight[1]) >= BOLD_FROM
        shown["bold" if bold else "normal"] |= set(unescape(text))
    return {weight: frozenset(characters) for weight, characters in shown.items()}


def render_png(figure: Figure, facts: FileFacts, dpi: float = 2 * DPI) -> bytes:
    """The figure as PNG bytes; the same figure gives the same bytes.

    Parameters
    ----------
    dpi
        Dots per inch; 100 gives CSS pixels, 200 serves dense screens and slides.
    """
    return encode_png(draw_picture(figure, dpi), facts, dpi)


def encode_png(picture: Image.Image, facts: FileFacts, dpi: float) -> bytes:
    """A drawing in RGB pixels as PNG bytes, in a palette of 256 colours and with its facts."""
    return write_png(reduce_colours(picture), facts, dpi)


def write_png(picture: Image.Image, facts: FileFacts, dpi: float) -> bytes:
    """A picture as PNG bytes in the colours it has, with its facts."""
    return finish_png(draw_png(picture, dpi), facts)


def draw_png(picture: Image.Image, dpi: float) -> bytes:
    """A picture as PNG bytes without facts, for `finish_png`."""
    buffer = io.BytesIO()
    picture.save(buffer, format="png", dpi=(dpi, dpi), compress_level=PNG_LEVEL)
    return buffer.getvalue()


def finish_png(drawn: bytes, facts: FileFacts) -> bytes:
    """PNG bytes with the facts, which stand before the picture and are not compressed."""
    chunks = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))
        for kind, content, *_ in png_chunks(facts).chunks
    )
    return drawn[:_PNG_HEAD] + chunks + drawn[_PNG_HEAD:]


def render_body(figure: Figure, width: int, height: int) -> Image.Image:
    """The figure as large as it fits into a box, in its own proportions.

    Parameters
    ----------
    width, height
        Of the box, in pixels.

    Returns
    -------
    PIL.Image.Image
        RGB, as wide or as high as the box.
    """
    dpi = min(width / figure.get_figwidth(), height / figure.get_figheight())
    return draw_picture(figure, dpi * (1 + 1e-9))  # 1799.99… pixels are 1800


def draw_picture(figure: Figure, dpi: float) -> Image.Image:
    """The figure in RGB pixels."""
    canvas, before = figure.canvas, figure.get_dpi()
    with house_style():
        agg = FigureCanvasAgg(figure)
        figure.set_dpi(dpi)
        try:
            agg.draw()
            picture = Image.frombuffer("RGBA", agg.get_width_height(), agg.buffer_rgba())
        finally:
            figure.set_dpi(before)
            figure.set_canvas(canvas)
    return picture.convert("RGB")


def render_pdf(figure: Figure, facts: FileFacts) -> bytes:
    """The figure as a page of PDF, its fonts embedded as TrueType and its text selectable.

    The page has the size of the figure. The same figure gives the same bytes.
    """
    return finish_pdf(draw_pdf(figure), facts)


def draw_pdf(figure: Figure) -> bytes:
    """The figure as matplotlib writes it, without facts, for `finish_pdf`."""
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format="pdf", metadata=dict(EMPTY_FACTS))
    return buffer.getvalue()


def finish_pdf(drawn: bytes, facts: FileFacts) -> bytes:
    """What `draw_pdf` gave as the file that :func:`render_pdf` promises."""
    metadata = {
        "Title": facts.title,
        "Author": facts.author,
        "Subject": facts.description,
        "Keywords": "; ".join(_pdf_keywords(facts)),
        "CreationDate": facts.created,
        "ModDate": facts.created,
    }
    pdf = fill_facts(drawn, metadata)
    return add_xmp(pdf, write_xmp(facts, "application/pdf"), LANGUAGE)


def _pdf_keywords(facts: FileFacts) -> Iterator[str]:
    """What viewers show that know no XMP: keywords, then whose the figure is."""
    yield from facts.keywords
    yield from filter(None, (facts.source, facts.rights, facts.identifier, facts.version))
