"""A page for each figure: picture, files, data, how it was made, what changed, how to cite."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.edition.citation import CitedPart, part_address
from synthesis.edition.edition import Edition
from synthesis.edition.name_register import Redirect
from synthesis.figures.publication import KINDS
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.figure_record import FigureRecord
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.linked_data import describe_as_linked_data
from synthesis.site.pages.figures.figure_evidence import FigureEvidence

FIGURES, TABLES = "figures", "tables"
CITATIONS = (("In text", "cite.txt"), ("BibTeX", "cite.bib"), ("RIS", "cite.ris"))
DESCRIPTIONS = {
    "slide.png": ("Slide", "a picture of 1920 x 1080 with finding and source"),
    "slide.pptx": ("PowerPoint", "with speaker notes; opens in Keynote and Impress too"),
    "figure.svg": ("SVG", "vector picture, text kept as text"),
    "figure.png": ("PNG", "twice the size of the page"),
    "print.pdf": ("PDF", "for print and papers, vector"),
    "data.csv": ("Data (CSV)", "exactly what is drawn, with units"),
    "data.json": ("Data (JSON)", "the same, with a description of each field"),
}


@dataclass(frozen=True)
class Mention:
    """Where the book speaks of a figure."""

    text: str
    address: str


@dataclass(frozen=True)
class Download:
    """One file of a figure; `size` in words."""

    text: str
    about: str
    address: str
    saved_as: str
    size: str


@dataclass(frozen=True)
class Book:
    """What all figure pages share.

    `titles` has the title of each page of the book, `numbers` the number of each figure, by name.
    """

    dataset: Dataset
    edition: Edition
    titles: Mapping[str, str]
    numbers: Mapping[str, str]


def write_figure_pages(
    figures: Path, records: Sequence[FigureRecord], book: Book, evidence: FigureEvidence
) -> None:
    """Write `SLUG.html` for each figure, beside the folder with its files.

    Parameters
    ----------
    figures
        The folder of the figures in the site; each has a folder of its own there.
    records
        The figures in the order of the book.
    """
    for place, record in enumerate(records):
        neighbours = (
            records[place - 1] if place else None,
            records[place + 1] if place + 1 < len(records) else None,
        )
        page = figure_page(figures / record.slug, record, book, evidence, neighbours)
        (figures / f"{record.slug}.html").write_text(page.text + "\n", encoding="utf-8")


def figure_page(
    folder: Path,
    record: FigureRecord,
    book: Book,
    evidence: FigureEvidence,
    neighbours: tuple[FigureRecord | None, FigureRecord | None] = (None, None),
) -> Html:
    """The page of one figure, whose files stand in `folder`."""
    data = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    part = CitedPart("figure", record.slug, record.title, f"figures/{record.slug}.html")
    rows = evidence.rows(record)
    links = {link.address: link for row in rows for link in row.source.links}
    return render(
        "figure_page.html",
        figure=record,
        kind=KINDS[record.kind],
        number=book.numbers.get(record.slug, "Figure"),
        edition=book.edition,
        address=part_address(book.edition, part),
        picture=f"{book.edition.address}figures/{record.slug}/slide.png"
        if book.edition.address
        else "",
        edition_line=render("edition_line.html", edition=book.edition, up="../"),
        downloads=tuple(_downloads(folder, record, book.edition.stamp)),
        citations=[
            (name, file, (folder / file).read_text(encoding="utf-8")) for name, file in CITATIONS
        ],
        fields=data["fields"],
        data_rows=[[format_number(row[f["name"]]) for f in data["fields"]] for row in data["rows"]],
        analyses=evidence.analyses(record),
        source_rows=rows,
        places=places(record, book),
        history=evidence.history(record),
        release=evidence.changes.version,
        linked_data=describe_as_linked_data(record, data["fields"], book.edition, list(links)),
        previous=neighbours[0],
        following=neighbours[1],
    )


def format_number(value: Any) -> str:
    """A value for readers: four significant digits at most; the files have more."""
    if value is None:
        return "–"
    if isinstance(value, float):
        text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
        return text.replace("-", "−")
    return f"{value:,}" if isinstance(value, int) else str(value)


def format_size(size: int) -> str:
    """A number of bytes in kB or MB, two digits."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def _downloads(folder: Path, record: FigureRecord, stamp: str) -> list[Download]:
    found = []
    for number, slide in enumerate(record.slides, start=1):
        text, about = DESCRIPTIONS["slide.png"]
        if len(record.slides) > 1:
            text = f"{text} {number} of {len(record.slides)}"
        found.append(_download(folder, record.slug, stamp, slide, text, about))
    for file, (text, about) in DESCRIPTIONS.items():
        if file != "slide.png":
            found.append(_download(folder, record.slug, stamp, file, text, about))
    return found


def _download(folder: Path, slug: str, stamp: str, file: str, text: str, about: str) -> Download:
    return Download(
        text=text,
        about=about,
        address=f"{slug}/{file}",
        saved_as=f"{slug}-{stamp}-{file}",
        size=format_size((folder / file).stat().st_size),
    )


def places(record: FigureRecord, book: Book) -> tuple[Mention, ...]:
    """Where the book speaks of a figure: its chapter, the claims its analyses test, the plan."""
    found = [
        Mention(
            book.titles.get(record.page, record.page), f"../{record.page}.html#figure-{record.slug}"
        )
    ]
    for claim in book.dataset.claims:
        if {test.analysis for test in claim.tests} & set(record.analyses):
            found.append(Mention(f"The claim: {claim.claim}", f"../claims.html#claim-{claim.id}"))
    return tuple(found)


def write_redirects(site: Path, redirects: Mapping[str, Redirect], edition: Edition) -> None:
    """Keep the addresses of figures and tables that went: the files of what took their place.

    A figure also keeps its page, which says why it went and leads on; so does a name with nothing
    in its place.
    """
    for name, redirect in redirects.items():
        for kind in (FIGURES, TABLES):
            if redirect.to and (site / kind / redirect.to).is_dir():
                shutil.copytree(site / kind / redirect.to, site / kind / name)
        if not (site / TABLES / name).is_dir():
            page = render("figure_moved.html", redirect=redirect, edition=edition)
            (site / FIGURES / f"{name}.html").write_text(page.text + "\n", encoding="utf-8")
