"""The empty presentation that all slides start from: one design, three layouts.

Made from the one that python-pptx brings along, once in a process: 16:9, white ground, Arial, the
inks of the figures. What that one holds for its own sake, as a printer's settings, is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Slides
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Pt

from synthesis.exports.slides import slide_page as page
from synthesis.exports.slides.slide_page import SlideBox
from synthesis.exports.slides.slide_shapes import (
    LANGUAGE,
    NUMBER_FIELD,
    Placeholder,
    Words,
    placeholder_xml,
    rule_xml,
)
from synthesis.exports.zips import write_zip
from synthesis.figures.canvas.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILLION

COVER, TEXT, FIGURE = 0, 1, 2  # the layouts, in their order
LAYOUTS = {"Title Slide": "Cover", "Title and Content": "Text", "Title Only": "Figure"}
BODY_BOX = SlideBox(page.MARGIN, 72, page.INSIDE, 424)
NOTES = SlideBox(54, 333, 432, 330)  # below the slide on a printed page of 540 x 720 points
COVER_TITLE = SlideBox(60, 96, page.WIDTH - 120, 150)
COVER_WORDS = SlideBox(60, 276, page.WIDTH - 120, 200)
TITLE_IDX, FOOTER_IDX, NUMBER_IDX, SUBTITLE_IDX, BODY_IDX = 0, 11, 12, 13, 14

TITLE = Placeholder(
    "Title", "title", None, page.TITLE, Words("Finding", 28, bold=True, spacing=page.TITLE_SPACING)
)
BODY = Placeholder("Text", "body", 1, BODY_BOX, Words("Text", 16))
FOOTER = Placeholder(
    "Source", "ftr", FOOTER_IDX, page.FOOTER, Words("", 12, ink="tx2", shrinks=False)
)
NUMBER = Placeholder(
    "Slide number",
    "sldNum",
    NUMBER_IDX,
    page.NUMBER,
    Words(NUMBER_FIELD, 12, ink="tx2", align="r", shrinks=False),
)
SUBTITLE = Placeholder(
    "Subtitle",
    "body",
    SUBTITLE_IDX,
    SlideBox(page.MARGIN, 85, page.INSIDE, 20),
    Words("What it is", 16, ink="tx2"),
)
SHAPES = {
    "Cover": (
        Placeholder("Title", "ctrTitle", None, COVER_TITLE, Words("Title", 40, True, anchor="b")),
        Placeholder("Subtitle", "subTitle", 1, COVER_WORDS, Words("Words", 18, ink="tx2")),
    ),
    "Text": (
        TITLE,
        Placeholder("Text", "body", BODY_IDX, BODY_BOX, Words("Text", 16)),
        FOOTER,
        NUMBER,
    ),
    "Figure": (TITLE, SUBTITLE, FOOTER, NUMBER),
}
COLOURS = {
    **{"dk1": INK, "lt1": "#FFFFFF", "dk2": GREY, "lt2": "#F2F4F6"},
    **{"accent1": BLUE, "accent2": VERMILLION, "accent3": GREEN},
    **{"accent4": ORANGE, "accent5": PURPLE, "accent6": SKY},
    **{"hlink": "#00507D", "folHlink": "#00507D"},
}
PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office '
    "PowerPoint</Application><PresentationFormat>Widescreen</PresentationFormat></Properties>"
)


@lru_cache(maxsize=1)
def make_template() -> bytes:
    """The empty presentation as a file; made once in a process."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Pt(page.WIDTH), Pt(page.HEIGHT)
    slides.element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in tuple(slides.slide_layouts):
        if layout.name not in LAYOUTS:
            slides.slide_layouts.remove(layout)
    _set_master(slides.slide_master)
    for layout in slides.slide_layouts:
        _set_layout(layout)
    _set_notes_master(slides)
    _drop_leftovers(slides)
    buffer = io.BytesIO()
    slides.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return write_zip((name, _mend(name, package.read(name))) for name in package.namelist())


def _set_master(master: SlideMaster) -> None:
    _set_shapes(master.element, (TITLE, BODY, FOOTER, NUMBER))
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2800")
    title.find(qn("a:defRPr")).set("b", "1")
    for level, size in zip(styles.find(qn("p:bodyStyle")), (16, 14, 14, *6 * [12]), strict=True):
        level.find(qn("a:defRPr")).set("sz", str(100 * size))


def _set_layout(layout: SlideLayout) -> None:
    name = LAYOUTS[layout.name]
    layout.element.attrib.pop("type", None)
    layout.element.set("userDrawn", "1")
    layout.element.cSld.set("name", name)
    _set_shapes(layout.element, SHAPES[name])
    rule = (
        SlideBox(COVER_TITLE.left, COVER_TITLE.top + COVER_TITLE.height + 13, COVER_TITLE.width, 0)
        if name == "Cover"
        else SlideBox(page.MARGIN, page.RULE, page.INSIDE, 0)
    )
    layout.element.cSld.spTree.append(parse_xml(rule_xml(9, rule)))


def _set_shapes(element, shapes: tuple[Placeholder, ...]) -> None:  # type: ignore[no-untyped-def]
    tree = element.cSld.spTree
    for old in tree.findall(qn("p:sp")):
        tree.remove(old)
    for number, shape in enumerate(shapes, start=2):
        tree.append(parse_xml(placeholder_xml(number, shape)))


def _set_notes_master(slides: Slides) -> None:
    """Make it, name it in the presentation, and give the slide on it 16:9."""
    master = slides.notes_master
    relation = slides.part.relate_to(master.part, RT.NOTES_MASTER)
    entry = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{relation}"/>'
    slides.element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(entry + "</p:notesMasterIdLst>"))
    for shape in master.shapes:
        if shape.name.startswith("Slide Image"):
            shape.left, shape.top, shape.width, shape.height = Pt(54), Pt(72), Pt(432), Pt(243)
        elif shape.name.startswith("Notes"):
            shape.left, shape.top = Pt(NOTES.left), Pt(NOTES.top)
            shape.width, shape.height = Pt(NOTES.width), Pt(NOTES.height)


def _drop_leftovers(slides: Slides) -> None:
    package = slides.part.package
    for relation in tuple(package.iter_rels()):
        if relation.reltype == RT.PRINTER_SETTINGS:
            slides.part.drop_rel(relation.rId)
        elif relation.reltype == RT.THUMBNAIL:
            package.drop_rel(relation.rId)


def _mend(name: str, content: bytes) -> bytes:
    """Language, fonts and colours, which python-pptx leaves alone."""
    if name == "docProps/app.xml":
        return PROPERTIES.encode()
    if not name.endswith(".xml"):
        return content
    text = content.decode().replace('lang="en-US"', f'lang="{LANGUAGE}"')
    if name.startswith("ppt/theme/"):
        colours = "".join(
            f'<a:{role}><a:srgbClr val="{colour[1:]}"/></a:{role}>'
            for role, colour in COLOURS.items()
        )
        scheme = f'<a:clrScheme name="Synthesis">{colours}</a:clrScheme>'
        text = re.sub(r"<a:clrScheme .*?</a:clrScheme>", scheme, text, flags=re.DOTALL)
        text = re.sub(r'<a:latin typeface="[^"]*"', '<a:latin typeface="Arial"', text)
        text = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\1Synthesis", text)
    return text.encode()
