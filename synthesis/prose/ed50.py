"""The dose of half the effect, in words."""

from __future__ import annotations

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.models.dose.result import Coefficient
from synthesis.prose.doses import format_dose
from synthesis.selection.doses import DoseSelection


def ed50_text(result: DoseAnalysisResult) -> str:
    """ED50 with its interval, or that it cannot be pinned down and what is known of it."""
    ed50 = result.ed50
    if ed50 is None:
        return "no Emax curve"
    selection = result.selection
    if ed50.estimate is None:
        return f"cannot be pinned down ({_limits(ed50, selection)})"
    if ed50.ci_low is None or ed50.ci_high is None:
        value = format_dose(selection, _round(ed50.estimate))
        return f"cannot be pinned down (best guess {value}; {_limits(ed50, selection)})"
    return f"{format_dose(selection, _round(ed50.estimate))} ({_limits(ed50, selection)})"


def _limits(ed50: Coefficient, selection: DoseSelection) -> str:
    low, high = ed50.ci_low, ed50.ci_high
    if low is None:
        if high is None:
            return "95% CI without a limit on either side"
        return f"95% CI up to {format_dose(selection, _round(high))}, no lower limit"
    if high is None:
        return f"95% CI from {format_dose(selection, _round(low))}, no upper limit"
    return f"95% CI {_round(low):g} to {format_dose(selection, _round(high))}"


def _round(dose: float) -> float:
    """Two digits below 100, whole numbers above."""
    return float(f"{dose:.2g}") if dose < 100 else float(round(dose))


def ed50_sentence(result: DoseAnalysisResult) -> str:
    """Whether ED50 lies safely inside the doses studied."""
    ed50, doses = result.ed50, result.selection.doses
    if ed50 is None:
        return ""
    text = ed50_text(result)
    if ed50.estimate is None or ed50.ci_low is None or ed50.ci_high is None:
        return f"The dose of half the largest effect (ED50) {text}."
    inside = doses[0] <= ed50.ci_low and ed50.ci_high <= doses[-1]
    place = (
        "its interval lies inside the doses studied"
        if inside
        else f"its interval reaches beyond the doses studied, {doses[0]:g} to "
        f"{format_dose(result.selection, doses[-1])}, so it is partly a guess"
    )
    return f"The dose of half the largest effect (ED50) is {text}; {place}."
