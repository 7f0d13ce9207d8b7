"""Which trial reports which outcome, as a table."""

from __future__ import annotations

from synthesis.package.dataset import Dataset
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise, label_week


def show_coverage(dataset: Dataset) -> Html:
    """Which trials of oral drugs report which outcome, and at which weeks."""
    outcomes = [each for each in dataset.vocabulary.outcomes.values() if each.listed]
    arms, trials = dataset.table("arms"), dataset.table("trials")
    oral = set(arms.loc[(arms["route"] == "oral") & (arms["drug"] != "placebo"), "trial_id"])
    rows = dataset.table("dichotomous")
    rows = rows[rows["verification"] != "unverified"]
    weeks: dict[tuple[str, str], set[float]] = {}
    for trial, outcome, week in zip(rows["trial_id"], rows["outcome"], rows["week"], strict=True):
        weeks.setdefault((trial, outcome), set()).add(float(week))
    body = [
        Row(
            [
                render("link.html", address=f"trials.html#trial-{t}", text=name),
                *(_weeks(weeks.get((t, outcome), set())) for outcome in outcomes),
            ]
        )
        for t, name, role in zip(
            trials["trial_id"], trials["trial_name"], trials["role"], strict=True
        )
        if t in oral and role == "parallel"
    ]
    header = ["Trial", *(capitalise(o.name) for o in outcomes)]
    caption = (
        "Which trials of an oral drug have a number for which result, by week (d: day); "
        "numbers that nobody has read are not counted"
    )
    name = "endpoint-coverage"
    return show_table(caption, header, body, name, kind="coverage", slug=name)


def _weeks(weeks: set[float]) -> str:
    if not weeks:
        return "–"
    return ", ".join(
        label_week(week).replace("week ", "").replace("day ", "d") for week in sorted(weeks)
    )
