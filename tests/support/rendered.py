"""A small made-up figure with every kind of text, its facts, and its files; prints their digests.

Run as a program it shows, in another process, whether the files are the same.
"""

from __future__ import annotations

import hashlib

from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import Sheet
from synthesis.figures.canvas.style import BLUE, VERMILLION, house_style
from synthesis.figures.files.render import (
    FileFacts,
    render_body,
    render_pdf,
    render_png,
    render_svg,
)

SPECIAL = "“ ” – − × ≥ ≤ ² τ ’ … ½ → ±\u00a016\u202fmg é < & >"
FACTS = FileFacts(
    title="EASI-75 & more: “made up”",
    description="Odds ratio 5 < 6, τ² ≥ 0, with a long enough description of it.",
    source="Nobody. Made-up trials – version 1, 2026.",
    rights="CC BY 4.0, © Nobody",
    author="Nobody Ångström; Somebody Čapek",
    date="2026-11-21",
    identifier="forest-easi75",
    version="0.1.0, data 0123456789ab",
    keywords=("EASI-75", "τ²"),
    licence="https://creativecommons.org/licenses/by/4.0/",
)


def draw_small(extra: str = "") -> Figure:
    """Texts left, right and centred in both weights, marks, and `extra` as one more text."""
    with house_style():
        sheet = Sheet(3.6, 0.1)
        sheet.text(0.1, 0.3, "Efficacy of “A”, placebo → 12%", 9, weight="bold")
        sheet.text(3.5, 0.6, SPECIAL, 9, align="right")
        sheet.text(1.8, 0.9, "AV To  centred  fi", 12, align="center")
        if extra:
            sheet.text(0.1, 1.9, extra, 9)
        axes = sheet.axes(0.5, 2.0, (0.0, 1.0))
        axes.plot([0.1, 0.9], [1.2, 1.2], color=BLUE, gid="whisker-0")
        axes.plot([0.3, 0.8], [1.4, 1.6], "o", color=VERMILLION, markersize=12)
        return sheet.finish(2.0)


def digests() -> dict[str, str]:
    """The SHA-256 of each file of the figure."""
    files = {
        "svg": render_svg(draw_small(), FACTS, "forest-easi75").encode(),
        "png": render_png(draw_small(), FACTS),
        "pdf": render_pdf(draw_small(), FACTS),
        "body": render_body(draw_small(), 900, 400).tobytes(),
    }
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


if __name__ == "__main__":
    print(digests())
