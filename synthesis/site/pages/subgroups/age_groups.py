"""What is known of patients of one age, on a page: responders, harms, what labels say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synthesis.analyses.harms import HarmResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import Results
from synthesis.analyses.subgroups.age_groups import SUBGROUPS, AgeGroupResult, run_age_groups
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.package.dataset import ROW
from synthesis.prose.age_groups import (
    ONE_TRIAL_EACH,
    SUBGROUP_NOTE,
    difference_text,
    group_takeaways,
    group_used,
    outcome_sentence,
    setting_of,
)
from synthesis.selection.arms import ArmCount, arms_frame
from synthesis.site.drawings.subgroup_drawings import publish_age_group
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.provenance import reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.imputed import share_text, with_note
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import format_three, with_range
from synthesis.words.slugs import slug_of

NO_GROUP = "This data package declares no group of patients by age."
NO_HARMS = "No harm has been read in trials of these patients alone."
NO_FACTS = "What labels say for these patients has not been read."


def age_group(book: Results, identifier: str) -> AgeGroupResult | None:
    """A declared group by id; None where this data package has none."""
    return next((each for each in run_age_groups(book) if each.analysis.id == identifier), None)


def age_group_takeaways(found: AgeGroupResult | None) -> list[str]:
    """Three sentences at most."""
    return group_takeaways(found) if found else [NO_GROUP]


def age_group_used(found: AgeGroupResult | None) -> str:
    """The trials of a group."""
    return group_used(found) if found else NO_GROUP


def show_age_group(found: AgeGroupResult | None, book: Results) -> Html:
    """A figure and a table for each outcome."""
    if found is None:
        return show_missing(NO_GROUP)
    notes = []
    if all(each.primary.k == 1 for each in found.pools):
        notes.append(ONE_TRIAL_EACH)
    if found.subgroup_trials:
        notes.append(SUBGROUP_NOTE)
    page = Html("") + show_list(notes)
    for outcome in found.analysis.outcomes:
        if not found.of(outcome):
            page += show_missing(outcome_sentence(found, outcome))
            continue
        page += publish_age_group(found, outcome)
        rows = [row for each in found.of(outcome) for row in _rows(found, each, book)]
        imputed = any(arm.imputed for each in found.of(outcome) for arm in each.pool.arms)
        caption = f"{found.analysis.title}: {outcome.name} in each trial"
        header = [
            "Drug and dose",
            "Trial",
            "Week",
            "On the drug",
            f"On {found.of(outcome)[0].pool.comparator_label}",
            "More of 100 (95% CI)",
        ]
        page += show_table(
            with_note(caption, imputed), header, rows, slug=slug_of(found.analysis.id, outcome)
        )
    return page


def _rows(found: AgeGroupResult, result: PoolResult, book: Results) -> Iterator[Row]:
    """A row for each trial of a pool, and one for the pool of two or more."""
    own = result.pool
    name = f"{capitalise(own.label)}, {setting_of(result)}"
    for treatment, control in own.pairs:
        part = arms_frame((treatment, control))
        difference = pool_contrasts(
            make_contrasts(part, own.regimen, own.comparator, "RD"), ci="wald"
        )
        cells = [
            name,
            render(
                "link.html",
                address=f"trials.html#trial-{treatment.trial_id}",
                text=treatment.trial_name,
            ),
            label_week(treatment.week).removeprefix("week "),
            _share(treatment),
            _share(control),
            _of_100(difference.estimate, difference.ci_low, difference.ci_high),
        ]
        table = SUBGROUPS if own.id in found.from_subgroups else "dichotomous"
        raw = _raw_rows(book, table)[treatment.rows[0]]
        yield Row(
            cells,
            source=source_of_trial(
                reading_of(raw, f"{table}.csv", book.context.kinds),
                book.context.trials[treatment.trial_id],
            ),
        )
    if result.primary.k > 1:
        both = sum(arm.n for arm in own.arms[::2]), sum(arm.n for arm in own.arms[1::2])
        yield Row([name, "pooled", "", both[0], both[1], difference_text(result)])


def _raw_rows(book: Results, table: str) -> Mapping[int, Mapping[Any, Any]]:
    if table == "dichotomous":
        return book.context.rows
    return {row[ROW]: row for row in book.dataset.table(table).to_dict("records")}


def _share(arm: ArmCount) -> str:
    if arm.imputed:
        return share_text(arm.responders, arm.n)
    return f"{arm.responders:.0f} of {arm.n}"


def _of_100(*values: float) -> str:
    return with_range(*(format_three(value, None, None, "RD")[0] for value in values)).replace(
        "–", " to "
    )


def show_age_group_harms(found: AgeGroupResult | None) -> Html:
    """Every harm that was read in trials of the group alone."""
    if found is None or not found.harms:
        return show_missing(NO_HARMS)
    comparator = found.harms[0].pool.comparator_label
    header = [
        "Harm",
        "Drug and dose",
        "Weeks",
        "On the drug",
        f"On {comparator}",
        "More of 100 (95% CI)",
    ]
    rows = [_harm_row(each) for each in found.harms]
    caption = f"{found.analysis.title}: harms in trials of these patients alone"
    return show_table(caption, header, rows, slug=slug_of(found.analysis.id, "harms"))


def _harm_row(each: HarmResult) -> Row:
    treatment, comparator, difference = each.treatment_risk, each.comparator_risk, each.difference
    return Row(
        [
            capitalise(each.pool.analysis.event.name),
            capitalise(each.pool.label),
            " and ".join(f"{week:g}" for week in each.periods),
            f"{treatment.events} of {treatment.patients}",
            f"{comparator.events} of {comparator.patients}",
            _of_100(difference.estimate, difference.low, difference.high),
        ]
    )


def show_age_group_facts(found: AgeGroupResult | None, book: Results) -> Html:
    """What labels and agencies say for these patients, as far as it was read."""
    if found is None:
        return show_missing(NO_FACTS)
    wanted = found.analysis.facts
    facts = {
        row["fact_id"]: row
        for row in book.dataset.table("regulatory").to_dict("records")
        if row["fact_id"] in wanted and row["verification"] != "unverified"
    }
    rows = [
        Row([capitalise(fact["drug"]), fact["agency"], fact["fact_type"], fact["fact"]])
        for name in wanted
        if (fact := facts.get(name))
    ]
    if not rows:
        return show_missing(NO_FACTS)
    caption = f"{found.analysis.title}: what labels and agencies say"
    header = ["Drug", "Agency", "About", "What it says"]
    return show_table(caption, header, rows, slug=slug_of(found.analysis.id, "labels"))
