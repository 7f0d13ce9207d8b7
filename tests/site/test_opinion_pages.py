import ast
import csv
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from publications import catch_publications

from synthesis.claims.opinions import ARTICLE, DISCUSSION, read_opinions
from synthesis.claims.tallies import tally_codes
from synthesis.files.project import ROOT
from synthesis.prose.caveats.opinions import opinion_caveats
from synthesis.prose.opinions import format_date
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.positions import (
    code_anchor,
    show_all_codes,
    show_article,
    show_codes,
    show_statements,
)
from synthesis.site.pages.opinion import opinions as page
from synthesis.site.pages.opinion.opinions import (
    publish_tally,
    show_milestones,
    show_sources,
    show_words,
    tally_row,
)

TALK, PAPER = "allergist-discussion-2021", "topical-conversations-2025"
CHAPTER = ROOT / "book" / "opinions.md"


@pytest.fixture(scope="module")
def opinions(dataset):
    return read_opinions(dataset)


@pytest.fixture(scope="module")
def table():
    """opinions.csv without the package's own reader."""
    with (ROOT / "data" / "opinions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def published(monkeypatch):
    return catch_publications(monkeypatch, page, place="<figure></figure>")


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def cells(row):
    return [cell.get_text() for cell in row.find_all(["th", "td"], recursive=False)]


def test_a_figure_for_each_question(opinions, published):
    for question, topic in opinions.questions.items():
        publish_tally(opinions, question)
        publication = published[-1]
        assert publication.slug == f"opinions-{question.replace('_', '-')}"
        assert publication.kind == "opinions"
        assert publication.title.lower() == f"what clinicians said: {topic.lower()}"
        assert topic in publication.caption
        assert set(publication.data.column("respondents")) == {10}
        leading = max(publication.data.column("agrees"))
        assert f"{leading} of 10 agree" in publication.finding
        assert publication.data.column("position")[0] in publication.finding
        assert (publication.analyses, publication.estimates, publication.outcomes) == ((), (), ())
    assert len({publication.slug for publication in published}) == len(opinions.questions)


def test_what_a_speaker_should_say_is_counted(opinions, published):
    publish_tally(opinions, "safety")
    said = " ".join(published[0].caveats)
    raised = tally_codes(opinions, DISCUSSION, "safety")
    alone = sum(tally.count() == 1 for tally in raised)
    assert "Nothing shows how the 10 respondents came to answer" in said
    assert "silence is not disagreement" in said
    assert format_date(max(row.date for row in opinions.of(DISCUSSION))) in said
    assert f"{alone} of the " in said
    shared = [tally for tally in raised if tally.count() > 1]
    assert "by a single respondent" not in " ".join(opinion_caveats(opinions, shared))


def test_the_figures_show_every_position_that_somebody_raised(opinions, published, table):
    for question in opinions.questions:
        publish_tally(opinions, question)
    shown = {label for publication in published for label in publication.data.column("position")}
    raised = {row["code"] for row in table if row["source_id"] == TALK}
    assert shown == {opinions.code(code).label for code in raised}


def test_a_question_that_nobody_answered_says_so(opinions):
    silent = replace(opinions, rows=tuple(r for r in opinions.rows if r.question != "topical"))
    html = publish_tally(silent, "topical")
    assert "Creams and ointments" in html.text
    assert "<figure" not in html.text


def test_the_tally_of_a_code_is_the_row_of_the_figure(opinions):
    for tally in tally_codes(opinions, DISCUSSION):
        row = tally_row(tally)
        assert row.marks["silent"] == len(tally.silent)
        assert row.marks["disagrees"] == tally.count("disagrees")


def test_every_code_has_an_anchor_its_words_and_its_boundary(opinions):
    soup = parse(show_all_codes(opinions, opinions.questions))
    for code in opinions.codes:
        row = soup.find(id=code_anchor(code.id))
        assert row.name == "tr"
        assert cells(row)[:2] == [code.label, code.definition]
        below = row.find_next_sibling("tr").get_text()
        assert code.counts in below
        assert code.does_not_count in below
    assert code_anchor("dupilumab-first") == "opinion-dupilumab-first"


def test_the_codebook_tells_who_took_a_position(opinions):
    soup = parse(show_codes(opinions, "safety"))
    by_id = {row["id"]: cells(row) for row in soup.select("tbody tr[id]")}
    assert by_id["opinion-boxed-warning-limits-use"][2:] == ["agrees: 2", "–"]
    other = by_id["opinion-boxed-warning-other-population"]
    assert other[2] == "–"
    assert other[3] == "Graham Litchman agrees; Naiem Issa agrees; The article itself agrees"


def test_every_statement_is_on_the_page_once(opinions, table):
    soup = parse(show_statements(opinions, DISCUSSION) + show_statements(opinions, ARTICLE))
    shown = [cells(row) for row in soup.select("tbody tr")]
    assert len(shown) == len(table)
    assert sorted(row[2] for row in shown) == sorted(row["paraphrase"] for row in table)
    links = [row.a["href"].removeprefix("#opinion-") for row in soup.select("tbody tr")]
    assert links == [row["code"] for row in table]
    summaries = [summary.get_text() for summary in soup.select("summary")]
    assert len(summaries) == 13
    for summary, (person, rows) in zip(summaries, _by_person(table).items(), strict=True):
        assert summary == (
            f"{opinions.people[person]}, {format_date(rows[0]['date'])}: {len(rows)} statements"
        )


def _by_person(table):
    people = {}
    for row in table:
        people.setdefault(row["respondent_id"], []).append(row)
    return people


def test_what_is_not_clear_is_shown_with_its_reason(opinions, table):
    text = parse(show_statements(opinions, DISCUSSION)).get_text()
    unclear = [r for r in table if r["certainty"] != "clear" and r["source_id"] == TALK]
    assert unclear
    for row in unclear:
        assert f"{row['certainty']}: {row['notes']}" in text


def test_the_article_tells_its_three_voices_apart(opinions, table):
    rows = parse(show_article(opinions)).select("tbody tr")
    assert len(rows) == len({r["code"] for r in table if r["source_id"] == PAPER})
    stances = {(r["respondent_id"], r["code"]): r["stance"] for r in table}
    for row in rows:
        code = row.a["href"].removeprefix("#opinion-")
        voices = ("litchman", "issa", "article")
        assert cells(row)[1:] == [stances.get((voice, code), "–") for voice in voices]


def test_the_sources_are_named_with_their_copies(opinions):
    text = parse(show_sources(opinions)).get_text(" ")
    assert "10 anonymous respondents" in text
    assert "Graham Litchman, Naiem Issa and the article itself" in text
    assert "30 posts, which are 10 replies" in text


def test_every_word_for_a_stance_or_a_coding_is_explained(opinions):
    words = [cells(row)[0].lower() for row in parse(show_words(opinions)).select("tbody tr")]
    assert words == [*opinions.stances, *opinions.certainties]


def test_milestones_stand_in_order_before_or_after_the_last_reply(dataset, opinions):
    rows = [cells(row) for row in parse(show_milestones(dataset, opinions)).select("tbody tr")]
    milestones = dataset.vocabulary.opinion_source[0].milestones
    assert len(rows) == len(milestones) + 1 > 1
    last = next(i for i, row in enumerate(rows) if row[0].startswith("Last reply"))
    assert all(row[2] == "before the last reply" for row in rows[:last])
    assert all(row[2] == "after the last reply" for row in rows[last + 1 :])
    facts = dataset.table("regulatory").set_index("fact_id")
    for identifier in milestones:
        fact = facts.loc[identifier]
        row = next(r for r in rows if r[3].endswith(f"(row {fact['row']})"))
        assert str(fact["fact_type"]) in row[0]
        # A day on which sources disagree is not given.
        assert row[1] == format_date(
            fact["date"][:7] if fact["conflict"] == "yes" else fact["date"]
        )


def test_no_anonymous_respondent_is_more_than_a_number(opinions):
    for code, name in opinions.people.items():
        if code.startswith("respondent"):
            assert re.fullmatch(r"Respondent \d+", name)


def _code_cells():
    text = CHAPTER.read_text(encoding="utf-8")
    return re.findall(r"^```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)^```", text, re.S | re.M)


def test_every_cell_of_the_chapter_runs_and_its_links_resolve(published):
    names, shown = {}, []
    for cell in _code_cells():
        *before, last = ast.parse(cell).body
        exec(compile(ast.Module(before, []), str(CHAPTER), "exec"), names)
        shown.append(eval(compile(ast.Expression(last.value), str(CHAPTER), "eval"), names))
    assert all(isinstance(piece, Html) for piece in shown)
    soup = BeautifulSoup("\n".join(piece.text for piece in shown), "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = {a["href"] for a in soup.select('a[href^="#opinion-"]')}
    assert links
    assert {link[1:] for link in links} <= set(ids)
    assert len(published) == len(names["opinions"].questions)
    assert "not those of any profession" in soup.find("aside").get_text()


def test_no_result_is_typed_into_the_chapter():
    prose = re.sub(r"^```.*?^```", "", CHAPTER.read_text(encoding="utf-8"), flags=re.S | re.M)
    prose = prose.split("---", 2)[2]
    assert re.findall(r"\d", prose) == []
    assert not re.search(r"\b(five|ten|majority|few|higher|lower)\b", prose)


def test_no_sentence_of_a_source_stands_in_a_chapter_or_table(table):
    # A paraphrase is not a quotation: nothing on the page is set as one.
    assert not re.search(r"^>", CHAPTER.read_text(encoding="utf-8"), re.M)
    assert not [row for row in table if re.search('["“”]', row["paraphrase"])]


def test_a_changed_stance_changes_the_page(opinions):
    rows = list(opinions.rows)
    index = next(i for i, r in enumerate(rows) if r.code == "dupilumab-first")
    rows[index] = replace(rows[index], stance="disagrees")
    changed = parse(show_codes(replace(opinions, rows=tuple(rows)), "patients_and_line"))
    row = changed.find(id="opinion-dupilumab-first")
    assert cells(row)[2] == "agrees: 3; disagrees: 1"


def test_pages_and_slides_show_the_same_positions(opinions, published):
    publish_tally(opinions, "endpoints")
    (publication,) = published
    rows = range(len(publication.data.rows))
    for figures in (
        (publication.draw("wide"),),
        (publication.draw("narrow"),),
        publication.slides(),
    ):
        names = {line.get_gid() for figure in figures for line in figure.axes[0].lines}
        numbers = {int(name.rsplit("-", 1)[1]) for name in names if not name.startswith("key")}
        assert numbers == set(rows)
