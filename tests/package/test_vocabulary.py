"""vocabulary.toml: every code has its words, and every defect is one line."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest
from comparison_package import edit_descriptor, make_package

from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import Dataset, load
from synthesis.package.defects import DataError
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.named import SIGNS
from synthesis.package.vocabulary import JOINED, KINDS, VOCABULARY, Vocabulary, read_vocabulary

WORDS = """
background_treatment = "made-up baths"

[subject]
title = "A book"
disease = "made-up disease"
treatments = "made-upinibs"

[[outcome]]
id = "BETTER"
description = "Better by half"

[[score]]
id = "SUM_CHANGE"
description = "Sum, change in points"
unit = "points"
better = "lower"

[[event]]
id = "HICCUP"
tables = ["adverse_events"]

[[event]]
id = "SLEEPINESS"
name = "sleepiness (somnolence)"
rare = true
worsening = "It is a sign of the disease."

[[drug_class]]
id = "made-up"
name = "made-upinib"
sign = "second"

[[drug]]
id = "madeupinib"
drug_class = "made-up"

[[drug]]
id = "placebo"

[[background]]
id = "none"
beside = "no baths"
setting = "drug alone"

[[regimen]]
id = "madeupinib-usual"
label = "madeupinib (usual dose)"

[[circumstance]]
ending = "-maintenance"
words = ", maintenance"

[[baseline]]
id = "AGE_MEAN"
description = "Mean age, years"

[[family]]
id = "first"
name = "The first trials"

