"""Publish a figure: its files at a stable address, its place and its bar on the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path

from synthesis.citation import cite_text
from synthesis.exports.figure_files import figure_part, file_facts, make_figure_files
from synthesis.exports.slide_store import store_slides
from synthesis.figures.publication import Publication
from synthesis.figures.render import render_svg
from synthesis.site.html import Html, render
from synthesis.site.published import present_edition, present_page, published_folder

FIGURES = "figures"
VIEW_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')  # in points
POINT_OF_PIXEL = 0.75


def publish_figure(publication: Publication) -> Html:
    """Write the figure's files where the site expects them and return its place on the page.

    Outside a build (in JupyterLab) the drawing is embedded in the page instead, without a bar.

    Raises
    ------
    ValueError
        A figure of this name has been published already: a name stands for one figure.
    """
    folder = published_folder()
    if folder is None:
        return _embedded(publication)
    edition = present_edition()
    made = make_figure_files(publication, edition, present_page())
    _write(folder / FIGURES / publication.slug, made.files)
    store_slides(folder, publication.slug, made.slides)
    address = f"{FIGURES}/{publication.slug}"
    return render(
        "figure.html",
        figure=publication,
        wide=f"{address}/figure.svg",
        narrow=f"{address}/figure-narrow.svg",
        wide_size=_size_of(made.files["figure.svg"].decode()),
        narrow_size=_size_of(made.files["figure-narrow.svg"].decode()),
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
    wide = render_svg(publication.draw("wide"), facts, f"{publication.slug}-wide")
    narrow = render_svg(publication.draw("narrow"), facts, f"{publication.slug}-narrow")
    return render(
        "figure.html",
        figure=publication,
        wide=_embed(wide),
        narrow=_embed(narrow),
        wide_size=_size_of(wide),
        narrow_size=_size_of(narrow),
        bar="",
    )


def _size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels, so that its place is kept before it is there."""
    found = VIEW_BOX.search(svg)
    assert found is not None  # every drawing has one
    return round(float(found[1]) / POINT_OF_PIXEL), round(float(found[2]) / POINT_OF_PIXEL)


def _embed(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
