"""The gallery: every figure of the book with a small picture, to be found by what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from synthesis.figures.publication import KINDS
from synthesis.package.vocabulary import Vocabulary
from synthesis.site.machinery.figure_record import FigureRecord
from synthesis.site.machinery.html import Html, render
from synthesis.words.labels import capitalise
from synthesis.words.terms import CodeTerm

# Takes the place of the gallery while the chapters run: its figures are known only afterwards.
MARKER = '<div data-gallery="all">The gallery is made when the book is built.</div>'


@dataclass(frozen=True)
class GalleryChoice:
    """One entry of a filter: its code and what readers see, with the number of figures."""

    code: str
    text: str
    number: int


def place_gallery() -> Html:
    """The place of the gallery in its chapter."""
    return Html(MARKER)


def show_gallery(
    records: Sequence[FigureRecord],
    numbers: Mapping[str, str],
    titles: Mapping[str, str],
    words: Vocabulary,
) -> Html:
    """All figures by chapter, with filters for drug, outcome and kind.

    Parameters
    ----------
    records
        In the order of the book.
    numbers
        The number of each figure, such as “Figure 12”, by its name.
    titles
        Titles of the chapters by page.
    words
        The vocabulary, for what one can choose by.
    """
    chapters = [
        (page, titles.get(page, page), list(members))
        for page, members in groupby(records, key=lambda record: record.page)
    ]
    return render(
        "gallery.html",
        chapters=chapters,
        numbers=numbers,
        kinds=_choices([(r.kind,) for r in records], KINDS),
        drugs=_choices(
            [r.drugs for r in records],
            {drug: capitalise(drug) for drug in sorted({d for r in records for d in r.drugs})},
        ),
        responses=_choices([r.outcomes for r in records], _capitalised(words.outcomes)),
        harms=_choices([r.outcomes for r in records], _capitalised(words.events)),
        file_name=words.subject.file_name,
        total=len(records),
    )


def _capitalised(terms: Mapping[str, CodeTerm]) -> dict[str, str]:
    return {code: capitalise(term.name) for code, term in terms.items()}


def _choices(
    found: Sequence[tuple[str, ...]], names: Mapping[str, str]
) -> tuple[GalleryChoice, ...]:
    """The entries that some figure has, in the order of `names`."""
    counts = {code: sum(code in codes for codes in found) for code in names}
    return tuple(
        GalleryChoice(code, names[code], number) for code, number in counts.items() if number
    )
