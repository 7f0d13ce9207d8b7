"""Opinions: the table, its codebook, and counting that takes each respondent once."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_opinions import CODES, ROW, made_up

from synthesis.claims.opinions import (
    ARTICLE,
    DISCUSSION,
    STANCES,
    Opinion,
    Opinions,
    _row_defects,
    list_respondents,
    posts_of,
    read_opinions,
)
from synthesis.claims.tallies import (
    Tally,
    find_choices,
    find_disputes,
    find_unraised,
    rank_tallies,
    tally_codes,
)
from synthesis.files.project import DATA_FOLDER
from synthesis.package.codebook import CODEBOOK, Code, Codebook, read_codebook
from synthesis.package.dataset import Dataset
from synthesis.package.defects import DataError
from synthesis.package.named import OpinionSource
from synthesis.prose.opinions import (
    agreement_sentences,
    alone_sentence,
    certainty_sentence,
    copies_sentence,
    difference_sentences,
    format_date,
    limit_sentences,
    opinions_used,
    shared_sentence,
    stand_sentence,
    takeaways,
    unraised_sentence,
)

# The claims that the book has to be able to test.
PROMISED = {
    *("endpoint-easi", "endpoint-easi75", "endpoint-easi90", "endpoint-itch", "endpoint-iga"),
    *("endpoint-scorad", "endpoint-bsa", "endpoint-quality-of-life", "endpoint-onset"),
    *("endpoint-visual", "endpoint-photographs", "endpoint-sleep", "endpoint-safety"),
    *("dupilumab-first", "severity-all", "severity-severe-only", "oral-last-resort"),
    *("itch-dominant", "needle-phobia", "short-course", "oral-less-safe-than-dupilumab"),
    *("boxed-warning-other-population", "boxed-warning-limits-use", "abrocitinib-200-gains"),
    *("upadacitinib-30-gains", "dose-no-added-signal", "re-evaluate-2-weeks"),
    *("itch-free-attainable", "topical-jak-better-crisaborole", "jak-highly-effective"),
    *("topical-jak-better-pimecrolimus", "topical-jak-par-tacrolimus", "existing-topicals-burn"),
    *("topical-jak-better-tolerated", "topical-jak-mild", "oral-then-topical", "cost-coverage"),
    *("gene-expression-normalised", "lab-monitoring"),
}
TALK, PAPER = "allergist-discussion-2021", "topical-conversations-2025"


@pytest.fixture(scope="module")
def opinions(dataset: Dataset) -> Opinions:
    return read_opinions(dataset)


@pytest.fixture(scope="module")
def tallies(opinions: Opinions) -> tuple[Tally, ...]:
    return tally_codes(opinions, DISCUSSION)


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    """opinions.csv without the package's own reader."""
    with (DATA_FOLDER / "opinions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_thirty_posts_are_ten_respondents(opinions: Opinions, tallies: tuple[Tally, ...]) -> None:
    posts = posts_of(opinions.of(DISCUSSION))
    assert len(posts) == len(list_respondents(opinions, DISCUSSION)) == 10
    assert sorted(number for numbers in posts.values() for number in numbers) == [*range(1, 31)]
    assert all(len(numbers) == 3 for numbers in posts.values())
    assert {len(tally.asked) for tally in tallies} == {10}
    assert "30 posts, which are 10 replies: each stands there 3 times" in copies_sentence(opinions)


def test_every_reply_is_coded_and_its_rows_agree_on_date_and_place(
    table: list[dict[str, str]],
) -> None:
    for number in range(1, 11):
        rows = [row for row in table if row["respondent_id"] == f"respondent-{number:02d}"]
        assert len(rows) >= 3
        first, last = 3 * number - 2, 3 * number
        places = {row["source_locator"] for row in rows}
        assert places == {f"reply {number} of 10, posts {first} to {last} of 30"}
        assert len({row["date"] for row in rows}) == 1


def test_sources_stay_apart(opinions: Opinions, table: list[dict[str, str]]) -> None:
    assert list_respondents(opinions, ARTICLE) == ("litchman", "issa", "article")
    assert {row["respondent_id"][:10] for row in table if row["source_id"] == TALK} == {
        "respondent"
    }
    assert not set(list_respondents(opinions, ARTICLE)) & {
        name for tally in tally_codes(opinions, DISCUSSION) for name in tally.asked
    }


def test_counts_are_those_of_the_file(
    tallies: tuple[Tally, ...], table: list[dict[str, str]]
) -> None:
    found = Counter((row["code"], row["stance"]) for row in table if row["source_id"] == TALK)
    for tally in tallies:
        for stance in STANCES:
            assert tally.count(stance) == found[tally.code.id, stance]
        assert tally.count() + len(tally.silent) == 10


def test_readings_that_anybody_can_check(tallies: tuple[Tally, ...]) -> None:
    by_code = {tally.code.id: tally for tally in tallies}
    first = by_code["dupilumab-first"]
    assert first.by_stance["agrees"] == tuple(f"respondent-{n:02d}" for n in (1, 3, 5, 7))
    assert by_code["endpoint-easi75"].by_stance["agrees"] == ("respondent-03", "respondent-07")
    assert by_code["severity-all"].by_stance["agrees"] == ("respondent-10",)
    assert by_code["boxed-warning-other-population"].count() == 0


def test_a_form_of_easi_or_itch_counts_for_both_codes(tallies: tuple[Tally, ...]) -> None:
    by_code = {tally.code.id: set(tally.by_stance["agrees"]) for tally in tallies}
    assert by_code["endpoint-easi75"] < by_code["endpoint-easi"]
    assert by_code["endpoint-itch-free"] < by_code["endpoint-itch"]


def test_the_codebook_covers_what_was_promised(opinions: Opinions, dataset: Dataset) -> None:
    ids = [code.id for code in opinions.codes]
    assert len(ids) == len(set(ids))
    assert set(ids) >= PROMISED
    assert ids == list(dataset.schema.codes("opinions", "code"))
    field = dataset.schema.field("opinions", "code")
    assert field["constraints"]["enum"] == ids
    # Questions stand together, in the order in which the page shows them.
    assert list(dict.fromkeys(code.question for code in opinions.codes)) == list(opinions.questions)


def test_labels_are_short_enough_for_a_figure(opinions: Opinions) -> None:
    labels = [code.label for code in opinions.codes]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 65


def test_paraphrases_are_whole_short_sentences_of_the_book(opinions: Opinions) -> None:
    for row in opinions.rows:
        assert re.fullmatch(r"[A-Z].{15,220}\.", row.paraphrase), row
        assert not re.search(r"[\"“”]", row.paraphrase), row


def test_a_defect_in_the_file_is_refused(
    dataset: Dataset, tmp_path: Path, opinions: Opinions
) -> None:
    with pytest.raises(DataError, match="expected this file, the codebook"):
        read_opinions(dataset, tmp_path)
    text = (DATA_FOLDER / CODEBOOK).read_text(encoding="utf-8")
    (tmp_path / CODEBOOK).write_text(text.replace('"safety"', '"practice"'), encoding="utf-8")
    with pytest.raises(DataError, match="field question: found “safety”, expected practice") as e:
        read_opinions(dataset, tmp_path)
    assert len(e.value.defects) == sum(row.question == "safety" for row in opinions.rows)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [replace(ROW, question="other")],
            "opinions.csv, row 2, field question: found “other”, "
            "expected made-up, as the codebook says of first.",
        ),
        (
            [replace(ROW, certainty="likely")],
            "opinions.csv, row 2, field notes: found an empty cell, "
            "expected the reason why the coding is likely.",
        ),
        (
            [replace(ROW, certainty="unclear", notes="Why.")],
            "opinions.csv, row 2, field stance: found “agrees”, "
            "expected mentions, as an unclear coding is no side taken.",
        ),
        (
            [ROW, replace(ROW, source="paper", code="early", row=3)],
            "opinions.csv, row 3, field source_id: found “paper”, "
            "expected talk, as in the other rows of one.",
        ),
        (
            [replace(ROW, code="early"), replace(ROW, code="late", stance="conditional", row=3)],
            "opinions.csv, row 3, field code: found “late”, "
            "expected one code of the choice “when”, one has early.",
        ),
    ],
)
def test_rows_that_contradict_the_codebook_are_named(rows: list[Opinion], sentence: str) -> None:
    assert [str(defect) for defect in _row_defects(rows, CODES)] == [sentence]


