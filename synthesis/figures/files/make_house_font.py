"""Make the house font: DejaVu Sans cut down to the characters a book of trials can need.

Run ``python -m synthesis.figures.files.make_house_font`` after changing `CHARACTERS`; the files
are kept with the code. The whole font has 6,000 glyphs in 750 kB; cutting a figure's few dozen
from it takes half a second, from this one a few milliseconds. Hinting, ligatures and the tables
for scripts other than Latin and Greek are left out, kerning is kept as the plain ``kern`` table.
"""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont

from synthesis.figures.files.house_font import FILES, FOLDER, FONT, Weight

ORIGINALS: dict[Weight, str] = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
STYLES: dict[Weight, str] = {"normal": "Regular", "bold": "Bold"}
LICENCE = "LICENSE_DEJAVU"

CHARACTERS = (  # first and last code point
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin of western and central Europe, Turkish
    (0x0218, 0x021B),  # Romanian
    (0x0391, 0x03A9),  # Greek
    (0x03B1, 0x03C9),
    (0x1E9E, 0x1E9E),
    (0x2002, 0x200B),  # spaces
    (0x2010, 0x2027),  # dashes, quotation marks, daggers, dots
    (0x202F, 0x203A),
    (0x2070, 0x209C),  # raised and lowered
    (0x20AC, 0x20AC),  # euro
    (0x2116, 0x2122),
    (0x2150, 0x215E),  # fractions
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x2265),  # mathematics
    (0x25A0, 0x25FF),  # squares, triangles, circles
    (0x2605, 0x2606),
    (0x2713, 0x2718),  # ticks and crosses
)
# Name records kept: copyright, version, trademark, makers, licence and their addresses.
KEPT_NAMES = (0, 5, 7, 8, 9, 11, 13, 14)
DROPPED_TABLES = ("FFTM", "GDEF", "GPOS", "GSUB", "MATH", "gasp")


def make_house_font(weight: Weight) -> bytes:
    """The house font as a TrueType file, cut from the DejaVu Sans that matplotlib brings."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        legacy_kern=True,
        notdef_outline=True,
        name_IDs=KEPT_NAMES,
    )
    options.drop_tables += DROPPED_TABLES
    buffer = io.BytesIO()
    with subset.load_font(str(_originals() / ORIGINALS[weight]), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[c for low, high in CHARACTERS for c in range(low, high + 1)])
        cutter.subset(font)
        _rename(font, STYLES[weight])
        font.save(buffer)
    return buffer.getvalue()


def _originals() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _rename(font: TTFont, style: str) -> None:
    """Name it anew, as its licence asks of a changed font."""
    names = {
        1: FONT,
        2: style,
        3: f"{FONT} {style}, cut from DejaVu Sans",
        4: f"{FONT} {style}",
        6: f"{FONT.replace(' ', '')}-{style}",
    }
    for identifier, name in names.items():
        font["name"].setName(name, identifier, 3, 1, 0x409)  # Windows, Unicode, English


def write_house_fonts() -> None:
    """Write both weights and the licence into the folder of the house font."""
    for weight, name in FILES.items():
        (FOLDER / name).write_bytes(make_house_font(weight))
    (FOLDER / "LICENSE").write_text((_originals() / LICENCE).read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    write_house_fonts()
