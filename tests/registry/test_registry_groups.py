"""Groups of results are found among the arms though their titles differ in form, or are told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from registry_records import by_group, groups, measure, record

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

TITLE = "Number of Participants With EASI-75 at Week 16"


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    schema = read_schema(DATA_FOLDER)
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, schema)


def drafted(
    arms: tuple[str, ...],
    titles: tuple[str, ...],
    patterns: Patterns,
    interventions: tuple[dict[str, Any], ...] = (),
) -> Draft:
    sizes = ("100",) * len(titles)
    made = measure(TITLE, tuple(map(str, range(10, 10 + len(titles)))), titles=titles, sizes=sizes)
    content = record([made], arms)
    module = content["protocolSection"]["armsInterventionsModule"]
    module["interventions"] = list(interventions)
    for group in module["armGroups"]:
        group["description"] = ""
    flow = content["resultsSection"]["participantFlowModule"]
    flow["groups"] = groups("FG", titles)
    flow["periods"][0]["milestones"][0]["achievements"] = by_group("FG", "numSubjects", sizes)
    return draft_trial(read_record(json.dumps(content).encode()), "made-up-1", patterns)


def found(draft: Draft) -> list[str]:
    return [row["arm_id"] for row in draft.tables["dichotomous"]]


CODED = ({"name": "Madeupinib (XYZ-12345)", "otherNames": ["Inventra"]}, {"name": "Placebo"})


@pytest.mark.parametrize(
    ("arms", "titles", "ids"),
    [
        (("Placebo", "Madeupinib"), ("Placebo (FAS)", "Madeupinib (FAS)"), "placebo madeupinib"),
        (("Placebo", "Madeupinib"), ("Placebo - mITT", "Madeupinib, SS"), "placebo madeupinib"),
        (
            ("Placebo", "MUB 200 mg Q2W"),
            ("Placebo (SS)", "MUB 200 mg Q2W (SS)"),
            "placebo mub-200-mg-q2w",
        ),
        (("XYZ-12345", "Placebo"), ("Madeupinib", "Placebo"), "xyz-12345 placebo"),
        (("Madeupinib", "Placebo"), ("Madeupinib (XYZ-12345)", "Placebo"), "madeupinib placebo"),
        (("Madeupinib", "Placebo"), ("Inventra (SAF)", "Placebo"), "madeupinib placebo"),
        (
            ("Arm 1_XYZ-12345", "Arm 2_Placebo"),
            ("Madeupinib (XYZ-12345)", "Placebo"),
            "xyz-12345 placebo",
        ),
        (("1 Placebo", "2. madeupinib"), ("Placebo", "2. Madeupinib"), "placebo madeupinib"),
        (
            ("A: Placebo", "B: Madeupinib"),
            ("Patients Who Received Placebo", "Patients Who Received Madeupinib"),
            "placebo madeupinib",
        ),
        (
            ("Placebo", "Madeupinib 5 mg"),
            ("Double-blind Period: Placebo", "Double-blind Period: Madeupinib 5 mg QD"),
            "placebo madeupinib-5-mg",
        ),
    ],
)
def test_titles_in_another_form_are_the_arms(
    arms: tuple[str, ...], titles: tuple[str, ...], ids: str, patterns: Patterns
) -> None:
    draft = drafted(arms, titles, patterns, CODED)
    assert [row["arm_id"] for row in draft.tables["arms"]] == ids.split()
    assert found(draft) == ids.split()
    assert [row["n_randomised"] for row in draft.tables["arms"]] == ["100", "100"]


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Madeupinib (PPS)", "per-protocol"),
        ("Madeupinib: Adolescents", "a part of the trial"),
        ("Cohort 2: Madeupinib", "a part of the trial"),
        ("Open-label Extension: Madeupinib", "a later period"),
        ("Placebo/Madeupinib", "one treatment after another"),
        ("Adults: Madeupinib", "beside an arm’s name it says"),
        ("Madeupinib BID", "fits no arm"),
        ("2 Madeupinib", "fits no arm"),
        ("Never Received Treatment", "fits no arm"),
        ("All Participants", "fits no arm"),
    ],
)
def test_what_is_no_arm_is_told_with_the_reason(
    title: str, reason: str, patterns: Patterns
) -> None:
    arms = ("Madeupinib QD", "Placebo")
    draft = drafted(arms, (title, "Placebo"), patterns, CODED)
    assert found(draft) == ["placebo"]
    assert any(title in item.reason and reason in item.reason for item in draft.unmapped)


def test_a_dose_at_the_start_is_no_number_of_an_arm(patterns: Patterns) -> None:
    draft = drafted(("1 mg Madeupinib", "2 mg Madeupinib"), ("Madeupinib", "mg"), patterns)
    assert not found(draft)
    assert [row["arm_id"] for row in draft.tables["arms"]] == [
        "1-mg-madeupinib",
        "2-mg-madeupinib",
    ]


def test_two_groups_that_fit_one_arm_are_both_told(patterns: Patterns) -> None:
    draft = drafted(("Madeupinib", "Placebo"), ("Placebo (FAS)", "Placebo (SS)"), patterns)
    assert not found(draft)
    told = [item.reason for item in draft.unmapped if "so does another group" in item.reason]
    assert any("(FAS)" in one for one in told)
    assert any("(SS)" in one for one in told)


def test_a_name_shared_by_two_interventions_is_no_synonym(patterns: Patterns) -> None:
    both = (
        {"name": "Madeupinib", "otherNames": ["XYZ-1"]},
        {"name": "Inventumab", "otherNames": ["XYZ-1", "Placebo for injection"]},
    )
    draft = drafted(
        ("Madeupinib", "Inventumab"), ("XYZ-1", "Placebo for injection"), patterns, both
    )
    assert not found(draft)


def test_an_arm_known_by_its_description_alone(patterns: Patterns) -> None:
    made = measure(TITLE, ("51", "13"), titles=("Upadacitinib 15 mg", "Placebo"))
    content = record([made], ("Arm A", "Arm B"))
    arms = content["protocolSection"]["armsInterventionsModule"]["armGroups"]
    arms[0]["description"] = "Upadacitinib 15 mg tablet once daily"
    arms[1]["description"] = "Placebo tablet once daily"
    draft = draft_trial(read_record(json.dumps(content).encode()), "made-up-1", patterns)
    assert found(draft) == ["upadacitinib-15-qd", "placebo"]


def test_an_arm_that_its_title_narrows_is_not_known_by_its_drug(patterns: Patterns) -> None:
    arms = ("Upadacitinib 15 mg QD: Adolescents", "Placebo: Adolescents")
    draft = drafted(arms, ("Upadacitinib 15 mg", "Placebo"), patterns)
    assert not found(draft)


def test_an_arm_without_a_title_is_known_by_its_description(patterns: Patterns) -> None:
    made = measure(TITLE, ("51",), titles=("Upadacitinib 15 mg",))
    content = record([made], ("…", "Placebo"))
    arm = content["protocolSection"]["armsInterventionsModule"]["armGroups"][0]
    arm["description"] = "Upadacitinib 15 mg once daily"
    draft = draft_trial(read_record(json.dumps(content).encode()), "made-up-1", patterns)
    assert found(draft) == ["upadacitinib-15-qd"]


def test_an_abbreviation_that_an_arm_explains(patterns: Patterns) -> None:
    titles = ("MDP 200 mg Q2W (SS)", "Placebo (SS)")
    content = record([measure(TITLE, ("51", "13"), titles=titles)], ("Verum", "Placebo"))
    module = content["protocolSection"]["armsInterventionsModule"]
    module["armGroups"][0] |= {
        "label": "Madeupinib Pegol 200 mg Q2W",
        "description": "Madeupinib pegol (MDP) 200 mg every 2 weeks",
    }
    module["interventions"] = [{"name": "Madeupinib Pegol"}, {"name": "Placebo"}]
    draft = draft_trial(read_record(json.dumps(content).encode()), "made-up-1", patterns)
    assert found(draft) == ["madeupinib-pegol-200-mg-q2w", "placebo"]


def test_arms_without_a_design_are_told(patterns: Patterns) -> None:
    content = record()
    content["protocolSection"]["armsInterventionsModule"] = {}
    draft = draft_trial(read_record(json.dumps(content).encode()), "made-up-1", patterns)
    assert len(draft.tables["arms"]) == 3
    assert sum("participant flow" in line for line in draft.to_check) == 3


def test_identifiers_stay_apart(patterns: Patterns) -> None:
    draft = drafted(("X", "X", "X arm 2", "…", "=1+1", "2.5 x."), ("X",), patterns)
    ids = [row["arm_id"] for row in draft.tables["arms"]]
    assert len(set(ids)) == len(ids)
    assert ids[-3:] == ["arm", "1-1", "2.5-x"]