def test_sound_rows_have_no_defect() -> None:
    sound = [
        ROW,
        replace(ROW, code="early"),
        replace(ROW, code="late", stance="disagrees"),
        replace(ROW, code="late", respondent="two"),
        replace(ROW, respondent="three", certainty="unclear", stance="mentions", notes="Why."),
    ]
    assert list(_row_defects(sound, CODES)) == []


ENTRY = """[[code]]
id = "a"
question = "q"
definition = "D."
counts = "C."
does_not_count = "N."
"""


def test_a_sound_codebook_is_read() -> None:
    book, defects = read_codebook(ENTRY, {"a": "A"}, ["q"])
    assert (book, defects) == (Codebook((Code("a", "A", "q", "D.", "C.", "N."),)), [])
    ruled, _ = read_codebook(f'[[rule]]\ntext = "R."\n{ENTRY}', {"a": "A"}, ["q"])
    assert [rule.text for rule in ruled.rule] == ["R."]


def test_a_reply_shown_three_times_counts_once() -> None:
    copies = made_up(*(replace(ROW, row=number) for number in (2, 3, 4)))
    (tally, *_) = tally_codes(copies, "talk")
    assert (tally.count("agrees"), tally.count(), tally.asked) == (1, 1, ("one",))


people = st.sampled_from(["one", "two", "three", "four"])
codes = st.sampled_from([code.id for code in CODES])


