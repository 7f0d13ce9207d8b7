import re
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import pytest

from synthesis.figures.sheet import Sheet
from synthesis.figures.style import FONT, house_style, render_png, render_svg

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {
    "title": "EASI-75 & more",
    "description": "Odds ratio 5 < 6, with a long enough description of it.",
    "source": "Made-up trials",
    "identifier": "forest-easi75",
}


def make_figure():
    sheet = Sheet(3.0, 0.1)
    sheet.text(0.1, 0.3, "placebo → 12%", 9)
    axes = sheet.axes(0.5, 2.0, (0.0, 1.0))
    axes.plot([0.1, 0.9], [0.5, 0.5], gid="whisker-0")
    return sheet.finish(1.0)


def test_svg_is_an_image_with_title_and_description():
    root = ElementTree.fromstring(render_svg(make_figure(), **NAMES))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == "EASI-75 & more"
    assert description.text == NAMES["description"]
    assert len(root.findall(f"{SVG}title")) == 1


def test_svg_ids_are_unique_begin_with_the_slug_and_are_all_found():
    svg = render_svg(make_figure(), **NAMES)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert ids[0] == "forest-easi75"
    assert all(name.startswith("forest-easi75-") for name in ids[1:])
    assert "#forest-easi75 *{stroke-linejoin" in svg
    assert "forest-easi75-whisker-0" in ids
    references = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)", svg))
    assert references
    assert references <= set(ids)


def test_svg_text_is_paths_on_explicit_white_without_a_date():
    svg = render_svg(make_figure(), **NAMES)
    assert "<text" not in svg
    assert "<dc:date>" not in svg
    assert "Made-up trials" in svg
    assert "fill: #ffffff" in svg


def test_same_figure_same_bytes():
    assert render_svg(make_figure(), **NAMES) == render_svg(make_figure(), **NAMES)
    first = render_png(make_figure(), 150, {"Title": "A", "Source": "B"})
    assert first == render_png(make_figure(), 150, {"Title": "A", "Source": "B"})
    assert b"Source\x00B" in first
    assert b"Software" not in first


def test_bytes_do_not_depend_on_the_reader_s_settings_nor_on_earlier_renderings():
    with house_style():
        figure = make_figure()
    expected = render_svg(figure, **NAMES), render_png(figure, 100)
    with mpl.rc_context():
        mpl.rcParams.update({"font.family": ["serif"], "savefig.bbox": "tight"})
        mpl.rcParams.update({"svg.fonttype": "none", "figure.facecolor": "black"})
        with house_style():
            figure = make_figure()
        render_png(figure, 300)
        assert (render_svg(figure, **NAMES), render_png(figure, 100)) == expected


def test_house_style_is_put_back():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["font.family"] == [FONT]
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("identifier", ["", "Forest", "a b", "1a", "a--b", 'a"b'])
def test_identifiers_are_slugs(identifier):
    with pytest.raises(ValueError, match="is not a slug"):
        render_svg(make_figure(), **{**NAMES, "identifier": identifier})


def test_title_and_description_are_required():
    with pytest.raises(ValueError, match="needs a title and a description"):
        render_svg(make_figure(), **{**NAMES, "description": " "})
