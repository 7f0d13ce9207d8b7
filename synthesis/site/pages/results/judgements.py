"""Where people judged the certainty of an estimate otherwise than the rules suggest."""

from __future__ import annotations

from synthesis.analyses.certainty.rate import rate_all
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates
from synthesis.prose.certainty import judgements_sentence
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.slugs import slug_of


def show_judgements(results: Results) -> Html:
    """One sentence on how many there are, and a row for each that differs from the rules."""
    ratings, estimates = rate_all(results), collect_estimates(results).estimates
    rows = [
        Row(
            [
                f"{estimates[name].title}: {estimates[name].comparison}",
                capitalise(judged.domain),
                judged.judgement,
                suggested,
                f"{judged.judge}, {judged.date}",
                judged.reason,
            ]
        )
        for name, rating in ratings.items()
        for judged, suggested in rating.differing
    ]
    count = sum(len(rating.judged) for rating in ratings.values())
    sentence = render("plain.html", text=judgements_sentence(count, len(rows)))
    if not rows:
        return sentence
    header = ["Estimate", "Domain", "Judged", "By the rules", "Who, when", "Why"]
    caption = "Where people judged otherwise than the rules suggest"
    return sentence + show_table(caption, header, rows, slug=slug_of("certainty", "judged"))
