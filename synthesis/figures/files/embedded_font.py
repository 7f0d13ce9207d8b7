"""The letters of a figure as fonts inside its SVG file.

A picture shown on a page may load nothing, so that its font has to come with it. Each file holds
the ASCII letters, which makes most figures share one cut of the font, and what else it shows.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from functools import lru_cache

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from synthesis.figures.files.house_font import FILES, FOLDER, FONT, WHOLE_FONT, Weight

# With these in every file nearly all figures share one cut, which takes a tenth of a second.
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("“”‘’…–—−±×·²≤≥→←τ½¼¾\u00a0")
CSS_WEIGHTS: dict[Weight, int] = {"normal": 400, "bold": 700}
COPYRIGHT, LICENCE_ADDRESS = 0, 14  # name records kept in a cut


def font_faces(characters: Mapping[Weight, frozenset[str]]) -> str:
    """CSS rules with the font for the characters shown in each weight; none for an unused one.

    A character that the house font lacks comes from the whole DejaVu Sans in a second rule of
    the same name; one that this lacks too is left to the fonts of the reader.
    """
    used = {weight: shown for weight, shown in characters.items() if shown}
    return "".join(_faces(weight, used[weight] - ALWAYS) for weight in sorted(used, reverse=True))


@lru_cache(maxsize=512)
def _faces(weight: Weight, more: frozenset[str]) -> str:
    """The rules of one weight; `more` are the characters that not every file holds."""
    house = str(FOLDER / FILES[weight])
    known = known_characters(house)
    rules = [_rule(weight, cut_font(house, (ALWAYS | more) & known))]
    missing = more - known
    if missing:
        whole = str(findfont(FontProperties(family=[WHOLE_FONT], weight=weight)))
        found = missing & known_characters(whole)
        rules += [_rule(weight, cut_font(whole, found))] if found else []
    return "".join(rules)


def _rule(weight: Weight, font: bytes) -> str:
    data = base64.b64encode(font).decode("ascii")
    return (
        f'@font-face{{font-family:"{FONT}";font-weight:{CSS_WEIGHTS[weight]};'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )


@lru_cache(maxsize=8)
def known_characters(path: str) -> frozenset[str]:
    """The characters for which a font file has a glyph."""
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def cut_font(path: str, characters: frozenset[str]) -> bytes:
    """A font file cut down to some characters, with their kerning, as WOFF.

    Parameters
    ----------
    path
        A TrueType font that has them all.
    """
    options = subset.Options(
        hinting=False,
        layout_features=[],
        legacy_kern=True,
        notdef_outline=True,
        name_IDs=(COPYRIGHT, LICENCE_ADDRESS),
    )
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "MATH", "gasp"]
    buffer = io.BytesIO()
    with subset.load_font(path, options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, characters)))
        cutter.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()
