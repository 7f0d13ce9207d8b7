"""On which page of the book a declared analysis stands."""

from __future__ import annotations

from synthesis.package.plan.courses import CourseAnalysis, Maintenance
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.words.slugs import slug_of

DOSES, HARMS, MEANS, COURSES, MAINTENANCE = "dose", "harms", "means", "course", "maintenance"
CountAnalysis = Analysis | NetworkAnalysis | DoseAnalysis | HarmAnalysis
AnyAnalysis = CountAnalysis | MeanAnalysis | CourseAnalysis
AnyEntry = AnyAnalysis | Maintenance


def page_of(analysis: AnyEntry) -> str:
    """The page that the plan names; without one that of the outcome, or of all of the kind."""
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
