"""Metadata that matplotlib cannot write into a PDF file: XMP, language, title bar, file id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import matplotlib
from matplotlib.backends.backend_pdf import pdfRepr

_TRAILER = re.compile(
    rb"trailer\n<< /Size (\d+) /Root (\d+) 0 R /Info (\d+) 0 R >>\nstartxref\n(\d+)\n%%EOF\n?\Z"
)

# What stands in the file in place of its facts until these are filled in, in matplotlib's order.
EMPTY_FACTS: Mapping[str, Any] = {
    "Creator": f"Matplotlib v{matplotlib.__version__}, https://matplotlib.org",
    "Producer": f"Matplotlib pdf backend v{matplotlib.__version__}",
    "CreationDate": datetime(1900, 1, 1, tzinfo=UTC),
    "Title": "no title",
}


def fill_facts(pdf: bytes, facts: Mapping[str, Any]) -> bytes:
    """The file as if it had been written with these facts in the place of `EMPTY_FACTS`.

    Matplotlib writes them as the last object before the table of offsets, so that nothing else
    moves but this table.

    Raises
    ------
    ValueError
        The file does not end as matplotlib's do.
    """
    empty = b" 0 obj\n%s\nendobj\n" % pdfRepr(dict(EMPTY_FACTS))
    start = pdf.rfind(empty)
    table = start + len(empty)
    if start < 0 or not pdf.startswith(b"xref\n0 ", table):
        raise ValueError("this PDF file does not end with facts as matplotlib writes them")
    told = b" 0 obj\n%s\nendobj\n" % pdfRepr({**EMPTY_FACTS, **facts})
    offset = b"startxref\n%d\n"
    end = pdf[table:].replace(offset % table, offset % (start + len(told)))
    return pdf[:start] + told + end


def add_xmp(pdf: bytes, xmp: str, language: str) -> bytes:
    """The file with an XMP packet, as an incremental update (ISO 32000-1, 7.5.6).

    The catalogue is written again after the end of the file with what it lacks; all before stays
    as it is. The file id is the digest of the file, so that the same content has the same id.

    Parameters
    ----------
    pdf
        As matplotlib writes it.
    language
        Of the text, such as “en-GB”.

    Raises
    ------
    ValueError
        The file does not end or start as matplotlib's do.
    """
    trailer = _TRAILER.search(pdf)
    size, root, info, table = (int(number) for number in trailer.groups()) if trailer else [0] * 4
    catalogue = re.search(rb"\n%d 0 obj\n<< (/Type /Catalog [^>]*)>>\nendobj\n" % root, pdf)
    if catalogue is None:
        raise ValueError("this PDF file has no trailer and catalogue as matplotlib writes them")
    packet = xmp.encode()
    objects = {
        root: b"<< %s/Metadata %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>"
        % (catalogue[1], size, language.encode("ascii")),
        size: b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream"
        % (len(packet), packet),
    }
    update, entries = b"", b""
    for number, content in objects.items():
        entries += b"%d 1\n%010d 00000 n \n" % (number, len(pdf) + len(update))
        update += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    digest = hashlib.md5(pdf + update, usedforsecurity=False).hexdigest().encode("ascii")
    start = len(pdf) + len(update)
    end = (
        b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d /ID [<%s> <%s>] >>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (entries, size + 1, root, info, table, digest, digest, start)
    return pdf + update + end
