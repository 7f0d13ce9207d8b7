"""A rule that stops treatment, on a page: of 1,000 who start, who would go on."""

from __future__ import annotations

from synthesis.analyses.run import Results, made_once
from synthesis.analyses.stopping import Continuing, continue_under
from synthesis.models.risks.shares import PooledShare
from synthesis.package.plan.stopping import StoppingRule
from synthesis.prose.stopping import all_text, trials_text
from synthesis.selection.records import read_records
from synthesis.site.machinery.html import Html, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import of_1000, with_range
from synthesis.words.slugs import slug_of

NO_RULE = "This data package declares no rule by which patients stop treatment."
NO_COUNTS = "No usable count of a criterion has been read."
NOT_READ = "–"
RulesApplied = tuple[tuple[StoppingRule, tuple[Continuing, ...]], ...]


@made_once
def run_stopping(results: Results) -> RulesApplied:
    """Every declared rule with the treatments that it can be applied to."""
    records = read_records(results.dataset)
    rules = results.dataset.plan.stopping
    return tuple((rule, continue_under(rule, records)) for rule in rules)


def rule_text(results: Results, rule: StoppingRule) -> str:
    """What the record says that states the rule."""
    facts = results.dataset.table("regulatory").to_dict("records")
    fact = next(each for each in facts if each["fact_id"] == rule.fact)
    return f"{fact['agency']}, {fact['drug']}: {fact['fact']}."


def show_rules(rules: RulesApplied) -> Html:
    """Every rule with its tables; a sentence where none is declared."""
    page = Html("")
    for rule, found in rules:
        page += _show_continuing(rule, found)
    return page if rules else show_missing(NO_RULE)


def _show_continuing(rule: StoppingRule, found: tuple[Continuing, ...]) -> Html:
    """A table for each kind of other treatment: each criterion alone, and the limits for all."""
    page = Html("")
    for background in dict.fromkeys(each.background for each in found):
        own = [each for each in found if each.background == background]
        rows = [
            Row(
                [
                    capitalise(each.label),
                    *(_share_text(share) for share in each.shares),
                    all_text(each),
                    trials_text(each),
                ]
            )
            for each in own
        ]
        names = [f"{outcome.name}, of 1,000" for outcome in rule.outcomes]
        header = ["Treatment", *names, "All criteria, of 1,000", "Trials"]
        setting = background.setting or background.beside
        caption = f"{rule.title}, {setting}: of 1,000 who start, how many would go on"
        slug = slug_of(rule.id, background)
        page += show_table(caption, header, rows, identifier=slug, kind="stopping", slug=slug)
    return page if found else show_missing(NO_COUNTS)


def _share_text(share: PooledShare | None) -> str:
    if share is None:
        return NOT_READ
    return with_range(*(of_1000(1000 * value) for value in (share.estimate, share.low, share.high)))
