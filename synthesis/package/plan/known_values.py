"""The values that fields of the plan may have, from the codes and tables of a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.package.fields import Choices, Known
from synthesis.package.plan.regressions import (
    OUTCOME_WEEK,
    REFERENCE_RESPONSE,
)
from synthesis.package.schema import Schema
from synthesis.words.terms import INACTIVE, CodeTerm

TextTables = Mapping[str, Sequence[Mapping[str, str]]]


def known_values(schema: Schema, tables: TextTables) -> Known:
    """The values that the fields of the plan may have, from the package's codes and tables."""

    def codes(table: str, field: str, terms: Mapping[str, CodeTerm] | None = None) -> Choices:
        found = {code: (terms or {}).get(code, code) for code in schema.enum(table, field)}
        return Choices(found, "" if found else f"no value, as {table} declares no codes of {field}")

    def column(table: str, field: str) -> list[str]:
        return [row[field] for row in tables.get(table, ()) if row.get(field)]

    words = schema.vocabulary
    drugs = dict.fromkeys(column("arms", "drug"))
    rate_drugs = {*drugs, *column("long_term_safety", "drug")}
    return {
        "outcome": codes("dichotomous", "outcome", words.outcomes),
        "verification": codes("dichotomous", "verification"),
        "score": codes("continuous", "outcome", words.scores),
        "statistic": codes("continuous", "statistic"),
        "mean verification": codes("continuous", "verification"),
        "event": codes("adverse_events", "event", words.events),
        "harm verification": codes("adverse_events", "verification"),
        "rate event": codes("long_term_safety", "event", words.events),
        "route": codes("arms", "route"),
        "frequency": codes("arms", "frequency"),
        "background": codes("trials", "background", words.backgrounds),
        "regimen": Choices(set(column("arms", "regimen")), "a regimen of arms.csv"),
        "drug": Choices(drugs.keys() - {*INACTIVE}, "a drug of arms.csv, not placebo"),
        "rate drug": Choices(rate_drugs, "a drug of arms.csv or long_term_safety.csv"),
        "position": Choices(schema.codes("opinions", "code"), "a position code of opinions.csv"),
        "published result": Choices(
            {
                row["result_id"]
                for row in tables.get("published_meta_analyses", ())
                if row.get("effect_measure") in ("OR", "RR")
            },
            "the result_id of an odds ratio or risk ratio of published_meta_analyses.csv",
        ),
        "trial": Choices(set(column("trials", "trial_id")), "a trial_id of trials.csv"),
        "baseline verification": codes("baseline", "verification"),
        "covariate": Choices(
            {REFERENCE_RESPONSE, OUTCOME_WEEK, *schema.enum("baseline", "variable")},
            f"“{REFERENCE_RESPONSE}”, “{OUTCOME_WEEK}”, or a variable of baseline.csv",
        ),
        "subgroup": Choices(set(column("subgroups", "subgroup")), "a subgroup of subgroups.csv"),
        "fact": Choices(set(column("regulatory", "fact_id")), "a fact_id of regulatory.csv"),
    }
