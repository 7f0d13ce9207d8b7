"""Metadata that matplotlib cannot write into a PDF file: XMP, language, title bar, file id."""

from __future__ import annotations

import hashlib
import re

_TRAILER = re.compile(
    rb"trailer\n<< /Size (\d+) /Root (\d+) 0 R /Info (\d+) 0 R >>\nstartxref\n(\d+)\n%%EOF\n?\Z"
)


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
