import ast
import base64
import io
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
import rendered
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image
from rendered import FACTS, SPECIAL, digests, draw_small
from tools import missing_tool

from synthesis.figures.canvas.palette import COLOURS, EXACT, reduce_colours
from synthesis.figures.canvas.style import BLUE, VERMILLION, house_style
from synthesis.figures.files.embedded_font import font_faces
from synthesis.figures.files.house_font import FONT
from synthesis.figures.files.pdf_metadata import add_xmp
from synthesis.figures.files.render import (
    draw_picture,
    render_body,
    render_pdf,
    render_png,
    render_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
CC = "{http://creativecommons.org/ns#}"
SLUG = "forest-easi75"


def svg_of(figure: Figure | None = None, slug: str = SLUG) -> str:
    return render_svg(figure or draw_small(), FACTS, slug)


def fonts_in(svg: str) -> list[tuple[int, TTFont]]:
    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    return [(int(w), TTFont(io.BytesIO(base64.b64decode(data)))) for w, data in faces]


def texts_in(svg: str) -> dict[int, str]:
    """All text shown in each weight."""
    shown = {400: "", 700: ""}
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        shown[700 if "font-weight: 700" in text.get("style") else 400] += text.text
    return shown


# SVG


def test_svg_is_an_image_with_title_and_description():
    root = ElementTree.fromstring(svg_of())
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == FACTS.title
    assert description.text == FACTS.description
    assert len(root.findall(f"{SVG}title")) == 1


def test_svg_ids_are_unique_begin_with_the_slug_and_are_all_found():
    svg = svg_of()
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert ids[0] == SLUG
    assert all(name.startswith(f"{SLUG}-") for name in ids[1:])
    assert f"#{SLUG} *{{stroke-linejoin" in svg
    assert f"{SLUG}-whisker-0" in ids
    references = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)", svg))
    assert references
    assert references <= set(ids)


def test_a_dot_in_the_slug_is_no_class_in_its_style():
    assert r"#forest-0\.5-mg *{stroke-linejoin" in svg_of(slug="forest-0.5-mg")


def test_svg_text_is_text_with_the_spaces_and_signs_it_was_given():
    root = ElementTree.fromstring(svg_of())
    texts = {text.text: text for text in root.iter(f"{SVG}text")}
    assert SPECIAL in texts
    assert "AV To  centred  fi" in texts
    assert root.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    assert "text-anchor: end" in texts[SPECIAL].get("style")
    assert float(texts[SPECIAL].get("x")) == pytest.approx(3.5 * 72, abs=0.01)


def test_svg_stands_on_explicit_white():
    assert "fill: #ffffff" in svg_of()


def test_svg_asks_for_its_own_font_first_and_names_others_for_programs_without():
    svg = svg_of()
    families = ElementTree.fromstring(svg).get("font-family")
    assert families.startswith(f"'{FONT}', 'DejaVu Sans', ")
    assert families.endswith("sans-serif")
    assert "font-family:" not in re.sub(r"@font-face{[^}]*}", "", svg)


def test_the_fonts_in_an_svg_have_a_glyph_for_every_character_shown():
    svg = svg_of()
    fonts = dict(fonts_in(svg))
    for weight, text in texts_in(svg).items():
        assert text
        known = fonts[weight].getBestCmap()
        assert {letter for letter in text if ord(letter) not in known} == set()
        assert fonts[weight]["kern"].kernTables[0][("A", "V")] < 0


def test_a_weight_that_is_not_shown_is_not_embedded():
    with house_style():
        figure = Figure((1, 1))
        figure.text(0.1, 0.5, "plain")
    assert [weight for weight, _ in fonts_in(svg_of(figure))] == [400]
    assert font_faces({"normal": frozenset(), "bold": frozenset()}) == ""


def test_a_character_outside_the_house_font_comes_from_the_whole_one():
    svg = svg_of(draw_small(extra="Ж"))
    holding = [font for _, font in fonts_in(svg) if ord("Ж") in font.getBestCmap()]
    assert len(fonts_in(svg)) == 3
    assert len(holding) == 1
    assert set(holding[0].getBestCmap()) == {ord("Ж")}


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
def test_a_character_that_no_font_has_is_still_written():
    figure = draw_small(extra="漢")
    assert "漢" in texts_in(svg_of(figure))[400]
    assert render_png(figure, FACTS)
    assert render_pdf(figure, FACTS)


