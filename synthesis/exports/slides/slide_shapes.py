"""Shapes of slides and layouts as XML, for what python-pptx has no call for."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml.ns import nsdecls

from synthesis.exports.slides.slide_page import SlideBox
from synthesis.figures.canvas.style import RULE

LANGUAGE = "en-GB"
EMU = 12700  # in a point
NUMBER_FIELD = "#"  # stands for the number of the slide
FIELD_ID = "{7D3B2C51-5C0A-4E0B-9B0E-2D5E0C6F4A11}"


@dataclass(frozen=True)
class Words:
    """How the words of a placeholder are set; `text` is its prompt, or `NUMBER_FIELD`.

    Size in points; ink as named in the theme; spacing between lines, 1 for single; `shrinks` where
    PowerPoint may make the letters smaller when a user writes more.
    """

    text: str
    size: float
    bold: bool = False
    ink: str = "tx1"
    align: str = "l"
    anchor: str = "t"
    spacing: float = 1.0
    shrinks: bool = True


@dataclass(frozen=True)
class Placeholder:
    """A place for words on a layout: `kind` and `index` as in the file format."""

    name: str
    kind: str
    index: int | None
    box: SlideBox
    words: Words


def placeholder_xml(number: int, shape: Placeholder) -> str:
    """A placeholder of a layout, with all that its copies on slides inherit.

    Parameters
    ----------
    number
        Id, unique in the layout.
    """
    words = shape.words
    fit = "<a:normAutofit/>" if words.shrinks else "<a:noAutofit/>"
    style = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{words.align}">'
        f'<a:lnSpc><a:spcPct val="{round(words.spacing * 100000)}"/></a:lnSpc>'
        '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{round(words.size * 100)}" b="{int(words.bold)}"><a:solidFill>'
        f'<a:schemeClr val="{words.ink}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )
    body = (
        '<a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" '
        f'anchor="{words.anchor}">{fit}</a:bodyPr><a:lstStyle>{style}</a:lstStyle>'
    )
    return _shape(number, shape, f"{_box(shape.box)}", body, words.text)


def footer_xml(number: int, shape: Placeholder, text: str) -> str:
    """A copy of a foot placeholder on a slide; python-pptx copies all others but not these."""
    return _shape(number, shape, "", "<a:bodyPr/><a:lstStyle/>", text)


def rule_xml(number: int, box: SlideBox) -> str:
    """A thin line, as decoration of a layout."""
    return (
        f'<p:cxnSp {nsdecls("p", "a")}><p:nvCxnSpPr><p:cNvPr id="{number}" name="Rule"/>'
        f'<p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>{_box(box, "line")}'
        f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{RULE[1:]}"/></a:solidFill></a:ln></p:spPr>'
        "</p:cxnSp>"
    )


def _shape(number: int, shape: Placeholder, geometry: str, body: str, text: str) -> str:
    index = "" if shape.index is None else f' idx="{shape.index}"'
    return (
        f"<p:sp {nsdecls('p', 'a', 'r')}><p:nvSpPr>"
        f'<p:cNvPr id="{number}" name={quoteattr(shape.name)}/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{shape.kind}"{index}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{geometry}</p:spPr><p:txBody>{body}<a:p>{_run(text)}</a:p></p:txBody></p:sp>"
    )


def _run(text: str) -> str:
    if not text:
        return f'<a:endParaRPr lang="{LANGUAGE}"/>'
    if text == NUMBER_FIELD:
        return (
            f'<a:fld id="{FIELD_ID}" type="slidenum"><a:rPr lang="{LANGUAGE}"/>'
            "<a:t>‹#›</a:t></a:fld>"
        )
    return f'<a:r><a:rPr lang="{LANGUAGE}"/><a:t>{escape(text)}</a:t></a:r>'


def _box(box: SlideBox, shape: str = "rect") -> str:
    left, top, width, height = (
        round(value * EMU) for value in (box.left, box.top, box.width, box.height)
    )
    return (
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'
    )


def keep_colour_xml() -> str:
    """What makes a link keep the colour of its text, in PowerPoint since 2019."""
    return (
        f'<a:extLst {nsdecls("a")}><a:ext uri="{{A12FA001-AC4F-418D-AE19-62706E023703}}">'
        '<ahyp:hlinkClr xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/'
        'hyperlinkcolor" val="tx"/></a:ext></a:extLst>'
    )
