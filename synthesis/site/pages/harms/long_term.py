"""Long-term rates and the boxed warning on a page: doses, checks, the trial behind the warning."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from synthesis.analyses.long_term import LongTermRate, count_checked, find_disagreements
from synthesis.analyses.long_term_doses import DoseRates
from synthesis.models.risks.rates import RateRatio
from synthesis.package.dataset import ROW, Dataset
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Source, reading_of
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.site.pages.harms.harms import keep_together
from synthesis.words.labels import capitalise
from synthesis.words.numbers import format_ratio, list_words


def of_subject(rates: Iterable[LongTermRate]) -> tuple[LongTermRate, ...]:
    """The rows on patients with the disease that the book is about."""
    return tuple(rate for rate in rates if rate.of_subject)


def show_dose_rates(compared: Sequence[DoseRates]) -> Html:
    """Rates of the higher and the lower dose of one source, with their exact ratio."""
    header = [
        "Harm, drug",
        "Source, followed",
        "Placebo",
        "Lower dose",
        "Higher dose",
        "Rate ratio, higher by lower (95% CI)",
    ]
    rows = [
        Row(
            [
                f"{capitalise(pair.higher.event.name)}, {pair.higher.drug}",
                f"{pair.higher.source}; {pair.higher.follow_up}",
                "–" if pair.placebo is None else keep_together(_rate(pair.placebo)),
                f"{name_dose(pair.lower)}: {keep_together(_rate(pair.lower))}",
                f"{name_dose(pair.higher)}: {keep_together(_rate(pair.higher))}",
                keep_together(_ratio(pair)) if pair.ratio else _ratio(pair),
            ]
        )
        for pair in compared
    ]
    caption = "Events per 100 patient-years by dose within one source, with exact 95% limits"
    name = "long-term-doses"
    return show_table(caption, header, rows, identifier=name, slug=name)


def name_dose(rate: LongTermRate) -> str:
    return rate.dose.replace("QD", "once daily").replace("BID", "twice daily")


def _rate(rate: LongTermRate) -> str:
    if rate.exact is not None:
        shown = rate.exact
        return f"{shown.estimate:.2f} ({shown.low:.2f}–{shown.high:.2f})"
    if rate.printed is None:
        return "–"
    limits = ""
    if rate.printed_low is not None and rate.printed_high is not None:
        limits = f" ({rate.printed_low:.2f}–{rate.printed_high:.2f})"
    return f"{rate.printed:g}{limits} as printed"


def _ratio(pair: DoseRates) -> str:
    if pair.ratio is not None:
        return _natural(pair.ratio)
    known = pair.higher.exact is not None and pair.lower.exact is not None
    return "no event on either dose" if known else "events or time not read"


def _natural(ratio: RateRatio) -> str:
    shown = [
        "no upper limit" if math.isinf(v) else format_ratio(math.log(v)) if v else "0"
        for v in (ratio.estimate, ratio.low, ratio.high)
    ]
    if math.isinf(ratio.estimate):
        return f"above {shown[1]}, no upper limit"
    return f"{shown[0]} ({shown[1]}–{shown[2]})"


def dose_sentence(compared: Iterable[DoseRates]) -> str:
    """For which harms the rate is clearly higher, or lower, on the higher dose."""
    known = [pair for pair in compared if pair.ratio is not None]
    higher = [pair for pair in known if pair.ratio and pair.ratio.low > 1.0]
    lower = [pair for pair in known if pair.ratio and pair.ratio.high < 1.0]
    parts = [
        f"{direction} on the higher dose: {list_words(_say(pair) for pair in pairs)}"
        for direction, pairs in (("higher", higher), ("lower", lower))
        if pairs
    ]
    found = "; ".join(parts) or "clearly different on the higher dose for none"
    return (
        f"Rates by dose within one source, {len(known)} comparisons, some of them of the same "
        f"patients: {found}. In the other {len(known) - len(higher) - len(lower)} the interval "
        "includes no difference, which is not evidence that the dose does not matter. Over years, "
        "patients were mostly not randomised to stay on a dose."
    )


def _say(pair: DoseRates) -> str:
    ratio = pair.ratio
    assert ratio is not None
    shown = [format_ratio(math.log(v)) for v in (ratio.estimate, ratio.low, ratio.high)]
    return (
        f"{pair.higher.event.name} on {pair.higher.drug} (rate ratio {shown[0]}, 95% CI "
        f"{shown[1]} to {shown[2]})"
    )


def checked_sentence(rates: Collection[LongTermRate]) -> str:
    """How many printed rates and intervals the counts confirm, and which they do not."""
    printed, intervals = count_checked(rates)
    found = find_disagreements(rates)
    said = f"{printed} printed rates and {intervals} printed intervals could be checked"
    if not found:
        return f"{said}; all agree with the counts within rounding."
    differing = len({(each.rate.row) for each in found})
    return (
        f"{said}; those of {differing} rows differ from what their events and time give by more "
        "than rounding. Time at risk ends with a first event and is shorter than all time "
        "followed, which can explain it."
    )


def show_disagreements(rates: Iterable[LongTermRate]) -> Html:
    """Each printed number that the events and the time do not give."""
    items = [
        f"{each.rate.source}, {each.rate.event.name}, {each.rate.drug} "
        f"{name_dose(each.rate)}: "
        f"{each.what} printed {each.printed:g}, computed {each.computed:.2f}"
        for each in find_disagreements(rates)
    ]
    return show_list(items) if items else render("plain.html", text="None.")


def show_rates(dataset: Dataset, rates: Sequence[LongTermRate]) -> Html:
    """Every rate with the place where it was read, folded."""
    records = read_records(dataset, "long_term_safety")
    rows = [
        Row(
            [
                f"{capitalise(rate.event.name)}, {rate.drug} {name_dose(rate)}".strip(),
                f"{rate.source}: {rate.population}",
                rate.follow_up or "not stated",
                "–" if rate.events is None else rate.events,
                "–" if rate.patient_years is None else _years(rate),
                _rate(rate),
            ],
            source=source_of(dataset, records[rate.row], "long_term_safety.csv"),
        )
        for rate in sorted(rates, key=lambda rate: rate.event.place)
    ]
    header = ["Harm, drug and dose", "Source", "Followed", "Events", "Patient-years", "Rate"]
    caption = "Every rate per 100 patient-years, with exact 95% limits where events are known"
    name = "long-term-rates"
    table = show_table(caption, header, rows, identifier=name, slug=name)
    return render("folded.html", summary=f"{caption}: {len(rows)} rows", content=table)


def _years(rate: LongTermRate) -> str:
    worked_out = "" if rate.time == "given" else ", worked out"
    return f"{rate.patient_years:,.0f}{worked_out}"


def read_records(dataset: Dataset, table: str) -> Mapping[int, Mapping[Any, Any]]:
    return {int(record[ROW]): record for record in dataset.table(table).to_dict("records")}


def source_of(dataset: Dataset, record: Mapping[Any, Any], file: str) -> Source:
    return Source(reading_of(record, file, dataset.vocabulary.source_kinds))