def test_svg_metadata_is_rdf_with_all_facts():
    work = ElementTree.fromstring(svg_of()).find(f"{SVG}metadata/{RDF}RDF/{CC}Work")
    assert work.get(f"{RDF}about") == ""
    assert work.find(f"{DC}title").text == FACTS.title
    assert work.find(f"{DC}source").text == FACTS.source
    assert work.find(f"{DC}rights").text == FACTS.rights
    assert work.find(f"{DC}date").text == FACTS.date
    assert work.find(f"{DC}identifier").text == FACTS.identifier
    assert work.find(f"{DC}creator/{CC}Agent/{DC}title").text == FACTS.author
    assert work.find(f"{CC}license").get(f"{RDF}resource") == FACTS.licence
    assert [item.text for item in work.iter(f"{RDF}li")] == list(FACTS.keywords)


def test_facts_that_are_empty_are_left_out():
    bare = replace(FACTS, licence="", keywords=(), version="")
    svg = render_svg(draw_small(), bare, SLUG)
    assert not {"cc:license", "dc:subject", "schema:version"} & set(re.findall(r"<([\w:]+)", svg))
    assert "Keywords" not in Image.open(io.BytesIO(render_png(draw_small(), bare))).text


@pytest.mark.parametrize("identifier", ["", "Forest", "a b", "1a", "a--b", 'a"b', "a.b"])
def test_identifiers_are_slugs(identifier):
    with pytest.raises(ValueError, match="is not a slug"):
        svg_of(slug=identifier)


def test_title_description_and_a_true_date_are_required():
    for name in ("title", "description"):
        with pytest.raises(ValueError, match="needs a title and a description"):
            replace(FACTS, **{name: " "})
    with pytest.raises(ValueError, match="Invalid isoformat"):
        replace(FACTS, date="November 2026")


# The same bytes


def test_another_process_place_and_hour_give_the_same_bytes():
    script = Path(rendered.__file__)
    elsewhere = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Auckland",
        "LANG": "de_DE.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True, env=elsewhere
    )
    assert ast.literal_eval(done.stdout) == digests() == digests()


def test_bytes_do_not_depend_on_the_reader_s_settings_nor_on_earlier_renderings():
    figure = draw_small()
    expected = svg_of(figure), render_png(figure, FACTS, 100), render_pdf(figure, FACTS)
    with mpl.rc_context():
        mpl.rcParams.update({"font.family": ["serif"], "savefig.bbox": "tight"})
        mpl.rcParams.update({"svg.fonttype": "path", "pdf.fonttype": 3, "savefig.dpi": 300})
        figure = draw_small()
        render_png(figure, FACTS, 300)
        render_body(figure, 100, 100)
        found = svg_of(figure), render_png(figure, FACTS, 100), render_pdf(figure, FACTS)
    assert found == expected


def test_rendering_leaves_the_figure_as_it_was():
    figure = draw_small()
    before = figure.canvas, figure.dpi
    np.asarray(draw_picture(figure, 300))
    assert (figure.canvas, figure.dpi) == before


# PNG and pixels


def test_png_holds_its_facts_and_its_resolution():
    picture = Image.open(io.BytesIO(render_png(draw_small(), FACTS)))
    assert picture.size == (720, 400)
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.01)
    assert picture.text["Title"] == FACTS.title
    assert picture.text["Author"] == FACTS.author
    assert picture.text["Description"] == FACTS.description
    assert picture.text["Copyright"] == FACTS.rights
    assert picture.text["Source"] == FACTS.source
    assert picture.text["Creation Time"] == "2026-11-21"
    assert picture.text["Keywords"] == "EASI-75, τ²"
    assert "Software" not in picture.text
    packet = ElementTree.fromstring(picture.text["XML:com.adobe.xmp"])
    assert FACTS.rights in [item.text for item in packet.iter(f"{RDF}li")]


