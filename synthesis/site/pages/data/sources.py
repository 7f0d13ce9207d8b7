"""At what kinds of places the numbers were read, and how many of them twice, on a page."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.analyses.evidence.source_shares import NUMBERS, SourceShare, share_sources
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words


def show_source_shares(dataset: Dataset) -> Html:
    """Numbers by kind of place: how many, their share, read once, twice and how independently."""
    shares = share_sources(dataset)
    total = _total(shares)
    rows = [
        Row(
            [
                capitalise(share.kind),
                f"{share.numbers:,}",
                f"{100 * share.numbers / total.numbers:.1f}%" if total.numbers else "–",
                f"{share.once:,}",
                f"{share.copied:,}",
                f"{share.confirmed:,}",
            ]
        )
        for share in (*shares, total)
    ]
    header = [
        "Read in",
        "Numbers",
        "Share",
        "Not read again",
        "Read again in another copy of the record",
        "Read again at another source",
    ]
    files = list_words(
        dataset.schema.resource(t)["path"] for t in NUMBERS if t in dataset.schema.tables
    )
    caption = f"Where the numbers of the trials were read: every row of {files}"
    return show_table(caption, header, rows, slug="numbers-by-source")


def sources_sentence(dataset: Dataset) -> str:
    """What share of the numbers was read where most were, and how many were read twice."""
    shares = share_sources(dataset)
    if not shares:
        return "There is no number yet."
    first, total = shares[0], _total(shares)
    return (
        f"{100 * first.numbers / total.numbers:.0f}% of {total.numbers:,} numbers of the trials "
        f"come from {first.kind}; {total.confirmed:,} were read again at another source, and "
        f"{total.copied:,} in another copy of the same record, which checks that they were copied "
        "rightly."
    )


def _total(shares: Sequence[SourceShare]) -> SourceShare:
    return SourceShare(
        "all of them",
        sum(share.numbers for share in shares),
        sum(share.copied for share in shares),
        sum(share.confirmed for share in shares),
    )
