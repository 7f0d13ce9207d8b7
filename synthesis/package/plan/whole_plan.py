"""The whole plan of a data package: every kind of entry that analyses.toml may hold."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.package.fields import NO_OTHER_FIELDS, Entries
from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.claims import Claim, Topic
from synthesis.package.plan.courses import CourseAnalysis, Maintenance
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.harms import HarmAnalysis, HarmEntry
from synthesis.package.plan.importance import Importance
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.regressions import (
    RegressionAnalysis,
)
from synthesis.package.plan.replays import Replay
from synthesis.package.plan.settings import PriorTreatment, SettingComparison
from synthesis.package.plan.shared_doses import SharedDose
from synthesis.package.plan.stopping import StoppingRule

ANALYSES = "analyses.toml"


@dataclass(frozen=True)
class Plan:
    """What is declared of each kind, and the claims, in the order of the files.

    `few_trials` is None where the package declares no second look at few trials.
    """

    analyses: tuple[Analysis, ...]
    networks: tuple[NetworkAnalysis, ...]
    doses: tuple[DoseAnalysis, ...]
    harms: tuple[HarmAnalysis, ...]
    claims: tuple[Claim, ...]
    topics: tuple[Topic, ...] = ()
    stopping: tuple[StoppingRule, ...] = ()
    few_trials: FewTrials | None = None
    means: tuple[MeanAnalysis, ...] = ()
    replays: tuple[Replay, ...] = ()
    importance: tuple[Importance, ...] = ()
    shared_doses: tuple[SharedDose, ...] = ()
    courses: tuple[CourseAnalysis, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    regressions: tuple[RegressionAnalysis, ...] = ()
    settings: tuple[SettingComparison, ...] = ()
    prior_treatments: tuple[PriorTreatment, ...] = ()
    age_groups: tuple[AgeGroup, ...] = ()


@dataclass(frozen=True)
class AnalysesFile:
    """What analyses.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    analysis: Entries[Analysis] = ()
    network: Entries[NetworkAnalysis] = ()
    dose: Entries[DoseAnalysis] = ()
    harm: Entries[HarmEntry] = ()
    stopping: Entries[StoppingRule] = ()
    few_trials: FewTrials | None = None
    mean: Entries[MeanAnalysis] = ()
    replay: Entries[Replay] = ()
    importance: Entries[Importance] = ()
    shared_dose: Entries[SharedDose] = ()
    course: Entries[CourseAnalysis] = ()
    maintenance: Entries[Maintenance] = ()
    regression: Entries[RegressionAnalysis] = ()
    setting: Entries[SettingComparison] = ()
    prior_treatment: Entries[PriorTreatment] = ()
    age_group: Entries[AgeGroup] = ()
