"""The chapter of means: a section for each declared analysis."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.build.generic.chapter_text import (
    cell,
    chapter,
    heading,
    names,
    opening_cell,
    plain,
    sections,
)
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.means import MeanAnalysis

QUESTION = "By how much do scores differ on each treatment?"
WORDS = (
    "A difference of means is in the unit of its score. Least-squares means are adjusted by the "
    "model of their trial and stand apart from raw means; a mean without its spread enters nothing."
)


def mean_chapter(page: DeclaredPage, declared: Sequence[MeanAnalysis]) -> str:
    """A page of means: figure and table of each analysis, and what could not be pooled."""
    ids = names(each.id for each in declared)
    parts = [
        opening_cell(
            f"means = book.means_of({ids})",
            question=page.question or QUESTION,
            data_used="sy.means_used(means)",
            takeaways="[sy.mean_takeaway(result) for result in means[:3]]",
        ),
        *([plain(page.text)] if page.text else []),
        WORDS,
    ]
    asked = [(each.outcome.name, each.question) for each in declared]
    parts += sections(asked, "sy.show_means([means[{}]], book)")
    parts += [
        heading("Means that cannot be pooled with the others"),
        cell(f"sy.show_means_not_pooled(means, {f'{page.id}-not-pooled'!r})"),
        cell(f"sy.show_means_without_spread(book, {f'{page.id}-without-spread'!r})"),
        heading("Means that nobody has read yet"),
        cell(f"sy.show_unread_means(means, {f'{page.id}-not-read'!r})"),
    ]
    return chapter(page.title, parts)
