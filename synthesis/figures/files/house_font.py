"""The house font: a cut of DejaVu Sans kept with the code, so that every machine draws the same.

It measures the texts, draws the pictures, and is embedded in SVG and PDF files. A character it
lacks is taken from the whole DejaVu Sans that comes with matplotlib.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from matplotlib.font_manager import fontManager

Weight = Literal["normal", "bold"]

FONT = "Synthesis Sans"
WHOLE_FONT = "DejaVu Sans"
FAMILIES = (FONT, WHOLE_FONT)
FOLDER = Path(__file__).resolve().parent / "fonts"
FILES: dict[Weight, str] = {"normal": "SynthesisSans-Regular.ttf", "bold": "SynthesisSans-Bold.ttf"}


def register_house_font() -> None:
    """Make the house font known to matplotlib in this process; a second call does nothing."""
    known = {entry.fname for entry in fontManager.ttflist}
    for name in FILES.values():
        path = str(FOLDER / name)
        if path not in known:
            fontManager.addfont(path)
