"""The edition: what every citation names is read from two files, and they agree with the rest."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from synthesis import __version__
from synthesis.edition.edition import (
    CITATION,
    CONFIGURATION,
    NO_AUTHORS,
    Edition,
    EditionError,
    Naming,
    read_edition,
)
from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset

DIGEST = "0123456789abcdef" * 4
ADDRESS = "https://example.org/book/"
# What CFF 1.2.0 demands and allows at the top of its file.
CFF_REQUIRED = {"authors", "cff-version", "message", "title"}
CFF_ALLOWED = CFF_REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (CITATION, CONFIGURATION):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def change(path: Path, **values: object) -> None:
    """Set keys of a YAML file, with “_” for “-”; None takes a key away."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content |= {name.replace("_", "-"): value for name, value in values.items()}
    kept = {name: value for name, value in content.items() if value is not None}
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def citation() -> dict:
    return yaml.safe_load((ROOT / CITATION).read_text(encoding="utf-8"))


def test_edition_of_the_book(dataset: Dataset, citation: dict) -> None:
    edition = read_edition(dataset.digest)
    assert edition.title == citation["title"]
    assert edition.authors == tuple(author["name"] for author in citation["authors"])
    assert edition.version == __version__
    assert edition.released.isoformat() == citation["date-released"]
    assert edition.digest == dataset.digest
    assert edition.short_digest == dataset.short_digest
    assert (edition.licence.name, edition.licence.spdx) == ("CC BY 4.0", "CC-BY-4.0")
    assert edition.code_licence.spdx == "MIT"
    assert edition.data_name == ""


def test_the_address_is_that_of_the_configuration() -> None:
    html = yaml.safe_load((ROOT / CONFIGURATION).read_text(encoding="utf-8"))["html"]
    address = html.get("baseurl") or ""
    assert read_edition(DIGEST).address == (address and address.rstrip("/") + "/")


@pytest.mark.parametrize("given", [ADDRESS, ADDRESS.rstrip("/"), "https://example.org"])
def test_an_address_ends_with_one_slash(folder: Path, given: str) -> None:
    change(folder / CONFIGURATION, html={"baseurl": given})
    assert read_edition(DIGEST, root=folder).address == given.rstrip("/") + "/"


@pytest.mark.parametrize("html", [None, {}, {"baseurl": ""}, {"baseurl": None}, "text"])
def test_without_an_address_there_is_none(folder: Path, html: object) -> None:
    change(folder / CONFIGURATION, html=html)
    assert read_edition(DIGEST, root=folder).address == ""


def test_other_data_are_named_and_have_no_address_of_the_book(folder: Path) -> None:
    change(folder / CONFIGURATION, html={"baseurl": ADDRESS})
    edition = read_edition(DIGEST, "my  trials", folder)
    assert edition.title == read_edition(DIGEST).title + " (run on other data: my trials)"
    assert edition.data_name == "my trials"
    assert edition.address == ""


def test_a_package_with_a_title_of_its_own_is_a_book_of_its_own() -> None:
    naming = Naming("Made-upinibs in made-up disease", ("made-up disease",), "made-up")
    edition = read_edition(DIGEST, "mine", naming=naming)
    assert (edition.title, edition.file_name) == (naming.title, "made-up")
    assert edition.keywords == ("made-up disease",)
    assert (edition.data_name, edition.address) == ("mine", "")
    assert edition.authors == (NO_AUTHORS,)
    signed = read_edition(DIGEST, "mine", naming=replace(naming, authors=("A. Made-Up",)))
    assert (signed.authors, signed.inverted) == (("A. Made-Up",), ("",))


def test_a_package_that_keeps_the_title_of_the_book_is_a_run_on_other_data() -> None:
    title = read_edition(DIGEST).title
    edition = read_edition(DIGEST, "mine", naming=Naming(title))
    assert edition.title == f"{title} (run on other data: mine)"
    own = read_edition(DIGEST, naming=Naming("Another title"))
    assert own.title == title