[[page]]
id = "one"
title = "One"
"""
CODE = "expected a code"
CHOSEN = {"outcome": "BETTER", "score": "SUM_CHANGE", "event": "HICCUP", "drug": "madeupinib",
          "background": "none", "baseline": "AGE_MEAN", "family": "first",
          "drug_class": "made-up", "regimen": "madeupinib-usual", "page": "one"}  # fmt: skip


def read(text: str = WORDS) -> Vocabulary:
    found, defects = read_vocabulary(text)
    assert found is not None, [str(defect) for defect in defects]
    return found


def sentences(text: str) -> list[str]:
    found, defects = read_vocabulary(text)
    assert (found is None) == bool(defects)
    return [str(defect) for defect in defects]


def declared(dataset: Dataset) -> list[tuple[str, str, str]]:
    """Table, field and kind of entry of every field whose codes the vocabulary has."""
    return [
        (table, field["name"], field["vocabulary"])
        for table in dataset.schema.tables
        for field in dataset.schema.fields(table)
        if "vocabulary" in field
    ]


def test_every_code_of_the_tables_has_its_entry(dataset: Dataset) -> None:
    found = declared(dataset)
    assert {kind for _, _, kind in found} == {*KINDS, *JOINED}
    for table, field, kind in found:
        known = dataset.vocabulary.codes(kind, table)
        assert set(dataset.table(table)[field]) <= set(known), (table, field)


def test_a_code_stands_in_one_place_only(dataset: Dataset) -> None:
    """The description has no codes of a vocabulary; where it is read they are its enumeration."""
    frozen = json.loads((DATA_FOLDER / DESCRIPTOR).read_text(encoding="utf-8"))
    fields = {
        (table["name"], field["name"]): field
        for table in frozen["resources"]
        for field in table["schema"]["fields"]
    }
    for table, field, kind in declared(dataset):
        written = fields[table, field]
        assert "codes" not in written
        assert "enum" not in written.get("constraints", {})
        codes = dataset.vocabulary.codes(kind, table)
        assert dataset.schema.enum(table, field) == list(codes)
        assert dataset.schema.codes(table, field) == codes
        assert all(codes.values())


def test_every_entry_is_used_or_says_what_it_is(dataset: Dataset) -> None:
    words = dataset.vocabulary
    assert {drug.drug_class for drug in words.drug} - {""} == {each.id for each in words.drug_class}
    assert any(each.focus for each in words.drug_class)
    assert {each.id for each in words.family} == set(dataset.table("trials")["group"])


def test_declared_analyses_carry_the_words_of_the_file(dataset: Dataset) -> None:
    words = dataset.vocabulary
    for analysis in (*dataset.analyses, *dataset.networks, *dataset.doses):
        assert vars(analysis.outcome) == vars(words.outcomes[analysis.outcome])
        for background in analysis.background:
            assert vars(background) == vars(words.backgrounds[background])
    for harm in dataset.harms:
        assert vars(harm.event) == vars(words.events[harm.event])


def test_words_of_every_kind() -> None:
    words = read()
    assert words.outcomes["BETTER"].response == "reach BETTER"
    assert words.events["HICCUP"].name == "hiccup"
    assert [event.place for event in words.events.values()] == [0, 1]
    event = words.events["SLEEPINESS"]
    assert (event.name, event.rare) == ("sleepiness (somnolence)", True)
    assert event.worsening == "It is a sign of the disease."
    background = words.backgrounds["none"]
    assert (background.setting, background.beside) == ("drug alone", "no baths")
    assert background.subject == "made-up baths"
    assert words.classes["madeupinib"].name == "made-upinib"
    assert words.drugs["placebo"].drug_class == ""
    assert [words.sign(drug) for drug in ("placebo", "vehicle", "madeupinib", "another")] == [
        "inactive", "inactive", "second", "fifth",
    ]  # fmt: skip
    assert words.terms == (*words.outcomes.values(), *words.events.values())
    assert (words.subject.file_name, words.subject.keywords) == ("synthesis", ())


def test_codes_are_those_of_a_table_with_their_descriptions() -> None:
    words = read()
    assert words.codes("event", "adverse_events") == {
        "HICCUP": "HICCUP",
        "SLEEPINESS": "sleepiness (somnolence)",
    }
    assert list(words.codes("event", "long_term_safety")) == ["SLEEPINESS"]
    assert words.codes("outcome", "dichotomous") == {"BETTER": "Better by half"}


def test_a_regimen_with_words_of_its_own_is_no_fixed_dose() -> None:
    words = read()
    assert words.is_fixed_dose("madeupinib-5-qd")
    assert not words.is_fixed_dose("madeupinib-usual")
    assert not words.is_fixed_dose("madeupinib-5-qd-maintenance")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "BETTER"', 'id = " BETTER"', f"outcome  BETTER, id: found “ BETTER”, {CODE}"),
        ('id = "BETTER"', 'id = ""', f"outcome 1, id: found “\"\"”, {CODE}"),
        ('id = "BETTER"', "id = 1", f"outcome 1, id: found “1”, {CODE}"),
        (
            'description = "Better by half"\n',
            "",
            "outcome BETTER, description: expected this field",
        ),
        (
            'name = "sleepiness (somnolence)"',
            'nme = "x"',
            "event SLEEPINESS, nme: expected no field of this name",
        ),
        (
            "rare = true",
            'rare = "yes"',
            "event SLEEPINESS, rare: found “yes”, expected true or false",
        ),
        (
            'tables = ["adverse_events"]',
            'tables = ["arms"]',
            "event HICCUP, tables: found “arms”, expected one of adverse_events, long_term_safety",
        ),
        (
            'drug_class = "made-up"',
            'drug_class = "unknown"',
            "drug madeupinib, drug_class: found “unknown”, expected the id of a [[drug_class]]",
        ),
        (
            'sign = "second"',
            'sign = "star"',
            "drug_class made-up, sign: found “star”, "
            "expected one of first, second, third, fourth, fifth",
        ),
        (
            'better = "lower"',
            'better = "higer"',
            "score SUM_CHANGE, better: found “higer”, expected one of lower, higher",
        ),
        (
            'sign = "second"',
            'sign = "inactive"',
            "drug_class made-up, sign: found “inactive”, "
            "expected one of first, second, third, fourth, fifth",
        ),
        ('title = "A book"\n', "", "subject, title: expected this field"),
        ("[[family]]", "[family]", None),
        ("[[family]]", "[[families]]", None),
    ],
)  # fmt: skip
def test_a_defect_is_told_in_its_line(old: str, new: str, said: str | None) -> None:
    found = sentences(WORDS.replace(old, new, 1))
    if said is None:
        assert len(found) == 1
        assert "famil" in found[0]
    else:
        assert found == [f"vocabulary.toml, field {said}."]


@pytest.mark.parametrize("kind", CHOSEN)
def test_a_code_twice_is_told(kind: str) -> None:
    name = CHOSEN[kind]
    (entry,) = re.findall(rf'(?ms)^\[\[{kind}\]\]\nid = "{name}".*?(?=^\[\[|\Z)', WORDS)
    assert sentences(WORDS + entry) == [
        f"vocabulary.toml, field {kind} {name}, id: found “{name}”, expected an id used only once."
    ]


def test_without_a_subject_nobody_knows_what_the_book_is_about() -> None:
    before, _, rest = WORDS.partition("[subject]")
    text = before + rest[rest.index("[[outcome]]") :]
    assert sentences(text) == ["vocabulary.toml, field subject: expected this field."]


def test_no_toml_is_one_line() -> None:
    (said,) = sentences("[subject\n")
    assert said.startswith("vocabulary.toml: expected valid TOML (")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (WORDS.encode("utf-8").replace(b"baths", b"b\xe4der"), "expected text encoded as UTF-8."),
        (b"[subject", "expected valid TOML"),
    ],
)
def test_the_door_refuses_a_vocabulary_that_cannot_be_read(
    tmp_path: Path, content: bytes, said: str
) -> None:
    folder = make_package(tmp_path / "data")
    (folder / VOCABULARY).write_bytes(content)
    with pytest.raises(DataError) as raised:
        load(folder)
    (sentence,) = [str(defect) for defect in raised.value.defects]
    assert sentence.startswith(f"vocabulary.toml: {said}")


def test_a_code_that_the_vocabulary_lost_is_a_defect_of_the_tables(tmp_path: Path) -> None:
    folder = make_package(tmp_path / "data")
    path = folder / VOCABULARY
    text = path.read_text(encoding="utf-8").replace('id = "abrocitinib"', 'id = "another"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load(folder)
    assert "arms.csv, row 2, field drug: found “abrocitinib”" in str(raised.value.defects[0])


def test_a_description_that_relies_on_a_vocabulary_says_so_where_there_is_none(
    tmp_path: Path,
) -> None:
    folder = make_package(tmp_path / "data")
    (folder / VOCABULARY).unlink()
    with pytest.raises(DataError) as raised:
        load(folder)
    assert str(raised.value.defects[0]) == (
        "trials.csv, row 2, field group: found “jade”, expected a code of vocabulary.toml, which "
        "has no [[family]] for it."
    )


def test_a_package_handed_to_another_process_keeps_its_words(dataset: Dataset) -> None:
    twin = pickle.loads(pickle.dumps(dataset))
    assert twin.vocabulary == dataset.vocabulary
    for one, other in zip(dataset.analyses, twin.analyses, strict=True):
        assert vars(other.outcome) == vars(one.outcome)
        assert [vars(each) for each in other.background] == [vars(e) for e in one.background]
    for one, other in zip(dataset.harms, twin.harms, strict=True):
        assert vars(other.event) == vars(one.event)
    assert {key: vars(label) for key, label in twin.labels.items()} == {
        key: vars(label) for key, label in dataset.labels.items()
    }


def test_a_package_without_a_vocabulary_loads_with_its_codes_for_words(tmp_path: Path) -> None:
    folder = make_package(tmp_path / "data")
    known = load(folder)

    def enumerate_codes(descriptor: dict) -> None:
        """As descriptions were before there was a vocabulary."""
        for table in descriptor["resources"]:
            for field in table["schema"]["fields"]:
                if field.pop("vocabulary", ""):
                    codes = known.schema.enum(table["name"], field["name"])
                    field["constraints"]["enum"] = codes

    edit_descriptor(folder, enumerate_codes)
    (folder / VOCABULARY).unlink()
    found = load(folder)
    assert found.vocabulary.subject.title == found.schema.descriptor["title"]
    assert found.digest != known.digest
    (pool,) = found.analyses
    assert (pool.outcome, pool.outcome.name, pool.outcome.response) == (
        "EASI75", "EASI75", "reach EASI75",
    )  # fmt: skip
    assert {label.sign for label in found.labels.values()} == {"inactive", "fifth"}


def test_every_sign_of_a_class_can_be_drawn() -> None:
    from synthesis.figures.canvas.kind_marks import KIND_SIGNS

    assert tuple(KIND_SIGNS) == SIGNS
