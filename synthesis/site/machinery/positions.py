"""The codebook of what clinicians said, and every coded statement, as tables."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.claims.opinions import (
    ARTICLE,
    DISCUSSION,
    STANCES,
    Opinion,
    Opinions,
    list_respondents,
)
from synthesis.claims.tallies import Tally, tally_codes
from synthesis.package.codebook import Code
from synthesis.prose.opinions import NOBODY_ASKED, count_statements, format_date
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.slugs import slug_of

NOBODY = "–"


def code_anchor(code: str) -> str:
    """The id of a code's row, for links from other chapters."""
    return f"opinion-{code}"


def link_code(code: Code) -> Html:
    """The position in words, as a link to its row of the codebook."""
    return render("link.html", text=code.label, address=f"#{code_anchor(code.id)}")


def show_codes(opinions: Opinions, question: str) -> Html:
    """The codebook of one question, each code with its counts and its boundary."""
    article = tally_codes(opinions, ARTICLE, question)
    rows = [
        Row(
            [
                said.code.label,
                said.code.definition,
                _counts(said),
                _names(opinions, printed),
            ],
            id=code_anchor(said.code.id),
            below=render("plain.html", text=_boundary(said.code)),
        )
        for said, printed in zip(tally_codes(opinions, DISCUSSION, question), article, strict=True)
    ]
    asked = len(list_respondents(opinions, DISCUSSION))
    return show_table(
        opinions.questions[question],
        ["Position", "What it says", f"Discussion, of {asked}", "Article"],
        rows,
        identifier=f"codes-{question}",
        slug=slug_of("codebook", question),
    )


def _boundary(code: Code) -> str:
    return f"Counts: {code.counts} Does not count: {code.does_not_count}"


def _counts(tally: Tally) -> str:
    parts = [f"{stance}: {tally.count(stance)}" for stance in STANCES if tally.count(stance)]
    return "; ".join(parts) or NOBODY


def _names(opinions: Opinions, tally: Tally) -> str:
    parts = [
        f"{opinions.people[name]} {stance}"
        for stance in STANCES
        for name in tally.by_stance[stance]
    ]
    return "; ".join(parts) or NOBODY


def show_all_codes(opinions: Opinions, questions: Iterable[str]) -> Html:
    """The codebook of several questions, one table after the other."""
    tables = [show_codes(opinions, question) for question in questions]
    page = tables[0]
    for table in tables[1:]:
        page += table
    return page


def show_article(opinions: Opinions) -> Html:
    """Who says what in the article: one column each for the two doctors and the article."""
    people = list_respondents(opinions, ARTICLE)
    rows = [
        Row(
            [
                link_code(tally.code),
                *(_stance_of(tally, person) for person in people),
            ]
        )
        for tally in tally_codes(opinions, ARTICLE)
        if tally.count()
    ]
    header = ["Position", *(opinions.people[person] for person in people)]
    caption = "Who says what in the article"
    return show_table(caption, header, rows, identifier="article", slug="article-positions")


def _stance_of(tally: Tally, person: str) -> str:
    for stance in STANCES:
        if person in tally.by_stance[stance]:
            return stance
    return NOBODY


def show_statements(opinions: Opinions, source: str) -> Html:
    """Every coded statement of one source, folded away by respondent."""
    pieces = [
        _show_person(opinions, [row for row in opinions.of(source) if row.respondent == person])
        for person in list_respondents(opinions, source)
    ]
    if not pieces:
        return show_missing(NOBODY_ASKED)
    page = pieces[0]
    for piece in pieces[1:]:
        page += piece
    return page


def _show_person(opinions: Opinions, rows: list[Opinion]) -> Html:
    name = opinions.people[rows[0].respondent]
    discussed = rows[0].source in {each.id for each in opinions.discussions}
    header = ["Position", "Stance", "In the book’s own words", "Coding"]
    table = show_table(
        f"{name}, {rows[0].locator}" if discussed else name,
        header if discussed else [*header, "Where in the article"],
        [
            Row(
                [
                    link_code(opinions.code(row.code)),
                    row.stance,
                    row.paraphrase,
                    f"{row.certainty}: {row.notes}" if row.notes else row.certainty,
                    *([] if discussed else [row.locator]),
                ]
            )
            for row in rows
        ],
        identifier=f"statements-{rows[0].respondent}",
        slug=slug_of("statements", rows[0].respondent),
    )
    summary = f"{name}, {format_date(rows[0].date)}: {count_statements(len(rows))}"
    return render("folded.html", summary=summary, content=table)
