"""Each malformed description is refused in one line; nothing in it ever ends in a traceback."""

from __future__ import annotations

import copy
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthesis.files.project import ROOT
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.schema import read_schema

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
SMALL: dict[str, Any] = {
    "name": "made-up",
    "licenses": [{"name": "CC-BY-4.0"}],
    "resources": [
        {
            "name": "trials",
            "path": "trials.csv",
            "dialect": {"delimiter": ","},
            "schema": {
                "fields": [
                    {"name": "trial_id", "type": "string", "constraints": {"pattern": "[a-z]+"}},
                    {"name": "n", "type": "integer", "constraints": {"minimum": 0},
                     "unit": "people"},
                    {"name": "phase", "constraints": {"required": True, "enum": ["2", "3"]},
                     "codes": {"2": "second", "3": "third"}, "rdfType": "x"},
                ],
                "primaryKey": "trial_id",
                "missingValues": [""],
            },
        },
        {
            "name": "arms",
            "path": "arms.csv",
            "schema": {
                "fields": [{"name": "trial_id", "type": "string"}],
                "primaryKey": ["trial_id"],
                "foreignKeys": [
                    {"fields": ["trial_id"],
                     "reference": {"resource": "trials", "fields": ["trial_id"]}}
                ],
            },
        },
    ],
}  # fmt: skip
TRIALS, ARMS = ("resources", 0), ("resources", 1)
FIELDS = (*TRIALS, "schema", "fields")
KEY = (*ARMS, "schema", "foreignKeys", 0)
TABLES = "a list of tables, each with name, path and schema"
FILE = "the name of a file in the folder of the package"
NAME = "a name of small letters, digits, hyphens and underscores"
GONE = object()

