"""A record becomes a folder that the door lets in; anything else is refused in one sentence."""

from __future__ import annotations

import copy
import csv
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from registry_records import ARMS, SIZES, measure, record, term
from typer.testing import CliRunner, Result

from synthesis.commands.cli import app
from synthesis.files.project import DATA_FOLDER
from synthesis.living.read_folder import read_trial_folder
from synthesis.package.defects import DataError
from synthesis.package.exceptions import Exceptions
from synthesis.package.rules import rule_defects
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import read_raw, schema_defects
from synthesis.registry.folder import TABLES, folder_contents
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

LEFT_TO_USER = {"group": "other-oral-jak", "background": "none"}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(DATA_FOLDER)


@pytest.fixture(scope="module")
def patterns(schema: Schema) -> Patterns:
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, schema)


def draft(content: Any, patterns: Patterns) -> Draft:
    return draft_trial(read_record(json.dumps(content).encode()), "invented-1", patterns)


def events(found: Draft) -> set[tuple[str, str, str, str]]:
    return {
        (row["event"], row["arm_id"], row["patients"], row["n"])
        for row in found.tables["adverse_events"]
    }


def arms(content: Any, patterns: Patterns) -> list[tuple[str, str, str, str]]:
    rows = draft(content, patterns).tables["arms"]
    return [(row["arm_id"], row["regimen"], row["route"], row["n_randomised"]) for row in rows]


def run(tmp_path: Path, content: bytes, *more: str) -> Result:
    file = tmp_path / "record.json"
    file.write_bytes(content)
    folder = str(tmp_path / "trial")
    command = ["import-registry", str(file), "--into", folder, "--trial-id", "invented-1", *more]
    return CliRunner().invoke(app, command)


