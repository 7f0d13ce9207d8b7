"""Each malformed entry is refused in exactly one line: file, entry, field, value, expectation."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plan import ANALYSES, CLAIMS, CODEBOOK, FILES, book_schema, sentences_of

from synthesis.package.schema import Schema

A, C, E, B = FILES
NAME = "a name of small letters, digits and hyphens"
WITH_PLACE = "a text with {event}, the place of the event"
OUTCOMES = (
    "one of EASI50, EASI75, EASI90, EASI100, IGA01, IGA01_ANY, ITCH4, ITCH01, EASI90_ITCH01, "
    "DLQI4, DLQI01, PGE50, PGE75, PGE90, PGE100, FLARE_FREE, PRURITUS_MILD_ABSENT, IGA0, ITCH3, "
    "ITCH4_BASE5, POEM4, CDLQI01, SCORAD50, SCORAD75, SCORAD90, PTGA01, SKIN_PAIN4, "
    "FLARE_REQUIRING_RESCUE, FLARE"
)
TIERS = "one of source, derived, inferred, imputed, unverified"
WEEKS = "two numbers of weeks, the lower first"
WEEK = "a number of weeks, 0 or more, or “primary”"
FILLED = "a list with at least one value"
ENTRIES = (
    "[[analysis]], [[network]], [[dose]], [[harm]], [[stopping]], [few_trials], [[mean]], "
    "[[replay]], [[importance]], [[shared_dose]], [[course]], [[maintenance]], [[regression]], "
    "[[setting]], [[prior_treatment]], [[age_group]]"
)
SHARED = "[[shared_dose]]\nid = 'shared'\ntitle = 't'\nquestion = 'q?'\nof = [{}]\nnetwork = '{}'\n"
MATTERS = "[[importance]]\noutcomes = {}\nof_100 = {}\nreason = 'Chosen.'\n"
FEW = "[few_trials]\nmost_trials = {}\ntau_scale = {}\nmore_of_100 = {}\n"
COURSE = """[[course]]
id = "course"
title = "A course"
question = "How soon?"
outcome = "EASI75"
weeks = [0, 16]
population = "all ages"
routes = ["oral"]
background = ["none"]
comparator = "placebo"
unit = "drug-dose"
verification = ["source"]
"""
MAINTENANCE = """[[maintenance]]
id = "after"
title = "Afterwards"
question = "What then?"
trials = ["made-up-1"]
outcomes = ["EASI75"]
verification = ["source"]
"""
TESTS = CLAIMS[CLAIMS.index("[[claim.test]]") :]

# File, what is replaced, by what, and the line from the place on.
EDITS = [
    (A, 'id = "pool"', 'id = "A <b>"', "analysis 1, id: found “A <b>”, expected " + NAME),
    (A, 'id = "pool"', 'id = "../p"', "analysis 1, id: found “../p”, expected " + NAME),
    (A, 'id = "pool"', 'id = "pool\\n"', "analysis 1, id: found “pool\\x0a”, expected " + NAME),
    (A, 'id = "pool"', 'id = ["p"]', "analysis 1, id: found “[\"p\"]”, expected " + NAME),
    (A, 'id = "pool"', f'id = "{"p" * 101}"',
     f"analysis 1, id: found “{'p' * 60}… (101 characters)”, expected {NAME}"),
    (A, 'id = "pool"\n', "", "analysis 1, id: expected this field"),
    (A, 'id = "pool"', 'id = "net"', "network net, id: found “net”, expected an id used only once"),
    (A, 'id = "net"', 'id = "harm-acne-h"',
     "harm harm-{event}-h, id: found “harm-acne-h”, expected an id used only once"),
    (A, '"A pool"', "3", "analysis pool, title: found “3”, expected a text"),
    (A, '"A pool"', '" "', "analysis pool, title: found “ ”, expected a text"),
    (A, '"How often?"', "1979-05-27",
     "analysis pool, question: found “1979-05-27”, expected a text"),
    (A, 'week = "primary"', "week = nan", f"analysis pool, week: found “nan”, expected {WEEK}"),
    (A, 'week = "primary"', "week = inf", f"analysis pool, week: found “inf”, expected {WEEK}"),
    (A, 'week = "primary"', "week = -1", f"analysis pool, week: found “-1”, expected {WEEK}"),
    (A, 'week = "primary"', "week = true", f"analysis pool, week: found “true”, expected {WEEK}"),
    (A, 'week = "primary"', 'week = "16"',
     f"analysis pool, week: found “\"16\"”, expected {WEEK}"),
    (A, '"EASI75"', '"EASI-75"', f"analysis pool, outcome: found “EASI-75”, expected {OUTCOMES}"),
    (A, '"EASI75"', '["EASI75"]',
     f"analysis pool, outcome: found “[\"EASI75\"]”, expected {OUTCOMES}"),
    (A, '"all ages"', '"men"', "analysis pool, population: found “men”, expected one of adults and "
     "adolescents, children, all ages"),
    (A, '["none"]', '"none"',
     f"analysis pool, background: found “none”, expected {FILLED}"),
    (A, '["none"]', "[]", f"analysis pool, background: found “[]”, expected {FILLED}"),
    (A, '["none"]', '["some"]', "analysis pool, background: found “some”, expected one of "
     "none, required, permitted, not stated"),
    (A, '["source"]', '["source", 4]', f"analysis pool, verification: found “4”, expected {TIERS}"),
    (A, '["source"]', '["source", "source"]', "analysis pool, verification: "
     "found “[\"source\", \"source\"]”, expected each value once"),
    (A, '"placebo"', '"sugar"',
     "analysis pool, comparator: found “sugar”, expected a regimen of arms.csv"),
    (A, '["madeupinib-5-qd"]', '["placebo"]',
     "analysis pool, treatments: found “placebo”, expected a regimen other than the comparator"),
    (A, '["madeupinib-5-qd"]', '["vehicle"]',
     "analysis pool, treatments: found “vehicle”, expected a regimen other than the comparator"),
    (A, '"OR"', '"HR"', "analysis pool, measure: found “HR”, expected one of OR, RR, RD"),
    (A, "unit =", "units =", [
        "analysis pool, unit: expected this field",
        "analysis pool, units: expected no field of this name"]),
    (A, "[[analysis]]", "[[analyis]]",
     f"analyis: expected no other entries than {ENTRIES}"),
    (A, ANALYSES, "analysis = 1",
     "analysis: found “1”, expected entries that each begin with [[analysis]]"),
    (A, ANALYSES, '[network]\nid = "net"',
     "network: found “{\"id\": \"net\"}”, expected entries that each begin with [[network]]"),
    (A, ANALYSES, "dose = [1]",
     "dose: found “[1]”, expected entries that each begin with [[dose]]"),
    (A, ANALYSES, 'colour = "blue"',
     f"colour: expected no other entries than {ENTRIES}"),
    (A, "[[analysis]]", FEW.format(5, 0.5, "[5]") + "wide = 1\n[[analysis]]",
     "few_trials, wide: expected no field of this name"),
    (A, "[[analysis]]", FEW.format(1, 0, "[100]") + "[[analysis]]", [
        "few_trials, most_trials: found “1”, expected a whole number, 2 or more",
        "few_trials, tau_scale: found “0”, expected a number above 0",
        "few_trials, more_of_100: found “100”, expected a number between 0 and 100"]),
    (A, "[[analysis]]", MATTERS.format('["EASI-75"]', 0) + "[[analysis]]", [
        f"importance 1, outcomes: found “EASI-75”, expected {OUTCOMES}",
        "importance 1, of_100: found “0”, expected a number between 0 and 100"]),
    (A, "[[analysis]]", 2 * MATTERS.format('["EASI75"]', 5) + "[[analysis]]",
     "importance 2, outcomes: found “EASI75”, expected an outcome of one entry alone"),
    (A, "[[analysis]]", SHARED.format('"dose", "pool"', "pool") + "[[analysis]]", [
        "shared_dose shared, of: found “pool”, expected an id of a declared dose",
        "shared_dose shared, network: found “pool”, expected an id of a declared network"]),
    (A, ANALYSES, COURSE.replace("[0, 16]", "[16, 0]").replace('"drug-dose"', '"patient"'), [
        f"course course, weeks: found “[16, 0]”, expected {WEEKS}",
        "course course, unit: found “patient”, expected one of drug-dose, trial"]),
    (A, ANALYSES, COURSE.replace('"placebo"', '"sugar"') + 'measure = "OR"\n', [
        "course course, comparator: found “sugar”, expected a regimen of arms.csv",
        "course course, measure: expected no field of this name"]),
    (A, ANALYSES, COURSE + 'treatments = ["placebo"]\n' + COURSE, [
        "course course, treatments: found “placebo”, expected a regimen other than the comparator",
        "course course, id: found “course”, expected an id used only once"]),
    (A, ANALYSES, MAINTENANCE.replace("made-up-1", "made-up-9").replace('"EASI75"', '"RASH"'), [
        "maintenance after, trials: found “made-up-9”, expected a trial_id of trials.csv",
        f"maintenance after, outcomes: found “RASH”, expected {OUTCOMES}"]),
    (A, ANALYSES, MAINTENANCE + 'comparator = "sugar"\n',
     "maintenance after, comparator: found “sugar”, expected a regimen of arms.csv"),
    (A, "[12, 16]", "[16, 12]", f"network net, weeks: found “[16, 12]”, expected {WEEKS}"),
    (A, "[12, 16]", "12", f"network net, weeks: found “12”, expected {WEEKS}"),
    (A, "[12, 16]", "[12, 14, 16]",
     f"network net, weeks: found “[12, 14, 16]”, expected {WEEKS}"),
    (A, "[12, 16]", "[true, 16]", f"network net, weeks: found “[true, 16]”, expected {WEEKS}"),
    (A, "[12, 16]", "[-4, 16]", f"network net, weeks: found “[-4, 16]”, expected {WEEKS}"),
    (A, 'routes = ["oral"]', 'routes = ["nasal"]',
     "network net, routes: found “nasal”, expected one of oral, topical, subcutaneous"),
    (A, '"otherinib-5-qd"', '"placebo"', "network net, active_reference: found “placebo”, "
     "expected a regimen other than the reference"),
    (A, 'drug = "madeupinib"', 'drug = "placebo"',
     "dose dose, drug: found “placebo”, expected a drug of arms.csv, not placebo"),
    (A, 'drug = "madeupinib"', 'drug = ["madeupinib"]', "dose dose, drug: "
     "found “[\"madeupinib\"]”, expected a drug of arms.csv, not placebo"),
    (A, '"QD"', '"hourly"',
     "dose dose, frequency: found “hourly”, expected one of QD, BID, QW, Q2W, Q4W"),
    (A, '"harm-{event}-h"', '"harm-h"',
     f"harm harm-h, id: found “harm-h”, expected {NAME} with {{event}}, the place of the event"),
    (A, '"harm-{event}-h"', '"Harm {event}"', "harm Harm {event}, id: found “Harm {event}”, "
     f"expected {NAME} with {{event}}, the place of the event"),
    (A, '"{event}: t"', '"t"', f"harm harm-{{event}}-h, title: found “t”, expected {WITH_PLACE}"),
    (A, '["ACNE", "SERIOUS_AE"]', '"ACNE"',
     f"harm harm-{{event}}-h, events: found “ACNE”, expected {FILLED}"),
    (C, 'id = "better"', 'id = "<b>\\"x"', f"claim 1, id: found “<b>\"x”, expected {NAME}"),
    (C, '"It is better."', "5", "claim better, claim: found “5”, expected a text"),
    (C, '"effect"', '["effect"]',
     "claim better, topic: found “[\"effect\"]”, expected a text"),
    (C, '"effect"', '"colour"',
     "claim better, topic: found “colour”, expected the id of a [[topic]]"),
    (C, "id = 'effect'", 'id = "Effect"', [
        f"topic Effect, id: found “Effect”, expected {NAME}",
        "claim better, topic: found “effect”, expected the id of a [[topic]]"]),
    (C, "title = 'How well they work'\n", "", "topic effect, title: expected this field"),
    (C, '["jak-highly-effective"]', '["nobody-said"]',
     "claim better, opinions: found “nobody-said”, expected a position code of opinions.csv"),
    (C, '["jak-highly-effective"]', '"all"',
     "claim better, opinions: found “all”, expected a list"),
    (C, '"Little."', '""', "claim better, limits: found “\"\"”, expected a text"),
    (C, TESTS, "test = []",
     "claim better, test: found “[]”, expected at least one test with its kind"),
    (C, TESTS, 'test = "none"',
     "claim better, test: found “none”, expected at least one test with its kind"),
    (C, 'kind = "pool"', 'kind = ["pool"]',
     "claim better, test 1, kind: found “[\"pool\"]”, "
     "expected one of pool, network, share, harm, rate, reported, record, none"),
    (C, 'analysis = "pool"', 'analysis = "net"',
     "claim better, test 1, analysis: found “net”, expected an id of a declared analysis"),
    (C, '"harm-acne-h"', '"harm-{event}-h"',
     "claim better, test 4, analysis: found “harm-{event}-h”, expected an id of a declared harm"),
    (C, '"more"', '"no more"',
     "claim better, test 1, expects: found “no more”, expected one of more, less, similar"),
    (C, "points = 20", "points = 20\nmargin = 2", "claim better, test 1, points: "
     "expected no points beside a margin"),
    (C, "points = 20", "points = 200", "claim better, test 1, points: found “200”, "
     "expected a number of percentage points from 0 to 100"),
    (C, 'expects = "more"\n', "", "claim better, test 1, expects: expected this field"),
    (C, "points = 20", "odds = 2",
     "claim better, test 1, odds: expected no field of this name"),
    (C, "points = 20", "margin = 2",
     "claim better, test 1, margin: "
     "expected no margin where a test does not expect “similar”"),
    (C, "margin = 1.5", 'margin = "2"',
     "claim better, test 2, margin: found “\"2\"”, expected an odds ratio above 1"),
    (C, "margin = 1.5", "margin = 1",
     "claim better, test 2, margin: found “1”, expected an odds ratio above 1"),
    (C, "margin = 1.5\n", "", "claim better, test 2, margin: expected an odds ratio above 1"),
    (C, 'comparator = "placebo"', 'comparator = "madeupinib-5-qd"',
     "claim better, test 2, comparator: found “madeupinib-5-qd”, "
     "expected a regimen other than the treatment"),
    (C, "at_least = 0.1", "at_least = 10",
     "claim better, test 3, at_least: found “10”, expected a share from 0 to 1"),
    (C, '"no more"', '"less"',
     "claim better, test 4, expects: found “less”, expected one of more, no more"),
    (C, 'drug = "madeupinib"', 'drug = "aspirin"', "claim better, test 5, drug: found “aspirin”, "
     "expected a drug of arms.csv or long_term_safety.csv"),
    (C, "week = 2", "week = -2",
     "claim better, test 6, week: found “-2”, expected a number of weeks, 0 or more"),
    (C, '"fact-1"', '"fact-2"',
     "claim better, test 7, fact: found “fact-2”, expected a fact_id of regulatory.csv"),
    (C, '"Nobody asked."', "false",
     "claim better, test 8, reason: found “false”, expected a text"),
    (C, CLAIMS, "[[claims]]", "claims: expected no other entries than [[topic]], [[claim]]"),
    (C, CLAIMS, CLAIMS + CLAIMS, [
        "claim better, id: found “better”, expected an id used only once",
        "topic effect, id: found “effect”, expected an id used only once"]),
    (E, '"n_within_arm"', '"n_within"',
     "exception 1, rule: found “n_within”, expected one of n_within_arm, percent_fits_count, "
     "stricter_fewer"),
    (E, "event =", "evnt =", "exception 1, evnt: expected no field of this name"),
    (E, '"The safety set is larger."', '""',
     "exception 1, reason: found “\"\"”, expected a text"),
    (E, '"made-up-1"', "1", "exception 1, trial_id: found “1”, expected a text"),
    (E, "[[exception]]", "[exception]", "exception: found “{\"rule\": \"n_within_arm\", \"table\": "
     "\"adverse_events\", \"trial_i… (132 characters)”, expected entries that each begin with "
     "[[exception]]"),
    (E, "[[exception]]", "[[exeption]]",
     "exeption: expected no other entries than [[exception]]"),
    (B, '"a"', '"b"', [
        "code b, id: found “b”, expected a code of opinions.csv, as datapackage.json lists them",
        "code a: expected an entry for this code"]),
    (B, '"q"', '"r"', "code a, question: found “r”, expected one of q"),
    (B, "counts =", "count =", [
        "code a, counts: expected this field",
        "code a, count: expected no field of this name"]),
    (B, '"D."', "[1, 2]", "code a, definition: found “[1, 2]”, expected a text"),
    (B, '"line"', "3", "code a, choice: found “3”, expected a text"),
    (B, 'choice = "line"', 'label = "A"', "code a, label: expected no field of this name"),
    (B, CODEBOOK, CODEBOOK + CODEBOOK, "code a, id: found “a”, expected a code used only once"),
    (B, CODEBOOK, "", "code a: expected an entry for this code"),
]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> Schema:
    return book_schema()


@pytest.mark.parametrize("file", FILES)
def test_the_small_files_are_sound(schema: Schema, file: str) -> None:
    assert sentences_of(schema, file, FILES[file]) == []


@pytest.mark.parametrize(("file", "old", "new", "said"), EDITS)
def test_an_edit_is_told_in_its_line(
    schema: Schema, file: str, old: str, new: str, said: str | list[str]
) -> None:
    assert old in FILES[file]
    found = sentences_of(schema, file, FILES[file].replace(old, new, 1))
    lines = [said] if isinstance(said, str) else said
    assert found == [f"{file}, field {line}." for line in lines]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[[x",
            "valid TOML (Expected ']]' at the end of an array declaration (at end of document))",
        ),
        (
            "x = " + "[" * 5000,
            "valid TOML, with no number too long and no list too deep to be read",
        ),
        (
            "x = " + "9" * 5000,
            "valid TOML, with no number too long and no list too deep to be read",
        ),
    ],
    ids=["broken", "deep", "long"],
)
def test_what_is_no_toml_is_one_line(schema: Schema, file: str, text: str, said: str) -> None:
    assert sentences_of(schema, file, text) == [f"{file}: expected {said}."]


def test_everything_wrong_in_both_files_is_told_at_once_and_once(schema: Schema) -> None:
    analyses = ANALYSES.replace('"EASI75"', "1").replace('"OR"', '"HR"').replace('"A pool"', "2")
    found = sentences_of(schema, A, analyses)
    assert len(found) == len(set(found)) == 6
    claims = CLAIMS.replace('"effect"', '"fun"').replace("points = 20", "points = true")
    assert len(sentences_of(schema, C, claims)) == 2


def test_claims_are_not_blamed_for_an_analysis_that_has_a_defect(schema: Schema) -> None:
    found = sentences_of(schema, A, ANALYSES.replace('"pool"', '"Pool!"'))
    assert found == [f"analyses.toml, field analysis 1, id: found “Pool!”, expected {NAME}."]


def as_toml(value: Any) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(each) for each in value) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def places_of(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or dict with each of its keys."""
    for key in content if isinstance(content, dict) else range(len(content)):
        yield content, key
        if isinstance(content[key], dict | list):
            yield from places_of(content[key])


words = st.one_of(
    st.sampled_from(["pool", "{event}", "none", "id", "similar", "placebo", ""]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
)
scalars = st.one_of(
    words, st.booleans(), st.floats(), st.integers(-(2**63), 2**63 - 1), st.dates(date(1900, 1, 1))
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(file=st.sampled_from(list(FILES)), value=values, data=st.data())
def test_no_value_in_any_place_is_more_than_a_line(file: str, value: Any, data: Any) -> None:
    content = tomllib.loads(FILES[file])
    holder, key = data.draw(st.sampled_from(list(places_of(content))))
    holder[key] = value
    text = "".join(f"{json.dumps(name)} = {as_toml(each)}\n" for name, each in content.items())
    found = sentences_of(book_schema(), file, text)
    assert len(set(found)) == len(found)
    for sentence in found:
        # A claim can ask for an analysis that the edit took away.
        assert sentence.startswith((f"{file}, field ", "claims.toml, field "))
        assert "expected " in sentence
        assert sentence.isprintable()
