"""Citations as files for reference managers: BibTeX and RIS."""

from __future__ import annotations

import re
import unicodedata

from synthesis.edition.citation import (
    CitedPart,
    names,
    note,
    own_title,
    part_address,
    place_in_book,
    stop,
)
from synthesis.edition.edition import Edition
from synthesis.words.labels import MONTHS

# Braces are counted by BibTeX even behind a backslash, so these forms are balanced ones.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def cite_bibtex(edition: Edition, part: CitedPart) -> str:
    """A BibTeX entry: @book for the book, @incollection for what stands in it.

    Both are known to BibTeX and BibLaTeX alike, and @incollection names the title of the part and
    that of the book, where @misc has no place for the second and the meaning of @inbook differs.
    The text is UTF-8; what TeX would take for a command is escaped.
    """
    whole = part.kind == "book"
    people = [
        _tex(inverted) if inverted else "{" + _tex(name) + "}" for name, inverted in names(edition)
    ]
    fields = {
        "author": " and ".join(people),
        # The second pair of braces keeps capitals: DNA, not dna.
        "title": "{" + _tex(own_title(part)) + "}",
        "booktitle": "" if whole else "{" + _tex(edition.title) + "}",
        "year": str(edition.released.year),
        "month": MONTHS[edition.released.month - 1][:3].lower(),
        "version": _tex(edition.version),
        "note": _tex(note(edition, part)),
        "url": part_address(edition, part),
        "datadigest": edition.digest,
        "license": _tex(edition.licence_name) if edition.licence else "",
    }
    lines = [
        # The months are words of BibTeX itself, which each style writes in its own way.
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
        if value
    ]
    entry = "book" if whole else "incollection"
    return "\n".join([f"@{entry}{{{citation_key(edition, part)},", *lines, "}", ""])


def cite_ris(edition: Edition, part: CitedPart) -> str:
    """A RIS record for Zotero, EndNote and their like: BOOK, or CHAP for what stands in it.

    Types made for figures and data lose the title of the book on import: Zotero turns FIGURE into
    an artwork, which has no place for it. As a part of a book (CHAP) a figure keeps its own
    title with its name, the book, version, digest and address, in Zotero and in EndNote.
    """
    fields = [("TY", "BOOK" if part.kind == "book" else "CHAP")]
    # The comma at the end keeps EndNote from taking the last word of a group for a family name.
    fields += [("AU", _ris_name(inverted) or f"{name},") for name, inverted in names(edition)]
    fields.append(("TI", own_title(part)))
    if part.kind != "book":
        fields.append(("T2", edition.title))
    data = f", data {edition.short_digest}" if edition.digest else ""
    fields += [
        ("PY", str(edition.released.year)),
        ("DA", f"{edition.released:%Y/%m/%d}/"),
        ("ET", f"Version {edition.version}{data}"),
        ("UR", part_address(edition, part)),
        ("LA", "en"),
        ("N1", _ris_note(edition, part)),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - ", ""])


def citation_key(edition: Edition, part: CitedPart) -> str:
    """A key of letters, digits and hyphens: another one for each version, data and part."""
    start = edition.title.split()[:2]
    name = () if part.kind == "book" else (part.name,)
    return _safe("-".join([*start, edition.version, edition.digest[:7], part.kind, *name]))


def _ris_note(edition: Edition, part: CitedPart) -> str:
    facts = (
        "" if edition.address else stop(place_in_book(part)),
        f"Data digest (SHA-256): {edition.digest}." if edition.digest else "",
        f"Licence: {edition.licence.in_full}" if edition.licence else "",
    )
    return " ".join(fact for fact in facts if fact)


def _ris_name(inverted: str) -> str:
    # BibTeX puts a suffix before the given names, RIS behind them.
    family, *rest = inverted.split(", ")
    return ", ".join([family, *reversed(rest)])


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in " ".join(text.split()))


def _safe(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()
