"""Bring a data package of an earlier version up to date: old files in, new contents out.

Version 0.2.0 and earlier ones had no vocabulary.toml: codes stood in datapackage.json, and the
words for them in the program. The column `background` had another name, claims had no topics,
analyses no pages; before 0.2.0 there was no table of corrections either.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.files.csv_bytes import split_records
from synthesis.files.csv_edit import insert_columns
from synthesis.files.project import DATA_FOLDER
from synthesis.living.change import stage
from synthesis.living.days import fill_days
from synthesis.living.migrate_words import (
    coded_fields,
    codes_by_kind,
    is_about_the_same,
    more_words,
    new_words,
)
from synthesis.living.start.words_text import toml_entry
from synthesis.package.corrections import CORRECTIONS, READINGS
from synthesis.package.dataset import digest_of
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.older import ADDED, BACKGROUND, OLD_BACKGROUND, is_old
from synthesis.package.plan.claims import CLAIMS
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.package.schema import read_schema, read_text
from synthesis.package.standard import standard_descriptor, standard_fields, standard_tables
from synthesis.package.undisturbed import await_data
from synthesis.package.vocabulary import VOCABULARY, read_vocabulary
from synthesis.words.labels import capitalise

OLD_KEY = re.compile(rf"^(#?\s*){OLD_BACKGROUND}\b", re.MULTILINE)
# Fields of which the standard has more codes, or asks less, than it did.
WIDER = {
    "corrections": ("table", "trial_id", "kind", "field", "arm_id", "outcome", "week", "version")
}
MORE_CODES = ("verification", "second_reading")
ENTRY_ID = re.compile(r'^id\s*=\s*"([^"\n]*)"[^\S\n]*\n', re.MULTILINE)


@dataclass(frozen=True)
class Migration:
    """A package brought up to date, not yet written.

    Parameters
    ----------
    digest
        Of the package as it is.
    contents
        New content by file name; empty where the package is up to date.
    done
        What was changed, a sentence each.
    """

    digest: str
    contents: Mapping[str, bytes]
    done: tuple[str, ...]


def plan_migration(data: Path, book: Path = DATA_FOLDER) -> Migration:
    """Work out what a package looks like in the present version; nothing is written.

    Parameters
    ----------
    data
        The package.
    book
        The book's own, whose words serve a package about the same subject.

    Raises
    ------
    DataError
        The package cannot be read, or has defects that are not those of its age.
    """
    await_data(data)
    schema = read_schema(data)
    digest = digest_of(data, schema)
    # As it stands in the file: a schema has codes of the vocabulary filled in.
    old = json.loads(read_text(data / DESCRIPTOR))
    if not is_old(old):
        return Migration(digest, {}, ())
    contents: dict[str, bytes] = {}
    done: list[str] = []
    codes = codes_by_kind(old)
    same = _serves(codes, book)
    if not (data / VOCABULARY).exists():
        contents[VOCABULARY] = _words(old, codes, book if same else None).encode()
        whose = "the book's own words and" if same else "words to be bettered for"
        done.append(f"{VOCABULARY} is new, with {whose} the codes of {DESCRIPTOR}.")
    for resource in old["resources"]:
        if OLD_BACKGROUND in _names(resource):
            table = resource["path"]
            header, *rows = split_records((data / table).read_bytes())
            header = re.sub(rf"\b{OLD_BACKGROUND}\b".encode(), BACKGROUND.encode(), header, count=1)
            contents[table] = b"".join([header, *rows])
            done.append(f"The column {OLD_BACKGROUND} of {table} is called {BACKGROUND}.")
    for name, renew in ((ANALYSES, _plan), (CLAIMS, _claims)):
        if (data / name).exists():
            before = read_text(data / name)
            after, what = renew(before, book if same else None)
            done += what
            if after != before:
                contents[name] = after.encode()
    new = _descriptor(old)
    done += _add_columns(new, data, contents)
    for name, use in ((CORRECTIONS, "old values"), (READINGS, "whole files of readings")):
        if name not in {resource["name"] for resource in old["resources"]}:
            (resource,) = standard_descriptor([name], "", "")["resources"]
            new["resources"].append(resource)
            contents[resource["path"]] = (",".join(_names(resource)) + "\n").encode()
            done.append(f"{resource['path']} is new: `row verify` keeps {use} there.")
    contents[DESCRIPTOR] = (json.dumps(new, indent=2, ensure_ascii=False) + "\n").encode()
    done.append(f"{DESCRIPTOR} takes its codes from {VOCABULARY}.")
    stage(data, contents)
    return Migration(digest, contents, tuple(done))


def _names(resource: Mapping[str, Any]) -> list[str]:
    return [field["name"] for field in resource["schema"]["fields"]]


def _add_columns(new: Mapping[str, Any], data: Path, contents: dict[str, bytes]) -> list[str]:
    """Give tables, in place, the columns and the codes that they have got since."""
    done: list[str] = []
    for resource in new["resources"]:
        table, path, schema = resource["name"], resource["path"], resource["schema"]
        missing = {n: v for n, v in ADDED.get(table, {}).items() if n not in _names(resource)}
        standard = {field["name"]: field for field in _standard_fields(table)}
        names = list(standard)
        for name, value in missing.items():
            before = names[names.index(name) - 1]
            content = contents.get(path, (data / path).read_bytes())
            contents[path] = insert_columns(content, before, {name: value})
            schema["fields"].insert(_names(resource).index(before) + 1, standard[name])
        if "day" in missing:
            contents[path] = fill_days(contents[path])
        for field in schema["fields"]:
            if field["name"] in (*MORE_CODES, *WIDER.get(table, ())) and field["name"] in standard:
                field.update(standard[field["name"]])
        if missing:
            (whole,) = standard_descriptor([table], "", "")["resources"]
            schema["primaryKey"] = whole["schema"]["primaryKey"]
            done.append(f"{path} has new columns: {', '.join(missing)}.")
    return done


def _standard_fields(table: str) -> tuple[Mapping[str, Any], ...]:
    return standard_fields(table) if table in standard_tables() else ()


def _serves(codes: Any, book: Path) -> bool:
    path = book / VOCABULARY
    known, _ = read_vocabulary(read_text(path)) if path.exists() else (None, [])
    return known is not None and is_about_the_same(codes, known)


def _words(old: Mapping[str, Any], codes: Any, book: Path | None) -> str:
    if book is None:
        return new_words(str(old.get("title") or "My data"), codes)
    text = read_text(book / VOCABULARY)
    known, _ = read_vocabulary(text)
    more = more_words(codes, known)
    return f"{text.rstrip()}\n\n{more}" if more else text


def _descriptor(old: Mapping[str, Any]) -> dict[str, Any]:
    """The description with its codes in the vocabulary and the new name of the column."""
    new = copy.deepcopy(dict(old))
    for resource in new["resources"]:
        for field in resource["schema"]["fields"]:
            if field["name"] == OLD_BACKGROUND:
                field["name"] = BACKGROUND
    for _, field, kind in list(coded_fields(new)):
        field["vocabulary"] = kind
        field.pop("codes", None)
        del field["constraints"]["enum"]
    return new


def _plan(text: str, book: Path | None) -> tuple[str, list[str]]:
    """The plan with the new name of the field, and the pages that the book's own chapters have."""
    after = OLD_KEY.sub(rf"\g<1>{BACKGROUND}", text)
    done = [f"The field {OLD_BACKGROUND} of {ANALYSES} is called {BACKGROUND}."]
    pages = _pages(book)
    missing = {id_ for id_, page in _entries(after) if not page} & pages.keys()
    if missing:
        after = ENTRY_ID.sub(
            lambda found: (
                found[0] + (f'page = "{pages[found[1]]}"\n' if found[1] in missing else "")
            ),
            after,
        )
        done.append(f"{len(missing)} analyses say on which page of the book they stand.")
    return after, done if after != text else []


