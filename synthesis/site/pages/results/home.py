"""The home page: the answer in a few computed sentences, and how to cite the book."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.edition.citation import book_part, cite_text
from synthesis.package.dataset import Dataset
from synthesis.prose.pools import share_range, short_sentence
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import show_list
from synthesis.site.pages.figures.citing import cited_edition
from synthesis.words.numbers import of_100


def show_answers(result: AnalysisResult, page: str) -> Html:
    """One sentence for each drug and dose of an analysis, linked to its pool."""
    return show_list((_answer(pool, page) for pool in result.pools), "answers")


def _answer(result: PoolResult, page: str) -> Html:
    return render(
        "answer.html",
        sentence=short_sentence(result),
        address=f"{page}#pool-{result.pool.id}",
        label=result.pool.label,
    )


def headline(results: Iterable[AnalysisResult], what: str) -> str:
    """The range of responders of 100 over all drugs and doses of some analyses."""
    pools = [pool for result in results for pool in result.pools]
    if not pools:
        return f"{what}: no drug and dose has usable counts yet."
    treated = sorted(pools, key=lambda pool: pool.responders_shown[1])
    control = share_range(pool.responders_shown[0] for pool in pools)
    comparator = treated[0].pool.comparator_label
    reached = f"{what}: {control} of 100 patients get there on {comparator}"
    if len(pools) == 1:
        return f"{reached}; {_end(pools[0])} on the drug."
    return f"{reached}; between {_end(treated[0])} and {_end(treated[-1])} on the drugs."


def _end(result: PoolResult) -> str:
    alone = ", one trial" if result.primary.k == 1 else ""
    return f"{of_100(result.responders_shown[1])} ({result.pool.label}{alone})"


def show_citation(dataset: Dataset) -> Html:
    """How to cite this version of the book, as the chapter on citing does."""
    edition = cited_edition(dataset)
    return render("citation.html", text=cite_text(edition, book_part(edition)))
