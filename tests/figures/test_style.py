import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags

from synthesis.figures.canvas.style import house_style, new_figure
from synthesis.figures.files.embedded_font import known_characters
from synthesis.figures.files.house_font import (
    FAMILIES,
    FILES,
    FOLDER,
    FONT,
    WHOLE_FONT,
    register_house_font,
)
from synthesis.figures.files.make_house_font import CHARACTERS, make_house_font


def test_house_style_is_put_back():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["font.family"] == list(FAMILIES)
    assert dict(mpl.rcParams) == before


def test_figures_are_white():
    assert new_figure(2.0, 1.0).get_facecolor() == (1, 1, 1, 1)


def test_the_house_font_is_found_in_both_weights_and_registered_once():
    register_house_font()
    for weight, name in FILES.items():
        path = str(FOLDER / name)
        assert findfont(FontProperties(family=[FONT], weight=weight)) == path
        assert [entry.fname for entry in fontManager.ttflist].count(path) == 1


def test_the_house_font_has_the_letters_and_widths_of_dejavu_sans():
    for weight, name in FILES.items():
        path = str(FOLDER / name)
        whole = str(findfont(FontProperties(family=[WHOLE_FONT], weight=weight)))
        wanted = {chr(code) for low, high in CHARACTERS for code in range(low, high + 1)}
        assert wanted & known_characters(whole) <= known_characters(path) <= known_characters(whole)
        ours, theirs = FT2Font(path), FT2Font(whole)
        for character in known_characters(path):
            shapes = [
                (glyph.horiAdvance, glyph.bbox)
                for glyph in (
                    font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
                    for font in (ours, theirs)
                )
            ]
            assert shapes[0] == shapes[1]


def test_the_kept_files_are_what_the_program_makes():
    for weight, name in FILES.items():
        assert (FOLDER / name).read_bytes() == make_house_font(weight)


def test_the_house_font_keeps_its_licence():
    assert "renamed" in (FOLDER / "LICENSE").read_text("utf-8")