@pytest.mark.parametrize(
    ("entry", "name", "inverted"),
    [
        ({"name": "The group"}, "The group", ""),
        ({"given-names": "Ada", "family-names": "Lovelace"}, "Ada Lovelace", "Lovelace, Ada"),
        (
            {"given-names": "Ludwig", "name-particle": "van", "family-names": "Beethoven"},
            "Ludwig van Beethoven",
            "van Beethoven, Ludwig",
        ),
        (
            {"given-names": "Martin", "family-names": "King", "name-suffix": "Jr"},
            "Martin King Jr",
            "King, Jr, Martin",
        ),
        ({"family-names": "Plato"}, "Plato", ""),
    ],
)
def test_names_of_authors(folder: Path, entry: dict, name: str, inverted: str) -> None:
    change(folder / CITATION, authors=[entry])
    edition = read_edition(DIGEST, root=folder)
    assert (edition.authors, edition.inverted) == ((name,), (inverted,))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("title", "  "),
        ("version", None),
        ("version", 0.1),
        ("date-released", None),
        ("date-released", "November 2026"),
        ("authors", None),
        ("authors", []),
        ("authors", ["Ada Lovelace"]),
        ("authors", [{"given-names": "Ada"}]),
        ("license", None),
        ("license", ["CC-BY-4.0", "MIT"]),
    ],
)
def test_what_is_missing_is_named(folder: Path, field: str, value: object) -> None:
    change(folder / CITATION, **{field: value})
    with pytest.raises(EditionError) as caught:
        read_edition(DIGEST, root=folder)
    sentence = str(caught.value)
    assert sentence.startswith(f"CITATION.cff, {field}: expected ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "address",
    [
        *("example.org/book", "ftp://example.org", "https://", "https://example.org/a b", 7),
        *("https://example.org/{book}", "https://example.org/?page=1", "https://example.org/#top"),
    ],
)
def test_an_address_that_is_none_is_refused(folder: Path, address: object) -> None:
    change(folder / CONFIGURATION, html={"baseurl": address})
    with pytest.raises(EditionError, match=r"^_config\.yml, html: baseurl: expected the site’s"):
        read_edition(DIGEST, root=folder)


@pytest.mark.parametrize("name", [CITATION, CONFIGURATION])
@pytest.mark.parametrize("content", [None, b"", b"- a list\n", b"a: [\n", b"\xff\xfe\xff"])
def test_a_file_that_cannot_be_read_is_named(
    folder: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(EditionError, match=rf"^{name} .*; expected [^\n]*\.$"):
        read_edition(DIGEST, root=folder)


def test_a_date_without_quotation_marks_is_a_date(folder: Path) -> None:
    change(folder / CITATION, date_released=date(2030, 2, 1))
    assert read_edition(DIGEST, root=folder).released == date(2030, 2, 1)


def test_inverted_names_are_those_of_the_authors() -> None:
    edition = read_edition(DIGEST)
    with pytest.raises(ValueError, match="inverted"):
        replace(edition, inverted=("A, B", "C, D"))
    with pytest.raises(ValueError, match="authors"):
        replace(edition, authors=())


def test_all_places_name_the_same_version(citation: dict) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert __version__ == project["version"] == citation["version"]
    assert citation["title"] == project["description"]


def test_the_citation_file_is_sound(citation: dict) -> None:
    assert set(citation) >= CFF_REQUIRED | {"abstract", "keywords", "type", "license", "version"}
    assert set(citation) <= CFF_ALLOWED
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("dataset", "software")
    assert date.fromisoformat(citation["date-released"])
    for field in ("message", "title", "abstract", "version"):
        assert isinstance(citation[field], str)
        assert citation[field].strip()
    keywords = citation["keywords"]
    assert keywords
    assert len(set(keywords)) == len(keywords)
    assert all(isinstance(word, str) and word.strip() for word in keywords)
    for reference in citation["references"]:
        assert {"authors", "title", "type"} <= set(reference)
    for author in citation["authors"]:
        assert set(author) <= {"name", "given-names", "family-names", "name-particle"}


def test_licences_agree(citation: dict) -> None:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    edition = read_edition(DIGEST)
    (licence,) = package["licenses"]
    assert (licence["name"], licence["path"]) == (edition.licence.spdx, edition.licence.address)
    assert [r["license"] for r in citation["references"]] == [edition.code_licence.spdx]
    words = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for name in (edition.code_licence.name, edition.licence.name, edition.licence.address):
        assert name in words
    assert edition.licence.name in citation["abstract"]
    assert edition.code_licence.name in citation["abstract"]


def test_an_edition_is_a_value() -> None:
    assert read_edition(DIGEST) == read_edition(DIGEST)
    assert hash(read_edition(DIGEST)) == hash(read_edition(DIGEST))
    assert isinstance(read_edition(""), Edition)
    assert read_edition("").short_digest == ""