def _pages(book: Path | None) -> dict[str, str]:
    found = _entries(read_text(book / ANALYSES)) if book else ()
    return {name: page for name, page in found if page}


def _entries(text: str) -> Iterable[tuple[str, str]]:
    for entries in _parse(text).values():
        for entry in entries if isinstance(entries, list) else ():
            yield str(entry.get("id", "")), str(entry.get("page", ""))


def _claims(text: str, book: Path | None) -> tuple[str, list[str]]:
    """The claims with their topics."""
    content = _parse(text)
    named = [str(each["topic"]) for each in content.get("claim", ()) if "topic" in each]
    if "topic" in content or not named:
        return text, []
    known = _parse(read_text(book / CLAIMS)).get("topic", ()) if book else ()
    titles = {each["id"]: each["title"] for each in known}
    lines: list[str] = []
    for topic in dict.fromkeys(named):
        words = {"id": topic, "title": titles.get(topic, capitalise(topic.replace("-", " ")))}
        lines += ["", *toml_entry("topic", words)]
    done = [f"{CLAIMS} has its topics: {', '.join(dict.fromkeys(named))}."]
    return text.rstrip() + "\n" + "\n".join(lines) + "\n", done


def _parse(text: str) -> dict[str, Any]:
    # A file that is no TOML is told by the check that follows.
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
