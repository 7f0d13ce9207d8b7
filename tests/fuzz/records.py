"""Damage made-up registry records at random, and judge what the import makes of them.

`RECORD_KINDS` says what must come of each kind: “same” (every row as before) or “honest”
(refused in one sentence, or rows whose every number stands in the record where they say).
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from fuzz.judge import WrongError, book_schema
from registry_records import ARMS, Json, mean_measure, measure, record, weekly

from synthesis.files.csv_export import neutralise, restore
from synthesis.files.project import DATA_FOLDER
from synthesis.registry.folder import FILLED, folder_contents
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e300, "", "NA", "٣", "\ud800", "=1+1", "<script>alert(1)</script>"),
    *([], {}, [[]], [None], {"x": 1}, "x" * 5_000, "9" * 400, "\x00\n\r\t", "-0", "1e3", "<0.1"),
    *("12.50", "100.0", "101", "1,5", "Week 16", "OG000", "+cmd|' /C calc'!A0", "@SUM(1)", "'=1"),
)
PERIOD = "Double-blind Period: "
SHARE = {"unit": "percentage of participants", "statistic": "NUMBER"}
NUMBER = re.compile(r"-?[0-9.]+")
NUMBERS = ("n", "patients", "percent_reported", "mean", "sd", "se", "ci_low", "ci_high")
Tree = Json
Change = Callable[[random.Random, Tree], Any]


def whole_record() -> Json:
    """A made-up record with counts, percentages, imputed ones, means, classes and periods."""
    content = record(
        [
            measure("Number of Participants with EASI-75 at Week 16"),
            measure("Percentage of Participants With EASI-90", ("20.8", "30.3", "6.8"), **SHARE),
            measure(
                *("Percentage of Participants With EASI-100", ("5.0", "7.1", "1.0")),
                **SHARE,
                description="Missing values: multiple imputation.",
            ),
            mean_measure("Percent Change From Baseline in EASI"),
            mean_measure(
                *("Change From Baseline in DLQI", ("-7.5", "-9.1", "-3")),
                unit="units on a scale",
                dispersion="95% Confidence Interval",
                limits=(("-8.5", "-6.5"), ("-10", "-8.2"), ("-4", "-2")),
            ),
            measure(
                "Number of Participants With EASI-50",
                time_frame="Weeks 4 and 16",
                classes=weekly({"Week 4": ("9", "12", "3"), "Week 16": ("60", "70", "20")}),
            ),
        ]
    )
    module = content["resultsSection"]["adverseEventsModule"]
    module["timeFrame"] = "double-blind period up to week 16; extension up to week 52"
    for group, title in zip(module["eventGroups"], ARMS, strict=True):
        group["title"] = PERIOD + title
    return content


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node)
    found = [path] if path else []
    for key, child in children:
        nested = isinstance(child, (dict, list))
        found += _places(child, (*path, key)) if nested else [(*path, key)]
    return found


def _somewhere(chance: random.Random, tree: Tree) -> tuple[Any, Any]:
    *above, key = chance.choice(_places(tree))
    parent: Any = tree
    for step in above:
        parent = parent[step]
    return parent, key


def _replace(chance: random.Random, tree: Tree) -> Tree:
    parent, key = _somewhere(chance, tree)
    parent[key] = copy.deepcopy(chance.choice(WRONG))
    return tree


def _leave_out(chance: random.Random, tree: Tree) -> Tree:
    parent, key = _somewhere(chance, tree)
    del parent[key]
    return tree


def _double(chance: random.Random, tree: Tree) -> Tree:
    parent, key = _somewhere(chance, tree)
    if isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]))
    else:
        parent[f"{key}2"] = parent[key]
    return tree


def _swap(chance: random.Random, tree: Tree) -> Tree:
    one, other = _somewhere(chance, tree), _somewhere(chance, tree)
    taken = copy.deepcopy(one[0][one[1]]), copy.deepcopy(other[0][other[1]])
    one[0][one[1]], other[0][other[1]] = taken[1], taken[0]
    return tree


def _several(chance: random.Random, tree: Tree) -> Tree:
    for _ in range(chance.randrange(2, 6)):
        tree = chance.choice((_replace, _leave_out, _double))(chance, tree)
    return tree


def _other_titles(chance: random.Random, tree: Tree) -> Tree:
    ending = chance.choice((" (FAS)", " (SS)", ", ITT", " [Full Analysis Set]", " - mITT"))
    for posted in tree["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"]:
        for number, group in enumerate(posted["groups"], start=1):
            form = chance.choice(("{}", "{}" + ending))
            group["title"] = form.format(group["title"])
            if ending == ", ITT":
                group["title"] = f"Arm {number}_{group['title']}"
    return tree


def _damage_bytes(chance: random.Random, tree: Tree) -> bytes:
    content = bytearray(json.dumps(tree).encode())
    if chance.random() < 0.3:
        return bytes(content[: chance.randrange(len(content))])
    for _ in range(chance.randrange(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _encode(chance: random.Random, tree: Tree) -> bytes:
    codec = chance.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"))
    return json.dumps(tree, ensure_ascii=False, indent=chance.choice((None, 1))).encode(codec)


def _wrap(chance: random.Random, tree: Tree) -> Any:
    return chance.choice(([tree], {"studies": [tree]}, {"studies": [tree], "nextPageToken": "x"}))


RECORD_KINDS: dict[str, tuple[str, Change]] = {
    "record: value replaced": ("honest", _replace),
    "record: part left out": ("honest", _leave_out),
    "record: part twice": ("honest", _double),
    "record: parts swapped": ("honest", _swap),
    "record: several damages": ("honest", _several),
    "record: bytes damaged": ("honest", _damage_bytes),
    "record: titles in another form": ("same", _other_titles),
    "record: another encoding": ("same", _encode),
    "record: page or list": ("same", _wrap),
}


@cache
def _patterns() -> Patterns:
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, book_schema())


def judge_record(kind: str, chance: random.Random) -> str:
    """“accepted” or “refused”; a traceback or a made-up number raises WrongError."""
    verdict, change = RECORD_KINDS[kind]
    changed = change(chance, whole_record())
    content = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    try:
        parsed = read_record(content)
        draft = draft_trial(parsed, "made-up-1", _patterns())
        files = folder_contents(draft, parsed, book_schema())
    except RegistryError as error:
        sentence = str(error)
        if verdict == "same" or "\n" in sentence or not 10 < len(sentence) < 400:
            raise WrongError(f"{kind}: refused: {sentence[:300]}") from error
        return "refused"
    except Exception as error:
        raise WrongError(f"{kind}: {type(error).__name__}: {error}") from error
    if verdict == "same":
        _check_same(kind, draft)
    else:
        _check_honest(kind, draft, json.loads(content.decode(json.detect_encoding(content))))
    _check_files(kind, draft, files)
    return "accepted"


def _check_same(kind: str, draft: Draft) -> None:
    before = draft_trial(read_record(json.dumps(whole_record()).encode()), "made-up-1", _patterns())
    texts = ("source_locator", "notes")
    for table in FILLED:
        rows, expected = (
            [{name: cell for name, cell in row.items() if name not in texts} for row in one]
            for one in (draft.tables[table], before.tables[table])
        )
        if rows != expected or not rows:
            raise WrongError(f"{kind}: {table} is not what it was")


def _check_honest(kind: str, draft: Draft, tree: Any) -> None:
    for table in FILLED[2:]:
        keys = [
            tuple(row.get(k, "") for k in ("arm_id", "outcome", "event", "week", "period_weeks"))
            for row in draft.tables[table]
        ]
        if len(set(keys)) < len(keys):
            raise WrongError(f"{kind}: {table} has a row twice")
        for row in draft.tables[table]:
            posted = {_plain(text) for text in _posted(row["source_locator"], tree)}
            counted = () if row.get("percent_reported") else ("responders",)
            for name in (*NUMBERS, *counted):
                if row.get(name) and _plain(row[name]) not in posted:
                    raise WrongError(f"{kind}: {table}, {name}: {row[name]} does not stand there")
            if "multiple imputation" in row["notes"] and row.get("responders"):
                raise WrongError(f"{kind}: an imputed percentage became a count")
    ids = [row["arm_id"] for row in draft.tables["arms"]]
    if len(set(ids)) < len(ids) or not all(re.fullmatch("[a-z0-9][a-z0-9.-]*", one) for one in ids):
        raise WrongError(f"{kind}: identifiers of arms: {ids}")


def _posted(locator: str, tree: Any) -> list[Any]:
    """Every value that the record has for the group of a locator at its place, with its sizes."""
    path, group = re.fullmatch(r"([^,]+), ([^:]*?)(?:: .*)?", locator, re.DOTALL).groups()  # type: ignore[union-attr]
    found = _of_group(_walk(path, tree), group)
    # Denominators stand beside the class or the whole outcome.
    for above in (".categories", ".classes"):
        path = path.partition(above)[0] if above in path else path
        here = _walk(path, tree)
        denominators = here.get("denoms") if isinstance(here, dict) else None
        found += _of_group(denominators, group)
    return found


def _walk(path: str, tree: Any) -> Any:
    node = tree[0] if isinstance(tree, list) else tree.get("studies", [tree])[0]
    for name, number in re.findall(r"(\w+)|\[(\d+)\]", path):
        node = node[int(number)] if number else node[name]
    return node


def _of_group(node: Any, group: str) -> list[Any]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = isinstance(node, dict) and group in (str(node.get("groupId")), str(node.get("id")))
    found = [child for child in children if own and not isinstance(child, (dict, list))]
    return found + [value for child in children for value in _of_group(child, group)]


def _plain(value: Any) -> str:
    text = str(value).strip()
    return text.partition(".")[0] if re.fullmatch(r"[0-9]+\.0+", text) else text


def _check_files(kind: str, draft: Draft, files: dict[str, bytes]) -> None:
    for table in FILLED:
        rows = list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))
        for row, written in zip(draft.tables[table], rows, strict=True):
            for name, cell in written.items():
                if neutralise(restore(cell)) != cell or restore(cell) != row.get(name, ""):
                    raise WrongError(f"{kind}: {table}, {name}: “{cell}” is read as another text")
                if not NUMBER.fullmatch(cell) and cell.lstrip().startswith(("=", "+", "-", "@")):
                    raise WrongError(f"{kind}: {table}, {name}: “{cell}” would run")
