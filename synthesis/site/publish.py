"""Publish a figure: stable address, caption, finding, alt text, wide and narrow drawing."""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from synthesis.site.html import Html, render

FIGURES_VARIABLE = "SYNTHESIS_FIGURES"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9.]+)*")


@dataclass(frozen=True)
class Figure:
    """A figure ready to be published.

    Parameters
    ----------
    slug
        Permanent name; the address of its files.
    caption
        What is drawn, as plain text.
    finding
        What it shows, with its number and interval.
    alt
        The same for those who do not see it.
    wide, narrow
        The drawing as SVG text, for wide pages and for phones.
    """

    slug: str
    caption: str
    finding: str
    alt: str
    wide: str
    narrow: str


def publish_figure(figure: Figure) -> Html:
    """Write the figure's files where the site expects them and return its place on the page.

    Outside a build (in JupyterLab) the drawing is embedded in the page instead.
    """
    if not SLUG.fullmatch(figure.slug):
        raise ValueError(f"“{figure.slug}” is not a slug: small letters, digits, hyphens.")
    folder = os.environ.get(FIGURES_VARIABLE)
    if folder:
        address = f"figures/{figure.slug}"
        _write(Path(folder) / figure.slug, figure)
        wide, narrow = f"{address}/figure.svg", f"{address}/figure-narrow.svg"
    else:
        wide, narrow = _embed(figure.wide), _embed(figure.narrow)
    return render("figure.html", figure=figure, wide=wide, narrow=narrow)


def _write(folder: Path, figure: Figure) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figure.svg").write_text(figure.wide, encoding="utf-8")
    (folder / "figure-narrow.svg").write_text(figure.narrow, encoding="utf-8")
    words = {k: v for k, v in asdict(figure).items() if k not in ("wide", "narrow")}
    text = json.dumps(words, indent=2, ensure_ascii=False) + "\n"
    (folder / "figure.json").write_text(text, encoding="utf-8")


def _embed(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
