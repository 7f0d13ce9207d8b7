"""What is known of rows, trials and their risk of bias, looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from synthesis.analyses.certainty.judged import Judged, read_judgements
from synthesis.analyses.pools import PoolResult
from synthesis.package.dataset import ROW, Dataset
from synthesis.selection.arms import ArmCount
from synthesis.words.sources import SourceKind


@dataclass(frozen=True)
class Context:
    """Rows of responders, trials and published judgements of bias of a dataset, by key.

    `judgements` are overall ones: trial, what was judged, judgement. `kinds` are the kinds of
    places where numbers were read. `matters` has the smallest difference that matters, in patients
    of 100, by outcome; `judged` what people judged of the certainty of an estimate, by its name.
    """

    rows: Mapping[int, Mapping[Any, Any]]
    trials: Mapping[str, Mapping[Any, Any]]
    judgements: tuple[tuple[str, str, str], ...]
    kinds: tuple[SourceKind, ...] = ()
    matters: Mapping[str, float] = field(default_factory=dict)
    judged: Mapping[str, tuple[Judged, ...]] = field(default_factory=dict)

    def bias(self, outcome: str) -> Mapping[str, str]:
        """Published overall judgement for an outcome, by trial.

        One that judged another outcome is none for this one: whether all events of a rare harm
        were found says nothing of how efficacy was rated.
        """
        return {
            trial: judgement
            for trial, judged, judgement in self.judgements
            if judged == "all" or outcome in judged.split(" and ")
        }

    def disputed(self, results: Iterable[PoolResult]) -> Mapping[str, str]:
        """Trials of some pools on whose counts sources disagree; see `disputed_among`."""
        return self.disputed_among(arm for result in results for arm in result.pool.arms)

    def disputed_among(self, arms: Iterable[ArmCount]) -> Mapping[str, str]:
        """Trials with a count on which sources disagree, and the note of the extraction."""
        return {
            arm.trial_name: self.rows[row]["notes"]
            for arm in arms
            for row in arm.rows
            if self.rows[row]["conflict"] == "yes"
        }


def make_context(dataset: Dataset) -> Context:
    """Look up the rows, trials and published risk-of-bias judgements by their keys."""
    rows = {record[ROW]: record for record in dataset.table("dichotomous").to_dict("records")}
    trials = {t["trial_id"]: t for t in dataset.table("trials").to_dict("records")}
    judged = dataset.table("risk_of_bias")
    overall = judged[judged["domain"] == "overall"]
    columns = ("trial_id", "outcome", "judgement")
    judgements = tuple(zip(*(overall[column] for column in columns), strict=True))
    matters: dict[str, float] = {
        code: each.of_100 for each in dataset.plan.importance for code in each.outcomes
    }
    kinds = dataset.vocabulary.source_kinds
    return Context(rows, trials, judgements, kinds, matters, read_judgements(dataset))
