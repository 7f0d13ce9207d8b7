"""What people may judge of the certainty of an estimate: the rules for rows of judgements.csv."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from synthesis.package.defects import Defect

JUDGEMENTS, OVERALL = "judgements", "overall"
LEVELS = ("very low", "low", "moderate", "high")  # of certainty, from the lowest
SERIOUSNESS = ("not serious", "serious", "very serious")  # of a doubt: so many steps down


def judgement_defects(
    rows: Sequence[Mapping[str, str]], analyses: Collection[str]
) -> Iterator[Defect]:
    """Judgements of what is not declared, and those in the words of another domain.

    Parameters
    ----------
    rows
        The table as text, valid by its schema.
    analyses
        Ids of the declared analyses whose estimates are rated.
    """
    for number, row in enumerate(rows, start=2):
        analysis, dot, _ = row["estimate"].partition(".")
        if not dot or analysis not in analyses:
            expected = (
                "the name of an estimate of a declared analysis or network, such as "
                "ANALYSIS.TREATMENT-against-COMPARATOR"
            )
            yield Defect(f"{JUDGEMENTS}.csv", number, "estimate", row["estimate"], expected)
        words = LEVELS if row["domain"] == OVERALL else SERIOUSNESS
        if row["judgement"] not in words:
            expected = f"one of {', '.join(words)} for the domain “{row['domain']}”"
            yield Defect(f"{JUDGEMENTS}.csv", number, "judgement", row["judgement"], expected)