@given(
    st.lists(
        st.builds(
            lambda who, what, stance: replace(ROW, respondent=who, code=what, stance=stance),
            *(people, codes, st.sampled_from(STANCES)),
        ),
        max_size=30,
    )
)
def test_nobody_is_counted_twice_or_lost(rows: list[Opinion]) -> None:
    opinions = made_up(*rows)
    tallies = tally_codes(opinions, "talk")
    assert [tally.code for tally in tallies] == list(CODES)
    for tally in tallies:
        named = [name for names in tally.by_stance.values() for name in names] + [*tally.silent]
        assert sorted(named) == sorted({row.respondent for row in rows})
        assert tally.count() == len({r.respondent for r in rows if r.code == tally.code.id})
    ranked = rank_tallies(tallies)
    assert {t.code.id for t in ranked} | {c.id for c in find_unraised(tallies)} == {
        code.id for code in CODES
    }
    agreeing = [tally.count("agrees") for tally in ranked]
    assert agreeing == sorted(agreeing, reverse=True)


def divided() -> Opinions:
    return made_up(
        *(replace(ROW, respondent=name) for name in ("one", "two", "three")),
        replace(ROW, respondent="four", stance="disagrees", paraphrase="Says no."),
        *(replace(ROW, respondent=name, code="early") for name in ("one", "two")),
        replace(ROW, respondent="three", code="late"),
        replace(ROW, respondent="four", code="late", stance="disagrees"),
    )


def test_differences_are_disputes_and_choices() -> None:
    opinions = divided()
    tallies = tally_codes(opinions, "talk")
    assert [tally.code.id for tally in find_disputes(tallies)] == ["first", "late"]
    assert {k: [t.code.id for t in v] for k, v in find_choices(tallies).items()} == {
        "when": ["early", "late"]
    }
    # Whom nobody follows is no choice, and what is no choice is none however many follow it.
    against = replace(opinions, rows=tuple(r for r in opinions.rows if r.code != "late"))
    assert find_choices(tally_codes(against, "talk")) == {}
    choice, dispute, _ = difference_sentences(opinions, tallies)
    assert choice == "When, of 4 respondents: “Early” 2, “Late” 1."
    assert dispute.startswith("“First”. One agrees: Made-up words.")
    assert dispute.endswith("Four disagrees: Says no.")


