"""Codes that carry their words: they are their codes, whatever else they say."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from made_up_terms import ACNE, ALONE, EASI75, label_drug, label_inactive

from synthesis.words.terms import (
    BackgroundTerm,
    CodeTerm,
    EventTerm,
    OutcomeTerm,
    RegimenLabel,
    drug_of,
    drugs_of,
    name_setting,
)

TERMS = (EASI75, ACNE, ALONE, label_drug("madeupinib", "5 mg"), label_inactive("vehicle"))


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_term_is_its_code(term: str) -> None:
    code = str.__str__(term)
    assert term == code
    assert hash(term) == hash(code)
    assert {code: 1}[term] == 1
    assert json.dumps(term) == json.dumps(code)
    assert f"{term}" == code


@pytest.mark.parametrize("term", TERMS, ids=str)
@pytest.mark.parametrize(
    "twin", [copy.copy, copy.deepcopy, lambda term: pickle.loads(pickle.dumps(term))]
)
def test_a_copy_keeps_the_words(term, twin) -> None:
    other = twin(term)
    assert (type(other), other, vars(other)) == (type(term), term, vars(term))


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (CodeTerm("A_CODE"), {"name": "a code"}),
        (OutcomeTerm("X75"), {"name": "X75", "meaning": "X75", "response": "reach X75"}),
        (OutcomeTerm("X75", "X-75"), {"name": "X-75", "meaning": "X-75", "response": "reach X-75"}),
        (EventTerm("HEAD_ACHE"), {"name": "head ache", "rare": False, "worsening": "", "place": 0}),
        (
            BackgroundTerm("some"),
            {"setting": "", "beside": "other treatment: some", "subject": "other treatment"},
        ),
        (
            RegimenLabel("madeupinib"),
            {"drug": "madeupinib", "dose": "madeupinib", "kind": "madeupinib", "sign": "fifth"},
        ),
        (label_inactive(), {"drug": "placebo", "kind": "placebo", "sign": "inactive"}),
    ],
)
def test_a_code_without_words_has_some_all_the_same(term: str, words: dict[str, object]) -> None:
    assert {name: getattr(term, name) for name in words} == words


def test_only_one_background_is_a_setting() -> None:
    assert name_setting([ALONE]) == "drug alone"
    assert name_setting([BackgroundTerm("permitted")]) == ""
    assert name_setting([ALONE, BackgroundTerm("permitted")]) == ""
    assert name_setting(["none"]) == ""
    assert name_setting([]) == ""


def test_drugs_are_named_once_without_placebo() -> None:
    five, ten = label_drug("madeupinib", "5 mg"), label_drug("madeupinib", "10 mg")
    assert drugs_of([label_inactive(), five, ten, "a text", label_inactive("vehicle")]) == (
        "madeupinib",
        "a text",
    )
    assert (drug_of(five), drug_of("a text")) == ("madeupinib", "a text")
