"""How a book, a chapter, a figure or a table is cited: as text, on a slide, in BibTeX, in RIS.

A part is cited by its name, which never changes, not by its number, which moves when a figure is
added. Where the book has a public address, a citation ends with the whole address of the part;
where it has none, with its place in the book, since an address must not be invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from synthesis.edition.edition import Edition, other_data_note
from synthesis.words.labels import MONTHS

Kind = Literal["book", "chapter", "figure", "table"]
KINDS = ("book", "chapter", "figure", "table")
HOME = "index.html"
SHORT = 150  # characters of a source line that still fit below a slide
SHORT_TITLE = 60
SHORT_NAME = 24
# Braces are counted by BibTeX even behind a backslash, so these forms are balanced ones.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True)
class Part:
    """What is cited.

    Parameters
    ----------
    kind
        “book”, “chapter”, “figure” or “table”.
    name
        Permanent name: the slug of a figure or table, the page of a chapter.
    title
        As readers see it.
    place
        Address inside the site, such as “figures/SLUG.html” or “easi75.html”.
    """

    kind: Kind
    name: str
    title: str
    place: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a citation is of {', '.join(KINDS)}, not of {self.kind!r}")
        if not self.name.strip() or not self.title.strip():
            raise ValueError(f"a {self.kind} to be cited has a name and a title")
        if re.match(r"[a-z]+:|/", self.place):
            raise ValueError(f"{self.place} is not an address inside the site")


def book_part(edition: Edition) -> Part:
    """The whole book."""
    return Part("book", "book", edition.title, HOME)


def part_address(edition: Edition, part: Part) -> str:
    """The public address of a part, or nothing while the book has none."""
    if not edition.address:
        return ""
    return edition.address + ("" if part.place == HOME else part.place)


def cite_text(edition: Edition, part: Part) -> str:
    """A citation for a list of references, on one line.

    It holds authors, year, title, name, version with its date, data digest, licence and address.
    """
    book = "" if part.kind == "book" else _stop(_within(part) + edition.title)
    data = f", data digest {edition.short_digest}" if edition.digest else ""
    sentences = (
        _stop(f"{_join(edition.authors)} ({edition.released.year})"),
        _stop(_own_title(part)),
        book,
        f"Version {edition.version} of {write_day(edition.released)}{data}.",
        _stop(_licence(edition)),
        part_address(edition, part) or _place(part),
    )
    return " ".join(" ".join(sentence for sentence in sentences if sentence).split())


def cite_in_text(edition: Edition, part: Part) -> str:
    """The source below a picture or on a slide: enough to find it again.

    About 150 characters: title of the book, version, digest of the data, and the name or address
    of the part; authors who are persons and the licence, where they fit. A run on other data says
    so in any case, and may be longer by that.
    """
    whole = edition.title.removesuffix(other_data_note(edition.data_name))
    title = _shorten(whole.split(":")[0], SHORT_TITLE)
    where = part_address(edition, part) or ("" if part.kind == "book" else part.place)
    facts = [
        f"v{edition.version}",
        f"run on other data: {_shorten(edition.data_name, SHORT_NAME)}"
        if edition.data_name
        else "",
        f"data {edition.short_digest}" if edition.digest else "",
    ]
    needed = [title, *(fact for fact in facts if fact)]
    end = f". {where}" if where else ""
    first = _first_person(edition)
    fuller = [
        [f"{first}. {title}", *needed[1:], edition.licence.name] if first else [],
        [f"{first}. {title}", *needed[1:]] if first else [],
        [*needed, edition.licence.name] if not edition.data_name else [],
    ]
    lines = (", ".join(words) + end for words in (*fuller, needed) if words)
    line = next((text for text in lines if len(text) <= SHORT), ", ".join(needed) + end)
    return " ".join(line.split())


def cite_bibtex(edition: Edition, part: Part) -> str:
    """A BibTeX entry: @book for the book, @incollection for what stands in it.

    Both are known to BibTeX and BibLaTeX alike, and @incollection names the title of the part and
    that of the book, where @misc has no place for the second and the meaning of @inbook differs.
    The text is UTF-8; what TeX would take for a command is escaped.
    """
    whole = part.kind == "book"
    people = [
        _tex(inverted) if inverted else "{" + _tex(name) + "}" for name, inverted in _names(edition)
    ]
    fields = {
        "author": " and ".join(people),
        # The second pair of braces keeps capitals: JAK, not jak.
        "title": "{" + _tex(_own_title(part)) + "}",
        "booktitle": "" if whole else "{" + _tex(edition.title) + "}",
        "year": str(edition.released.year),
        "month": MONTHS[edition.released.month - 1][:3].lower(),
        "version": _tex(edition.version),
        "note": _tex(_note(edition, part)),
        "url": part_address(edition, part),
        "datadigest": edition.digest,
        "license": edition.licence.spdx if not edition.data_name else "",
    }
    lines = [
        # The months are words of BibTeX itself, which each style writes in its own way.
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
        if value
    ]
    entry = "book" if whole else "incollection"
    return "\n".join([f"@{entry}{{{citation_key(edition, part)},", *lines, "}", ""])


def cite_ris(edition: Edition, part: Part) -> str:
    """A RIS record for Zotero, EndNote and their like: BOOK, or CHAP for what stands in it.

    Types made for figures and data lose the title of the book on import: Zotero turns FIGURE into
    an artwork, which has no place for it. As a part of a book (CHAP) a figure keeps its own
    title with its name, the book, version, digest and address, in Zotero and in EndNote.
    """
    fields = [("TY", "BOOK" if part.kind == "book" else "CHAP")]
    # The comma at the end keeps EndNote from taking the last word of a group for a family name.
    fields += [("AU", _ris_name(inverted) or f"{name},") for name, inverted in _names(edition)]
    fields.append(("TI", _own_title(part)))
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


def citation_key(edition: Edition, part: Part) -> str:
    """A key of letters, digits and hyphens: another one for each version, data and part."""
    start = edition.title.split()[:2]
    name = () if part.kind == "book" else (part.name,)
    return _safe("-".join([*start, edition.version, edition.digest[:7], part.kind, *name]))


def write_day(day: date) -> str:
    """A day as “21 November 2026”, whatever the language of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _own_title(part: Part) -> str:
    named = f" ({part.kind} {part.name})" if part.kind in ("figure", "table") else ""
    return part.title.strip() + named


