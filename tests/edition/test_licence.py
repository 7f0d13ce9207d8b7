"""Results of other data carry what their owner declares, and never a licence of the book."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from synthesis.edition.edition import Naming, read_edition
from synthesis.edition.licence import NO_LICENCE, Licence, declared_licence
from synthesis.exports.kits import results_json
from synthesis.site.machinery.html import render
from synthesis.site.pages.figures.citing import licence_sentence, show_licences

DIGEST = "c" * 64


@pytest.mark.parametrize(
    ("entries", "licence"),
    [
        ([], None),
        ([{}], None),
        ([{"name": "", "path": ""}], None),
        (
            [{"name": "MADE-UP-1.0", "title": "Made-up 1", "path": "https://example.org/terms"}],
            Licence("Made-up 1", "MADE-UP-1.0", "https://example.org/terms"),
        ),
        ([{"name": "X", "path": "javascript:alert(1)"}], Licence("X", "X", "")),
        ([{"path": "LICENCE.txt"}], Licence("LICENCE.txt", "", "")),
        ([{"name": "A"}, {"title": "B"}], Licence("A, B", "", "")),
    ],
)
def test_a_licence_is_read_from_the_description(
    entries: list[dict[str, str]], licence: Licence | None
) -> None:
    assert declared_licence(entries) == licence


@pytest.mark.parametrize("licence", [None, Licence("Made-up 1", "", "https://example.org/terms")])
def test_every_text_states_the_owners_licence_or_none(licence: Licence | None) -> None:
    naming = Naming("A book of other data", licence=licence)
    edition = read_edition(DIGEST, "theirs", naming=naming)
    stated = NO_LICENCE if licence is None else licence.name
    content = json.loads(results_json({}, [], edition))
    assert content["licence"] == stated
    texts = [
        edition.rights,
        licence_sentence(edition),
        show_licences(edition).text,
        render("edition_line.html", edition=edition, up="").text,
    ]
    for text in (*texts, content["citation"]):
        assert "CC BY" not in text
        assert "creativecommons" not in text
    assert all(stated in text for text in texts)


def test_the_books_own_results_have_its_licence_whatever_a_description_says() -> None:
    own = read_edition(DIGEST, naming=Naming("The book", licence=Licence("Other", "", "")))
    assert own.licence_name == "CC-BY-4.0"
    assert replace(own, licence=None, data_name="x").licence_name == NO_LICENCE