def test_a_position_in_words() -> None:
    tallies = tally_codes(divided(), "talk")
    assert [stand_sentence(tally) for tally in tallies[:2]] == [
        "“First”: 3 of 4 agree, 1 disagrees, 0 did not raise it.",
        "“Early”: 2 of 4 agree, nobody disagrees, 2 did not raise it.",
    ]
    assert agreement_sentences(tallies) == [stand_sentence(tallies[0])]
    assert "0 of the 3 positions" in alone_sentence(tallies)


def test_nobody_raised_means_in_no_source() -> None:
    assert "“Silent”. Silence is not disagreement." in unraised_sentence(divided())
    elsewhere = replace(ROW, source="paper", respondent="four", code="silent")
    opinions = made_up(*(replace(ROW, code=code.id) for code in CODES[:3]), elsewhere)
    assert unraised_sentence(opinions) == "Every position of the codebook was raised by somebody."


@pytest.mark.parametrize(
    ("date", "words"),
    [("2021-05-06", "6 May 2021"), ("2021-12", "December 2021"), ("2021", "2021")],
)
def test_dates_in_words(date: str, words: str) -> None:
    assert format_date(date) == words


def test_sentences_of_the_book_carry_its_numbers(
    opinions: Opinions, tallies: tuple[Tally, ...], table: list[dict[str, str]]
) -> None:
    said = sum(row["source_id"] == TALK for row in table)
    assert opinions_used(opinions).startswith(f"{said} statements of 10 anonymous respondents, ")
    assert "23 April to 16 May 2021" in opinions_used(opinions)
    counts = Counter(row["certainty"] for row in table)
    sentence = certainty_sentence(opinions.rows)
    assert f"{counts['clear']} are clear" in sentence
    assert f"{counts['unclear']} unclear" in sentence
    codes = {
        source: {row["code"] for row in table if row["source_id"] == source}
        for source in (TALK, PAPER)
    }
    both = len(codes[TALK] & codes[PAPER])
    assert shared_sentence(opinions).startswith(
        f"{both} of the article’s {len(codes[PAPER])} positions"
    )
    shared = agreement_sentences(tallies)
    assert all(int(re.search(r": (\d+) of 10", text)[1]) >= 3 for text in shared)  # type: ignore[index]
    assert not any("mentions:" in text for text in difference_sentences(opinions, tallies))


def test_takeaways_say_that_ten_people_are_no_profession(opinions: Opinions) -> None:
    lines = list(takeaways(opinions))
    assert 3 <= len(lines) <= 6
    assert "“Itch, in any form” 5" in lines[0]
    assert "not those of any profession" in lines[-1]
    limits = " ".join(limit_sentences(opinions))
    for words in ("came to answer", "16 May 2021", "Only 1 of the 10 counts", "anonymous"):
        assert words in limits


def test_sources_are_known_by_their_roles() -> None:
    spoken = (OpinionSource(id="talk", role="discussion", profession="bakers"),)
    opinions = replace(made_up(ROW, replace(ROW, source="paper", row=3)), spoken=spoken)
    assert opinions.of(DISCUSSION) == opinions.of("talk") == (ROW,)
    assert opinions.of(ARTICLE) == ()
    assert "Only" not in " ".join(limit_sentences(opinions))
    named = replace(opinions, spoken=(replace(spoken[0], named_by=("one",)),))
    assert "Only 1 of the 1 counts themselves among bakers" in limit_sentences(named)[1]


def test_a_choice_is_named_by_the_vocabulary(dataset: Dataset, opinions: Opinions) -> None:
    assert set(opinions.choices) == {code.choice for code in opinions.codes} - {""}
    assert {each.id for each in dataset.vocabulary.opinion_source} == set(opinions.sources)
    facts = set(dataset.table("regulatory")["fact_id"])
    assert {fact for each in opinions.spoken for fact in each.milestones} <= facts
