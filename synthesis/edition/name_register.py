"""The names of all figures and tables ever published: a name is for ever, and for one thing.

`book/slugs.csv` lists every name with what it stands for and the version that published it first.
A name that is no longer published needs an entry in `book/redirects.toml`, which says where
those who cite it are led, and why.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLUGS = "slugs.csv"
REDIRECTS = "redirects.toml"
COLUMNS = ("slug", "kind", "since")
REDIRECT_FIELDS = ("from", "to", "reason")
TABLE = "table"
# Tables of what is left to do, or of what changed since a release: they end with it.
PASSING = re.compile(r"desk-.*|changes-since-.*|.*(held-back|unverified)(-.*)?")


class RegisterError(Exception):
    """The register, or what is published against it, is not sound; one sentence a defect."""


@dataclass(frozen=True)
class Redirect:
    """Where a name that is no longer published leads; `to` is empty where it leads nowhere."""

    name: str
    to: str
    reason: str


@dataclass(frozen=True)
class Name:
    """A registered name: the kind of figure, or “table”, and the version that had it first."""

    kind: str
    since: str


@dataclass(frozen=True)
class Register:
    """All names ever published, and the redirects of those that went."""

    names: Mapping[str, Name]
    redirects: Mapping[str, Redirect]


def read_register(book: Path) -> Register:
    """Read the register from the folder of the chapters.

    Raises
    ------
    RegisterError
        A file cannot be read, or an entry is not as it must be.
    """
    return Register(_read_names(book / SLUGS), _read_redirects(book / REDIRECTS))


def _read_names(path: Path) -> dict[str, Name]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows = list(reader)
            header = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}.") from None
    if header != COLUMNS:
        raise RegisterError(f"{path.name} must have the columns {', '.join(COLUMNS)}.")
    names: dict[str, Name] = {}
    for number, row in enumerate(rows, start=2):
        if None in row.values() or None in row or not all(row[column] for column in COLUMNS):
            raise RegisterError(f"{path.name}, row {number}: expected a slug, a kind, a version.")
        if row["slug"] in names:
            raise RegisterError(f"{path.name}, row {number}: “{row['slug']}” stands there twice.")
        names[row["slug"]] = Name(row["kind"], row["since"])
    return names


def _read_redirects(path: Path) -> dict[str, Redirect]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}.") from None
    redirects: dict[str, Redirect] = {}
    for number, entry in enumerate(content.get("redirect", ()), start=1):
        _check_entry(entry, f"{path.name}, entry {number}")
        if entry["from"] in redirects:
            raise RegisterError(f"{path.name}: “{entry['from']}” is redirected twice.")
        redirects[entry["from"]] = Redirect(entry["from"], entry["to"], entry["reason"])
    return redirects


def _check_entry(entry: Any, where: str) -> None:
    if not isinstance(entry, dict) or set(entry) != set(REDIRECT_FIELDS):
        raise RegisterError(f"{where}: expected the fields {', '.join(REDIRECT_FIELDS)}.")
    for field in REDIRECT_FIELDS:
        if not isinstance(entry[field], str) or not (entry[field] or field == "to"):
            raise RegisterError(f"{where}: {field} must be a text.")


def published_names(folder: Path, redirects: Collection[str] = ()) -> dict[str, str]:
    """The kind of each published figure, and “table” for each table, by name.

    Tables of what is left to do are not among them: nobody should have to keep them.

    Parameters
    ----------
    folder
        A site, or what the chapters of a build have published.
    redirects
        Names that lead elsewhere: a site has copies there of what they lead to.
    """
    figures = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))["kind"]
        for path in sorted(folder.glob("figures/*/figure.json"))
    }
    tables = (path.name for path in sorted(folder.glob("tables/*")))
    found = {name: TABLE for name in tables if not PASSING.fullmatch(name)} | figures
    return {name: kind for name, kind in found.items() if name not in redirects}


def check_published(register: Register, published: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with what a build publishes, one sentence each.

    Parameters
    ----------
    register
        The names so far.
    published
        Kind of each figure, “table” for tables, by name.
    """
    defects = []
    for name, known in register.names.items():
        if name in published:
            if published[name] != known.kind:
                defects.append(
                    f"“{name}” was a {known.kind} and is now a {published[name]}: a name is never "
                    "used for something else; choose another."
                )
        elif name not in register.redirects:
            defects.append(
                f"“{name}” ({known.kind}) has been published and is no more: bring it back, or "
                f"add a redirect to book/{REDIRECTS} (from, to, reason)."
            )
    for name, redirect in register.redirects.items():
        if name in published:
            defects.append(f"“{name}” is published again: take its redirect out of {REDIRECTS}.")
        if redirect.to and redirect.to not in published:
            defects.append(f"{REDIRECTS}: “{name}” leads to “{redirect.to}”, which nobody finds.")
    return tuple(defects)


def new_names(register: Register, published: Mapping[str, str]) -> tuple[str, ...]:
    """The published names that the register does not have yet."""
    return tuple(name for name in published if name not in register.names)


def write_names(register: Register, published: Mapping[str, str], version: str) -> str:
    """The text of slugs.csv with what is new added, in the order of the names."""
    names = {name: Name(kind, version) for name, kind in published.items()} | dict(register.names)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((name, names[name].kind, names[name].since) for name in sorted(names))
    return text.getvalue()
