"""Publish a figure: its files at a stable address, its place and its bar on the page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from synthesis.edition.citation import cite_text
from synthesis.exports.figure_files import css_size, figure_part, file_facts, make_figure_files
from synthesis.exports.slides.slide_store import store_slides
from synthesis.figures.files.render import render_svg
from synthesis.figures.publication import Publication
from synthesis.site.machinery.handover import handed_over, present_edition
from synthesis.site.machinery.html import Html, render

FIGURES = "figures"


def publish_figure(publication: Publication) -> Html:
    """Write the figure's files where the site expects them and return its place on the page.

    Outside a build (in JupyterLab) the drawing is embedded in the page instead, without a bar.

    Raises
    ------
    ValueError
        A figure of this name has been published already: a name stands for one figure.
    """
    handover = handed_over()
    if handover is None:
        return _embedded(publication)
    edition = handover.edition
    made = make_figure_files(publication, edition, handover.page, handover.drawings)
    _write(handover.published / FIGURES / publication.slug, made.files)
    store_slides(handover.published, publication.slug, made.slides)
    address = f"{FIGURES}/{publication.slug}"
    return render(
        "figure.html",
        figure=publication,
        wide=f"{address}/figure.svg",
        narrow=f"{address}/figure-narrow.svg",
        wide_size=made.wide_size,
        narrow_size=made.narrow_size,
        bar=render(
            "figure_bar.html",
            slug=publication.slug,
            title=publication.title,
            address=address,
            page=f"{address}.html",
            citation=cite_text(edition, figure_part(publication)),
            stamp=edition.stamp,
        ),
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError:
        raise ValueError(
            f"The figure “{folder.name}” is published twice; a name stands for one figure."
        ) from None
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _embedded(publication: Publication) -> Html:
    facts = file_facts(publication, present_edition())
    wide, narrow = publication.draw("wide"), publication.draw("narrow")
    return render(
        "figure.html",
        figure=publication,
        wide=_embed(render_svg(wide, facts, f"{publication.slug}-wide")),
        narrow=_embed(render_svg(narrow, facts, f"{publication.slug}-narrow")),
        wide_size=css_size(wide.get_size_inches().tolist()),
        narrow_size=css_size(narrow.get_size_inches().tolist()),
        bar="",
    )


def _embed(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
