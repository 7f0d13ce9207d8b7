"""What a record says about missing values of an outcome, and whether percentages are counts."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.registry.patterns import Patterns
from synthesis.registry.record import PostedMeasure
from synthesis.registry.text import make_plain

NOT_STATED = "not stated"
# Imputations whose percentages are averages over several completed data sets.
SEVERAL = ("MI", "NRI-MI", "NRI-C")


@dataclass(frozen=True)
class Imputation:
    """The code of dichotomous.csv, and what keeps a percentage from being a count, if anything."""

    name: str = NOT_STATED
    no_count: str = ""


def read_imputation(measure: PostedMeasure, patterns: Patterns) -> Imputation:
    """What the title, the description, the population and the analyses of an outcome say.

    Several words (multiple imputation in a sensitivity analysis of non-responder imputation) are
    not told apart: none is named then, and no percentage becomes a count.
    """
    texts = (measure.title, measure.description, measure.population, *measure.analyses)
    found = {name for text in texts for name in patterns.find("imputation", make_plain(text))}
    name = next(iter(found)) if len(found) == 1 else NOT_STATED
    if "NRI-C" in found:
        name = "NRI-C"
    if not found & set(SEVERAL):
        return Imputation(name)
    return Imputation(name, f"the record speaks of imputation ({', '.join(sorted(found))})")
