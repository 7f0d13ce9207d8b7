"""What people do to the files that declare: plan, claims, vocabulary, exceptions, descriptor.

One line of a TOML file, or one value of the JSON file, is damaged; the reader of that file must
refuse it in plain sentences, or take exactly what stands there.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fuzz.judge import WrongError, check_plain

from synthesis.files.project import DATA_FOLDER
from synthesis.package.defects import DataError, Defect
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.exceptions import EXCEPTIONS, read_exceptions
from synthesis.package.plan.claims import CLAIMS
from synthesis.package.plan.known_values import TextTables
from synthesis.package.plan.read_plan import read_plan
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import read_raw
from synthesis.package.vocabulary import VOCABULARY, read_vocabulary

TOML_FILES = (ANALYSES, ANALYSES, CLAIMS, VOCABULARY, EXCEPTIONS)
LINE = re.compile(r"(?m)^(?P<key>[a-z_]+) *= *(?P<value>\"[^\"\n]*\"|\[[^\n]*\]|[^\n\"\[]+)$")
# Values of every kind that TOML has, and some that nobody should write.
VALUES = (
    *('""', '" "', '"XYZZY"', '"primary"', '"a\\u0000b"', '"a\\u200bb"', '"{}"', '"\\u202e"'),
    *("0", "-1", "1.5", "true", "nan", "inf", "-inf", "1e400", "99999999999999999999", "[]"),
    *("[1]", '["XYZZY"]', '["all"]', "[[]]", "{}", "{a = 1}", "2020-01-01", "12:00:00", "[true]"),
    *("[16, 12]", "[1, 2, 3]", '["primary", "primary"]', '"' + "a" * 5_000 + '"'),
)
# These may be of two kinds: "primary" or a number of weeks.
TWO_KINDS = {"week"}
ODD_JSON: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", " ", "XYZZY", "a\0b", [], ["XYZZY"], {}, {"a": 1}, [[]], 10**30),
    *("../../etc/passwd", "https://example.org/x.csv", "/dev/zero", "(a+)+$", "[", "a" * 5_000),
)
Judged = tuple[str, str]


@cache
def _package() -> tuple[Mapping[str, str], Schema, TextTables]:
    names = (ANALYSES, CLAIMS, VOCABULARY, EXCEPTIONS, DESCRIPTOR)
    texts = {name: (DATA_FOLDER / name).read_text(encoding="utf-8") for name in names}
    schema = read_schema(DATA_FOLDER)
    tables, _ = read_raw(DATA_FOLDER, schema)
    return texts, schema, tables


def judge_declaration(chance: random.Random) -> Judged:
    """Damage one file; the kind of damage, and “refused” or “accepted”.

    Raises
    ------
    WrongError
        A traceback, a defect without a plain sentence, or damage that was accepted.
    """
    if chance.random() < 0.25:
        return _judge_descriptor(chance)
    file = chance.choice(TOML_FILES)
    texts, *_ = _package()
    kind = chance.choice(sorted(_DAMAGES))
    text, must_refuse = _DAMAGES[kind](chance, texts[file])
    name = f"{file}: {kind}"
    try:
        defects = _read(file, text)
    except DataError as error:
        defects = list(error.defects)
    except Exception as error:
        what = f"{type(error).__name__}: {error}: {_changed(file, text)}"
        raise WrongError(f"{name}: {what}") from error
    for defect in defects:
        check_plain(name, defect)
        if defect.file != file and file == ANALYSES and defect.file != CLAIMS:
            raise WrongError(f"{name}: {defect.file} is blamed: {defect}")
    if must_refuse and not defects and _differs(file, text):
        raise WrongError(f"{name}: accepted: {_changed(file, text)}")
    return name, "refused" if defects else "accepted"


def _read(file: str, text: str) -> list[Defect]:
    texts, schema, tables = _package()
    if file == VOCABULARY:
        return read_vocabulary(text)[1]
    if file == EXCEPTIONS:
        return read_exceptions(text)[1]
    both = {**{name: texts[name] for name in (ANALYSES, CLAIMS)}, file: text}
    return read_plan(both[ANALYSES], both[CLAIMS], schema, tables)[1]


def _differs(file: str, text: str) -> bool:
    return tomllib.loads(text) != tomllib.loads(_package()[0][file])


def _changed(file: str, text: str) -> str:
    before, after = _package()[0][file].splitlines(), text.splitlines()
    return " | ".join([line for line in after if line not in before][:3])[:300]


def _lines(text: str) -> list[re.Match[str]]:
    return list(LINE.finditer(text))


def _other_value(chance: random.Random, text: str) -> tuple[str, bool]:
    """Another value; of another kind it must be refused."""
    line, value = chance.choice(_lines(text)), chance.choice(VALUES)
    changed = text[: line.start("value")] + value + text[line.end("value") :]
    try:
        before, after = (tomllib.loads(f"a = {each}")["a"] for each in (line["value"], value))
    except tomllib.TOMLDecodeError:
        return changed, False
    numbers = {int, float}
    alike = type(before) is type(after) or {type(before), type(after)} <= numbers
    nothing = isinstance(after, float) and after in (float("inf"), -float("inf"))
    return changed, (not alike or nothing) and line["key"] not in TWO_KINDS


def _other_key(chance: random.Random, text: str) -> tuple[str, bool]:
    line = chance.choice(_lines(text))
    return f"{text[: line.start()]}x{line['key']}{text[line.end('key') :]}", True


def _no_line(chance: random.Random, text: str) -> tuple[str, bool]:
    line = chance.choice(_lines(text))
    return text[: line.start()] + text[line.end() :], False


def _twice(chance: random.Random, text: str) -> tuple[str, bool]:
    line = chance.choice(_lines(text))
    return f"{text[: line.end()]}\n{line[0]}{text[line.end() :]}", False


def _again(chance: random.Random, text: str) -> tuple[str, bool]:
    """A whole entry a second time, with its id."""
    entries = [e for e in re.split(r"(?m)^(?=\[\[)", text) if re.search(r"(?m)^id *=", e)]
    return (text + "\n" + chance.choice(entries), True) if entries else (text, False)


def _unknown_table(chance: random.Random, text: str) -> tuple[str, bool]:
    table = chance.choice(["[xyzzy]\na = 1\n", '[[xyzzy]]\nid = "a"\n', "xyzzy = 1\n"])
    return (f"{text}\n{table}" if table.startswith("[") else table + text), True


def _torn(chance: random.Random, text: str) -> tuple[str, bool]:
    return text[: chance.randrange(len(text))], False


def _odd_letter(chance: random.Random, text: str) -> tuple[str, bool]:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice('"\\[]{}=\0\x1b\u200b\ufeff\n#é') + text[place:], False


def _other_letter(chance: random.Random, text: str) -> tuple[str, bool]:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice("aZ09-_ .") + text[place + 1 :], False


_DAMAGES: Mapping[str, Callable[[random.Random, str], tuple[str, bool]]] = {
    "another value": _other_value,
    "key of another name": _other_key,
    "line left out": _no_line,
    "line twice": _twice,
    "entry twice": _again,
    "unknown table": _unknown_table,
    "file torn": _torn,
    "letter put in": _odd_letter,
    "letter changed": _other_letter,
}
DECLARATIONS = (
    *(f"{file}: {kind}" for file in dict.fromkeys(TOML_FILES) for kind in sorted(_DAMAGES)),
    *(f"{DESCRIPTOR}: {kind}" for kind in ("another value", "key left out")),
)


def _judge_descriptor(chance: random.Random) -> Judged:
    content = json.loads(_package()[0][DESCRIPTOR])
    steps: Any = content
    while True:
        keys = list(steps) if isinstance(steps, dict) else range(len(steps))
        key = chance.choice(list(keys))
        if not isinstance(steps[key], dict | list) or not steps[key] or chance.random() < 0.15:
            break
        steps = steps[key]
    kind = "key left out" if chance.random() < 0.2 else "another value"
    name = f"{DESCRIPTOR}: {kind}"
    if kind == "key left out":
        del steps[key]
    else:
        steps[key] = chance.choice(ODD_JSON)
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps(content)
        (Path(folder) / DESCRIPTOR).write_text(text, encoding="utf-8")
        words = _package()[0][VOCABULARY]
        (Path(folder) / VOCABULARY).write_text(words, encoding="utf-8")
        try:
            schema = read_schema(Path(folder))
            _, defects = read_raw(Path(folder), schema)
        except DataError as error:
            for defect in error.defects:
                check_plain(name, defect)
            return name, "refused"
        except Exception as error:
            what = f"{type(error).__name__}: {error}: {key}, {steps}"
            raise WrongError(f"{name}: {what[:300]}") from error
        # The tables are not in this folder; each must be missed in a plain sentence.
        for defect in defects:
            check_plain(name, defect)
    return name, "accepted"
