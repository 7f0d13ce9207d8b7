"""Risk of bias as others judged it: signs with words, by what was judged, one row a trial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.analyses.evidence.bias import BiasTable, JudgedTrial, tabulate_bias
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Source, reading_of
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.slugs import slug_of
from synthesis.words.sources import SourceKind

# The sign of a judgement, and the class of its colour; the word stands beside it.
LIGHTS: Mapping[str, tuple[str, str]] = {
    "low": ("+", "low"),
    "some concerns": ("?", "some"),
    "unclear": ("?", "some"),
    "high": ("−", "high"),
    "described": ("·", "none"),
}
NOT_JUDGED = "not judged"
NOTHING_READ = "No published judgement of the risk of bias has been read."


def show_light(judgement: str) -> Html:
    """A judgement as its sign and its word; “not judged” has no sign."""
    sign, colour = LIGHTS.get(judgement, ("", "none"))
    word = "described, not judged" if judgement == "described" else judgement
    return render("light.html", sign=sign, colour=colour, word=word)


def show_bias(dataset: Dataset) -> Html:
    """A table for each thing that was judged: no judgement of one stands beside another."""
    kinds = dataset.vocabulary.source_kinds
    tables = [_show_table(table, kinds) for table in tabulate_bias(dataset)]
    return render("judgements.html", tables=tables, nothing=NOTHING_READ)


def _show_table(table: BiasTable, kinds: tuple[SourceKind, ...]) -> Html:
    rows = [_row(trial, table.domains, kinds) for trial in table.trials]
    header = ["Trial", *(capitalise(domain) for domain in table.domains)]
    caption = f"Risk of bias, judged for {table.name}"
    return show_table(
        caption, header, rows, kind="matrix flat", slug=slug_of("risk-of-bias", table.judged)
    )


def _row(judged: JudgedTrial, domains: Iterable[str], kinds: tuple[SourceKind, ...]) -> Row:
    identifier, name = judged.trial["trial_id"], judged.trial["trial_name"]
    cells: list[Any] = [render("link.html", address=f"#trial-{identifier}", text=name)]
    cells += [
        show_light(judged.rows[domain]["judgement"] if domain in judged.rows else NOT_JUDGED)
        for domain in domains
    ]
    # Judgements of one outcome in one trial come from one publication: the first row says which.
    first = next(iter(judged.rows.values()))
    return Row(cells, source=Source(reading_of(first, "risk_of_bias.csv", kinds)))


def show_bias_of_pool(trials: Mapping[str, str], bias: Mapping[str, str], outcome: str) -> Html:
    """One line beside a forest plot: what was judged of its trials for its very outcome.

    Parameters
    ----------
    trials
        Names by the id of the trial, in the order of the plot.
    bias
        Overall judgement by the id of the trial, for this outcome; a trial may be missing.
    outcome
        What the plot shows, in words.
    """
    groups: dict[str, list[str]] = {}
    for trial, name in trials.items():
        groups.setdefault(bias.get(trial, NOT_JUDGED), []).append(name)
    # Judgements of a package's own words come after those that have a sign.
    order = (*LIGHTS, *sorted(groups.keys() - LIGHTS.keys() - {NOT_JUDGED}), NOT_JUDGED)
    lights = [(show_light(each), groups[each]) for each in order if each in groups]
    return render("bias_line.html", outcome=outcome, lights=lights)