def _within(part: Part) -> str:
    return "Chapter in: " if part.kind == "chapter" else "In: "


def _place(part: Part) -> str:
    return "" if part.kind == "book" else f"Name in the book: {part.place}"


def _licence(edition: Edition) -> str:
    # What somebody made of other data is not the book's to license.
    only = " for the text of the book only" if edition.data_name else ""
    return edition.licence.name + only


def _note(edition: Edition, part: Part) -> str:
    data = [f"data digest {edition.short_digest}"] if edition.digest else []
    day = f"Version {edition.version} of {write_day(edition.released)}"
    facts = ", ".join([day, *data, _licence(edition)])
    place = "" if edition.address else _place(part)
    return f"{facts}. {place}" if place else facts


def _ris_note(edition: Edition, part: Part) -> str:
    facts = (
        "" if edition.address else _stop(_place(part)),
        f"Data digest (SHA-256): {edition.digest}." if edition.digest else "",
        f"Licence: {_licence(edition)}, {edition.licence.address}",
    )
    return " ".join(fact for fact in facts if fact)


def _names(edition: Edition) -> Iterable[tuple[str, str]]:
    inverted = edition.inverted or ("",) * len(edition.authors)
    return zip(edition.authors, inverted, strict=True)


def _ris_name(inverted: str) -> str:
    # BibTeX puts a suffix before the given names, RIS behind them.
    family, *rest = inverted.split(", ")
    return ", ".join([family, *reversed(rest)])


def _first_person(edition: Edition) -> str:
    family = next(inverted.split(", ")[0] for _, inverted in _names(edition))
    return f"{family} et al" if family and len(edition.authors) > 1 else family


def _join(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _stop(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".?!" else f"{sentence}."


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[:most].rsplit(" ", 1)[0] if " " in text[:most] else text[: most - 1]
    return cut.rstrip(" ,;:-") + "…"


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in " ".join(text.split()))


def _safe(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()
