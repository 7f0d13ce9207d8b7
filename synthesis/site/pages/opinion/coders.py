"""Two codings side by side: how well they agree by question, and each difference as decided."""

from __future__ import annotations

from synthesis.claims.coders import Codings, measure_agreement
from synthesis.claims.opinions import Opinions
from synthesis.prose.coders import CODED_ONCE, coder_sentences, decided_as, kappa_text
from synthesis.prose.opinions import format_date
from synthesis.site.machinery.html import Html, show_missing
from synthesis.site.machinery.positions import link_code
from synthesis.site.machinery.tables import Row, show_list, show_table


def show_coders(codings: Codings, opinions: Opinions) -> Html:
    """What came of coding twice: sentences, agreement by question, differences and decisions."""
    if not codings.first:
        return show_missing(CODED_ONCE)
    return (
        show_list(coder_sentences(codings, opinions))
        + _show_agreement(codings, opinions)
        + _show_differences(codings, opinions)
    )


def _show_agreement(codings: Codings, opinions: Opinions) -> Html:
    rows = []
    for question, words in {"": "All questions", **opinions.questions}.items():
        found = measure_agreement(codings, opinions, question)
        stances = f"{found.same_stance} of {found.shared}"
        rows.append(
            Row([words, f"{found.cells:,}", found.differ, kappa_text(found.kappa), stances])
        )
    header = ["Question", "Pairs", "Seen by one coder alone", "Cohen’s kappa", "Same stance"]
    caption = "How well two coders agree on what was said: pairs of a speaker and a position"
    return show_table(caption, header, rows, slug="coder-agreement")


def _show_differences(codings: Codings, opinions: Opinions) -> Html:
    rows = [
        Row(
            [
                opinions.people[each.respondent],
                link_code(each.code),
                each.first,
                each.second,
                decided_as(each),
                f"{each.reason} ({each.decided_by}, {format_date(each.date)})",
            ]
        )
        for each in codings.differences
    ]
    header = ["Who", "Position", "First coder", "Second coder", "Decided", "Why, by whom, when"]
    return show_table(
        "Where the coders differ, and what was decided", header, rows, slug="coder-differences"
    )
