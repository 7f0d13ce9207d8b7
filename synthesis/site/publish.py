"""Publish a figure: its files at a stable address, its place and its bar on the page."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from synthesis.citation import cite_text
from synthesis.dataset import VALIDATED_VARIABLE
from synthesis.edition import Edition, read_edition
from synthesis.exports.figure_files import figure_part, file_facts, make_figure_files
from synthesis.exports.slide_store import store_slides
from synthesis.figures.publication import Publication
from synthesis.figures.render import render_svg
from synthesis.site.html import Html, render
from synthesis.site.published import DATA_NAME_VARIABLE, present_page, published_folder

FIGURES = "figures"


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
        bar=render(
            "figure_bar.html",
            slug=publication.slug,
            title=publication.title,
            address=address,
            page=f"{address}.html",
            citation=cite_text(edition, figure_part(publication)),
        ),
    )


def present_edition() -> Edition:
    """The edition that is built: that of the validated data this process was told of."""
    return _edition(os.environ.get(VALIDATED_VARIABLE, ""), os.environ.get(DATA_NAME_VARIABLE, ""))


@cache
def _edition(digest: str, data_name: str) -> Edition:
    return read_edition(digest, data_name)


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
    wide, narrow = (
        _embed(render_svg(publication.draw("wide"), facts, f"{publication.slug}-wide")),
        _embed(render_svg(publication.draw("narrow"), facts, f"{publication.slug}-narrow")),
    )
    return render("figure.html", figure=publication, wide=wide, narrow=narrow, bar="")


def _embed(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
