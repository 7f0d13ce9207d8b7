"""On which page of the book a declared analysis stands."""

from __future__ import annotations

from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.courses import CourseAnalysis, Maintenance
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.regressions import RegressionAnalysis
from synthesis.package.plan.settings import PriorTreatment, SettingComparison
from synthesis.words.slugs import slug_of

DOSES, HARMS, MEANS, COURSES, MAINTENANCE = "dose", "harms", "means", "course", "maintenance"
CountAnalysis = Analysis | NetworkAnalysis | DoseAnalysis | HarmAnalysis
AnyAnalysis = CountAnalysis | MeanAnalysis | CourseAnalysis
# What asks for whom effects differ; it has no page in the plan.
TRAITS = "subgroups"
TraitAnalysis = RegressionAnalysis | SettingComparison | PriorTreatment
Shown = AnyAnalysis | Maintenance | TraitAnalysis | AgeGroup


def page_of(analysis: Shown) -> str:
    """The page that the plan names; without one that of the outcome, or of all of the kind.

    A group by age has one of its own, and what else asks for whom effects differ one together.
    """
    if isinstance(analysis, AgeGroup):
        return analysis.id
    if isinstance(analysis, TraitAnalysis):
        return TRAITS
    if analysis.page:
        return analysis.page
    if isinstance(analysis, DoseAnalysis):
        return DOSES
    if isinstance(analysis, HarmAnalysis):
        return HARMS
    if isinstance(analysis, MeanAnalysis):
        return MEANS
    if isinstance(analysis, CourseAnalysis):
        return COURSES
    if isinstance(analysis, Maintenance):
        return MAINTENANCE
    outcome = slug_of(analysis.outcome)
    return f"network-{outcome}" if isinstance(analysis, NetworkAnalysis) else outcome
