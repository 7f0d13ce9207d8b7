"""A file from the registry: one study, a page or a list, any Unicode encoding, an older form."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from registry_records import record
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.project import ROOT
from synthesis.registry.find_study import find_study
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.read_record import read_record

FIRST, SECOND = "NCT00000001", "NCT00000002"


def study(nct_id: str) -> dict[str, Any]:
    content = copy.deepcopy(record())
    content["protocolSection"]["identificationModule"]["nctId"] = nct_id
    return content


def as_bytes(content: Any) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "content",
    [
        study(FIRST),
        [study(FIRST)],
        {"studies": [study(FIRST)]},
        {"totalCount": 1, "studies": [study(FIRST)], "nextPageToken": "made-up"},
    ],
)
def test_one_study_is_found_however_it_is_wrapped(content: Any) -> None:
    assert read_record(as_bytes(content)) == read_record(as_bytes(study(FIRST)))


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_of_unicode_is_read(codec: str) -> None:
    content = study(FIRST)
    content["protocolSection"]["identificationModule"]["acronym"] = "ÉTUDE-≥1"
    text = json.dumps(content, ensure_ascii=False)
    assert read_record(text.encode(codec)).acronym == "ÉTUDE-≥1"


def test_one_of_several_studies_is_named() -> None:
    page = as_bytes({"studies": [study(FIRST), study(SECOND)]})
    with pytest.raises(RegistryError, match=rf"2 studies \({FIRST}, {SECOND}\).*--study"):
        find_study(page)
    assert read_record(page, SECOND).nct_id == SECOND
    with pytest.raises(RegistryError, match=f"no study NCT00000003; it holds {FIRST}, {SECOND}"):
        find_study(page, "NCT00000003")
    with pytest.raises(RegistryError, match=f"2 studies {FIRST}"):
        find_study(as_bytes([study(FIRST), study(FIRST)]), FIRST)


def test_a_page_of_many_studies_names_the_first_few() -> None:
    page = [study(f"NCT0000000{number}") for number in range(8)]
    with pytest.raises(RegistryError, match="and 3 more"):
        find_study(as_bytes(page))


OLD = {"ProtocolSection": {"IdentificationModule": {"NCTId": FIRST}}}


@pytest.mark.parametrize(
    "content",
    [
        {"Rank": 1, "Study": OLD},
        {"FullStudy": {"Rank": 1, "Study": OLD}},
        {"FullStudiesResponse": {"FullStudies": [{"Rank": 1, "Study": OLD}]}},
        [{"Rank": 1, "Study": OLD}],
        OLD,
    ],
)
def test_an_older_record_is_refused_with_the_reason_and_the_way_out(content: Any) -> None:
    with pytest.raises(RegistryError) as refused:
        find_study(as_bytes(content))
    message = str(refused.value)
    assert "API version 1" in message
    assert f"https://clinicaltrials.gov/api/v2/studies/{FIRST}" in message


def test_a_package_without_the_tables_gets_what_it_has_and_a_list(tmp_path: Path) -> None:
    file, folder = tmp_path / "record.json", tmp_path / "trial"
    file.write_bytes(as_bytes(study(FIRST)))
    (tmp_path / "own.toml").write_text("[[unit]]\nkind = 'count'\npattern = 'participants'\n")
    command = ["trial", "import", str(file), "--into", str(folder), "--trial-id", "made-up-1"]
    options = ["--data", str(ROOT / "examples" / "migraine"), "--period-weeks", "16"]
    result = CliRunner().invoke(app, [*command, *options, "--patterns", str(tmp_path / "own.toml")])
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in folder.glob("*.csv")) == [
        *("arms.csv", "dichotomous.csv", "trials.csv"),
    ]
    listed = (folder / "unmapped.notes.txt").read_text(encoding="utf-8")
    assert listed.count("the data package has no table adverse_events") == 6


@pytest.mark.parametrize(
    ("study_type", "message"), [("OBSERVATIONAL", "observational"), ("INTERVENTIONAL", "")]
)
def test_cohorts_are_not_imported_as_arms(study_type: str, message: str, tmp_path: Path) -> None:
    content = study(FIRST)
    content["protocolSection"]["designModule"]["studyType"] = study_type
    file, folder = tmp_path / "page.json", tmp_path / "trial"
    file.write_bytes(as_bytes({"studies": [content, study(SECOND)]}))
    command = ["trial", "import", str(file), "--into", str(folder), "--trial-id", "made-up-1"]
    result = CliRunner().invoke(app, [*command, "--study", FIRST])
    assert result.exit_code == (2 if message else 0), result.stderr
    assert message in result.stderr
    assert folder.exists() != bool(message)
