"""The boxed warning: the trial it comes from, and what agencies say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.long_term import LongTermRate, RandomisedCounts, compare_counts
from synthesis.package.dataset import Dataset
from synthesis.prose.harms import tight_ratio
from synthesis.site.machinery.html import Html, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.harms.harms import keep_together
from synthesis.site.pages.harms.long_term import name_dose, read_records, source_of
from synthesis.words.labels import capitalise
from synthesis.words.numbers import of_1000

AGENCY_FACTS = ("boxed warning", "safety communication", "PRAC class recommendation")
NO_TRIAL = "This data package names no trial behind a warning."


def warning_trial(rows: Iterable[LongTermRate]) -> tuple[RandomisedCounts, ...]:
    """Each dose of its drug against its control, in the trial that the vocabulary names."""
    rows = tuple(rows)
    trials = dict.fromkeys((row.source, row.control) for row in rows if row.control)
    return tuple(each for source, drug in trials for each in compare_counts(rows, source, drug))


def show_warning_trial(dataset: Dataset, compared: Sequence[RandomisedCounts]) -> Html:
    """The trial behind the boxed warning: counts, of 1,000, risk ratios."""
    if not dataset.vocabulary.warning_trial:
        return show_missing(NO_TRIAL)
    trial = dataset.vocabulary.warning_trial[0]
    records = read_records(dataset, "long_term_safety")
    rows = []
    # Every population begins with the whole trial's: said once, the subgroups stand in the rows.
    whole = min((each.dose.population for each in compared), key=len, default="")
    for each in compared:
        dose, control = each.dose, each.control
        rows.append(
            Row(
                [
                    f"{capitalise(dose.event.name)}, {dose.drug} {name_dose(dose)}",
                    dose.population.removeprefix(whole).strip(", ") or "everybody",
                    keep_together(f"{dose.events} of {dose.patients:,}"),
                    keep_together(f"{control.events} of {control.patients:,}"),
                    f"{_of_1000(control)} and {_of_1000(dose)}",
                    keep_together(tight_ratio(each.risk_ratio)),
                ],
                source=source_of(dataset, records[dose.row], "long_term_safety.csv"),
            )
        )
    header = [
        "Harm, dose",
        "Patients",
        f"On {trial.drug}",
        f"On {trial.controls}",
        f"Of 1,000: {trial.controls} and {trial.drug}",
        "Risk ratio (95% CI)",
    ]
    who = whole.replace(">=", "≥")
    caption = f"The trial behind the boxed warning, {trial.drug} against {trial.controls}: {who}"
    name = "warning-trial"
    return show_table(caption, header, rows, identifier=name, slug=name)


def _of_1000(rate: LongTermRate) -> str:
    if rate.events is None or not rate.patients:
        return "–"
    return of_1000(1000 * rate.events / rate.patients)


def show_agency_facts(dataset: Dataset) -> Html:
    """What agencies warn of, by drug, each with the place where it was read."""
    records = read_records(dataset, "regulatory")
    chosen = [
        record
        for record in records.values()
        if record["fact_type"] in AGENCY_FACTS and record["preferred"] == "yes"
    ]
    rows = [
        Row(
            [
                capitalise(record["drug"]),
                f"{record['agency']}, {record['fact_type']}",
                record["date"] or "not stated",
                record["fact"],
            ],
            source=source_of(dataset, record, "regulatory.csv"),
        )
        for record in chosen
    ]
    header = ["Drug", "Who says it", "Date", "What it says"]
    name = "agency-warnings"
    return show_table("Warnings of the agencies", header, rows, identifier=name, slug=name)
