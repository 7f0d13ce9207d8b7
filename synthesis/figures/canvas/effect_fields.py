"""Effects as columns of the data a figure draws: on the reader's scale, named by the measure."""

from synthesis.figures.drawn_data import Field
from synthesis.models.measure import Measure

# An estimate with its limits, on the model scale.
EffectLimits = tuple[float, float, float]

EFFECT_NAMES: dict[Measure, str] = {
    "OR": "odds_ratio",
    "RR": "risk_ratio",
    "RD": "risk_difference",
    "MD": "mean_difference",
    "SMD": "standardised_mean_difference",
}
EFFECT_TITLES: dict[Measure, str] = {
    "OR": "Odds ratio",
    "RR": "Risk ratio",
    "RD": "Risk difference",
    "MD": "Mean difference",
    "SMD": "Standardised mean difference",
}

UNITS: dict[Measure, str] = {
    "RD": "percentage points",
    "MD": "unit of the score",
    "SMD": "standard deviations",
}


def effect_unit(measure: Measure) -> str:
    """“odds ratio”, “risk ratio”, “percentage points”; of means the unit of the difference."""
    return UNITS.get(measure) or EFFECT_TITLES[measure].lower()


def effect_fields(measure: Measure, what: str) -> tuple[Field, Field, Field]:
    """The columns of an estimate and its 95% interval; `what` says of what against what."""
    name, unit = EFFECT_TITLES[measure], effect_unit(measure)
    empty = "empty where it cannot be estimated or has no limit"
    return (
        Field(EFFECT_NAMES[measure], name, "number", unit, f"{name} {what}."),
        Field("ci_low", "95% CI, lower", "number", unit, f"Lower 95% confidence limit; {empty}."),
        Field("ci_high", "95% CI, upper", "number", unit, f"Upper 95% confidence limit; {empty}."),
    )


def prediction_fields(measure: Measure) -> tuple[Field, Field]:
    """The columns of a 95% prediction interval."""
    unit = effect_unit(measure)
    said = "of the 95% prediction interval, for the effect in a new trial; empty where not drawn"
    return (
        Field("prediction_low", "95% prediction, lower", "number", unit, f"Lower limit {said}."),
        Field("prediction_high", "95% prediction, upper", "number", unit, f"Upper limit {said}."),
    )
