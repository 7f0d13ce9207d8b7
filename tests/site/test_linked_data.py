"""JSON-LD of a figure: an image and its data, with licence, version and what they are based on."""

from __future__ import annotations

import json
from dataclasses import replace

from figure_records import make_record

from synthesis.edition.edition import read_edition
from synthesis.site.machinery.linked_data import describe_as_linked_data

EDITION = read_edition("b" * 64)
FIELDS = (
    {"name": "trial", "description": "Name of the trial.", "unit": ""},
    {"name": "odds_ratio", "description": "Odds ratio </script>.", "unit": "odds ratio"},
)
BASED_ON = ["https://clinicaltrials.gov/study/NCT00000000"]


def graph(address: str = "") -> tuple[dict, dict]:
    edition = replace(EDITION, address=address)
    text = describe_as_linked_data(make_record(), FIELDS, edition, BASED_ON).text
    assert "</" not in text
    content = json.loads(text)
    assert content["@context"] == "https://schema.org"
    image, dataset = content["@graph"]
    return image, dataset


def test_the_image_says_what_it_shows_and_whose_it_is() -> None:
    image, _ = graph()
    record = make_record()
    assert image["@type"] == "ImageObject"
    assert image["abstract"] == record.finding
    assert image["caption"] == record.caption
    assert image["license"] == EDITION.licence.address
    assert image["contentUrl"].endswith(f"{record.slug}/figure.png")
    assert EDITION.version in image["version"]


def test_the_dataset_names_its_fields_files_and_records() -> None:
    _, dataset = graph()
    assert [v["name"] for v in dataset["variableMeasured"]] == ["trial", "odds_ratio"]
    assert dataset["variableMeasured"][1]["unitText"] == "odds ratio"
    assert "unitText" not in dataset["variableMeasured"][0]
    assert {d["encodingFormat"] for d in dataset["distribution"]} == {
        "text/csv",
        "application/json",
    }
    assert dataset["isBasedOn"] == BASED_ON


def test_addresses_are_whole_once_the_book_has_one() -> None:
    image, dataset = graph("https://example.org/book/")
    page = "https://example.org/book/figures/"
    assert image["contentUrl"].startswith(page)
    assert dataset["url"].startswith(page)
