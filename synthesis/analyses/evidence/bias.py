"""Published judgements of the risk of bias, by what was judged: trials against domains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.package.dataset import Dataset
from synthesis.words.numbers import list_words

OVERALL = "overall"
WHOLE_TRIAL = "all"
# In the order of a trial: how patients were assigned, treated, followed, measured and reported.
# Names of the Cochrane tools (RoB 2, Sterne et al. 2019, and its forerunner, Higgins et al. 2011).
DOMAINS = (
    "randomisation",
    "allocation concealment",
    "deviations from intended interventions",
    "blinding",
    "missing data",
    "outcome measurement",
    "selective reporting",
    OVERALL,
)


@dataclass(frozen=True)
class JudgedTrial:
    """One trial: the rows of its judgements by domain; a domain may be missing."""

    trial: Mapping[Any, Any]
    rows: Mapping[str, Mapping[Any, Any]]


@dataclass(frozen=True)
class BiasTable:
    """All judgements of one outcome.

    Parameters
    ----------
    judged
        The code of risk_of_bias.csv, such as an outcome, several of them, or “all”.
    name
        The same in words.
    domains
        Those that somebody judged, in the order of `DOMAINS`.
    trials
        In the order of the file.
    """

    judged: str
    name: str
    domains: tuple[str, ...]
    trials: tuple[JudgedTrial, ...]


def tabulate_bias(dataset: Dataset) -> tuple[BiasTable, ...]:
    """One table for each thing that was judged, that with most trials first."""
    trials = {t["trial_id"]: t for t in dataset.table("trials").to_dict("records")}
    found: dict[str, dict[str, dict[str, Mapping[Any, Any]]]] = {}
    for row in dataset.table("risk_of_bias").to_dict("records"):
        if row["preferred"] == "yes":
            by_trial = found.setdefault(row["outcome"], {})
            by_trial.setdefault(row["trial_id"], {})[row["domain"]] = row
    tables = []
    for judged, by_trial in found.items():
        used = {domain for rows in by_trial.values() for domain in rows}
        domains = (*(d for d in DOMAINS if d in used), *sorted(used.difference(DOMAINS)))
        own = tuple(JudgedTrial(trials[trial], rows) for trial, rows in by_trial.items())
        tables.append(BiasTable(judged, name_judged(dataset, judged), domains, own))
    return tuple(sorted(tables, key=lambda table: -len(table.trials)))


def name_judged(dataset: Dataset, judged: str) -> str:
    """What a code of `outcome` in risk_of_bias.csv stands for, in words."""
    if judged == WHOLE_TRIAL:
        return "the trial as a whole"
    words = dataset.vocabulary
    return list_words(
        (words.outcomes[code] if code in words.outcomes else words.event_of(code)).name
        for code in judged.split(" and ")
    )
