"""From what the chapters published to what readers take away: figure pages, deck, all results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthesis.analyses.run import Results
from synthesis.build.numbering import number_chapters, replace_in_chapters
from synthesis.build.other_tools import write_for_other_tools
from synthesis.build.run_chapter import RunChapter
from synthesis.claims.records import collect_records
from synthesis.edition.citation import CitedPart, book_part, cite_in_text, cite_text
from synthesis.edition.edition import Edition
from synthesis.edition.name_register import Register
from synthesis.exports.citation_files import read_chapters, write_book_citations
from synthesis.exports.kits import (
    ALL_RESULTS,
    DECK,
    RESULTS,
    make_deck,
    results_json,
    write_all_results,
)
from synthesis.exports.slides.slide_content import SlideContent
from synthesis.exports.slides.slide_store import stored_slides
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.package.public_files import public_files
from synthesis.package.vocabulary import Vocabulary
from synthesis.site.machinery.figure_record import FigureRecord, read_figure_records
from synthesis.site.pages.changes.since_release import compare_with_release
from synthesis.site.pages.figures.figure_evidence import FigureEvidence
from synthesis.site.pages.figures.figure_pages import Book, write_figure_pages, write_redirects
from synthesis.site.pages.figures.gallery import MARKER, show_gallery

FIGURES, CITING = "figures", "citing"


@dataclass(frozen=True)
class Published:
    """What the chapters of a build published, in the order of the book.

    Parameters
    ----------
    folder
        Where it stands; its `figures` and `tables` become those of the site.
    figures
        One record for each figure.
    numbers
        Number of each figure and table, such as “Figure 12”, by its name.
    chapters
        The chapters, as parts to be cited.
    """

    folder: Path
    figures: tuple[FigureRecord, ...]
    numbers: Mapping[str, str]
    chapters: tuple[CitedPart, ...]

    @property
    def titles(self) -> dict[str, str]:
        """Title of each page."""
        return {part.name: part.title for part in self.chapters} | {"index": "Home"}


def collect_published(
    root: Path,
    folder: Path,
    chapters: Sequence[RunChapter],
    order: Sequence[str],
    words: Vocabulary,
) -> Published:
    """Number what the chapters published, and put the gallery into its chapter.

    Parameters
    ----------
    root
        The project's folder.
    folder
        Where the chapters published.
    chapters
        The chapters that have been run; what they show is changed in place.
    order
        The pages in the order of the book.
    words
        The vocabulary of the data package.
    """
    numbers = number_chapters(chapters, order)
    records = read_figure_records(folder / FIGURES)
    figures = tuple(records[name] for name in numbers if name in records)
    published = Published(folder, figures, numbers, read_chapters(root))
    gallery = show_gallery(figures, numbers, published.titles, words)
    replace_in_chapters(chapters, MARKER, gallery.text)
    return published


def write_take_away(
    root: Path,
    data: Path,
    results: Results,
    edition: Edition,
    published: Published,
    register: Register,
) -> None:
    """Write figure pages, redirects, citations, results and kits into the published folder.

    Parameters
    ----------
    root
        The project's folder.
    data
        The data package that is built from.
    results
        The run of everything that it declares.
    """
    folder = published.folder
    evidence = FigureEvidence(results, compare_with_release(results))
    book = Book(results.dataset, edition, published.titles, published.numbers)
    write_figure_pages(folder / FIGURES, published.figures, book, evidence)
    write_redirects(folder, register.redirects, edition)
    write_book_citations(folder / CITING, edition, published.chapters)
    if not edition.data_name:  # it cites the book, under the licence of the book
        (folder / "CITATION.cff").write_bytes((root / "CITATION.cff").read_bytes())
    records = collect_records(results)
    rows = tabulate_estimates(records)
    text = results_json(records, rows, edition)
    (folder / RESULTS).write_text(text, encoding="utf-8")
    licence = (root / "LICENSE").read_text(encoding="utf-8")
    files = public_files(data)
    write_all_results(folder / ALL_RESULTS, rows, text, edition, files, folder, licence)
    write_for_other_tools(folder, results, edition)
    titles = published.titles
    sections = {
        titles.get(page, page): slides
        for page, slides in _slides_by_page(folder, published.figures).items()
    }
    citation = (
        cite_text(edition, book_part(edition)),
        f"On a slide or under a picture: {cite_in_text(edition, book_part(edition))}",
        "A figure is cited by its name, which stands in the source line of its slide; its page "
        "in the book has the citation as text, BibTeX and RIS.",
    )
    if sections:
        (folder / DECK).write_bytes(make_deck(sections, citation, edition))


def _slides_by_page(folder: Path, figures: Sequence[FigureRecord]) -> dict[str, list[SlideContent]]:
    pages: dict[str, list[SlideContent]] = {}
    for record in figures:
        pages.setdefault(record.page, []).extend(stored_slides(folder, record.slug))
    return pages
