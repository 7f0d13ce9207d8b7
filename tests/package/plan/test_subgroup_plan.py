"""Regressions, settings, earlier treatment and groups by age: sound, and broken in one place."""

from __future__ import annotations

import pytest
from small_plan import ANALYSES, TABLES, book_schema

from synthesis.package.plan.places import page_of
from synthesis.package.plan.read_plan import read_plan
from synthesis.package.plan.whole_plan import Plan
from synthesis.package.schema import Schema

NAME = "a name of small letters, digits and hyphens"
ENTRIES = """
[[regression]]
id = "by-age"
title = "By age"
question = "Does age matter?"
network = "net"
covariate = "AGE_MEAN"
step = 10
per = "a mean age 10 years higher"
fewest_trials = 6
verification = ["source"]

[[setting]]
id = "beside"
title = "Side by side"
question = "Does it matter?"
first = "net"
second = "net"
first_name = "alone"
second_name = "with more"

[[prior_treatment]]
id = "before"
title = "After another drug"
name = "another drug"
regimens = ["madeupinib-5-qd"]
outcomes = ["ITCH4"]

[[age_group]]
id = "the-young"
title = "The young"
question = "What is known?"
name = "young patients"
ages = [12, 17]
subgroups = ["young"]
outcomes = ["ITCH4"]
events = ["ACNE"]
weeks = [12, 16]
routes = ["oral"]
comparator = "placebo"
verification = ["derived"]
facts = ["fact-1"]
"""
OWN_TABLES = {**TABLES, "subgroups": ({"subgroup": "young"},)}


def read(text: str) -> tuple[Plan | None, list[str]]:
    plan, defects = read_plan(ANALYSES + text, "", SCHEMA, OWN_TABLES)
    return plan, [str(defect) for defect in defects]


SCHEMA: Schema = book_schema()


def test_sound_entries_are_read_and_have_their_pages() -> None:
    plan, defects = read(ENTRIES)
    assert plan is not None, defects
    (regression,), (setting,) = plan.regressions, plan.settings
    assert (regression.network, regression.step, regression.caution) == ("net", 10, False)
    assert (setting.first, setting.second) == ("net", "net")
    (group,) = plan.age_groups
    assert (group.ages, group.subgroups) == ((12, 17), ("young",))
    assert page_of(group) == "the-young"
    for each in (regression, setting, plan.prior_treatments[0]):
        assert page_of(each) == "subgroups"


@pytest.mark.parametrize("covariate", ["week", "reference response", "EASI_MEAN"])
def test_every_kind_of_covariate_can_be_declared(covariate: str) -> None:
    plan, defects = read(ENTRIES.replace("AGE_MEAN", covariate))
    assert plan is not None, defects
    assert plan.regressions[0].caution == (covariate == "reference response")


def test_a_group_may_have_neither_subgroups_nor_harms_nor_facts() -> None:
    text = ENTRIES
    for line in ('subgroups = ["young"]\n', 'events = ["ACNE"]\n', 'facts = ["fact-1"]\n'):
        text = text.replace(line, "")
    plan, defects = read(text)
    assert plan is not None, defects
    assert plan.age_groups[0].subgroups == plan.age_groups[0].events == ()


EDITS = [
    ('id = "by-age"', 'id = "By age"', f"regression By age, id: found “By age”, expected {NAME}"),
    ('id = "by-age"', 'id = "net"',
     "regression net, id: found “net”, expected an id used only once"),
    ('network = "net"', 'network = "pool"',
     "regression by-age, network: found “pool”, expected an id of a declared network"),
    ('"AGE_MEAN"', '"HEIGHT"', "regression by-age, covariate: found “HEIGHT”, expected “reference "
     "response”, “week”, or a variable of baseline.csv"),
    ("step = 10", "step = 0", "regression by-age, step: found “0”, expected a number above 0"),
    ("fewest_trials = 6", "fewest_trials = 2.5",
     "regression by-age, fewest_trials: found “2.5”, expected a whole number, 3 or more"),
    ('verification = ["source"]', 'verification = ["imputed"]',
     "regression by-age, verification: found “imputed”, expected one of source, derived, inferred, "
     "unverified"),
    ('per = "a mean age 10 years higher"\n', "", "regression by-age, per: expected this field"),
    ('first = "net"', 'first = "pool"',
     "setting beside, first: found “pool”, expected an id of a declared network"),
    ('second = "net"', 'second = "harm"',
     "setting beside, second: found “harm”, expected an id of a declared network"),
    ('first_name = "alone"', "first_name = 1",
     "setting beside, first_name: found “1”, expected a text"),
    ('regimens = ["madeupinib-5-qd"]', 'regimens = ["sugar"]',
     "prior_treatment before, regimens: found “sugar”, expected a regimen of arms.csv"),
    ('regimens = ["madeupinib-5-qd"]', "regimens = []",
     "prior_treatment before, regimens: found “[]”, expected a list with at least one value"),
    ("ages = [12, 17]", "ages = [17, 12]",
     "age_group the-young, ages: found “[17, 12]”, expected two numbers of years, the lower first"),
    ("ages = [12, 17]", "ages = 12",
     "age_group the-young, ages: found “12”, expected two numbers of years, the lower first"),
    ('subgroups = ["young"]', 'subgroups = ["old"]',
     "age_group the-young, subgroups: found “old”, expected a subgroup of subgroups.csv"),
    ('facts = ["fact-1"]', 'facts = ["fact-2"]',
     "age_group the-young, facts: found “fact-2”, expected a fact_id of regulatory.csv"),
    ('routes = ["oral"]\ncomparator', 'routes = ["nasal"]\ncomparator',
     "age_group the-young, routes: found “nasal”, expected one of oral, topical, subcutaneous"),
    ('name = "young patients"', 'nmae = "young patients"', [
        "age_group the-young, name: expected this field",
        "age_group the-young, nmae: expected no field of this name"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), EDITS)
def test_a_malformed_entry_is_told_in_one_line(old: str, new: str, said: str | list[str]) -> None:
    assert old in ENTRIES
    _, defects = read(ENTRIES.replace(old, new, 1))
    expected = [said] if isinstance(said, str) else said
    assert sorted(defects) == sorted(f"analyses.toml, field {line}." for line in expected)
