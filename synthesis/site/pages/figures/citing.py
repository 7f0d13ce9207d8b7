"""How to cite: ready citations of the book and of its parts, with their files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from synthesis.analyses.pools import AnalysisResult
from synthesis.edition.citation import CitedPart, book_part, cite_in_text, cite_text
from synthesis.edition.edition import Edition
from synthesis.edition.licence import NO_LICENCE
from synthesis.edition.reference_formats import cite_bibtex, cite_ris
from synthesis.living.releases import Release
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.handover import present_edition
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.slugs import slug_of

FOLDER = "citing"
FORMS = {"txt": "text", "bib": "BibTeX", "ris": "RIS"}


@dataclass(frozen=True)
class CitationFile:
    """A file of citations: where it is, the name it is saved by, and what it is called."""

    address: str
    saved_as: str
    text: str


def cited_edition(dataset: Dataset) -> Edition:
    """The edition a chapter belongs to: this version of the book, run on these data."""
    return replace(present_edition(), digest=dataset.digest)


def list_files(name: str) -> tuple[CitationFile, ...]:
    """The files of the book (“book”) or of a chapter, as `write_book_citations` writes them."""
    return tuple(
        CitationFile(f"{FOLDER}/{name}.{ending}", f"cite-{name}.{ending}", text)
        for ending, text in FORMS.items()
    )


def show_book_citations(edition: Edition) -> Html:
    """Every form of the citation of the whole book, with its files."""
    part = book_part(edition)
    return render(
        "citation_ways.html",
        shown=[*_words(edition, part), *_records(edition, part)],
        folded=[],
        files=_link_files(part),
    )


def show_part_citations(edition: Edition, part: CitedPart) -> Html:
    """The citation of one part as text and for a slide, with BibTeX and RIS folded away."""
    return render(
        "citation_ways.html",
        shown=_words(edition, part),
        folded=_records(edition, part),
        files=_link_files(part) if part.kind == "chapter" else "",
    )


def _words(edition: Edition, part: CitedPart) -> list[Html]:
    return [
        _block(part, "reference", "In a list of references", cite_text(edition, part), "words"),
        _block(
            part, "slide", "On a slide or under a picture", cite_in_text(edition, part), "words"
        ),
    ]


def _records(edition: Edition, part: CitedPart) -> list[Html]:
    return [
        _block(part, "bibtex", "BibTeX", cite_bibtex(edition, part)),
        _block(part, "ris", "RIS, for Zotero, EndNote and others", cite_ris(edition, part)),
    ]


def _block(part: CitedPart, form: str, label: str, text: str, kind: str = "record") -> Html:
    return render(
        "citation_block.html",
        identifier=f"cite-{part.kind}-{form}",
        label=label,
        text=text.rstrip(),
        kind=kind,
    )


def _link_files(part: CitedPart) -> Html:
    return render("citation_files.html", files=list_files(part.name), title=part.title)


def show_chapters(chapters: Iterable[CitedPart]) -> Html:
    """Every chapter with the files of its citation."""
    rows = [
        Row(
            [
                render("link.html", address=chapter.place, text=chapter.title),
                render("code.html", text=chapter.name),
                _link_files(chapter),
            ]
        )
        for chapter in chapters
    ]
    header = ["Chapter", "Name", "Citation"]
    return show_table("The chapters, each with its citation", header, rows, slug="chapters-to-cite")


def find_part(parts: Iterable[CitedPart], name: str) -> CitedPart:
    """The part of this name, or the first one where there is none."""
    parts = tuple(parts)
    return next((part for part in parts if part.name == name), parts[0])


def example_figure(result: AnalysisResult) -> CitedPart | None:
    """The figure “responders of 100” of an analysis, or None where it has no pools."""
    if not result.pools:
        return None
    slug = f"{slug_of(result.analysis.id)}-of-100"
    title = f"{result.analysis.title}: responders of 100 patients"
    return CitedPart("figure", slug, title, f"figures/{slug}.html")


def show_example_figure(edition: Edition, result: AnalysisResult) -> Html:
    """The citation of one figure, or a sentence where these data make no such figure."""
    part = example_figure(result)
    if part is None:
        return render("nothing.html", question=result.analysis.question)
    return show_part_citations(edition, part)


def address_sentence(edition: Edition) -> str:
    """Whether the book has a public address, and what a citation gives instead."""
    if edition.address:
        return (
            f"The book stands at {edition.address}; a citation ends with the whole address of what "
            "is cited."
        )
    if edition.data_name:
        return (
            "A run on other data has no public address that this book could know. A citation ends "
            "with the place on the site that was made from them; whoever publishes that site adds "
            "its address."
        )
    return (
        "The book has no public address yet, and none is made up. A citation ends with the place "
        "in the book, such as figures/NAME.html, which is the same in every copy of it. Whoever "
        "cites a copy that is on the web puts the address of that copy before it."
    )


def release_sentence(edition: Edition, releases: Iterable[Release]) -> str:
    """Whether the data are those that were released with this version."""
    if edition.data_name:
        return f"The data of this site are not the book’s own but those of “{edition.data_name}”."
    kept = next((r for r in releases if r.version == edition.version), None)
    if kept is None:
        return f"No results of a release {edition.version} are kept to compare the data with."
    if kept.results.digest == edition.digest:
        return f"These are the data that were released with version {edition.version}."
    return (
        f"The data have been changed since version {edition.version} was released with the digest "
        f"{kept.results.digest[:12]}. The digest of this copy, {edition.short_digest}, tells it "
        "from that release: give both, version and digest."
    )


def show_sentence(sentence: str) -> Html:
    """A computed sentence as a paragraph."""
    return render("plain.html", text=sentence)


def licence_sentence(edition: Edition) -> str:
    """What may be used, in one sentence."""
    if edition.data_name or edition.licence is None:
        terms = edition.licence.name if edition.licence else NO_LICENCE
        return f"Figures and data are those of “{edition.data_name}”: {terms}."
    return (
        f"Text and figures may be used by anybody under {edition.licence.name}, as long as the "
        "source is named."
    )


def show_licences(edition: Edition) -> Html:
    """What may be done with text and figures, data, and code."""
    return render(
        "licences.html",
        licence=edition.licence,
        code=edition.code_licence,
        data_name=edition.data_name,
    )
