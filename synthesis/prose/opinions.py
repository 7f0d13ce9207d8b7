"""What clinicians said, in sentences: every count is computed, and silence is never a side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from synthesis.claims.opinions import (
    ARTICLE,
    DISCUSSION,
    Opinion,
    Opinions,
    list_respondents,
    posts_of,
)
from synthesis.claims.tallies import (
    Tally,
    find_choices,
    find_disputes,
    find_unraised,
    rank_tallies,
    tally_codes,
)
from synthesis.package.named import OpinionSource
from synthesis.words.labels import MONTHS, capitalise
from synthesis.words.numbers import list_words

WIDELY = 3  # respondents who agree before a position counts as shared


def format_date(date: str) -> str:
    """“16 May 2021” from 2021-05-16, “May 2021” from 2021-05, “2021” from 2021."""
    year, *rest = date.split("-")
    words = [MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return " ".join([str(int(rest[1])), *words] if len(rest) > 1 else words)


NOBODY_ASKED = "This data package holds no opinions, so nothing can be said of any."


def count_statements(n: int) -> str:
    """“1 statement”, “95 statements”."""
    return "1 statement" if n == 1 else f"{n} statements"


def quote(text: str) -> str:
    """A position in quotation marks."""
    return f"“{text}”"


def last_date(opinions: Opinions, source: str) -> str:
    """The date of the last statement of a source, as in the file."""
    return max(row.date for row in opinions.of(source))


def date_range(opinions: Opinions, source: str) -> str:
    """“23 April to 16 May 2021”, or one date."""
    dates = sorted({row.date for row in opinions.of(source)})
    if not dates:
        return "no date"
    first, last = format_date(dates[0]), format_date(dates[-1])
    return last if first == last else f"{first.removesuffix(f' {dates[-1][:4]}')} to {last}"


def opinions_used(opinions: Opinions) -> str:
    """What the chapter rests on: statements, respondents, dates, codes."""
    said, printed = opinions.of(DISCUSSION), opinions.of(ARTICLE)
    return (
        f"{count_statements(len(said))} of {len(list_respondents(opinions, DISCUSSION))} anonymous "
        f"respondents, {date_range(opinions, DISCUSSION)}; {count_statements(len(printed))} of an "
        f"article of {date_range(opinions, ARTICLE)}; {len(opinions.codes)} position codes"
    )


def copies_sentence(opinions: Opinions) -> str:
    """How many posts of the page are how many replies, from the locators of the rows."""
    posts = posts_of(opinions.of(DISCUSSION))
    copies = sorted({len(numbers) for numbers in posts.values()})
    times = list_words(map(str, copies), "or")
    return (
        f"The page shows {sum(map(len, posts.values()))} posts, which are {len(posts)} replies: "
        f"each stands there {times} times, with the same words and date. A reply was read as one "
        "respondent."
    )


def stand_sentence(tally: Tally) -> str:
    """“Madeupinib first”: 4 of 10 agree, nobody disagrees, 6 did not raise it."""
    agree, against = tally.count("agrees"), tally.count("disagrees")
    verb = "agrees" if agree == 1 else "agree"
    parts = [f"{agree} of {len(tally.asked)} {verb}"]
    if conditional := tally.count("conditional"):
        parts.append(f"{conditional} on a condition")
    if mentions := tally.count("mentions"):
        parts.append(f"{mentions} without taking a side")
    parts.append(_count_words(against, "disagrees", "disagree", "nobody disagrees"))
    parts.append(f"{len(tally.silent)} did not raise it")
    return f"{quote(tally.code.label)}: {', '.join(parts)}."


def _count_words(count: int, one: str, many: str, none: str) -> str:
    return none if not count else f"{count} {one if count == 1 else many}"


def agreement_sentences(tallies: Iterable[Tally]) -> list[str]:
    """The positions that at least three respondents take, the most widely taken first."""
    return [
        stand_sentence(tally) for tally in rank_tallies(tallies) if tally.count("agrees") >= WIDELY
    ]


def difference_sentences(opinions: Opinions, tallies: Sequence[Tally]) -> list[str]:
    """Where respondents differ: positions that rule each other out, and positions disputed."""
    sentences = []
    for choice, taken in find_choices(tallies).items():
        sides = [
            f"{quote(tally.code.label)} {tally.count('agrees', 'conditional')}"
            for tally in rank_tallies(taken)
        ]
        asked = len(taken[0].asked)
        sentences.append(
            f"{opinions.choices.get(choice, capitalise(choice))}, of {asked} respondents: "
            f"{', '.join(sides)}."
        )
    for tally in find_disputes(tallies):
        sides = [
            f"{name} {row.stance}: {row.paraphrase}"
            for row in opinions.rows
            if row.code == tally.code.id and row.respondent in tally.asked
            if row.stance != "mentions"
            for name in [opinions.people[row.respondent]]
        ]
        sentences.append(f"{quote(tally.code.label)}. {' '.join(sides)}")
    return sentences


def alone_sentence(tallies: Iterable[Tally]) -> str:
    """How many positions only one respondent raised."""
    raised = [tally for tally in tallies if tally.count()]
    alone = sum(tally.count() == 1 for tally in raised)
    return (
        f"{alone} of the {len(raised)} positions were raised by a single respondent. They show "
        "that somebody thinks so, not how many do."
    )


def unraised_sentence(opinions: Opinions) -> str:
    """What the codebook looked for and no source raised."""
    silent = [
        {code.id for code in find_unraised(tally_codes(opinions, source))}
        for source in opinions.sources
    ]
    nobody = [code.label for code in opinions.codes if all(code.id in ids for ids in silent)]
    if not nobody:
        return "Every position of the codebook was raised by somebody."
    return (
        f"Looked for, and raised by nobody in either source: {list_words(map(quote, nobody))}. "
        "Silence is not disagreement."
    )


def shared_sentence(opinions: Opinions) -> str:
    """The positions that the discussion and the article both raise."""
    article = {row.code for row in opinions.of(ARTICLE)}
    both = {row.code for row in opinions.of(DISCUSSION)} & article
    names = [quote(code.label) for code in opinions.codes if code.id in both]
    return (
        f"{len(both)} of the article’s {len(article)} positions also came up in the discussion: "
        f"{list_words(names)}."
    )


def certainty_sentence(rows: Sequence[Opinion]) -> str:
    """How many codings are clear, likely and unclear."""
    counts = Counter(row.certainty for row in rows)
    return (
        f"Of {len(rows)} codings {counts['clear']} are clear, {counts['likely']} likely and "
        f"{counts['unclear']} unclear. An unclear one never counts as agreement or disagreement."
    )


def limit_sentences(opinions: Opinions) -> list[str]:
    """What neither source can tell: whom they stand for, when, and how sure the coding is."""
    asked = len(list_respondents(opinions, DISCUSSION))
    if not asked:
        return [NOBODY_ASKED]
    last = format_date(last_date(opinions, DISCUSSION))
    return [
        f"Nothing shows how the {asked} respondents came to answer. They stand for nobody else; "
        "the counts are counts, not rates of a profession.",
        *(_profession_sentence(each, asked) for each in opinions.discussions if each.named_by),
        f"They wrote until {last}. What was known and approved has changed since; the table below "
        "has the dates.",
        "Replies to a question that names examples may name these more often. A position "
        "that somebody left out may still be theirs.",
        "The replies are anonymous: that each comes from another person is taken, not known.",
        "The article tells what two doctors said, mostly without quoting them, and does not say "
        "who wrote it. The views of the two doctors are theirs.",
    ]


def _profession_sentence(source: OpinionSource, asked: int) -> str:
    named = len(source.named_by)
    verb = "counts" if named == 1 else "count"
    return (
        f"Only {named} of the {asked} {verb} themselves among {source.profession}; of the others "
        "nothing shows what they are."
    )


def takeaways(opinions: Opinions) -> Iterator[str]:
    """The answer in a few sentences: what is most named, most shared and divided."""
    endpoints = rank_tallies(tally_codes(opinions, DISCUSSION, "endpoints"))
    if not endpoints:
        yield NOBODY_ASKED
        return
    asked = len(endpoints[0].asked)
    named = [f"{quote(tally.code.label)} {tally.count('agrees')}" for tally in endpoints[:3]]
    yield f"Which results matter, of {asked} respondents: {', '.join(named)}."
    treatment = rank_tallies(
        tally for tally in tally_codes(opinions, DISCUSSION) if tally.code.question != "endpoints"
    )
    yield f"On treatment, the positions most often taken: {stand_sentence(treatment[0])}"
    yield stand_sentence(treatment[1])
    yield from difference_sentences(opinions, tally_codes(opinions, DISCUSSION))[:1]
    yield (f"These are {asked} people who answered. Their shares are not those of any profession.")
