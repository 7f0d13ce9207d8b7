"""The chapters around the results: home, trials, how to cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.build.generic.chapter_text import cell, chapter, heading, opening_cell, plain
from synthesis.package.dataset import Dataset
from synthesis.package.plan.places import page_of
from synthesis.package.plan.pools import Analysis

FIRST_SHOWN = 2  # analyses that the home page shows whole
HOW_TO_READ = """\
- **Of 100 patients**: responders on the comparator are counted over the same trials; the number
  of the treatment adds the pooled risk difference.
- **95% interval**: the range of effects that the data are compatible with. Where it includes the
  possibility of no difference, the question is open.
- **Odds ratio**: the scale on which trials are pooled. It is not “times as likely”; the risk ratio
  is.
- Every chapter opens with the same box. Its digest names the exact version of the data."""


def home_chapter(dataset: Dataset, pages: Mapping[str, str]) -> str:
    """The home page: the answers of the first analyses, and where to go next.

    `pages` are the titles of the chapters of results by name, in their order.
    """
    words = dataset.vocabulary.subject
    first = dataset.analyses[:FIRST_SHOWN]
    parts = [_opening_of_pools(first) if first else _opening_of_networks(dataset)]
    for number, each in enumerate(first):
        parts += [heading(each.title), *_answer(number, each)]
    links = [f"- [{plain(title)}]({name}.md)" for name, title in pages.items()]
    parts += [
        heading("Where to go next"),
        "\n".join(links),
        heading("How to read this book"),
        HOW_TO_READ,
        heading("What is not verified"),
        cell("sy.show_list(sy.tier_sentences(book.dataset))"),
        heading("Run it yourself"),
        'The <a href="rerun-kit.zip">rerun kit</a> holds everything this book is made from; '
        "[](methods.md) says how to use it.",
        heading("How to cite"),
        cell("sy.show_citation(book.dataset)"),
    ]
    return chapter(words.title, parts)


def _opening_of_pools(first: Sequence[Analysis]) -> str:
    ids = ", ".join(repr(each.id) for each in first)
    return opening_cell(
        f"results = book.run({ids})",
        question=" ".join(dict.fromkeys(each.question for each in first)),
        data_used="sy.data_used(results)",
        takeaways=f"sy.home_takeaways(book, {ids})",
    )


def _opening_of_networks(dataset: Dataset) -> str:
    """Of a package without a common comparator: what its networks say."""
    first = dataset.networks[:FIRST_SHOWN]
    question = " ".join(dict.fromkeys(each.question for each in first))
    return opening_cell(
        f"networks = [book.network(name) for name in {[each.id for each in first]!r}]",
        question=question or dataset.vocabulary.subject.title,
        data_used="' '.join(sy.size_sentence(network) for network in networks) "
        "or 'No pool and no network is declared.'",
        takeaways="[*sy.network_takeaways(networks), *sy.home_takeaways(book)]",
    )


def _answer(number: int, analysis: Analysis) -> list[str]:
    result = f"results[{number}]"
    return [
        plain(analysis.question),
        cell(f"sy.publish_absolute({result}, book.context.disputed({result}.pools))"),
        cell(f"sy.show_answers({result}, {f'{page_of(analysis)}.html'!r})"),
    ]


def trials_chapter(dataset: Dataset) -> str:
    """Every trial, by family, and why one is not used."""
    found = set(dataset.table("trials")["group"])
    families = [family for family in dataset.vocabulary.family if family.id in found]
    parts = [
        opening_cell(
            "results = [*book.pools.values(), *book.formed_networks]",
            'trials, arms = book.dataset.table("trials"), book.dataset.table("arms")',
            question="Which trials are there, of what treatments, and which of them enter the "
            "pooled results?",
            data_used='f"{len(trials)} trials with {len(arms)} arms: all of the data package"',
            takeaways='[f"{len(sy.pooled_in(results))} of {len(trials)} trials enter at least one '
            'result."]',
        ),
    ]
    for family in families:
        parts += [
            heading(family.name),
            cell(f"sy.show_group(book.dataset, results, {family.id!r})"),
        ]
    parts += [
        heading("Risk of bias, as others judged it"),
        "A judgement of one outcome says nothing of another.",
        cell("sy.show_bias(book.dataset)"),
        heading("Search every arm"),
        "Type a treatment or a trial; click a heading to sort.",
        cell("sy.show_arms(book.dataset)"),
        *_subgroups(dataset),
        heading("Found but not pooled"),
        cell("sy.show_not_pooled(book.dataset, results)"),
    ]
    return chapter("The trials", parts)


def _subgroups(dataset: Dataset) -> list[str]:
    if dataset.table("subgroups").empty:
        return []
    said = "No analysis of whole trials uses these: their patients may be counted there already."
    return [heading("Subgroups"), said, cell("sy.show_subgroups(book.dataset)")]


def citing_chapter() -> str:
    """How the book, a chapter, a figure or a table is cited."""
    return chapter(
        "How to cite",
        [
            opening_cell(
                "edition = sy.cited_edition(book.dataset)",
                question="How do I cite this book, or a chapter, a figure or a table of it?",
                data_used="'The title, authors and version, and the digest of the data'",
                takeaways="[sy.cite_text(edition, sy.book_part(edition)), "
                "sy.licence_sentence(edition)]",
            ),
            heading("The book"),
            cell("sy.show_book_citations(edition)"),
            heading("A figure or a table"),
            "Each figure has a page of its own, with its citation and its files: follow “Cite” "
            "below the figure. A figure’s number says where it stands and may move; its name "
            "never changes. A table is cited by the name in the address that “Link” below it "
            "leads to.",
            heading("What may be done with it"),
            cell("sy.show_licences(edition)"),
            heading("Whose numbers they are"),
            cell("sy.show_whose_numbers(book.dataset)"),
        ],
    )
