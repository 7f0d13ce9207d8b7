"""How a book, a chapter, a figure or a table is cited: as text, on a slide, in BibTeX, in RIS.

A part is cited by its name, which never changes, not by its number, which moves when a figure is
added. Where the book has a public address, a citation ends with the whole address of the part;
where it has none, with its place in the book, since an address must not be invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from synthesis.edition.edition import Edition, other_data_note
from synthesis.words.labels import MONTHS

CitedKind = Literal["book", "chapter", "figure", "table"]
KINDS = ("book", "chapter", "figure", "table")
HOME = "index.html"
SHORT = 150  # characters of a source line that still fit below a slide
SHORT_TITLE = 60
SHORT_NAME = 24


@dataclass(frozen=True)
class CitedPart:
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
        Address inside the site, such as “figures/SLUG.html” or “dose.html”.
    """

    kind: CitedKind
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


def book_part(edition: Edition) -> CitedPart:
    """The whole book."""
    return CitedPart("book", "book", edition.title, HOME)


def part_address(edition: Edition, part: CitedPart) -> str:
    """The public address of a part, or nothing while the book has none."""
    if not edition.address:
        return ""
    return edition.address + ("" if part.place == HOME else part.place)


def cite_text(edition: Edition, part: CitedPart) -> str:
    """A citation for a list of references, on one line.

    It holds authors, year, title, name, version with its date, data digest, licence and address.
    """
    book = "" if part.kind == "book" else stop(_within(part) + edition.title)
    data = f", data digest {edition.short_digest}" if edition.digest else ""
    sentences = (
        stop(f"{_join(edition.authors)} ({edition.released.year})"),
        stop(own_title(part)),
        book,
        f"Version {edition.version} of {write_day(edition.released)}{data}.",
        stop(licence(edition)),
        part_address(edition, part) or place_in_book(part),
    )
    return " ".join(" ".join(sentence for sentence in sentences if sentence).split())


def cite_in_text(edition: Edition, part: CitedPart) -> str:
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
    terms = licence(edition)
    fuller = [
        [f"{first}. {title}", *needed[1:], terms] if first and terms else [],
        [f"{first}. {title}", *needed[1:]] if first else [],
        [*needed, terms] if terms else [],
    ]
    lines = (", ".join(words) + end for words in (*fuller, needed) if words)
    line = next((text for text in lines if len(text) <= SHORT), ", ".join(needed) + end)
    return " ".join(line.split())


def write_day(day: date) -> str:
    """A day as “21 November 2026”, whatever the language of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def own_title(part: CitedPart) -> str:
    named = f" ({part.kind} {part.name})" if part.kind in ("figure", "table") else ""
    return part.title.strip() + named


def _within(part: CitedPart) -> str:
    return "Chapter in: " if part.kind == "chapter" else "In: "


def place_in_book(part: CitedPart) -> str:
    return "" if part.kind == "book" else f"Name in the book: {part.place}"


def licence(edition: Edition) -> str:
    # What somebody made of other data is not the book's to license.
    return edition.licence.name if edition.licence else ""


def note(edition: Edition, part: CitedPart) -> str:
    data = [f"data digest {edition.short_digest}"] if edition.digest else []
    day = f"Version {edition.version} of {write_day(edition.released)}"
    facts = ", ".join(fact for fact in (day, *data, licence(edition)) if fact)
    place = "" if edition.address else place_in_book(part)
    return f"{facts}. {place}" if place else facts


def names(edition: Edition) -> Iterable[tuple[str, str]]:
    inverted = edition.inverted or ("",) * len(edition.authors)
    return zip(edition.authors, inverted, strict=True)


def _first_person(edition: Edition) -> str:
    family = next(inverted.split(", ")[0] for _, inverted in names(edition))
    return f"{family} et al" if family and len(edition.authors) > 1 else family


def _join(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def stop(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".?!" else f"{sentence}."


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[:most].rsplit(" ", 1)[0] if " " in text[:most] else text[: most - 1]
    return cut.rstrip(" ,;:-") + "…"
