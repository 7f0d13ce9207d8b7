"""Which edition of the book this is: what every citation and every file of a figure names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from synthesis.edition.licence import CODE_LICENCE, NO_LICENCE, TEXT_LICENCES, Licence
from synthesis.files.project import ROOT

CITATION = "CITATION.cff"
CONFIGURATION = "_config.yml"
DIGEST_SHOWN = 12  # characters of a digest that tell two versions apart, as in Dataset
ADDRESS = re.compile(r"https?://[^\s/?#{}\\]+(/[^\s?#{}\\]*)?")
NO_AUTHORS = "Authors not stated"


class EditionError(Exception):
    """The edition cannot be told; the message is one sentence with file, field and what to do."""


@dataclass(frozen=True)
class Edition:
    """One edition: this version of the book with these data.

    Parameters
    ----------
    title
        Of the book; where it was run on other data, it says so and names them.
    authors
        Names as they are read: “Ada Lovelace”, or the name of a group.
    version
        Of the book and its code, such as “0.1.0”.
    released
        The day this version was released.
    digest
        Of the data, as `Dataset.digest`; empty where no data were validated.
    licence
        Of figures and data, and of the text of the book’s own edition; of somebody’s own data what
        their description declares, and None where it declares none.
    code_licence
        Of the code.
    address
        Public address of the site with a slash at its end, or empty while it has none.
    data_name
        Name of somebody’s own data package; empty for the book’s own data.
    inverted
        For each author “Lovelace, Ada” or “King, Jr, Martin”, nothing for a group; empty when
        all are groups.
    keywords
        Embedded in files of figures and tables.
    file_name
        What the names of downloaded files begin with.
    """

    title: str
    authors: tuple[str, ...]
    version: str
    released: date
    digest: str
    licence: Licence | None
    address: str = ""
    data_name: str = ""
    code_licence: Licence = CODE_LICENCE
    inverted: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    file_name: str = "synthesis"

    def __post_init__(self) -> None:
        if not self.authors or len(self.inverted) not in (0, len(self.authors)):
            raise ValueError("an edition has authors, and as many inverted names or none")

    @property
    def rights(self) -> str:
        """Under which terms results may be used; what somebody made of other data is theirs."""
        if self.licence is None:
            return f"Made from other data ({self.data_name}): {NO_LICENCE}; ask who made it."
        return self.licence.in_full

    @property
    def licence_name(self) -> str:
        """The licence as data files state it: its identifier, its name, or that there is none."""
        return (self.licence.spdx or self.licence.name) if self.licence else NO_LICENCE

    @property
    def version_and_data(self) -> str:
        """Version and data as files state them, such as “0.1.0, data 00ce5d30a76f”."""
        return f"{self.version}, data {self.short_digest}"

    @property
    def stamp(self) -> str:
        """Version and data in the name of a downloaded file, such as “v0.1.0-00ce5d30a76f”."""
        return f"v{self.version}-{self.short_digest}"

    @property
    def short_digest(self) -> str:
        """The first twelve characters of the digest, as every page shows them."""
        return self.digest[:DIGEST_SHOWN]


@dataclass(frozen=True)
class Naming:
    """What a data package calls itself: title, keywords, names of its files, authors, licence."""

    title: str
    keywords: tuple[str, ...] = ()
    file_name: str = "synthesis"
    authors: tuple[str, ...] = ()
    licence: Licence | None = None


def read_edition(
    digest: str, data_name: str = "", root: Path = ROOT, naming: Naming | None = None
) -> Edition:
    """Read the edition from CITATION.cff and the public address from _config.yml.

    Parameters
    ----------
    digest
        Of the data the book is run on.
    data_name
        Name of somebody’s own data package. The public address is that of the book’s own site,
        so a run on other data has none.
    root
        The folder of both files.
    naming
        What the data package calls itself. One that has a title of its own is no run of this
        book on other data, but a book of its own.

    Raises
    ------
    EditionError
        A file or a field is missing or cannot be used.
    """
    citation = _read_mapping(root / CITATION)
    title = _text(citation, "title", "the title of the book")
    naming = naming or Naming(title)
    data_name = " ".join(data_name.split())
    names = [(name, "") for name in naming.authors]
    if not names and data_name and naming.title != title:
        names = [(NO_AUTHORS, "")]  # who wrote this book did not write that one
    names = names or [_author(entry) for entry in _entries(citation)]
    return Edition(
        title=title + other_data_note(data_name)
        if not data_name or naming.title == title
        else naming.title,
        authors=tuple(name for name, _ in names),
        inverted=tuple(inverted for _, inverted in names),
        version=_text(citation, "version", "text such as “0.1.0”, in quotation marks if need be"),
        released=_released(citation),
        digest=digest,
        licence=naming.licence if data_name else _licence(citation),
        address="" if data_name else _address(_read_mapping(root / CONFIGURATION)),
        data_name=data_name,
        keywords=naming.keywords,
        file_name=naming.file_name,
    )


def other_data_note(data_name: str) -> str:
    """What the title of a run on somebody’s own data ends with; nothing for the book’s own."""
    return f" (run on other data: {data_name})" if data_name else ""


def _read_mapping(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        raise EditionError(f"{path.name} cannot be read; expected this file at {path}.") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise EditionError(f"{path.name} is not YAML text; expected keys with values.") from None
    if not isinstance(content, dict):
        raise EditionError(f"{path.name} holds no keys with values; expected a mapping in YAML.")
    return content


def _wrong(file: str, field: str, expected: str) -> EditionError:
    return EditionError(f"{file}, {field}: expected {expected}.")


def _text(citation: Mapping[str, Any], field: str, expected: str) -> str:
    value = citation.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(CITATION, field, expected)
    return " ".join(value.split())


def _released(citation: Mapping[str, Any]) -> date:
    value = citation.get("date-released")
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(CITATION, "date-released", "a day such as 2026-11-21") from None


def _entries(citation: Mapping[str, Any]) -> list[Any]:
    entries = citation.get("authors")
    if not isinstance(entries, list) or not entries:
        raise _wrong(CITATION, "authors", "at least one author")
    return entries


def _author(entry: Any) -> tuple[str, str]:
    """The name as it is read, and inverted; a group has no inverted name."""
    keys = ("name", "given-names", "name-particle", "family-names", "name-suffix")
    parts = entry if isinstance(entry, dict) else {}
    name, given, particle, family, suffix = (
        " ".join(str(parts.get(key) or "").split()) for key in keys
    )
    if name:
        return name, ""
    if not family:
        raise _wrong(CITATION, "authors", "each with a name, or with family-names and given-names")
    last = f"{particle} {family}".strip()
    if not given:  # nothing to invert, as with a group
        return last, ""
    inverted = ", ".join(part for part in (last, suffix, given) if part)
    return " ".join(part for part in (given, last, suffix) if part), inverted


def _licence(citation: Mapping[str, Any]) -> Licence:
    licence = TEXT_LICENCES.get(str(citation.get("license")))
    if licence is None:
        raise _wrong(CITATION, "license", f"one of {', '.join(TEXT_LICENCES)}")
    return licence


def _address(configuration: Mapping[str, Any]) -> str:
    html = configuration.get("html")
    value = html.get("baseurl") if isinstance(html, dict) else None
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        expected = "the site’s public address, such as https://example.org/book/, or nothing"
        raise _wrong(CONFIGURATION, "html: baseurl", expected)
    return value.rstrip("/") + "/"
