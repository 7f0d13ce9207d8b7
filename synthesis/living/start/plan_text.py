"""The plan of a new data package: what can be asked of any arm-level tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from synthesis.living.start.arm_counts import Treatment, make_id
from synthesis.living.start.words_text import quote
from synthesis.words.terms import INACTIVE

if TYPE_CHECKING:
    from synthesis.living.start.start_package import CountedTable

HEAD = """\
# The plan of analysis: everything the book shows is declared here. Better the titles and the
# questions; leave out what nobody needs. The page "Methods" prints this file as sentences.
#
# week, weeks      : weeks of dichotomous.csv; "primary" is primary_week of the trial; 0: not stated
# comparator       : a regimen of arms.csv, such as "placebo" or another treatment
# reference        : the same, for a network; it is shown against active_reference too
# measure          : "OR", "RR" or "RD"
# page             : the page that shows it; left out for the page of its outcome, or of its kind
"""
PATIENTS = """\
population = "all ages"
background = ["not stated"]
"""
SETTING = f"""\
{PATIENTS}verification = ["source", "derived", "imputed", "inferred"]
"""
# No harm is read as an imputed percentage.
HARM_SETTING = f"""\
{PATIENTS}verification = ["source", "derived", "inferred"]
"""


def write_plan(counted: Sequence[CountedTable], treatments: Sequence[Treatment]) -> str:
    """The text of analyses.toml."""
    responses = [table for table in counted if not table.harm]
    parts = [HEAD]
    for table in responses:
        parts += _pools(table)
        parts += _network(table)
    for table in responses:
        parts += _doses(table, treatments)
    parts += _harms([table for table in counted if table.harm])
    return "\n".join(parts)


def _inactive(table: CountedTable) -> str:
    """What a table compares with, placebo or vehicle; empty where it has neither."""
    drugs = {line.treatment.drug for line in table.lines}
    return next((name for name in INACTIVE if name in drugs), "")


def _pools(table: CountedTable) -> Iterator[str]:
    against = _inactive(table)
    if against:
        question = f"How many patients reach {table.code} on each treatment, and on {against}?"
        yield (
            f"[[analysis]]\nid = {quote(f'{make_id(table.code)}-against-{against}')}\n"
            f"title = {quote(f'{table.code} against {against}')}\nquestion = {quote(question)}\n"
            f'outcome = {quote(table.code)}\nweek = "primary"\nroute = "not stated"\n'
            f'comparator = {quote(against)}\nunit = "drug-dose"\nmeasure = "OR"\n{SETTING}'
        )


def _network(table: CountedTable) -> Iterator[str]:
    regimens = Counter(line.treatment.regimen for line in table.lines)
    reference = _inactive(table)
    # Placebo and vehicle are one treatment.
    active = [regimen for regimen, _ in regimens.most_common() if regimen not in INACTIVE]
    if not reference and active:
        reference, *active = active
    # Two treatments are a pool.
    if len(active) > 1:
        question = f"On which treatment do most patients reach {table.code}?"
        yield (
            f"[[network]]\nid = {quote(f'network-{make_id(table.code)}')}\n"
            f"title = {quote(f'{table.code}, all treatments')}\nquestion = {quote(question)}\n"
            f'outcome = {quote(table.code)}\nweeks = [0, 0]\nroutes = ["not stated"]\n'
            f"reference = {quote(reference)}\nactive_reference = {quote(active[0])}\n"
            f'measure = "OR"\n{SETTING}'
        )


def _doses(table: CountedTable, treatments: Iterable[Treatment]) -> Iterator[str]:
    own = {line.treatment.regimen for line in table.lines}
    doses: dict[tuple[str, str], set[float]] = {}
    for treatment in treatments:
        if treatment.regimen in own and treatment.dose:
            key = treatment.drug, treatment.frequency
            doses.setdefault(key, set()).add(treatment.dose)
    for (drug, frequency), found in doses.items():
        if len(found) > 1:
            often = "" if frequency == "not stated" else f"-{frequency.lower()}"
            name = f"dose-{make_id(table.code)}-{make_id(drug)}{often}"
            title = f"{table.code} by dose of {drug}"
            question = f"How much does a higher dose of {drug} add to {table.code}?"
            yield (
                f"[[dose]]\nid = {quote(name)}\ntitle = {quote(title)}\n"
                f"question = {quote(question)}\ndrug = {quote(drug)}\n"
                f"frequency = {quote(frequency)}\noutcome = {quote(table.code)}\n"
                f"weeks = [0, 0]\n{SETTING}"
            )


def _harms(tables: Sequence[CountedTable]) -> Iterator[str]:
    against = next(filter(None, map(_inactive, tables)), "")
    if against:
        codes = quote([table.code for table in tables])
        yield (
            f'[[harm]]\nid = "harm-{{event}}-against-{against}"\n'
            f'title = "{{event}}, each treatment against {against}"\n'
            f'question = "How many patients have this on each treatment, and on {against}: '
            f'{{event}}?"\nevents = {codes}\nroute = "not stated"\n'
            f"comparator = {quote(against)}\n{HARM_SETTING}"
        )
