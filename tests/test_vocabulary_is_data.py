"""The program names no disease, drug, trial or outcome: a package’s vocabulary does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset
from synthesis.package.vocabulary import VOCABULARY, read_vocabulary

FILES = sorted(
    path
    for path in (ROOT / "synthesis").rglob("*")
    if path.suffix in (".py", ".html", ".toml", ".json", ".css", ".js")
    and "__pycache__" not in path.parts
)
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*") if path.is_dir())
DISEASE = {
    *("eczema", "atopic", "dermatitis", "dermatology", "dermatologist", "dermatologists"),
    *("pruritus", "allergist", "allergists"),
}
# Words of the data that any book of trials needs.
GENERAL = {
    *("placebo", "vehicle", "none (background)"),
    "skin",  # a route
    # First words of names of trials.
    *("measure", "level", "rising", "heads", "core", "pooled"),
}
# Codes of events that the program itself makes or leaves out: totals of a registry’s record, and
# a row that tells time instead of an event.
OWN_CODES = {"SERIOUS_AE", "DEATH", "EXPOSURE"}
# Where the program still knows the book, and why: the file, and the words it may have.
KNOWN: dict[str, set[str]] = {}


def words_of(text: str) -> Iterator[str]:
    """The words of a name: letters only, three or more."""
    yield from re.findall(r"[a-zà-ÿ]{3,}", text.lower())


def drug_names(dataset: Dataset) -> set[str]:
    words = dataset.vocabulary
    names = {name for drug in words.drug for name in (drug.id, drug.name, *drug.brands)}
    names |= {str(drug) for drug in dataset.table("arms")["drug"]}
    names |= {name for each in words.warning_trial for name in (each.drug, each.control)}
    return names | {each.name for each in words.drug_class if each.focus}


def trial_names(dataset: Dataset) -> set[str]:
    trials = dataset.table("trials")
    names = {str(value) for field in ("trial_id", "trial_name") for value in trials[field]}
    families = {part.strip() for each in dataset.vocabulary.family for part in each.name.split(",")}
    # The first word of a name is that of its family, such as that of six trials.
    first = {next(words_of(name), "") for name in names | families if name.split()[0].isupper()}
    words = dataset.vocabulary
    sources = {each.id for each in (*words.opinion_source, *words.warning_trial)}
    return names | families | first | sources


def outcome_names(dataset: Dataset) -> set[str]:
    words = dataset.vocabulary
    codes = {each.id for each in (*words.outcome, *words.score)}
    stems = {stem for code in codes for stem in re.findall(r"^[A-Z]{3,}(?=\d|_|$)", code)}
    return codes | stems | {each.name for each in words.outcome}


def disease_names(dataset: Dataset) -> set[str]:
    subject = dataset.vocabulary.subject
    words = {word for text in (subject.disease, subject.condition) for word in words_of(text)}
    return words | DISEASE | {subject.disease, subject.condition, subject.file_name} | {"JAK"}


def event_codes(dataset: Dataset) -> set[str]:
    return {each.id for each in dataset.vocabulary.event} - OWN_CODES


GROUPS = {
    "drugs": drug_names,
    "trials": trial_names,
    "outcomes": outcome_names,
    "disease": disease_names,
}


def search(names: set[str], flags: re.RegexFlag = re.IGNORECASE) -> dict[str, list[str]]:
    """Where some names stand as words in the program: file and line, with what was found.

    A name ends where no letter follows, so that a page called “x75” is found by “x”.
    """
    wanted = sorted({name for name in names if name and name.lower() not in GENERAL}, key=len)
    either = "|".join(re.escape(name) for name in reversed(wanted))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z])", flags)
    found: dict[str, list[str]] = {}
    for path in FILES:
        own = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            said = [word for word in pattern.findall(line) if not is_known(own, word)]
            if said:
                found[f"{own}:{number}"] = said
    return found


def is_known(path: str, word: str) -> bool:
    return word.lower() in KNOWN.get(path, ())


@pytest.mark.parametrize("group", GROUPS)
def test_the_program_names_none(dataset: Dataset, group: str) -> None:
    names = GROUPS[group](dataset)
    assert len(names) > 3
    assert search(names) == {}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_program_names_nothing_of_the_examples(folder: Path) -> None:
    words, defects = read_vocabulary((folder / VOCABULARY).read_text(encoding="utf-8"))
    assert words is not None, defects
    names = {words.subject.disease, words.subject.condition, words.subject.file_name}
    # Shorter codes are words of their own, such as the first name of somebody.
    names |= {each.id for each in (*words.drug, *words.outcome) if len(each.id) > 4}
    assert search(names) == {}


def test_the_program_names_no_event(dataset: Dataset) -> None:
    """Codes as they are written: many a word for an event is a word of its own."""
    codes = event_codes(dataset)
    assert len(codes) > 10
    assert search(codes, re.NOFLAG) == {}


def test_what_is_still_known_is_still_there() -> None:
    """An exception that nobody needs goes."""
    for own, words in KNOWN.items():
        text = (ROOT / own).read_text(encoding="utf-8").lower()
        assert [word for word in words if word not in text] == [], own


def test_a_name_would_be_found() -> None:
    assert [place for place in search({"Madeupinib"}) if place.startswith("synthesis/words/terms")]
    assert search({"adeupinib", "madeup"}) == {}
