"""The plan of analysis and the data dictionary in words, made from the files themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import POPULATIONS, Analysis
from synthesis.package.schema import Schema, describe_expectation
from synthesis.selection.records import IMPUTED
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.imputed import MARK
from synthesis.words.labels import MEASURE_NAMES, TIERS, capitalise, label_week
from synthesis.words.numbers import count_trials, list_words
from synthesis.words.slugs import slug_of
from synthesis.words.terms import INACTIVE


def name_all(routes: Sequence[str]) -> str:
    """“every oral drug and dose”, of one route or several."""
    stated = [route for route in routes if route != "not stated"]
    return f"every {list_words(stated, 'or')} drug and dose".replace("  ", " ")


def describe_analysis(analysis: Analysis, labels: Mapping[str, str]) -> str:
    """One declared analysis as a sentence or two."""
    drugs = (
        list_words(labels[treatment] for treatment in analysis.treatments)
        if analysis.treatments
        else name_all([analysis.route])
    )
    comparator = "placebo or vehicle" if analysis.against_inactive else labels[analysis.comparator]
    week = (
        "at each trial’s own primary week"
        if analysis.week is None
        else f"at {label_week(analysis.week)}"
    )
    background = " or ".join(value.beside for value in analysis.background)
    tiers = list_words(analysis.verification)
    return (
        f"{capitalise(analysis.outcome.meaning)} {week}: {drugs} against {comparator}, "
        f"in {POPULATIONS[analysis.population]}, with {background}. One pool for each drug and "
        f"dose; {MEASURE_NAMES[analysis.measure]}; rows that are {tiers}."
    )


def show_plan(dataset: Dataset, results: Iterable[AnalysisResult]) -> Html:
    """Every declared analysis: id, question, what it takes, what it found."""
    labels = dataset.labels
    rows = []
    for result in results:
        analysis = result.analysis
        pools = ", ".join(f"{p.pool.label} (k = {p.primary.k})" for p in result.pools)
        rows.append(
            Row(
                [
                    render("plan_name.html", text=analysis.id, question=analysis.question),
                    describe_analysis(analysis, labels),
                    pools or "no usable counts yet",
                ],
                id=f"analysis-{analysis.id}",
            )
        )
    header = ["Analysis", "What it takes", "Pools (k trials)"]
    return show_table("The declared analyses", header, rows, slug="declared-analyses")


def describe_network(network: NetworkAnalysis, labels: Mapping[str, str]) -> str:
    """One declared network as a sentence or two."""
    background = " or ".join(value.beside for value in network.background)
    low, high = network.weeks
    window = f", from week {low:g} to week {high:g}" if high else ""
    return (
        f"{capitalise(network.outcome.meaning)} at each trial’s own primary week{window}: "
        f"{name_all(network.routes)} and {labels[network.reference]}, in "
        f"{POPULATIONS[network.population]}, with {background}. "
        f"{capitalise(MEASURE_NAMES[network.measure])}; rows that are "
        f"{list_words(network.verification)}; shown against {labels[network.reference]} and "
        f"{labels[network.active_reference]}."
    )


def show_network_plan(networks: Iterable[NetworkAnalysisResult]) -> Html:
    """Every declared network: id, question, what it takes, what it found."""
    rows = [
        Row(
            [
                render(
                    "plan_name.html", text=network.analysis.id, question=network.analysis.question
                ),
                describe_network(network.analysis, network.labels),
                f"{len(network.treatments)} treatments, {len(network.result.trials)} trials, "
                f"{network.result.patients:,} patients",
            ],
            id=f"analysis-{network.analysis.id}",
        )
        for network in networks
    ]
    header = ["Network", "What it takes", "Found"]
    return show_table("The declared networks", header, rows, slug="declared-networks")


def show_dose_plan(doses: Iterable[DoseAnalysisResult]) -> Html:
    """Every declared dose-response analysis: id, question, what it found."""
    rows = [
        Row(
            [
                render("plan_name.html", text=dose.analysis.id, question=dose.analysis.question),
                f"Weeks {dose.analysis.weeks[0]:g} to {dose.analysis.weeks[1]:g}; "
                f"{POPULATIONS[dose.analysis.population]}",
                dose.problem or f"{count_trials(len(dose.selection.trials))}",
            ],
            id=f"analysis-{dose.analysis.id}",
        )
        for dose in doses
    ]
    header = ["Analysis", "What it takes", "Found"]
    caption = "The declared dose-response analyses"
    return show_table(caption, header, rows, slug="declared-dose-analyses")


def show_harm_plan(dataset: Dataset) -> Html:
    """Every declared comparison of harms, the events of one comparison in one line."""
    labels = dataset.labels
    events: dict[str, list[str]] = {}
    example: dict[str, HarmAnalysis] = {}
    for harm in dataset.harms:
        name = harm.id.replace(slug_of(harm.event), "{event}")
        events.setdefault(name, []).append(harm.event.name)
        example.setdefault(name, harm)
    rows = []
    for name, found in events.items():
        harm = example[name]
        drugs = (
            list_words(labels[treatment] for treatment in harm.treatments)
            if harm.treatments
            else name_all([harm.route])
        )
        against = "placebo or vehicle" if harm.comparator in INACTIVE else labels[harm.comparator]
        takes = f"{capitalise(drugs)} against {against}, in {POPULATIONS[harm.population]}"
        rows.append(Row([render("code.html", text=name), takes, "; ".join(found)]))
    header = ["Comparison", "What it takes", "Events"]
    return show_table("The declared comparisons of harms", header, rows, slug="declared-harms")


def show_dictionary(schema: Schema, table: str) -> Html:
    """The fields of one table: type, unit, what is allowed, what it means."""
    resource = schema.resource(table)
    rows = [
        Row(
            [
                render("code.html", text=field["name"]),
                capitalise(field["description"]),
                field.get("unit", ""),
                _allowed(field),
            ],
            id=f"field-{table}-{field['name']}",
        )
        for field in schema.fields(table)
    ]
    caption = f"{resource['path']}: {resource['description']}"
    header = ["Field", "Meaning", "Unit", "Allowed"]
    return show_table(caption, header, rows, slug=slug_of("dictionary", table))


def _allowed(field: Mapping[str, Any]) -> Any:
    if "codes" in field:
        return show_list(
            (f"{code}: {meaning}" for code, meaning in field["codes"].items()), "codes"
        )
    required = "" if field.get("constraints", {}).get("required") else "; may be empty"
    return describe_expectation(field) + required


def show_keys(schema: Schema) -> Html:
    """The keys that hold the tables together."""
    rows = []
    for table in schema.tables:
        own = schema.resource(table)["schema"]
        keys = own["primaryKey"]
        foreign = [
            f"{' + '.join(key['fields'])} → {key['reference']['resource']}"
            for key in own.get("foreignKeys", [])
        ]
        primary = keys if isinstance(keys, str) else " + ".join(keys)
        rows.append(Row([f"{table}.csv", primary, "; ".join(foreign) or "–"]))
    header = ["Table", "One row is", "Refers to"]
    return show_table("How the tables hang together", header, rows, slug="keys-of-the-tables")


def show_tiers(dataset: Dataset) -> Html:
    """How many rows of each table stand in each tier of verification."""
    rows = []
    for table in dataset.schema.tables:
        frame = dataset.table(table)
        if "verification" not in frame:  # what was corrected is no reading of its own
            continue
        counts = Counter(frame["verification"])
        again = Counter(frame["second_reading"])
        numbers = (*(counts.get(tier, 0) for tier in TIERS), again["record"], again["confirmed"])
        rows.append(Row([f"{table}.csv", len(frame), *numbers]))
    header = [
        "Table",
        "Rows",
        *(capitalise(tier) for tier in TIERS),
        "Read again in another copy of the record",
        "Read again at another source",
    ]
    return show_table("How the rows are known", header, rows, slug="tiers-by-table")


def tier_sentences(dataset: Dataset) -> list[str]:
    """What is not verified, in sentences with computed numbers."""
    frame = dataset.table("dichotomous")
    counts = Counter(frame["verification"])
    unverified = frame[frame["verification"] == "unverified"]
    read = frame[frame["verification"] != "unverified"]
    no_count = read["responders"].isna() & (read["verification"] != IMPUTED)
    percent_only = read[no_count & read["percent_reported"].notna()]
    imputed = [
        f"{counts[IMPUTED]} rows are percentages that their source imputed several times: they are "
        f"pooled with their intervals, are marked {MARK}, and every pool is also shown without "
        "them."
    ]
    again = Counter(frame["second_reading"])
    return [
        f"{counts['unverified']} of {len(frame):,} responder rows are remembered and not read "
        f"anywhere ({unverified['trial_id'].nunique()} trials). They never enter a primary result.",
        f"{counts['inferred']} rows rest on an inferred denominator; every pool is also shown "
        "without them.",
        *(imputed if counts[IMPUTED] else []),
        f"For {len(percent_only)} rows only a percentage has been read. They are tabulated, not "
        "pooled.",
        f"{again['confirmed']} responder rows have been confirmed by a second reader at another "
        f"source, and {again['record']} in another copy of the same record, which checks that they "
        "were copied rightly.",
    ]
