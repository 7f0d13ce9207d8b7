"""What clinicians said, counted: each respondent once for each position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from synthesis.package.codebook import CODEBOOK, Code, read_codebook
from synthesis.package.data_folder import data_folder
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.defects import DataError, Defect

OPINIONS = "opinions"
FILE = "opinions.csv"
DISCUSSION = "allergist-discussion-2021"
ARTICLE = "topical-conversations-2025"
Stance = Literal["agrees", "conditional", "mentions", "disagrees"]
POSTS = re.compile(r"posts (\d+) to (\d+) of \d+")
STANCES: tuple[Stance, ...] = get_args(Stance)


@dataclass(frozen=True)
class Opinion:
    """One position of one respondent, as a row of opinions.csv; `row` as a spreadsheet counts."""

    source: str
    respondent: str
    date: str
    question: str
    code: str
    stance: Stance
    paraphrase: str
    certainty: str
    locator: str
    notes: str
    row: int


@dataclass(frozen=True)
class Opinions:
    """All opinions with the codebook and the words for questions, stances and people.

    Parameters
    ----------
    rows
        In the order of the file.
    codes
        In the order of the codebook, those that nobody took up included.
    sources, people, questions, stances, certainties
        Words for the codes of these fields, in their declared order.
    """

    rows: tuple[Opinion, ...]
    codes: tuple[Code, ...]
    sources: Mapping[str, str]
    people: Mapping[str, str]
    questions: Mapping[str, str]
    stances: Mapping[str, str]
    certainties: Mapping[str, str]

    def of(self, source: str) -> tuple[Opinion, ...]:
        """The opinions of one source."""
        return tuple(row for row in self.rows if row.source == source)

    def code(self, identifier: str) -> Code:
        """One code; KeyError when the codebook has none of this id."""
        for code in self.codes:
            if code.id == identifier:
                return code
        raise KeyError(f"no code “{identifier}” in {CODEBOOK}")


@dataclass(frozen=True)
class Tally:
    """How the respondents of one source stand to one position.

    Parameters
    ----------
    code
        The position.
    by_stance
        Respondents by stance, each once, in the order of their first row.
    asked
        All respondents of the source: those who did not raise the position included.
    """

    code: Code
    by_stance: Mapping[Stance, tuple[str, ...]]
    asked: tuple[str, ...]

    def count(self, *stances: Stance) -> int:
        """Respondents with one of the stances; with any of them when none is named."""
        return sum(len(self.by_stance[stance]) for stance in stances or STANCES)

    @property
    def silent(self) -> tuple[str, ...]:
        """The respondents who did not raise the position: neither for it nor against it."""
        raised = {name for names in self.by_stance.values() for name in names}
        return tuple(name for name in self.asked if name not in raised)


def read_opinions(dataset: Dataset, folder: Path | None = None) -> Opinions:
    """The opinions of a data package together with codebook.toml from its `folder`.

    Without any opinion there need be no codebook.

    Raises
    ------
    DataError
        The codebook has defects, or a row contradicts it: a question that is not that of its
        code, one respondent with two codes of a choice, a coding that is not clear and has no
        note, an unclear one that takes a side, a respondent in two sources.
    """
    schema = dataset.schema
    path = (folder or data_folder()) / CODEBOOK
    nobody_asked = dataset.table(OPINIONS).empty and not path.exists()
    if not path.exists() and not nobody_asked:
        raise DataError([Defect(CODEBOOK, None, None, None, f"this file, the codebook of {FILE}")])
    questions = schema.codes(OPINIONS, "question")
    labels = schema.codes(OPINIONS, "code")
    codes, defects = (
        ((), [])
        if nobody_asked
        else read_codebook(path.read_text(encoding="utf-8"), labels, questions)
    )
    rows = tuple(
        Opinion(
            source=record["source_id"],
            respondent=record["respondent_id"],
            date=record["date"],
            question=record["question"],
            code=record["code"],
            stance=record["stance"],
            paraphrase=record["paraphrase"],
            certainty=record["certainty"],
            locator=record["source_locator"],
            notes=record["notes"],
            row=int(record[ROW]),
        )
        for record in dataset.table(OPINIONS).to_dict("records")
    )
    defects = defects or list(_row_defects(rows, codes))
    if defects:
        raise DataError(defects)
    sources, people, stances, certainties = (
        schema.codes(OPINIONS, field)
        for field in ("source_id", "respondent_id", "stance", "certainty")
    )
    return Opinions(rows, codes, sources, people, questions, stances, certainties)


def _row_defects(rows: Iterable[Opinion], codes: Iterable[Code]) -> Iterator[Defect]:
    by_id = {code.id: code for code in codes}
    chosen: dict[tuple[str, str], str] = {}
    source_of: dict[str, str] = {}
    for row in rows:
        code = by_id[row.code]
        if row.question != code.question:
            expected = f"{code.question}, as the codebook says of {code.id}"
            yield Defect(FILE, row.row, "question", row.question, expected)
        if row.certainty != "clear" and not row.notes:
            expected = f"the reason why the coding is {row.certainty}"
            yield Defect(FILE, row.row, "notes", "", expected)
        if row.certainty == "unclear" and row.stance != "mentions":
            expected = "mentions, as an unclear coding is no side taken"
            yield Defect(FILE, row.row, "stance", row.stance, expected)
        if source_of.setdefault(row.respondent, row.source) != row.source:
            expected = f"{source_of[row.respondent]}, as in the other rows of {row.respondent}"
            yield Defect(FILE, row.row, "source_id", row.source, expected)
        if code.choice and row.stance in ("agrees", "conditional"):
            first = chosen.setdefault((row.respondent, code.choice), row.code)
            if first != row.code:
                expected = f"one code of the choice “{code.choice}”, {row.respondent} has {first}"
                yield Defect(FILE, row.row, "code", row.code, expected)


def posts_of(rows: Iterable[Opinion]) -> Mapping[str, tuple[int, ...]]:
    """The posts of the page that hold each respondent’s reply, from the locators.

    A page may show one reply more than once; rows whose locator names no posts are left out.
    """
    posts: dict[str, tuple[int, ...]] = {}
    for row in rows:
        found = POSTS.search(row.locator)
        if found:
            posts[row.respondent] = tuple(range(int(found[1]), int(found[2]) + 1))
    return posts


def list_respondents(opinions: Opinions, source: str) -> tuple[str, ...]:
    """The respondents of one source, each once, in the order of their first row."""
    return tuple(dict.fromkeys(row.respondent for row in opinions.of(source)))


def tally_codes(opinions: Opinions, source: str, question: str = "") -> tuple[Tally, ...]:
    """How the respondents of one source stand to each position, in the order of the codebook.

    Parameters
    ----------
    source
        Code of the source; only its respondents are counted.
    question
        Code of a question; all positions when empty.

    Returns
    -------
    tuple of Tally
        Positions that nobody of the source raised included. A respondent counts once for a
        position, however many rows or copies of a reply there are.
    """
    asked = list_respondents(opinions, source)
    rows = opinions.of(source)
    return tuple(
        Tally(code, _by_stance(row for row in rows if row.code == code.id), asked)
        for code in opinions.codes
        if question in ("", code.question)
    )


def _by_stance(rows: Iterable[Opinion]) -> Mapping[Stance, tuple[str, ...]]:
    first: dict[str, Stance] = {}
    for row in rows:
        first.setdefault(row.respondent, row.stance)
    return {
        stance: tuple(name for name, taken in first.items() if taken == stance)
        for stance in STANCES
    }


def rank_tallies(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The positions that somebody raised, the most widely taken first; ties as they come."""
    raised = [tally for tally in tallies if tally.count()]
    return tuple(sorted(raised, key=lambda t: tuple(-t.count(stance) for stance in STANCES)))


def find_unraised(tallies: Iterable[Tally]) -> tuple[Code, ...]:
    """The positions that nobody raised."""
    return tuple(tally.code for tally in tallies if not tally.count())


def find_disputes(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """The positions on which respondents stand on both sides."""
    return tuple(t for t in tallies if t.count("agrees", "conditional") and t.count("disagrees"))


def find_choices(tallies: Iterable[Tally]) -> Mapping[str, tuple[Tally, ...]]:
    """Positions that rule each other out, by choice, where respondents took more than one."""
    choices: dict[str, list[Tally]] = {}
    for tally in tallies:
        if tally.code.choice and tally.count("agrees", "conditional"):
            choices.setdefault(tally.code.choice, []).append(tally)
    return {name: tuple(taken) for name, taken in choices.items() if len(taken) > 1}