def test_png_shows_what_was_drawn():
    drawn = np.asarray(draw_picture(draw_small(), 200))
    saved = Image.open(io.BytesIO(render_png(draw_small(), FACTS))).convert("RGB")
    difference = np.abs(np.asarray(saved).astype(int) - drawn)
    assert difference.max() <= 10
    flat = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in saved.getcolors(1000)}
    assert {"#ffffff", BLUE.lower(), VERMILLION.lower()} <= flat


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_palette_keeps_few_colours_exactly_and_the_frequent_ones_always(width, height, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    pixels[: height // 2] = (255, 255, 255)
    colours = len(np.unique(pixels.reshape(-1, 3), axis=0))
    reduced = reduce_colours(Image.fromarray(pixels))
    again = np.asarray(reduced.convert("RGB"))
    assert reduced.mode == "P"
    assert (again[: height // 2] == 255).all()
    if colours <= COLOURS:
        assert (again == pixels).all()
    else:
        assert (again == pixels).all(axis=-1).sum() >= EXACT


def test_a_photograph_keeps_its_colours():
    pixels = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    assert (np.asarray(reduce_colours(Image.fromarray(pixels)).convert("RGB")) == pixels).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(120, 2000), st.integers(120, 2000))
def test_a_body_fills_its_box_without_distortion(width, height):
    body = render_body(draw_small(), width, height)
    assert body.mode == "RGB"
    assert body.width <= width
    assert body.height <= height
    assert body.width == width or body.height == height
    assert body.width / 3.6 == pytest.approx(body.height / 2.0, abs=1)


# PDF


def ask_poppler(tool: str, *arguments: str, file: Path) -> str:
    if shutil.which(tool) is None:
        missing_tool(tool)
    done = subprocess.run(
        [tool, *arguments, file, *(["-"] if tool == "pdftotext" else [])],
        capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("print") / "print.pdf"
    path.write_bytes(render_pdf(draw_small(), FACTS))
    return path


def test_pdf_fonts_are_embedded_truetype_one_for_each_weight(printed):
    rows = ask_poppler("pdffonts", file=printed).splitlines()[2:]
    assert sorted(row.split()[0].partition("+")[2] for row in rows) == [
        "SynthesisSans-Bold",
        "SynthesisSans-Regular",
    ]
    assert all("CID TrueType" in row and row.split()[-5:-2] == ["yes"] * 3 for row in rows)


def test_pdf_text_can_be_selected(printed):
    text = ask_poppler("pdftotext", "-enc", "UTF-8", file=printed)
    assert "Efficacy of “A”, placebo → 12%" in text
    assert "τ ’ … ½ → ±" in text


def test_pdf_tells_its_facts(printed):
    lines = ask_poppler("pdfinfo", "-isodates", file=printed).splitlines()
    facts = {name: text.strip() for name, _, text in (line.partition(":") for line in lines)}
    assert facts["Title"] == FACTS.title
    assert facts["Author"] == FACTS.author
    assert facts["Subject"] == FACTS.description
    assert FACTS.source in facts["Keywords"]
    assert FACTS.rights in facts["Keywords"]
    assert facts["CreationDate"] == facts["ModDate"] == "2026-11-21T00:00:00Z"
    assert facts["Metadata Stream"] == "yes"
    packet = ElementTree.fromstring(ask_poppler("pdfinfo", "-meta", file=printed))
    found = {element.text for element in packet.iter()}
    assert {FACTS.title, FACTS.source, FACTS.rights, FACTS.author, FACTS.licence} <= found


def test_pdf_looks_like_the_png(printed):
    page = printed.with_name("page")
    if shutil.which("pdftoppm") is None:
        missing_tool("pdftoppm")
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", printed, page], check=True)
    shown = np.asarray(Image.open(page.with_suffix(".png")).convert("RGB"))
    drawn = np.asarray(draw_picture(draw_small(), 100))
    assert shown.shape == drawn.shape
    assert np.abs(shown.astype(int) - drawn).mean() < 6


def test_a_pdf_from_elsewhere_is_refused():
    with pytest.raises(ValueError, match="no trailer and catalogue"):
        add_xmp(b"%PDF-1.7\n%%EOF\n", "<x/>", "en")
