"""Two codings of what was said, how well they agree, and what was decided where they do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.claims.opinions import Opinions
from synthesis.models.kappa import Kappa, cohen_kappa
from synthesis.package.codebook import Code
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.defects import DataError, Defect

CODINGS, DECISIONS = "codings", "coding_decisions"
CODERS = ("first", "second")
NOT_CODED = "not coded"
Cell = tuple[str, str]  # respondent and code


@dataclass(frozen=True)
class CoderDifference:
    """A position of a respondent on which the coders differ, and what was decided.

    `first` and `second` are stances or `NOT_CODED`, as is `decision`.
    """

    respondent: str
    code: Code
    first: str
    second: str
    decision: str
    decided_by: str
    date: str
    reason: str


@dataclass(frozen=True)
class Agreement:
    """How well two codings agree on the positions of one question, or of all.

    Parameters
    ----------
    question
        Code of the question; empty for all.
    cells, differ
        Pairs of a respondent and a position, and those that one coder alone saw taken.
    kappa
        Whether a position is taken, beyond chance; its interval leaves out one respondent at a
        time.
    shared, same_stance
        Positions that both saw taken, and those to which both gave one stance.
    """

    question: str
    cells: int
    differ: int
    kappa: Kappa
    shared: int
    same_stance: int


@dataclass(frozen=True)
class Codings:
    """Both codings and the decisions; without any coding in the package `first` is empty."""

    first: Mapping[Cell, str]
    second: Mapping[Cell, str]
    differences: tuple[CoderDifference, ...]


def read_codings(dataset: Dataset, opinions: Opinions) -> Codings:
    """Both codings of a package, and the decisions where they differ.

    Raises
    ------
    DataError
        A coding of somebody or of a position that nobody knows, or of one made afterwards; a
        difference without a decision, a decision where there is none; and opinions that are not
        what both coders saw or what was decided.
    """
    records = dataset.table(CODINGS).to_dict("records")
    first, second = (
        {(r["respondent_id"], r["code"]): r["stance"] for r in records if r["coder"] == coder}
        for coder in CODERS
    )
    decisions = {
        (r["respondent_id"], r["code"]): r for r in dataset.table(DECISIONS).to_dict("records")
    }
    if not records and not decisions:
        return Codings({}, {}, ())
    codes = {code.id: code for code in opinions.codes}
    differing = [
        cell for cell in dict.fromkeys([*first, *second]) if first.get(cell) != second.get(cell)
    ]
    defects = [
        *_unknown(records, opinions, codes),
        *_undecided(differing, decisions),
        *_not_followed(first, decisions, opinions, codes),
    ]
    if defects:
        raise DataError(defects)
    people = list(opinions.people)
    order = sorted(differing, key=lambda cell: (people.index(cell[0]), list(codes).index(cell[1])))
    return Codings(
        first,
        second,
        tuple(
            CoderDifference(
                cell[0],
                codes[cell[1]],
                first.get(cell, NOT_CODED),
                second.get(cell, NOT_CODED),
                *(decisions[cell][name] for name in ("decision", "decided_by", "date", "reason")),
            )
            for cell in order
        ),
    )


def _unknown(
    records: Collection[Mapping[Any, Any]], opinions: Opinions, codes: Mapping[str, Code]
) -> Iterator[Defect]:
    for record in records:
        row, code = int(record[ROW]), record["code"]
        if record["respondent_id"] not in opinions.people:
            expected = "a respondent_id of opinions.csv"
            yield Defect(f"{CODINGS}.csv", row, "respondent_id", record["respondent_id"], expected)
        if code not in codes or codes[code].added:
            expected = "a code that codebook.toml had when it was coded"
            yield Defect(f"{CODINGS}.csv", row, "code", code, expected)


def _undecided(
    differing: Collection[Cell], decisions: Mapping[Cell, Mapping[Any, Any]]
) -> Iterator[Defect]:
    for respondent, code in differing:
        if (respondent, code) not in decisions:
            expected = f"a decision on {code} of {respondent}, where the codings differ"
            yield Defect(f"{DECISIONS}.csv", None, None, None, expected)
    for (respondent, code), record in decisions.items():
        if (respondent, code) not in differing:
            expected = f"a code on which the codings of {respondent} differ"
            yield Defect(f"{DECISIONS}.csv", int(record[ROW]), "code", code, expected)


def _not_followed(
    first: Mapping[Cell, str],
    decisions: Mapping[Cell, Mapping[Any, Any]],
    opinions: Opinions,
    codes: Mapping[str, Code],
) -> Iterator[Defect]:
    decided = {**first, **{cell: record["decision"] for cell, record in decisions.items()}}
    held = {(row.respondent, row.code): row for row in opinions.rows}
    for cell in dict.fromkeys([*decided, *held]):
        if cell[1] not in codes or codes[cell[1]].added:
            continue
        expected = decided.get(cell, NOT_CODED)
        row = held.get(cell)
        found = row.stance if row else NOT_CODED
        if found != expected:
            says = f"{expected}, as the codings and decisions say of {cell[1]} of {cell[0]}"
            yield Defect("opinions.csv", row.row if row else None, "stance", found, says)


def measure_agreement(codings: Codings, opinions: Opinions, question: str = "") -> Agreement:
    """How well the codings agree on whether a position is taken, and on the stance.

    Positions that were added to the codebook afterwards are left out.
    """
    codes = [
        code.id for code in opinions.codes if not code.added and question in ("", code.question)
    ]
    first, second = (
        np.array(
            [[(person, code) in coding for code in codes] for person in opinions.people], float
        )
        for coding in (codings.first, codings.second)
    )
    shared = [cell for cell in codings.first if cell in codings.second and cell[1] in codes]
    return Agreement(
        question=question,
        cells=first.size,
        differ=int(np.sum(first != second)),
        kappa=cohen_kappa(first, second),
        shared=len(shared),
        same_stance=sum(codings.first[cell] == codings.second[cell] for cell in shared),
    )
