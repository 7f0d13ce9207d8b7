"""Citations: every form names the same part of the same edition, and other software reads it."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import date

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pybtex.richtext import Text

from synthesis.edition.citation import (
    KINDS,
    SHORT,
    CitedPart,
    book_part,
    cite_in_text,
    cite_text,
    part_address,
)
from synthesis.edition.edition import Edition, read_edition
from synthesis.edition.licence import TEXT_LICENCES, Licence
from synthesis.edition.reference_formats import citation_key, cite_bibtex, cite_ris

DIGEST = "0123456789abcdef" * 4
OWN = read_edition(DIGEST)
PUBLIC = replace(OWN, address="https://example.org/book/")
OTHER = read_edition(DIGEST, "my_trials & more")
PEOPLE = replace(
    OWN, authors=("Ada Lovelace", "Martin King Jr"), inverted=("Lovelace, Ada", "King, Jr, Martin")
)
EDITIONS = {"own": OWN, "public": PUBLIC, "other": OTHER, "people": PEOPLE}
SLUG = "easi75-monotherapy-upadacitinib-30-qd-forest"
PARTS = {
    "book": book_part(OWN),
    "chapter": CitedPart(
        "chapter", "choices", "Does the answer depend on choices?", "choices.html"
    ),
    "figure": CitedPart("figure", SLUG, "EASI-75: upadacitinib 30 mg", f"figures/{SLUG}.html"),
    "table": CitedPart("table", "risks", "Risks, in % of patients", "safety.html#table-risks"),
}


def part_of(edition: Edition, kind: str) -> CitedPart:
    return book_part(edition) if kind == "book" else PARTS[kind]


@pytest.fixture(params=list(EDITIONS))
def edition(request: pytest.FixtureRequest) -> Edition:
    return EDITIONS[request.param]


@pytest.fixture(params=KINDS)
def part(request: pytest.FixtureRequest, edition: Edition) -> CitedPart:
    return part_of(edition, request.param)


def read_bibtex(text: str) -> tuple[str, Entry]:
    ((key, entry),) = parse_string(text, "bibtex").entries.items()
    return key, entry


def plain(value: str) -> str:
    """What a field says once TeX has read it, braces that keep capitals taken off."""
    value = value.removeprefix("{").removesuffix("}") if value.startswith("{") else value
    return str(Text.from_latex(value))


def read_ris(text: str) -> dict:
    (record,) = rispy.loads(text)
    return record


def where(edition: Edition, part: CitedPart) -> str:
    return part_address(edition, part) or ("" if part.kind == "book" else part.place)


def test_text_names_everything(edition: Edition, part: CitedPart) -> None:
    text = cite_text(edition, part)
    assert "\n" not in text
    assert "  " not in text
    assert ".." not in text
    for author in edition.authors:
        assert author in text
    for fact in (
        edition.title,
        str(edition.released.year),
        f"Version {edition.version}",
        edition.short_digest,
        edition.licence.name if edition.licence else "",
        part.title,
        where(edition, part),
    ):
        assert fact in text
    if part.kind in ("figure", "table"):
        assert f"({part.kind} {part.name})" in text


def test_text_of_the_book() -> None:
    assert cite_text(PUBLIC, PARTS["book"]) == (
        f"{OWN.authors[0]} (2026). {OWN.title}. Version {OWN.version} of 21 November 2026, "
        "data digest 0123456789ab. CC BY 4.0. https://example.org/book/"
    )


def test_text_of_a_figure() -> None:
    assert cite_text(OWN, PARTS["figure"]) == (
        f"{OWN.authors[0]} (2026). EASI-75: upadacitinib 30 mg (figure {SLUG}). In: {OWN.title}. "
        f"Version {OWN.version} of 21 November 2026, data digest 0123456789ab. CC BY 4.0. "
        f"Name in the book: figures/{SLUG}.html"
    )


def test_a_title_that_asks_keeps_its_question_mark() -> None:
    assert "depend on choices? Chapter in: " in cite_text(OWN, PARTS["chapter"])


def test_other_data_never_pass_as_the_books_own(part: CitedPart) -> None:
    part = part_of(OTHER, part.kind)
    texts = [cite(OTHER, part) for cite in (cite_text, cite_in_text, cite_ris)]
    texts.append(cite_bibtex(OTHER, part).replace(r"\_", "_").replace(r"\&", "&"))
    for text in texts:
        assert "run on other data: my_trials & more" in text
        assert "https://example.org" not in text
        # What somebody made of other data is not the book's to license.
        assert not re.search("CC.BY", text)
    licensed = replace(OTHER, licence=Licence("Made-Up Terms 1", "", ""))
    for cite in (cite_text, cite_bibtex, cite_ris):
        assert "Made-Up Terms 1" in cite(licensed, part)


def test_an_address_is_whole_or_there_is_none(part: CitedPart) -> None:
    part = part_of(OWN, part.kind)
    for cite in (cite_text, cite_in_text, cite_bibtex):
        assert "://" not in cite(OWN, part)
        assert part_address(PUBLIC, part) in cite(PUBLIC, part)
        assert "Name in the book" not in cite(PUBLIC, part)
    assert "urls" not in read_ris(cite_ris(OWN, part))


def test_the_source_line_is_short_and_leads_to_the_source(
    edition: Edition, part: CitedPart
) -> None:
    line = cite_in_text(edition, part)
    # Whose data they are is said even where the line grows longer by it.
    other = f", run on other data: {edition.data_name}" if edition.data_name else ""
    assert len(line) <= SHORT + len(other)
    assert "JAK inhibitors in atopic dermatitis" in line
    for fact in (f"v{edition.version}", edition.short_digest, where(edition, part)):
        assert fact in line
    if part.kind == "figure":
        assert line.count(part.name) == 1


def test_the_source_line_holds_for_the_longest_names() -> None:
    slug = "easi90-itch01-week-16-against-dupilumab-upadacitinib-15-to-30-qd-forest"
    part = CitedPart("figure", slug, "Title", f"figures/{slug}.html")
    assert len(cite_in_text(OWN, part)) <= SHORT
    assert slug in cite_in_text(OWN, part)
    other = read_edition(DIGEST, "a package of trials with a very long name indeed")
    line = cite_in_text(other, PARTS["chapter"])
    assert len(line) <= SHORT
    assert "run on other data: a package of trials…" in line


def test_the_source_line_names_persons_and_licence_where_they_fit() -> None:
    assert cite_in_text(PEOPLE, PARTS["book"]).startswith("Lovelace et al. JAK inhibitors")
    assert cite_in_text(OWN, PARTS["book"]).endswith(", CC BY 4.0")


def test_a_title_without_a_subtitle_is_cut_between_words() -> None:
    long = replace(OWN, title="Trials of many treatments " * 5)
    line = cite_in_text(long, PARTS["chapter"])
    assert line.startswith("Trials of many treatments Trials of many treatments Trials…, v")
    untitled = read_edition(DIGEST, "mine")
    bare = replace(untitled, title="Trials (run on other data: mine)")
    assert cite_in_text(bare, PARTS["chapter"]).count("mine") == 1


def test_bibtex_is_parsed_with_all_fields(edition: Edition, part: CitedPart) -> None:
    key, entry = read_bibtex(cite_bibtex(edition, part))
    assert key == citation_key(edition, part)
    assert entry.type == ("book" if part.kind == "book" else "incollection")
    assert plain(entry.fields["title"]).startswith(part.title)
    if part.kind != "book":
        assert plain(entry.fields["booktitle"]) == edition.title
    if part.kind in ("figure", "table"):
        assert part.name in entry.fields["title"]
    assert entry.fields["year"] == "2026"
    assert entry.fields["month"] == "November"
    assert entry.fields["version"] == edition.version
    assert entry.fields["datadigest"] == DIGEST
    assert entry.fields.get("url", "") == part_address(edition, part)
    note = plain(entry.fields["note"])
    assert note.startswith(
        f"Version {edition.version} of 21 November 2026, data digest 0123456789ab"
    )
    assert (edition.licence.name if edition.licence else "") in note
    assert ("Name in the book" in note) == (not edition.address and part.kind != "book")
    assert entry.fields.get("license", "") == ("" if edition.data_name else "CC-BY-4.0")


def test_bibtex_keeps_a_group_together_and_inverts_persons() -> None:
    _, entry = read_bibtex(cite_bibtex(OWN, PARTS["book"]))
    (group,) = entry.persons["author"]
    assert [plain(name) for name in group.last_names] == list(OWN.authors)
    assert group.first_names == []
    _, entry = read_bibtex(cite_bibtex(PEOPLE, PARTS["book"]))
    ada, martin = entry.persons["author"]
    assert (ada.last_names, ada.first_names) == (["Lovelace"], ["Ada"])
    assert (martin.last_names, martin.lineage_names) == (["King"], ["Jr"])


def test_ris_is_parsed_with_all_fields(edition: Edition, part: CitedPart) -> None:
    record = read_ris(cite_ris(edition, part))
    assert record["type_of_reference"] == ("BOOK" if part.kind == "book" else "CHAP")
    assert record["title"].startswith(part.title)
    if part.kind != "book":
        assert record["secondary_title"] == edition.title
    if part.kind in ("figure", "table"):
        assert record["title"].endswith(f"({part.kind} {part.name})")
    assert record["year"] == "2026"
    assert record["date"] == "2026/11/21/"
    assert record["edition"] == f"Version {edition.version}, data 0123456789ab"
    assert record.get("urls", []) == [a for a in [part_address(edition, part)] if a]
    (note,) = record["notes"]
    assert DIGEST in note
    assert (edition.licence.in_full if edition.licence else "") in note
    assert ("Licence" in note) == (edition.licence is not None)
    assert ("Name in the book" in note) == (not edition.address and part.kind != "book")
    assert set(record) <= {
        *("type_of_reference", "authors", "title", "secondary_title", "year", "date", "edition"),
        *("urls", "language", "notes"),
    }


def test_ris_names_end_as_reference_managers_expect() -> None:
    assert read_ris(cite_ris(OWN, PARTS["book"]))["authors"] == [f"{OWN.authors[0]},"]
    people = read_ris(cite_ris(PEOPLE, PARTS["book"]))["authors"]
    assert people == ["Lovelace, Ada", "King, Martin, Jr"]


def test_ris_has_the_form_of_its_lines(edition: Edition, part: CitedPart) -> None:
    lines = cite_ris(edition, part).splitlines()
    assert lines[0].startswith("TY  - ")
    assert lines[-1] == "ER  - "
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)


def test_without_a_digest_none_is_named(part: CitedPart) -> None:
    bare = replace(OWN, digest="")
    part = part_of(bare, part.kind)
    for cite in (cite_text, cite_in_text, cite_bibtex, cite_ris):
        assert "digest" not in cite(bare, part)
        assert "data ," not in cite(bare, part)


def test_keys_tell_versions_data_and_parts_apart() -> None:
    editions = [OWN, replace(OWN, version="9.9.9"), replace(OWN, digest="f" * 64)]
    same = [CitedPart(kind, "network", "T", "x.html") for kind in ("chapter", "figure", "table")]
    keys = [citation_key(e, p) for e in editions for p in (*same, book_part(e))]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


@pytest.mark.parametrize(
    ("kind", "name", "title", "place"),
    [
        ("page", "a", "A", "a.html"),
        ("figure", " ", "A", "a.html"),
        ("figure", "a", "", "a.html"),
        ("figure", "a", "A", "https://example.org/a.html"),
        ("figure", "a", "A", "/a.html"),
    ],
)
def test_a_part_that_cannot_be_cited_is_refused(
    kind: str, name: str, title: str, place: str
) -> None:
    with pytest.raises(ValueError, match=r"citation|cited|address"):
        CitedPart(kind, name, title, place)  # type: ignore[arg-type]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_one_that_bibtex_knows(month: int) -> None:
    edition = replace(OWN, released=date(2027, month, 3))
    _, entry = read_bibtex(cite_bibtex(edition, PARTS["figure"]))
    assert f"{entry.fields['month']} 2027" in cite_text(edition, PARTS["figure"])


SIGNS = string.ascii_letters + string.digits + " \\{}~^&%$#_\"'@,=<>?!.:;-–≥×“”éßΩ"
WORDS = st.text(SIGNS, min_size=1, max_size=40).filter(lambda text: text.strip(" ") != "")


@given(WORDS, WORDS, WORDS)
def test_any_words_come_back_from_bibtex_and_ris(title: str, group: str, book: str) -> None:
    edition = Edition(book, (group,), "1.0", date(2026, 11, 21), DIGEST, *TEXT_LICENCES.values())
    part = CitedPart("figure", "a-b", title, "figures/a-b.html")
    key, entry = read_bibtex(cite_bibtex(edition, part))
    assert re.fullmatch(r"[a-z0-9-]+", key)
    assert untex(entry.fields["title"]) == f"{' '.join(title.split())} (figure a-b)"
    assert untex(entry.fields["booktitle"]) == " ".join(book.split())
    record = read_ris(cite_ris(edition, part))
    assert record["title"] == f"{' '.join(title.split())} (figure a-b)"
    assert record["secondary_title"] == " ".join(book.split())
    assert "\n" not in cite_text(edition, part)


def untex(value: str) -> str:
    """Take off the protecting braces and undo each escape in one pass, as TeX reads it."""
    signs = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    signs |= {"textasciitilde": "~", "textasciicircum": "^"}

    def read(found: re.Match[str]) -> str:
        return signs[found[1]] if found[1] else found[2]

    assert value[0] + value[-1] == "{}"
    return re.sub(r"\\(?:(text[a-z]+)\{\}|(.))", read, value[1:-1])
