"""All files of a figure: there, readable, with their facts, and the same each time."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import rispy
from PIL import Image
from pptx import Presentation
from publications import PUBLICATION, make_publication, make_two_part_publication
from pybtex.database import parse_string

from synthesis.edition.edition import read_edition
from synthesis.exports.figure_files import FigureFiles, make_figure_files

EDITION = read_edition("d" * 64)
FILES = {
    *("figure.svg", "figure-narrow.svg", "figure.png", "slide.png", "slide.pptx", "print.pdf"),
    *("data.csv", "data.json", "cite.txt", "cite.bib", "cite.ris", "figure.json", "thumbnail.png"),
}


@pytest.fixture(scope="module")
def made() -> FigureFiles:
    return make_figure_files(PUBLICATION, EDITION, "easi75")


def open_picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_every_file_is_there_and_none_is_empty(made: FigureFiles) -> None:
    assert set(made.files) == FILES
    assert all(len(content) > 50 for content in made.files.values())


def test_the_same_figure_gives_the_same_bytes(made: FigureFiles) -> None:
    assert make_figure_files(PUBLICATION, EDITION, "easi75").files == made.files


def test_a_slide_has_the_size_of_a_screen(made: FigureFiles) -> None:
    assert open_picture(made.files["slide.png"]).size == (1920, 1080)
    assert open_picture(made.files["thumbnail.png"]).size == (640, 360)


def test_a_picture_is_twice_the_size_of_the_page(made: FigureFiles) -> None:
    record = json.loads(made.files["figure.json"])
    width, height = record["size"]
    assert open_picture(made.files["figure.png"]).size == (2 * width, 2 * height)


@pytest.mark.parametrize("name", ["figure.png", "slide.png"])
def test_pictures_say_whose_they_are(made: FigureFiles, name: str) -> None:
    picture = open_picture(made.files[name])
    assert isinstance(picture, Image.Image)
    facts = picture.info
    assert facts["Title"] == PUBLICATION.title
    assert EDITION.short_digest in facts["Version"]
    assert EDITION.licence.address in facts["Copyright"]
    assert PUBLICATION.slug in facts["Source"]
    assert facts["Creation Time"] == EDITION.released.isoformat()


def test_the_svg_is_text_with_a_name(made: FigureFiles) -> None:
    root = ET.fromstring(made.files["figure.svg"])
    assert root.get("role") == "img"
    texts = "".join(root.itertext())
    assert "Madeupinib, wide: τ² ≥ 0 – “so”" in texts
    assert PUBLICATION.title in texts
    assert PUBLICATION.alt in texts


def test_data_read_again_are_the_data_drawn(made: FigureFiles) -> None:
    header, *rows = csv.reader(io.StringIO(made.files["data.csv"].decode()))
    assert header == ["trial", "patients", "odds_ratio", "ci_low (odds ratio)"]
    assert rows[0] == ["MADE UP 1", "200", "2", "1.1"]
    # What a spreadsheet would run as a formula is text.
    assert rows[1] == ["'=MADE UP 2", "", "0.3333333333", ""]


def test_data_json_describes_each_field(made: FigureFiles) -> None:
    content = json.loads(made.files["data.json"])
    assert [field["name"] for field in content["fields"]] == [
        *("trial", "patients", "odds_ratio", "ci_low")
    ]
    assert all(field["description"] and field["title"] for field in content["fields"])
    assert content["rows"][1] == {
        "trial": "=MADE UP 2",
        "patients": None,
        "odds_ratio": 0.3333333333,
        "ci_low": None,
    }
    assert content["version"] == EDITION.version
    assert content["data_digest"] == EDITION.digest


def test_citations_parse(made: FigureFiles) -> None:
    (entry,) = parse_string(made.files["cite.bib"].decode(), "bibtex").entries.values()
    assert PUBLICATION.slug in entry.fields["title"]
    (reference,) = rispy.loads(made.files["cite.ris"].decode())
    assert PUBLICATION.slug in reference["title"]
    assert PUBLICATION.slug in made.files["cite.txt"].decode()


def test_the_powerpoint_file_has_the_words_of_the_slide(made: FigureFiles) -> None:
    (slide,) = Presentation(io.BytesIO(made.files["slide.pptx"])).slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert slide.shapes.title.text == PUBLICATION.finding
    assert PUBLICATION.title in texts
    assert any(PUBLICATION.slug in text for text in texts)
    notes = slide.notes_slide.notes_text_frame.text
    assert "A single trial." in notes
    assert "Cite as:" in notes


def test_parts_of_a_figure_are_slides_of_their_own() -> None:
    made = make_figure_files(make_two_part_publication(), EDITION, "easi75")
    assert set(made.files) == FILES | {"slide-2.png"}
    assert made.files["slide.png"] != made.files["slide-2.png"]
    assert len(Presentation(io.BytesIO(made.files["slide.pptx"])).slides) == 2
    assert json.loads(made.files["figure.json"])["slides"] == ["slide.png", "slide-2.png"]


def test_a_public_address_stands_on_the_slide_once_there_is_one() -> None:
    edition = replace(EDITION, address="https://example.org/book/")
    made = make_figure_files(PUBLICATION, edition, "easi75")
    address = f"https://example.org/book/figures/{PUBLICATION.slug}.html"
    assert address in made.files["cite.bib"].decode()
    assert made.slides[0].address == address


def test_other_data_carry_no_licence_of_the_book() -> None:
    edition = read_edition("e" * 64, "my-trials")
    made = make_figure_files(make_publication(), edition, "easi75")
    facts = open_picture(made.files["slide.png"]).info
    assert "my-trials" in facts["Copyright"]
    assert EDITION.licence.address not in facts["Copyright"]


def test_the_code_that_draws_is_named(made: FigureFiles) -> None:
    assert json.loads(made.files["figure.json"])["code"] == "publications._draw_layout"
