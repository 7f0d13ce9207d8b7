"""Chapters of results: responses, networks, doses and harms, a page for each that is declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words
from synthesis.words.slugs import slug_of

MOST_QUESTIONS = 2
RESPONSE_QUESTION = "How many patients respond on each treatment?"
NETWORK_QUESTION = "On which treatment do most patients respond?"
DOSE_QUESTION = "How much does a higher dose of each drug add?"
NETWORK_WORDS = (
    "A network meta-analysis uses every trial at once: those that compare two treatments head to "
    "head, and those that compare each of them with a third. From the second kind it infers how "
    "the two would compare. That inference holds only as far as the trials are alike, so every "
    "result below says whether it rests on head-to-head trials, on indirect evidence, or on both."
)
DOSE_WORDS = (
    "A dose-response curve uses all doses of a drug at once, placebo being dose 0. It answers how "
    "much a higher dose adds; it does not say what raising the dose does for a patient who has "
    "responded too little.",
    "Three shapes are fitted to the same counts: a straight line, a logarithmic curve, and an "
    "Emax curve that rises towards a ceiling. The AIC weighs how well a curve fits against how "
    "many numbers it needs; curves whose AICs differ by 2 or less are not told apart by the data. "
    "Nothing is drawn outside the doses studied.",
)
HARM_WORDS = (
    "Numbers are patients of 1,000 over the period of the trial, not over a year. Where an "
    "interval includes no difference, the page says how many extra patients the data still leave "
    "possible; it never says that a harm is absent."
)
NO_HARMS = (
    "This data package holds no adverse events, and nothing can be said here about harms. That "
    "nothing was extracted is no sign that nothing went wrong: to weigh a treatment, look for its "
    "harms elsewhere."
)


def _question(page: DeclaredPage, questions: Sequence[str], of_many: str) -> str:
    """The question of a page: its own, those of its few analyses, or `of_many`."""
    asked = list(dict.fromkeys(questions))
    return page.question or (" ".join(asked) if 0 < len(asked) <= MOST_QUESTIONS else of_many)


def _own_words(page: DeclaredPage) -> list[str]:
    return [plain(page.text)] if page.text else []


def response_chapter(page: DeclaredPage, declared: Sequence[Analysis]) -> str:
    """A page of pooled responses: overview, summary and a section for each treatment."""
    one = declared[0].outcome
    parts = [
        opening_cell(
            f"results = book.run({names([each.id for each in declared])})",
            question=_question(page, [e.question for e in declared], RESPONSE_QUESTION),
            data_used="sy.data_used(results)",
            takeaways="[sy.headline([result], result.analysis.title) for result in results]",
        ),
        *_own_words(page),
        cell(
            "pools = [pool for result in results for pool in result.pools]",
            "sy.show_list([sy.weeks_sentence(pools)])",
        ),
    ]
    for number, each in enumerate(declared):
        parts += [
            heading(each.title),
            plain(each.question),
            cell(
                f"sy.publish_overview(results[{number}], "
                f"book.context.disputed(results[{number}].pools))"
            ),
            cell(f"sy.show_summary(results[{number}])"),
            cell(f"sy.show_pools(results[{number}], book.context)"),
        ]
    parts += _held_back(page.id, one.name)
    return chapter(page.title, parts)


def _held_back(page: str, name: str) -> Iterator[str]:
    yield heading("Numbers that cannot be used yet")
    yield (
        "A percentage without its denominator, a number that nobody has read at a source, or "
        "trials in which nobody responded."
    )
    title = f"{capitalise(name)}, numbers that cannot be used yet"
    yield cell(f"sy.show_held_back(results, sy.UNUSABLE, {f'{page}-not-usable'!r}, {title!r})")
    yield heading("Numbers that nobody has read yet")
    title = f"{capitalise(name)}, numbers that nobody has read yet"
    yield cell(f"sy.show_held_back(results, sy.UNREAD, {f'{page}-not-read'!r}, {title!r})")


def network_chapter(page: DeclaredPage, declared: Sequence[NetworkAnalysis]) -> str:
    """A page of networks: graph, forests, league, checks."""
    parts = [
        opening_cell(
            f"networks = [book.network(name) for name in ({names([e.id for e in declared])},)]",
            question=_question(page, [e.question for e in declared], NETWORK_QUESTION),
            data_used="' '.join(sy.size_sentence(network) for network in networks)",
            takeaways="sy.network_takeaways(networks)",
        ),
        *_own_words(page),
        NETWORK_WORDS,
    ]
    parts += sections(
        [(each.title, each.question) for each in declared],
        "sy.show_list(sy.against_active_sentences(networks[{}]))",
        "sy.show_network(networks[{}], book.context)",
    )
    return chapter(page.title, parts)


def dose_chapter(page: DeclaredPage, declared: Sequence[DoseAnalysis]) -> str:
    """A page of dose-response curves, a section for each drug, the drugs side by side."""
    parts = [
        opening_cell(
            f"results = sy.doses_of(book, {names([each.id for each in declared])})",
            question=_question(page, [e.question for e in declared], DOSE_QUESTION),
            data_used="sy.size_of_all(results)",
            takeaways="[*sy.steps_by_outcome(results), sy.unseen_sentence(results)]",
        ),
        *_own_words(page),
        *DOSE_WORDS,
    ]
    for drug in dict.fromkeys(each.drug for each in declared):
        own = [n for n, each in enumerate(declared) if each.drug == drug]
        chosen = ", ".join(f"results[{n}]" for n in own)
        parts += [heading(capitalise(drug)), cell(f"sy.show_doses([{chosen}], book.context)")]
    beside = [each.outcome for each in declared]
    for outcome in dict.fromkeys(beside):
        if beside.count(outcome) > 1:
            parts += [
                heading(f"{capitalise(outcome.name)}: the drugs by relative dose"),
                "Each drug’s dose is divided by its own highest dose studied. That shows how far "
                "along its own range a drug has come, and nothing about how its doses compare "
                "with another drug’s.",
                cell(
                    f"sy.publish_relative_dose(\n"
                    f"    [r for r in results if r.analysis.outcome == {str(outcome)!r}],\n"
                    f"    {f'relative-dose-{page.id}-{slug_of(outcome)}'!r},\n    book.context,\n)"
                ),
            ]
    parts += [heading("What was held back"), cell("sy.show_dose_gaps(results)")]
    return chapter(page.title, parts)


def harm_chapter(page: DeclaredPage, declared: Sequence[HarmAnalysis]) -> str:
    """A page of harms, a section for each comparator; of none, the sentence that says so."""
    if not declared:
        return chapter(page.title, [*_own_words(page), NO_HARMS])
    groups: dict[tuple[str, str], list[HarmAnalysis]] = {}
    for each in declared:
        groups.setdefault((each.comparator, each.population), []).append(each)
    ids = names([each.id for each in declared])
    parts = [
        opening_cell(
            f"results = sy.harms_of(book, {ids})",
            question=_question(page, (), _harm_question(groups)),
            data_used="sy.harms_used(results)",
            takeaways="sy.harm_takeaways(results)",
        ),
        *_own_words(page),
        HARM_WORDS,
        cell("sy.show_list([sy.periods_sentence(results), sy.chance_sentence(results)])"),
    ]
    for (comparator, population), own in groups.items():
        parts += _harm_group(page.id, comparator, population, own)
    parts += [
        heading("The counts and where each was read"),
        cell("sy.show_counts(results, sy.harm_context(book.dataset))"),
        cell("sy.show_other_methods(results, 'The same comparisons by other methods')"),
        heading("Numbers that cannot be used yet"),
        cell(
            "sy.show_held_harms(\n    results,\n    ('week', 'conflict', 'counted', 'tier'),\n"
            f"    {f'{page.id}-not-usable'!r},\n    'Harms, numbers that cannot be used yet',\n)"
        ),
    ]
    return chapter(page.title, parts)


def _harm_question(groups: dict[tuple[str, str], list[HarmAnalysis]]) -> str:
    comparators = list_words(dict.fromkeys(comparator for comparator, _ in groups))
    return f"What goes wrong on each treatment, how often, and how often on {comparators}?"


def _harm_group(
    page: str, comparator: str, population: str, own: Sequence[HarmAnalysis]
) -> Iterator[str]:
    title = f"Against {comparator}" + (", children" if population == "children" else "")
    name = f"{page}-{title.lower().replace(', ', '-').replace(' ', '-')}"
    yield heading(title)
    yield cell(
        f"group = sy.harms_of(book, {names([each.id for each in own])})",
        "common = [result for result in group if not result.analysis.rare]",
        f"sy.publish_harms(common or group, {name!r}, {f'Treatments {title.lower()}'!r})",
    )
    yield cell(f"sy.show_harms(common, {f'Harms {title.lower()}'!r}, {f'table-{name}'!r})")
    yield cell(
        "rare = [result for result in group if result.analysis.rare]",
        f"sy.show_rare_harms(rare, {f'Rare harms {title.lower()}'!r}, {f'rare-{name}'!r})"
        " if rare else None",
    )
