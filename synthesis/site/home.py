"""The home page: the answer in a few computed sentences, and how to cite the book."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis import __version__
from synthesis.dataset import Dataset
from synthesis.prose import of_100, share_range, short_sentence
from synthesis.results import AnalysisResult, PoolResult
from synthesis.site.html import Html, render
from synthesis.site.tables import show_list

TITLE = "JAK inhibitors in atopic dermatitis: an open evidence synthesis"


def show_answers(result: AnalysisResult, page: str) -> Html:
    """One sentence for each drug and dose with at least two trials, linked to its pool."""
    pooled = [pool for pool in result.pools if pool.primary.k > 1]
    return show_list((_answer(pool, page) for pool in pooled), "answers")


def _answer(result: PoolResult, page: str) -> Html:
    address = f"{page}#pool-{result.pool.id}"
    return render("answer.html", sentence=short_sentence(result), address=address)


def headline(results: Iterable[AnalysisResult], what: str) -> str:
    """The range of responders of 100 over the drugs and doses of some analyses."""
    pools = [pool for result in results for pool in result.pools if pool.primary.k > 1]
    if not pools:
        return f"No drug and dose has two trials with usable counts for {what} yet."
    treated = sorted(pools, key=lambda pool: pool.responders_shown[1])
    control = share_range(pool.responders_shown[0] for pool in pools)
    low, high = treated[0], treated[-1]
    ends = [f"{of_100(p.responders_shown[1])} ({p.pool.label})" for p in (low, high)]
    drugs = f"between {ends[0]} and {ends[1]}" if len(pools) > 1 else f"about {ends[0]}"
    return (
        f"{what}: {control} of 100 patients get there on {low.pool.comparator_label}; {drugs} on "
        "the doses with at least two trials."
    )


def show_citation(dataset: Dataset) -> Html:
    """How to cite this version of the book."""
    return render(
        "citation.html",
        title=TITLE,
        version=__version__,
        digest=dataset.short_digest,
    )
