"""What clinicians said, counted: each respondent once for each position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from synthesis.package.codebook import CODEBOOK, Code, Codebook, read_codebook
from synthesis.package.data_folder import data_folder
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.defects import DataError, Defect
from synthesis.package.named import OpinionSource
from synthesis.package.plan.claims import Claim
from synthesis.package.schema import read_text

OPINIONS = "opinions"
FILE = "opinions.csv"
# Roles of sources, which the vocabulary gives them.
DISCUSSION = "discussion"
ARTICLE = "article"
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
    spoken
        What the vocabulary says of sources: their roles, who took part, what dates them.
    choices
        What each choice of the codebook is about.
    rules
        What holds for every code.
    """

    rows: tuple[Opinion, ...]
    codes: tuple[Code, ...]
    sources: Mapping[str, str]
    people: Mapping[str, str]
    questions: Mapping[str, str]
    stances: Mapping[str, str]
    certainties: Mapping[str, str]
    spoken: tuple[OpinionSource, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()

    def of(self, source: str) -> tuple[Opinion, ...]:
        """The opinions of one source, or of those that have a role such as `DISCUSSION`."""
        named = {source, *(each.id for each in self.spoken if each.role == source)}
        return tuple(row for row in self.rows if row.source in named)

    @property
    def discussions(self) -> tuple[OpinionSource, ...]:
        """The sources whose respondents are counted."""
        return tuple(each for each in self.spoken if each.role == DISCUSSION)

    def code(self, identifier: str) -> Code:
        """One code; KeyError when the codebook has none of this id."""
        for code in self.codes:
            if code.id == identifier:
                return code
        raise KeyError(f"no code “{identifier}” in {CODEBOOK}")


def read_opinions(dataset: Dataset, folder: Path | None = None) -> Opinions:
    """The opinions of a data package together with codebook.toml from its `folder`.

    Without any opinion there need be no codebook.

    Raises
    ------
    DataError
        The codebook has defects, or a row contradicts it: a question that is not that of its
        code, one respondent with two codes of a choice, a coding that is not clear and has no
        note, an unclear one that takes a side, a respondent in two sources or on both sides of
        a claim.
    """
    schema = dataset.schema
    path = (folder or data_folder()) / CODEBOOK
    nobody_asked = dataset.table(OPINIONS).empty and not path.exists()
    if not path.exists() and not nobody_asked:
        raise DataError([Defect(CODEBOOK, None, None, None, f"this file, the codebook of {FILE}")])
    questions = schema.codes(OPINIONS, "question")
    labels = schema.codes(OPINIONS, "code")
    book, defects = (
        (Codebook(), []) if nobody_asked else read_codebook(read_text(path), labels, questions)
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
    defects = defects or [*_row_defects(rows, book.code), *_side_defects(rows, dataset.claims)]
    if defects:
        raise DataError(defects)
    sources, people, stances, certainties = (
        schema.codes(OPINIONS, field)
        for field in ("source_id", "respondent_id", "stance", "certainty")
    )
    return Opinions(
        rows,
        book.code,
        sources,
        people,
        questions,
        stances,
        certainties,
        spoken=dataset.vocabulary.opinion_source,
        choices={each.id: each.name for each in dataset.vocabulary.opinion_choice},
        rules=tuple(rule.text for rule in book.rule),
    )


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


def _side_defects(rows: Sequence[Opinion], claims: Iterable[Claim]) -> Iterator[Defect]:
    for claim in claims:
        sides: dict[str, bool] = {}
        for row in rows:
            if row.code in claim.codes and row.stance != "mentions":
                against = row.stance == "disagrees"
                if sides.setdefault(row.respondent, against) != against:
                    expected = f"one side of the claim {claim.id}, {row.respondent} is on both"
                    yield Defect(FILE, row.row, "stance", row.stance, expected)


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