def test_folder_passes_the_door_once_the_user_has_filled_it_in(
    tmp_path: Path, schema: Schema
) -> None:
    assert run(tmp_path, json.dumps(record()).encode()).exit_code == 0
    folder = tmp_path / "trial"
    own = Schema({"resources": [schema.resource(table) for table in TABLES]}, schema.vocabulary)
    tables, defects = read_raw(folder, own)
    assert not defects
    missing = {(defect.file, defect.field) for defect in schema_defects(own, tables)}
    assert missing == {("trials.csv", field) for field in LEFT_TO_USER}
    row = {**tables["trials"][0], **LEFT_TO_USER}
    with (folder / "trials.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    tables, _ = read_raw(folder, own)
    assert not schema_defects(own, tables)
    assert not rule_defects(tables, dict(own.files()), Exceptions([]), {})
    assert len(tables["dichotomous"]) == 3


def test_imported_trial_can_be_added_to_the_book(tmp_path: Path) -> None:
    assert run(tmp_path, json.dumps(record()).encode()).exit_code == 0
    data, folder = tmp_path / "data", tmp_path / "trial"
    shutil.copytree(DATA_FOLDER, data)
    add = ["add", str(folder), "--data", str(data), "--yes"]
    refused = CliRunner().invoke(app, add)
    assert refused.exit_code != 0
    assert "group" in refused.stderr
    text = (folder / "trials.csv").read_text(encoding="utf-8")
    text = text.replace("INVENTED-1,,", "INVENTED-1,other-oral-jak,")
    (folder / "trials.csv").write_text(text.replace("placebo,,12,", "placebo,none,12,"), "utf-8")
    added = CliRunner().invoke(app, add)
    assert added.exit_code == 0, added.output + added.stderr
    assert "invented-1,upadacitinib-15-qd,EASI75,16,,1,51,101" in (
        data / "dichotomous.csv"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("start", ["=", "''-", " @"])
def test_text_that_would_run_in_a_spreadsheet_does_not_and_is_added_as_it_is(
    start: str, tmp_path: Path, schema: Schema
) -> None:
    content = record()
    title = f"{start}HYPERLINK(1)"
    arms = content["protocolSection"]["armsInterventionsModule"]["armGroups"]
    content["protocolSection"]["identificationModule"]["acronym"] = title
    arms[2]["label"] = f"{title} Placebo"
    assert run(tmp_path, json.dumps(content).encode()).exit_code == 0
    folder = tmp_path / "trial"
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    with (folder / "trials.csv").open(encoding="utf-8", newline="") as stream:
        row = {**next(csv.DictReader(stream)), **LEFT_TO_USER}
    assert row["trial_name"] == "'" + title.strip()
    with (folder / "trials.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    trial = read_trial_folder(folder, schema)
    assert trial.tables["trials"][0]["trial_name"] == title.strip()
    assert trial.tables["arms"][2]["arm_label"] == f"{title} Placebo".strip()


def test_every_row_says_where_it_was_read(patterns: Patterns) -> None:
    tables = draft(record(), patterns).tables
    for rows in tables.values():
        for row in rows:
            assert row["source_url"] == "https://clinicaltrials.gov/study/NCT00000001"
            assert row["source_locator"]
            assert "version of 2031-02-03" in row["notes"]
            assert row["verification"] == "source"
    locator = tables["dichotomous"][0]["source_locator"]
    assert locator.startswith("resultsSection.outcomeMeasuresModule.outcomeMeasures[0].classes[0]")


def test_trial_row(patterns: Patterns) -> None:
    row = draft(record(), patterns).tables["trials"][0]
    expected = {
        **{"trial_name": "INVENTED-1", "nct_id": "NCT00000001", "phase": "3"},
        **{"design": "parallel", "role": "parallel", "comparison_type": "placebo"},
        **{"min_age_years": "12", "max_age_years": "75", "severity": "moderate-severe"},
        **{"primary_week": "16", "n_randomised": str(sum(SIZES))},
    }
    assert expected.items() <= row.items()


def test_another_design_is_left_to_the_user_and_told(patterns: Patterns) -> None:
    content = record()
    design = content["protocolSection"]["designModule"]
    design |= {"studyType": "INTERVENTIONAL", "designInfo": {"interventionModel": "SINGLE_GROUP"}}
    found = draft(content, patterns)
    assert not found.tables["trials"][0]["design"]
    assert any("(it says: interventional, single group)" in line for line in found.to_do)
    design["designInfo"] = {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL"}
    assert draft(content, patterns).tables["trials"][0]["design"] == "parallel"
    design["studyType"] = "EXPANDED_ACCESS"
    assert not draft(content, patterns).tables["trials"][0]["design"]


def test_arms_from_titles_and_descriptions(patterns: Patterns) -> None:
    assert arms(record(), patterns) == [
        ("upadacitinib-15-qd", "upadacitinib-15-qd", "oral", "101"),
        ("upadacitinib-30-qd", "upadacitinib-30-qd", "oral", "99"),
        ("placebo", "placebo", "oral", "103"),
    ]


@pytest.mark.parametrize(
    ("label", "description", "regimen", "route"),
    [
        ("Ruxolitinib 1.5% Cream BID", "", "ruxolitinib-1.5pct-bid", "topical"),
        ("Delgocitinib 0.50% ointment", "twice daily", "delgocitinib-0.5pct-bid", "topical"),
        ("Vehicle Cream", "twice a day", "vehicle", "topical"),
        ("Placebo ointment", "twice a day", "vehicle", "topical"),
        ("Dupilumab 300 mg Q2W", "subcutaneous injection", "dupilumab-300-q2w", "subcutaneous"),
        ("Arm A", "Baricitinib 4 mg tablet once daily", "baricitinib-4-qd", "oral"),
        ("Abrocitinib 200mg QD", "one capsule and placebo", "abrocitinib-200-qd", "oral"),
        ("Upadacitinib 15 mg Once a Day", "", "upadacitinib-15-qd", ""),
        ("PF-04965842 100 mg", "two tablets taken orally once daily", "abrocitinib-100-qd", "oral"),
        ("Placebo/Upadacitinib 30 mg", "once daily", "", ""),
        ("Placebo to Upadacitinib 30 mg", "once daily", "", ""),
        ("Upadacitinib 30 mg/Placebo", "once daily", "", ""),
        ("Arm B", "Two 100 mg abrocitinib tablets once daily", "", "oral"),
        ("Placebo followed by Upadacitinib 30 mg", "once daily", "", ""),
        ("Placebo / Upadacitinib 30 mg then 15 mg", "once daily", "", ""),
        ("Dupilumab", "Loading dose of 600 mg, then 300 mg Q2W", "", ""),
        ("Abrocitinib 100 mg and Dupilumab 300 mg", "", "", ""),
        ("Upadacitinib 15 mg or 30 mg QD", "", "", ""),
        ("Baricitinib", "1 mg/kg once daily by weight", "", ""),
        ("", "", "", ""),
    ],
)
def test_regimen_is_read_or_left_to_the_user(
    label: str, description: str, regimen: str, route: str, patterns: Patterns
) -> None:
    content = record()
    arm = {"label": label, "description": description, "type": "EXPERIMENTAL"}
    content["protocolSection"]["armsInterventionsModule"]["armGroups"] = [arm]
    found = draft(content, patterns)
    row = found.tables["arms"][0]
    assert (row["regimen"], row["route"]) == (regimen, route)
    assert row["arm_id"]
    assert any(row["arm_id"] in line for line in found.to_do) or (regimen and row["n_randomised"])


@pytest.mark.parametrize(
    ("title", "arm"),
    [
        ("Upadacitinib 15 mg", "upadacitinib-15-qd"),
        ("upadacitinib  15 MG (QD)", "upadacitinib-15-qd"),
        ("Upadacitinib 15 mg Tablets Once Daily", "upadacitinib-15-qd"),
        ("Placebo Group", "placebo"),
        ("Upadacitinib", None),
        ("Upadacitinib 15 mg: Adolescents", None),
        ("Upadacitinib 15 mg BID", None),
        ("Upadacitinib 45 mg", None),
        ("All Upadacitinib", None),
        ("Total", None),
        ("Placebo / Upadacitinib 15 mg", None),
        ("Placebo to Upadacitinib", None),
        ("Group 1", None),
        ("", None),
    ],
)
def test_group_is_matched_or_listed(title: str, arm: str | None, patterns: Patterns) -> None:
    found = draft(record([measure("EASI-75", ("13",), titles=(title,))]), patterns)
    assert [row["arm_id"] for row in found.tables["dichotomous"]] == ([arm] if arm else [])
    if arm is None:
        assert any("fits no arm" in item.reason for item in found.unmapped)


def test_events_are_exact_or_listed(patterns: Patterns) -> None:
    found = draft(record(), patterns)
    assert {
        ("SERIOUS_AE", "placebo", "4", "103"),
        ("DEATH", "placebo", "0", "103"),
        ("ACNE", "upadacitinib-30-qd", "12", "99"),
        ("HERPES_ZOSTER", "upadacitinib-15-qd", "1", "101"),
        ("HERPES_ZOSTER", "upadacitinib-30-qd", "3", "99"),
    } <= events(found)
    assert {row["period_weeks"] for row in found.tables["adverse_events"]} == {"16"}
    listed = {item.title for item in found.unmapped}
    assert {"Appendicitis", "Invented complaint"} <= listed


def test_patients_of_two_tables_are_not_added_up(patterns: Patterns) -> None:
    content = record()
    module = content["resultsSection"]["adverseEventsModule"]
    module["seriousEvents"] = [term("Acne", (1, 0, 0)), term("Headache", (1, 0, 0))]
    module["otherEvents"] = [term("Acne", (8, 12, 2)), term("Nausea", (1, 1, 1))]
    found = events(draft(content, patterns))
    assert {arm for code, arm, _, _ in found if code == "ACNE"} == {"upadacitinib-30-qd", "placebo"}
    assert not [code for code, *_ in found if code == "HEADACHE"]
    del module["seriousEvents"][0]["stats"][1]["numAffected"]
    found = events(draft(content, patterns))
    assert {arm for code, arm, _, _ in found if code == "ACNE"} == {"placebo"}
    module["otherEvents"] = [term("Acne", (8, 12, 2)), term("ACNE", (1, 1, 1))]
    assert not [code for code, *_ in events(draft(content, patterns)) if code == "ACNE"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Number of Participants With Treatment-Emergent Adverse Events (TEAEs)", "ANY_TEAE"),
        ("Number of Participants Who Experienced TEAEs up to Week 16", "ANY_TEAE"),
        ("Number of Participants With Serious TEAEs", "SERIOUS_AE"),
        ("Number of Participants With TEAEs Leading to Study Drug Discontinuation", "AE_DISC"),
        ("Number of Participants With Adverse Events Leading to Discontinuation", "AE_DISC"),
        ("Number of Participants Who Discontinued Study Drug Due to Adverse Events", "AE_DISC"),
        ("Number of Participants With TEAEs and SAEs", ""),
        ("Number of Participants With Related TEAEs", ""),
        ("Number of Participants With Severe Treatment-Emergent Adverse Events", ""),
        ("Number of Participants Without TEAEs", ""),
    ],
)
def test_outcome_measures_of_harm(title: str, code: str, patterns: Patterns) -> None:
    content = record([measure(title)])
    del content["resultsSection"]["adverseEventsModule"]
    rows = draft(content, patterns).tables["adverse_events"]
    assert [row["event"].startswith(code) for row in rows] == ([True] * 3 if code else [])


def test_groups_in_other_scripts_are_not_taken_for_each_other(patterns: Patterns) -> None:
    content = record([measure("EASI-75", ("13",), titles=("プラセボ",))], ("対照薬", "試験薬"))
    assert not draft(content, patterns).tables["dichotomous"]


@pytest.mark.parametrize(
    "frame", ["", "Up to 20 weeks, 4 weeks after Week 16", "Week 16 plus follow-up"]
)
def test_period_of_events_must_be_clear_or_given(frame: str, patterns: Patterns) -> None:
    content = record()
    content["resultsSection"]["adverseEventsModule"]["timeFrame"] = frame
    found = draft(content, patterns)
    assert not events(found)
    assert any("--period-weeks" in item.reason for item in found.unmapped)
    parsed = read_record(json.dumps(content).encode())
    given = draft_trial(parsed, "invented-1", patterns, period_weeks=12)
    assert {row["period_weeks"] for row in given.tables["adverse_events"]} == {"12"}


@pytest.mark.parametrize(
    ("module", "name", "wrong"),
    [
        ("adverseEventsModule", "eventGroups", "EG000"),
        ("adverseEventsModule", "eventGroups", None),
        ("participantFlowModule", "groups", "FG000"),
        ("participantFlowModule", "groups", ""),
    ],
)
def test_groups_without_an_id_of_their_own_are_refused(
    module: str, name: str, wrong: str | None, patterns: Patterns
) -> None:
    content = record()
    content["resultsSection"][module][name][1]["id"] = wrong
    with pytest.raises(RegistryError, match="that no other group has"):
        draft(content, patterns)


def test_two_groups_of_one_arm_give_no_number(patterns: Patterns) -> None:
    twice = (*ARMS[:2], ARMS[0])
    found = draft(record([measure("EASI-75", titles=twice)]), patterns)
    assert [row["arm_id"] for row in found.tables["dichotomous"]] == ["upadacitinib-30-qd"]


def test_record_without_results_gives_trial_and_arms(patterns: Patterns) -> None:
    content = record()
    del content["resultsSection"]
    found = draft(content, patterns)
    assert found.tables["trials"][0]["role"] == "no-results-yet"
    assert len(found.tables["arms"]) == 3
    assert not found.tables["dichotomous"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"\xff\xfe\x00", "UTF-8 or UTF-16"),
        (b"[]", "empty list of studies"),
        (b"[[]]", "no protocolSection"),
        (b"null", "no protocolSection"),
        (b'"text"', "no protocolSection"),
        (b'{"protocolSection": NaN}', "number that cannot be read"),
        (b'{"protocolSection": ' + b"9" * 5000 + b"}", "number that cannot be read"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"studies": []}', "empty list of studies"),
        (b'{"FullStudy": {}}', "version 1"),
        (b'{"protocolSection": null}', "nctId"),
        (b'{"protocolSection": []}', "expected an object"),
        (b'{"protocolSection": {"identificationModule": {"nctId": 7}}}', "nctId"),
        (b'{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}', "no arms"),
    ],
)
def test_other_files_are_refused_in_one_sentence(
    content: bytes, message: str, tmp_path: Path
) -> None:
    result = run(tmp_path, content)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "trial").exists()


