"""Who is for a claim and who against it, on the page; and the positions that no claim holds."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.claims.findings import ClaimResult
from synthesis.claims.opinions import ARTICLE, DISCUSSION, Opinions, list_respondents
from synthesis.claims.sides import find_untested, take_sides
from synthesis.claims.tallies import tally_codes
from synthesis.package.plan.claims import Claim
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Link
from synthesis.site.machinery.tables import Row, show_table


def count_sides(claim: Claim, opinions: Opinions) -> str:
    """How many say so and how many the opposite, and whether the article does."""
    said = take_sides(claim, opinions, DISCUSSION)
    condition = f", {len(said.conditional)} of them on a condition" if said.conditional else ""
    against = f", {len(said.against)} against" if said.against else ""
    article = ", and the article" if take_sides(claim, opinions, ARTICLE).for_it else ""
    return f"{len(said.for_it)}{condition}{against}{article}"


def link_codes(codes: Iterable[str], opinions: Opinions) -> list[Link]:
    """Positions in words, each a link to its row of the codebook."""
    return [Link(opinions.code(code).label, f"opinions.html#opinion-{code}") for code in codes]


def tell_sides(claim: Claim, opinions: Opinions) -> str:
    """Who is for the claim and who against it, by name, of the discussion and of the article."""
    asked = len(list_respondents(opinions, DISCUSSION))
    said, printed = (take_sides(claim, opinions, source) for source in (DISCUSSION, ARTICLE))
    parts = [f"Said by {len(said.for_it)} of {asked} respondents{_named(said.for_it, opinions)}"]
    if said.conditional:
        parts.append(f"{len(said.conditional)} of them on a condition")
    if said.against:
        parts.append(f"{len(said.against)} against{_named(said.against, opinions)}")
    if printed.for_it:
        parts.append(f"in the article{_named(printed.for_it, opinions)}")
    return f"{'; '.join(parts)}."


def _named(people: Iterable[str], opinions: Opinions) -> str:
    names = [opinions.people[name].removeprefix("Respondent ") for name in people]
    return f" ({', '.join(names)})" if names else ""


def show_untested(results: Iterable[ClaimResult], opinions: Opinions) -> Html:
    """The positions that somebody took and that are in no claim, with who took them."""
    untested = find_untested((result.claim for result in results), opinions)
    said, printed = (
        {tally.code.id: tally for tally in tally_codes(opinions, source)}
        for source in (DISCUSSION, ARTICLE)
    )
    rows = [
        Row(
            [
                render("link.html", address=f"opinions.html#opinion-{code.id}", text=code.label),
                said[code.id].count() or "–",
                printed[code.id].count() or "–",
            ]
        )
        for code in untested
    ]
    asked = len(list_respondents(opinions, DISCUSSION))
    header = ["Position", f"Raised by, of {asked}", "Speakers of the article"]
    caption = "Taken up and not tested: positions that are in no claim"
    return show_table(caption, header, rows, slug="positions-not-tested")
