"""What a figure of harms shows: its rows, its words, and the same as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field

NO_EVENTS = "no events"
NO_RATIO = "no ratio"


@dataclass(frozen=True)
class HarmRow:
    """One harm (`group`) on one regimen (`label`) against its comparator.

    `effect` is the risk ratio with its limits on the log scale, None where it does not exist
    because one arm had no event. Several trials (`k`) make a filled dot, one an open dot.
    """

    group: str
    label: str
    events_treatment: int
    n_treatment: int
    events_control: int
    n_control: int
    k: int
    effect: tuple[float, float, float] | None

    @property
    def missing(self) -> str:
        """Why there is no ratio, in two words; empty where there is one."""
        if self.effect:
            return ""
        return NO_RATIO if self.events_treatment + self.events_control else NO_EVENTS

    @property
    def counts(self) -> tuple[str, str]:
        """“159 / 1,027”: patients with it and all patients, of the treatment and the control."""
        return (
            f"{self.events_treatment} / {self.n_treatment:,}",
            f"{self.events_control} / {self.n_control:,}",
        )

    @property
    def status(self) -> str:
        """“pooled” from several trials, “single” for one, or why there is no ratio."""
        return self.missing or ("pooled" if self.k > 1 else "single")


@dataclass(frozen=True)
class HarmWords:
    """What the two columns of counts are “on”, and what each side of the axis means."""

    treatment: str
    control: str
    low: str
    high: str


FIELDS = (
    Field("harm", "Harm", "string", "", "The adverse event."),
    Field("regimen", "Regimen", "string", "",
          "Drug and dose; “30 against 15 mg” names the dose it is compared with, too."),
    Field("comparator", "Compared with", "string", "",
          "What the patients of the comparison group were on."),
    Field("trials", "Trials", "integer", "trials", "Trials with both groups."),
    Field("events_treatment", "With it, on the regimen", "integer", "patients",
          "Patients with the event on the regimen, all trials together."),
    Field("n_treatment", "All on the regimen", "integer", "patients",
          "All patients on the regimen."),
    Field("events_control", "With it, comparison group", "integer", "patients",
          "Patients with the event in the comparison group, all trials together."),
    Field("n_control", "All of the comparison group", "integer", "patients",
          "All patients of the comparison group."),
    Field("risk_ratio", "Risk ratio", "number", "risk ratio",
          "Regimen over comparison group, Mantel-Haenszel without correction; empty where one "
          "group had no event."),
    Field("ci_low", "95% CI, lower limit", "number", "risk ratio",
          "Lower limit of the 95% confidence interval of the risk ratio."),
    Field("ci_high", "95% CI, upper limit", "number", "risk ratio",
          "Upper limit of the 95% confidence interval of the risk ratio."),
    Field("status", "Status", "string", "",
          "“pooled” from several trials (filled dot), “single” for one trial (open dot), “no "
          "ratio” where one group had no event, “no events” where neither had one."),
)  # fmt: skip


def tabulate_harms(rows: tuple[HarmRow, ...], words: HarmWords) -> DrawnData:
    """The lines of the figure as a table, one row each in the order drawn; ratios, not logs."""
    return DrawnData(FIELDS, tuple(_cells(row, words) for row in rows))


def _cells(row: HarmRow, words: HarmWords) -> tuple[DrawnValue, ...]:
    return (
        row.group,
        row.label,
        words.control,
        row.k,
        row.events_treatment,
        row.n_treatment,
        row.events_control,
        row.n_control,
        *(math.exp(value) for value in row.effect or ()),
        *((None, None, None) if row.effect is None else ()),
        row.status,
    )
