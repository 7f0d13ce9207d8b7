"""What clinicians said on a page: tallies as figures, sources, words, what was decided when."""

from __future__ import annotations

from synthesis.claims.opinions import DISCUSSION, STANCES, Opinions, list_respondents
from synthesis.claims.tallies import Tally, rank_tallies, tally_codes
from synthesis.figures.publication import Publication
from synthesis.figures.tally.tally import (
    KEYS,
    TallyRow,
    describe_tally,
    draw_tally,
    draw_tally_slides,
    tabulate_tally,
)
from synthesis.package.dataset import ROW, Dataset
from synthesis.prose.caveats.opinions import opinion_caveats
from synthesis.prose.opinions import (
    NOBODY_ASKED,
    copies_sentence,
    date_range,
    format_date,
    last_date,
    stand_sentence,
)
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.publish import publish_figure
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words
from synthesis.words.slugs import slug_of
from synthesis.words.sources import kind_of


def tally_row(tally: Tally) -> TallyRow:
    """A tally as the figure's input."""
    agrees, conditional, mentions, disagrees = (tally.count(stance) for stance in STANCES)
    asked = len(tally.asked)
    return TallyRow(tally.code.label, agrees, conditional, mentions, disagrees, asked)


def publish_tally(opinions: Opinions, question: str) -> Html:
    """Draw and publish how the respondents of the discussion stand on one question."""
    ranked = rank_tallies(tally_codes(opinions, DISCUSSION, question))
    topic = opinions.questions[question]
    if not ranked:
        return render("nothing.html", question=topic)
    rows = tuple(tally_row(tally) for tally in ranked)
    caption = (
        f"{topic}: the positions that somebody took up, of {rows[0].asked} respondents, "
        f"{date_range(opinions, DISCUSSION)}. Each dot is a respondent, counted once. Filled: "
        f"{KEYS['agrees']}; half filled: {KEYS['conditional']}; square: {KEYS['mentions']}; open: "
        f"{KEYS['disagrees']}; point: {KEYS['silent']}."
    )
    return publish_figure(
        Publication(
            slug=f"opinions-{slug_of(question)}",
            kind="opinions",
            title=f"What clinicians said: {topic[:1].lower()}{topic[1:]}",
            caption=caption,
            finding=stand_sentence(ranked[0]),
            alt=describe_tally(rows, topic),
            data=tabulate_tally(rows),
            draw=lambda layout: draw_tally(rows, layout),
            slides=lambda: draw_tally_slides(rows),
            caveats=opinion_caveats(opinions, ranked),
        )
    )


def show_sources(opinions: Opinions) -> Html:
    """The sources: who speaks, when, how many statements; and which posts are copies."""
    if not opinions.rows:
        return show_missing(NOBODY_ASKED)
    rows = [
        Row(
            [
                title,
                _speakers(opinions, source),
                date_range(opinions, source),
                len(opinions.of(source)),
            ]
        )
        for source, title in opinions.sources.items()
    ]
    header = ["Source", "Who speaks", "When", "Statements"]
    table = show_table("The sources", header, rows, slug="opinion-sources")
    return table + render("plain.html", text=copies_sentence(opinions))


def _speakers(opinions: Opinions, source: str) -> str:
    people = list_respondents(opinions, source)
    if source in {each.id for each in opinions.discussions}:
        return f"{len(people)} anonymous respondents"
    return list_words(opinions.people[name].replace("The ", "the ") for name in people)


def show_words(opinions: Opinions) -> Html:
    """What the stances and the certainties of the coding mean."""
    rows = [Row([capitalise(code), "Stance", text]) for code, text in opinions.stances.items()]
    rows += [Row([capitalise(code), "Coding", text]) for code, text in opinions.certainties.items()]
    header = ["Word", "Used for", "Meaning"]
    return show_table("The words of the tables", header, rows, slug="coding-words")


def show_milestones(dataset: Dataset, opinions: Opinions) -> Html:
    """Approvals and warnings of regulatory.csv beside the date of the last reply.

    Raises
    ------
    KeyError
        A fact is no longer in the table, or has no date.
    """
    if not opinions.of(DISCUSSION):
        return show_missing(NOBODY_ASKED)
    last = last_date(opinions, DISCUSSION)
    records = dataset.table("regulatory").to_dict("records")
    facts = {str(record["fact_id"]): record for record in records}
    kinds = dataset.vocabulary.source_kinds
    rows = [(last, Row(["Last reply of the discussion", format_date(last), "", ""]))]
    for identifier in (fact for each in opinions.discussions for fact in each.milestones):
        fact = facts[identifier]
        if not fact["date"]:
            raise KeyError(f"regulatory fact {identifier} has no date")
        # Where sources disagree on the day, the month is what they share.
        date = fact["date"][:7] if fact["conflict"] == "yes" else fact["date"]
        place = kind_of(fact["source_url"], fact["source_locator"], kinds)
        cells = [
            f"{capitalise(fact['drug'])}: {fact['fact_type']} ({fact['agency']})",
            format_date(date),
            "before the last reply" if date < last else "after the last reply",
            f"{place.name} (row {fact[ROW]})",
        ]
        rows.append((date, Row(cells)))
    ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    header = ["What", "When", "Beside the discussion", "Read in, regulatory.csv"]
    caption = "What was decided before and after the replies"
    return show_table(caption, header, ordered, slug="decisions-beside-discussion")
