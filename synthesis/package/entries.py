"""The one reader of what people write in TOML and JSON: typed values, or a sentence a defect."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from synthesis.package.defects import Defect
from synthesis.package.fields import EXPECTED, Known

EntryType = TypeVar("EntryType")
Steps = Sequence[int | str]
# What no single field can tell: the way to a place in the file, what stands there (None to show
# nothing), and what was expected.
FieldBreach = tuple[Steps, str | None, str]
Rules = Callable[[Any], Iterable[FieldBreach]]

NAME = re.compile(r"[\w.{} -]{1,100}")
WORDS = {
    "missing": "this field",
    "unexpected_keyword_argument": "no field of this name",
    "dataclass_type": "fields with their values",
    "dict_type": "fields with their values",
}


def read_toml(
    file: str,
    text: str,
    declared: type[EntryType],
    known: Known | None = None,
    rules: Rules = lambda _: (),
) -> tuple[EntryType | None, list[Defect]]:
    """Read a TOML file whose content a dataclass declares; see :func:`check_content`."""
    content, defects = parse_toml(file, text)
    return (None, defects) if defects else check_content(file, content, declared, known, rules)


def parse_toml(file: str, text: str) -> tuple[dict[str, Any], list[Defect]]:
    """The content of a TOML file, and the defect that keeps it from being read."""
    try:
        # One spelling of one name, as in the tables.
        return tomllib.loads(unicodedata.normalize("NFC", text)), []
    except tomllib.TOMLDecodeError as error:
        return {}, [Defect(file, None, None, None, f"valid TOML ({error})")]
    except (ValueError, RecursionError):
        expected = "valid TOML, with no number too long and no list too deep to be read"
        return {}, [Defect(file, None, None, None, expected)]


def check_content(
    file: str,
    content: Any,
    declared: type[EntryType],
    known: Known | None = None,
    rules: Rules = lambda _: (),
) -> tuple[EntryType | None, list[Defect]]:
    """Check the content of a file against the dataclass that declares it.

    Parameters
    ----------
    file
        Its name, for the messages.
    content
        What the file holds, as lists, dicts, texts and numbers.
    declared
        A frozen dataclass whose fields have the types of `synthesis.package.fields`.
    known
        The values that exist, by the names that the fields look them up with.
    rules
        What joins several entries: told for the content as given, sound or not.

    Returns
    -------
    value, defects
        The typed value, None where there is any defect, and every defect once.
    """
    value: EntryType | None = None
    breaches: list[FieldBreach] = []
    try:
        value = _adapter(declared).validate_python(content, context=known)  # type: ignore[arg-type]
    except ValidationError as error:
        tables = ", ".join(
            f"[[{name}]]" if str(kind).startswith("Entries") else f"[{name}]"
            for name, kind in declared.__annotations__.items()
        )
        breaches += (_breach(each, tables) for each in error.errors(include_url=False))
    breaches += rules(content)
    defects = dict.fromkeys(
        Defect(file, None, _place(content, steps), shown, what) for steps, shown, what in breaches
    )
    return (None if defects else value), list(defects)


def list_entries(content: Any, kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Number and fields of each entry of a kind, whatever else is wrong with them."""
    entries = content.get(kind) if isinstance(content, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def find_repeated(places: Iterable[tuple[Steps, Any]], what: str) -> Iterator[FieldBreach]:
    """The texts among these that an earlier place has already."""
    seen = set()
    for steps, text in places:
        if isinstance(text, str):
            if text in seen:
                yield steps, text, what
            seen.add(text)


def as_given(value: Any) -> str:
    """A value as the file has it; a text without its quotes, where there is any."""
    try:
        written = value == "" or isinstance(value, bool | list | dict | None)
        return json.dumps(value, ensure_ascii=False, default=str) if written else str(value)
    except (ValueError, TypeError, RecursionError):  # such as a number of 5,000 digits
        return f"a value of the kind {type(value).__name__}"


@cache
def _adapter(declared: type[EntryType]) -> TypeAdapter[EntryType]:
    return TypeAdapter(declared)


def _breach(error: ErrorDetails, tables: str) -> FieldBreach:
    kind, steps, given = error["type"], error["loc"], error["input"]
    if kind == EXPECTED:
        context = error["ctx"]
        quoted = context["quoted"] and isinstance(given, str)
        return steps, f'"{given}"' if quoted else as_given(given), context["words"]
    if kind == "unexpected_keyword_argument" and len(steps) == 1:
        return steps, None, f"no other entries than {tables}"
    bare = kind in ("missing", "unexpected_keyword_argument")
    return steps, None if bare else as_given(given), WORDS.get(kind, error["msg"])


def _place(content: Any, steps: Steps) -> str | None:
    """The way to a value in words: “claim made-up, test 2, kind”; None for the whole file."""
    words: list[str] = []
    for step in steps:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            content = None
        if isinstance(step, str):
            words.append(step if NAME.fullmatch(step) else json.dumps(step)[:100])
        elif isinstance(content, dict):
            name = content.get("id", content.get("name"))
            named = isinstance(name, str) and NAME.fullmatch(name)
            words[-1] += f" {name if named else step + 1}"
    return ", ".join(words) or None
