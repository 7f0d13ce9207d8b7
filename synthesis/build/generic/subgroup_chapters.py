"""Chapters of who benefits more: regressions and settings on one page, a page for each age."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.build.generic.chapter_text import cell, chapter, heading, opening_cell, plain
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.places import TraitAnalysis
from synthesis.package.plan.regressions import RegressionAnalysis
from synthesis.package.plan.settings import PriorTreatment, SettingComparison

QUESTION = "Do treatments work better for some patients than for others?"
WORDS = (
    "A regression asks whether the effects of all treatments are larger in trials with more of a "
    "trait. One trait is tried at a time, with one slope for all treatments."
)
SECTIONS = (
    (RegressionAnalysis, "By traits of the trials", "sy.show_regressions(book)"),
    (RegressionAnalysis, "What could not be asked", "sy.show_no_regressions(book)"),
    (SettingComparison, "In two settings", "sy.show_settings(book)"),
    (PriorTreatment, "After another treatment", "sy.show_prior_treatments(book)"),
)


def subgroup_chapter(page: DeclaredPage, declared: Sequence[TraitAnalysis]) -> str:
    """The page of regressions, settings and earlier treatment: what is declared of them."""
    parts = [
        opening_cell(
            question=page.question or QUESTION,
            data_used="sy.regressions_used(book)",
            takeaways="sy.regression_takeaways(book)",
        ),
        *([plain(page.text)] if page.text else []),
    ]
    if any(isinstance(each, RegressionAnalysis) for each in declared):
        parts.append(WORDS)
    for kind, title, code in SECTIONS:
        if any(isinstance(each, kind) for each in declared):
            parts += [heading(title), cell(code)]
    return chapter(page.title, parts)


def age_group_chapter(page: DeclaredPage, declared: Sequence[AgeGroup]) -> str:
    """The page of one group by age: responders, harms, what labels say."""
    (group,) = declared
    parts = [
        opening_cell(
            f"group = sy.age_group(book, {group.id!r})",
            question=page.question or group.question,
            data_used="sy.age_group_used(group)",
            takeaways="sy.age_group_takeaways(group)",
        ),
        *([plain(page.text)] if page.text else []),
        heading("How many respond"),
        cell("sy.show_age_group(group, book)"),
    ]
    if group.events:
        parts += [heading("What goes wrong"), cell("sy.show_age_group_harms(group)")]
    if group.facts:
        parts += [heading("What labels say"), cell("sy.show_age_group_facts(group, book)")]
    return chapter(page.title, parts)
