"""What is embedded in every file of a figure, so that a picture found alone tells whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from PIL.PngImagePlugin import PngInfo

LANGUAGE = "en-GB"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "cc": "http://creativecommons.org/ns#",
    "schema": "https://schema.org/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
STILL_IMAGE = "http://purl.org/dc/dcmitype/StillImage"


@dataclass(frozen=True)
class FileFacts:
    """The facts embedded in a picture, plain text.

    Parameters
    ----------
    title, description
        Name of the figure, and its alt text.
    source
        How it is cited.
    rights
        Under which terms it may be used, in words.
    author
        Whose it is.
    date
        Of the release, as in ISO 8601: “2026-11-21”, or with a time.
    identifier
        Its permanent name or address.
    version
        Of the book and its data.
    keywords
        What it is about, to be found by.
    licence
        Address of the licence; empty where there is none.

    Raises
    ------
    ValueError
        Title or description is empty, or `date` is no date.
    """

    title: str
    description: str
    source: str
    rights: str
    author: str
    date: str
    identifier: str
    version: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.description.strip():
            raise ValueError(f"figure {self.identifier!r} needs a title and a description")
        datetime.fromisoformat(self.date)

    @property
    def created(self) -> datetime:
        """The date with a time zone: midnight in UTC where it has none of its own."""
        moment = datetime.fromisoformat(self.date)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def png_chunks(facts: FileFacts) -> PngInfo:
    """The facts as text chunks of a PNG file, under the keywords of its specification and as XMP.

    What Latin-1 cannot write goes into UTF-8 chunks (iTXt).
    """
    chunks = PngInfo()
    texts = {
        "Title": facts.title,
        "Author": facts.author,
        "Description": facts.description,
        "Copyright": facts.rights,
        "Source": facts.source,
        "Creation Time": facts.date,
        "Identifier": facts.identifier,
        "Version": facts.version,
        "Keywords": ", ".join(facts.keywords),
    }
    for keyword, text in texts.items():
        if text:
            chunks.add_text(keyword, text)
    chunks.add_itxt("XML:com.adobe.xmp", write_xmp(facts, "image/png"))
    return chunks


def write_rdf(facts: FileFacts, media_type: str) -> str:
    """The facts as RDF for the ``<metadata>`` of an SVG file: Dublin Core, Creative Commons."""
    parts = [
        _element("dc:format", media_type),
        f'<dc:type rdf:resource="{STILL_IMAGE}"/>',
        _element("dc:title", facts.title),
        _element("dc:description", facts.description),
        f"<dc:creator><cc:Agent>{_element('dc:title', facts.author)}</cc:Agent></dc:creator>",
        _element("dc:date", facts.date),
        _element("dc:identifier", facts.identifier),
        _element("dc:source", facts.source),
        _element("dc:rights", facts.rights),
        _element("dc:language", LANGUAGE),
        _element("schema:version", facts.version),
        _listed("dc:subject", "Bag", facts.keywords),
        _resource("cc:license", facts.licence),
    ]
    names = _declare("rdf", "dc", "cc", "schema")
    return f'<rdf:RDF {names}><cc:Work rdf:about="">{"".join(parts)}</cc:Work></rdf:RDF>'


def write_xmp(facts: FileFacts, media_type: str) -> str:
    """The facts as an XMP packet, which image libraries and editors read from PNG and PDF."""
    created = facts.created.isoformat()
    parts = [
        _element("dc:format", media_type),
        _in_language("dc:title", facts.title),
        _in_language("dc:description", facts.description),
        _listed("dc:creator", "Seq", [facts.author]),
        _listed("dc:date", "Seq", [created]),
        _element("dc:identifier", facts.identifier),
        _element("dc:source", facts.source),
        _in_language("dc:rights", facts.rights),
        _listed("dc:language", "Bag", [LANGUAGE]),
        _listed("dc:subject", "Bag", facts.keywords),
        _element("schema:version", facts.version),
        _element("xmp:CreateDate", created),
        _element("xmp:ModifyDate", created),
        _element("xmpRights:WebStatement", facts.licence),
        _resource("cc:license", facts.licence),
    ]
    body = f'<rdf:Description rdf:about="" {_declare(*NAMESPACES)}>{"".join(parts)}'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {_declare("rdf")}>{body}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def _declare(*prefixes: str) -> str:
    return " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _resource(name: str, address: str) -> str:
    return f"<{name} rdf:resource={quoteattr(address)}/>" if address else ""


def _in_language(name: str, text: str) -> str:
    if not text:
        return ""
    item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"


def _listed(name: str, container: str, texts: Iterable[str]) -> str:
    items = "".join(_element("rdf:li", text) for text in texts)
    return f"<{name}><rdf:{container}>{items}</rdf:{container}></{name}>" if items else ""