def test_folder_that_is_not_empty_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial" / "mine.txt").write_text("kept", encoding="utf-8")
    result = run(tmp_path, json.dumps(record()).encode())
    assert result.exit_code == 2
    assert [path.name for path in (tmp_path / "trial").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "more", [("--trial-id", "Not An Id"), ("--period-weeks", "nan"), ("--period-weeks", "-1")]
)
def test_wrong_options_are_refused(more: tuple[str, ...], tmp_path: Path) -> None:
    assert run(tmp_path, json.dumps(record()).encode(), *more).exit_code == 2


def test_user_adds_a_pattern(tmp_path: Path) -> None:
    content = json.dumps(record([measure("Clear of Eczema by Three Quarters")])).encode()
    own = tmp_path / "own.toml"
    own.write_text("[[outcome]]\ncode = 'EASI75'\nany = ['by three|by 3 quarters']\n", "utf-8")
    result = run(tmp_path, content, "--patterns", str(own))
    assert result.exit_code == 0
    assert "EASI75" in (tmp_path / "trial" / "dichotomous.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[outcome", "valid TOML"),
        ("[[outcomes]]\ncode = 'EASI75'", "one of the sections"),
        ("outcome = 3", "begin with [[outcome]]"),
        ("[[outcome]]\ncode = 'EASI75'", "outcome 1, any: expected this field"),
        ("[[outcome]]\ncode = 'EASI76'\nany = ['x']", "“EASI76”, expected one of EASI50"),
        ("[[outcome]]\ncode = 'EASI75'\nany = 'x'", "a list of regular expressions"),
        ("[[outcome]]\ncode = 'EASI75'\nany = ['(']", "a regular expression"),
        ("[[outcome]]\ncode = 'EASI75'\nany = ['x*']", "does not fit an empty text"),
        ("[[outcome]]\ncode = 'EASI75'\nany = ['x']\nweek = 3", "no field of this name"),
        ("[[event]]\ncode = 'ACNE'\nterm = 3", "expected text"),
        ("[[event]]\ncode = 'SPOTS'\nterm = 'x'", "one of ANY_TEAE"),
        ("[[unit]]\nkind = 'mean'\npattern = 'x'", "one of count, percent"),
        ("[[time]]\nkind = 'week'\npattern = 'x'", "a group (?P<number>...)"),
        ("[[drug]]\nname = ['a']\npattern = 'x'", "expected text"),
    ],
)
def test_wrong_patterns_are_named(text: str, message: str, schema: Schema) -> None:
    with pytest.raises(DataError) as error:
        read_patterns({"own.toml": text}, schema)
    assert message in str(error.value)
    assert "own.toml" in str(error.value)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node)
    found = [path]
    for key, child in children:
        nested = isinstance(child, (dict, list))
        found += _places(child, (*path, key)) if nested else [(*path, key)]
    return found


WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e300, "", "NA", "٣", "\ud800", "=1+1", "<script>alert(1)</script>"),
    *([], {}, [[]], [None], {"x": 1}, "x" * 100_000, "9" * 400, "\x00\n\r\t"),
)


def test_anything_in_the_json_gives_a_sound_folder_or_one_sentence(
    patterns: Patterns, schema: Schema
) -> None:
    """Each part of a record in turn is left out or replaced; no reading may be made up by it."""
    original = record()
    right = {
        tuple(row[name] for name in ("arm_id", "outcome", "week", "responders", "n"))
        for row in draft(original, patterns).tables["dichotomous"]
    }
    chance = random.Random(5)
    refusals: list[str] = []
    folders = 0
    for path in _places(original)[1:]:
        for wrong in ("leave out", *chance.sample(WRONG, 3)):
            content = copy.deepcopy(original)
            parent: Any = content
            for key in path[:-1]:
                parent = parent[key]
            if wrong == "leave out":
                del parent[path[-1]]
            else:
                parent[path[-1]] = wrong
            try:
                parsed = read_record(json.dumps(content).encode())
                found = draft_trial(parsed, "invented-1", patterns)
                folder_contents(found, parsed, schema)
            except RegistryError as error:
                refusals.append(str(error))
                continue
            folders += 1
            changed = {"OG" in str(path), wrong in (0, "0")}
            got = {
                (row["arm_id"], row["outcome"], row["week"], row["responders"], row["n"])
                for row in found.tables["dichotomous"]
            }
            if "value" not in path and "armGroups" not in path and True not in changed:
                assert got <= right, path
    assert min(folders, len(refusals)) > 100
    assert not [message for message in refusals if "\n" in message or len(message) > 300]