# The way to a value, what stands there instead, and the line from the place on.
EDITS = [
    (("resources",), GONE, "resources: expected this field"),
    (("resources",), {"a": 1}, f"resources: found “{{\"a\": 1}}”, expected {TABLES}"),
    (("resources",), [], f"resources: found “[]”, expected {TABLES}"),
    (("resources",), "trials.csv", f"resources: found “trials.csv”, expected {TABLES}"),
    ((*ARMS,), 3, f"resources: found “{json.dumps(SMALL['resources'])[:60]}… "
     f"(440 characters)”, expected {TABLES}"),
    ((*ARMS, "name"), GONE, "resources 2, name: expected this field"),
    ((*ARMS, "name"), "../a", f"resources 2, name: found “../a”, expected {NAME}"),
    ((*ARMS, "name"), "trials",
     "resources trials, name: found “trials”, expected a name used only once"),
    ((*ARMS, "name"), ["arms"], f"resources 2, name: found “[\"arms\"]”, expected {NAME}"),
    ((*TRIALS, "path"), 5, f"resources trials, path: found “5”, expected {FILE}"),
    ((*TRIALS, "path"), "../t.csv", f"resources trials, path: found “../t.csv”, expected {FILE}"),
    ((*TRIALS, "path"), "..", f"resources trials, path: found “..”, expected {FILE}"),
    ((*TRIALS, "path"), "/etc/passwd",
     f"resources trials, path: found “/etc/passwd”, expected {FILE}"),
    ((*TRIALS, "path"), "t.csv\x00",
     f"resources trials, path: found “t.csv\\x00”, expected {FILE}"),
    ((*TRIALS, "path"), ["a.csv"], f"resources trials, path: found “[\"a.csv\"]”, expected {FILE}"),
    ((*ARMS, "path"), "trials.csv",
     "resources arms, path: found “trials.csv”, expected a path used only once"),
    ((*ARMS, "schema"), GONE, "resources arms, schema: expected this field"),
    ((*ARMS, "schema"), "fields",
     "resources arms, schema: found “fields”, expected fields with their values"),
    ((*ARMS, "schema", "fields"), "x", "resources arms, schema, fields: found “x”, "
     "expected a list of fields, each with its name"),
    ((*FIELDS, 1, "name"), GONE, "resources trials, schema, fields 2, name: expected this field"),
    ((*FIELDS, 1, "name"), 4,
     "resources trials, schema, fields 2, name: found “4”, expected a text"),
    ((*FIELDS, 1, "name"), "phase", "resources trials, schema, fields phase, name: found “phase”, "
     "expected a name used only once in a table"),
    ((*FIELDS, 1, "type"), "count", "resources trials, schema, fields n, type: found “count”, "
     "expected one of string, integer, number, boolean, date, datetime, time, year, "
     "yearmonth, any"),
    ((*FIELDS, 1, "type"), "string", "resources trials, schema, fields n, constraints, minimum: "
     "found “0”, expected no such constraint of a field of the type string"),
    ((*FIELDS, 1, "unit"), 5,
     "resources trials, schema, fields n, unit: found “5”, expected a text"),
    ((*FIELDS, 1, "constraints"), "positive", "resources trials, schema, fields n, constraints: "
     "found “positive”, expected fields with their values"),
    ((*FIELDS, 1, "constraints", "minimum"), "0", "resources trials, schema, fields n, "
     "constraints, minimum: found “\"0\"”, expected a number"),
    ((*FIELDS, 0, "constraints", "pattern"), "[a-z", "resources trials, schema, fields trial_id, "
     "constraints, pattern: found “[a-z”, expected a regular expression (unterminated character "
     "set at position 1)"),
    ((*FIELDS, 0, "constraints", "pattern"), 7, "resources trials, schema, fields trial_id, "
     "constraints, pattern: found “7”, expected a text"),
    ((*FIELDS, 0, "constraints", "maxLength"), 1.5, "resources trials, schema, fields trial_id, "
     "constraints, maxLength: found “1.5”, expected a whole number of characters"),
    ((*FIELDS, 2, "constraints", "required"), "yes", "resources trials, schema, fields phase, "
     "constraints, required: found “yes”, expected true or false"),
    ((*FIELDS, 2, "constraints", "enum"), "2", "resources trials, schema, fields phase, "
     "constraints, enum: found “2”, expected a list with at least one value"),
    ((*FIELDS, 2, "constraints", "enum"), ["2", 3], "resources trials, schema, fields phase, "
     "constraints, enum: found “3”, expected a text"),
    ((*FIELDS, 2, "codes"), ["2"], "resources trials, schema, fields phase, codes: "
     "found “[\"2\"]”, expected fields with their values"),
    ((*FIELDS, 2, "codes"), None, "resources trials, schema, fields phase, codes: found “null”, "
     "expected fields with their values"),
    ((*FIELDS, 1, "constraints", "minimum"), None, "resources trials, schema, fields n, "
     "constraints, minimum: found “null”, expected a number"),
    ((*FIELDS, 2, "codes", "2"), 2,
     "resources trials, schema, fields phase, codes, 2: found “2”, expected a text"),
    ((*TRIALS, "schema", "primaryKey"), "id",
     "resources trials, schema, primaryKey: found “id”, expected a field of the table"),
    ((*TRIALS, "schema", "primaryKey"), 1, "resources trials, schema, primaryKey: found “1”, "
     "expected a list with at least one value"),
    ((*TRIALS, "schema", "missingValues"), "",
     "resources trials, schema, missingValues: found “\"\"”, expected a list"),
    ((*KEY, "reference", "resource"), "trial", "resources arms, schema, foreignKeys 1, reference, "
     "resource: found “trial”, expected one of the tables trials, arms"),
    ((*KEY, "reference", "fields"), "name", "resources arms, schema, foreignKeys 1, reference, "
     "fields: found “name”, expected a field of the table"),
    ((*KEY, "fields"), ["arm"], "resources arms, schema, foreignKeys 1, fields: found “arm”, "
     "expected a field of the table"),
    ((*KEY, "reference"), "trials", "resources arms, schema, foreignKeys 1, reference: "
     "found “trials”, expected fields with their values"),
]  # fmt: skip


def put(content: Any, steps: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value in one place."""
    changed = copy.deepcopy(content)
    holder = changed
    for step in steps[:-1]:
        holder = holder[step]
    if value is GONE:
        del holder[steps[-1]]
    else:
        holder[steps[-1]] = value
    return changed


def sentences_of(folder: Path, text: str) -> list[str]:
    """What is said of a description."""
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    try:
        read_schema(folder)
    except DataError as error:
        return [str(defect) for defect in error.defects]
    return []


def test_the_small_description_lacks_the_fields_of_the_standard_alone(tmp_path: Path) -> None:
    found = sentences_of(tmp_path, json.dumps(SMALL))
    assert found
    assert all("expected a field" in each and ", as every table" in each for each in found)


def test_a_field_without_a_type_is_text_as_the_standard_has_it(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    text = json.dumps(put(json.loads(SOUND_TEXT), (*FIELDS, 1, "type"), GONE))
    assert sentences_of(tmp_path, text) == []
    assert read_schema(tmp_path).field("trials", "trial_name")["type"] == "string"


@pytest.mark.parametrize(("steps", "value", "line"), EDITS)
def test_an_edit_is_told_in_its_line(
    tmp_path: Path, steps: tuple[Any, ...], value: Any, line: str
) -> None:
    assert sentences_of(tmp_path, json.dumps(put(SMALL, steps, value))) == [
        f"datapackage.json, field {line}."
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 100_000, "datapackage.json: expected valid JSON, with no list too deep to be read."),
        ("{}{}", "datapackage.json, row 1: expected valid JSON in UTF-8."),
        ("9" * 5000, "datapackage.json: expected valid JSON in UTF-8."),
        ("[1]", "datapackage.json: found “[1]”, expected fields with their values."),
    ],
    ids=["deep", "two", "long", "list"],
)
def test_what_is_no_description_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    assert sentences_of(tmp_path, text) == [line]


def places_of(content: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value."""
    keys = content if isinstance(content, dict) else range(len(content))
    found = []
    for key in keys:
        inner = content[key]
        found += [(*steps, key)]
        found += places_of(inner, (*steps, key)) if isinstance(inner, dict | list) else []
    return found


words = st.one_of(
    st.sampled_from(["trials", "n", "string", "integer", ".", ""]), st.text(max_size=8)
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.sampled_from(places_of(SMALL)), value=values)
def test_no_value_in_any_place_is_more_than_a_line(
    tmp_path: Path, steps: tuple[Any, ...], value: Any
) -> None:
    found = sentences_of(tmp_path, json.dumps(put(SMALL, steps, value)))
    assert len(set(found)) == len(found)
    for sentence in found:
        assert sentence.startswith("datapackage.json, field ")
        assert sentence.isprintable()


SOUND_TEXT = (SOUND / "datapackage.json").read_text(encoding="utf-8")
COUNTS = ("resources", 2)
COUNT = (*COUNTS, "schema", "fields", 5)


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        ((*COUNTS, "name"), "counts"),
        ((*COUNTS, "path"), "sub"),
        ((*COUNTS, "path"), "no-such-file.csv"),
        ((*COUNTS, "dialect"), 5),
        ((*COUNTS, "profile"), ["x"]),
        ((*COUNTS, "encoding"), {}),
        ((*COUNT, "name"), "count"),
        ((*COUNT, "type"), "any"),
        ((*COUNT, "format"), 5),
        ((*COUNT, "constraints"), GONE),
        ((*COUNTS, "schema", "fields", 2, "constraints"), {}),
        ((*COUNTS, "schema", "primaryKey"), "trial_id"),
        ((*COUNTS, "schema", "foreignKeys"), GONE),
        ((*COUNTS, "schema", "missingValues"), ["0", "155"]),
        (COUNTS, GONE),
        (("licenses",), 5),
    ],
)
def test_a_package_with_an_odd_description_is_refused_or_read(
    tmp_path: Path, steps: tuple[Any, ...], value: Any
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(SOUND, folder)
    (folder / "sub").mkdir()
    changed = json.dumps(put(json.loads(SOUND_TEXT), steps, value))
    (folder / "datapackage.json").write_text(changed, encoding="utf-8")
    with suppress(DataError):
        load(folder)


@pytest.mark.parametrize(
    ("steps", "value", "line"),
    [
        ((*FIELDS, 1), GONE, "resources trials, schema, fields: expected a field trial_name, "
         "as every table trials has"),
        ((*COUNT, "type"), "number", "resources dichotomous, schema, fields: found “number”, "
         "expected the type integer for reading"),
    ],
)  # fmt: skip
def test_a_table_of_the_standard_has_its_fields(
    tmp_path: Path, steps: tuple[Any, ...], value: Any, line: str
) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    changed = put(json.loads(SOUND_TEXT), steps, value)
    assert sentences_of(tmp_path, json.dumps(changed)) == [f"datapackage.json, field {line}."]


def test_the_trials_and_their_arms_are_needed(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    text = json.loads(SOUND_TEXT)
    text["resources"] = [each for each in text["resources"] if each["name"] == "opinions"]
    assert [line.rpartition(": ")[2] for line in sentences_of(tmp_path, json.dumps(text))] == [
        "expected a table trials, to which all others refer.",
        "expected a table arms, to which all others refer.",
    ]


def test_a_package_cannot_be_less_strict_than_the_standard(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    text = json.loads(SOUND_TEXT)
    for table in text["resources"]:
        table["schema"].pop("primaryKey", None)
        table["schema"].pop("foreignKeys", None)
        for field in table["schema"]["fields"]:
            field["constraints"] = (
                {"enum": ["made up", "source"]} if field["name"] == "verification" else {}
            )
    assert sentences_of(tmp_path, json.dumps(text)) == []
    held, own = read_schema(tmp_path), read_schema(SOUND)
    for table, field in (("arms", "arm_id"), ("dichotomous", "responders"), ("trials", "conflict")):
        assert held.field(table, field)["constraints"] == own.field(table, field)["constraints"]
    assert held.enum("arms", "verification") == ["source"]
    assert held.resource("arms")["schema"]["primaryKey"] == ["trial_id", "arm_id"]
    assert len(held.resource("arms")["schema"]["foreignKeys"]) == 1
