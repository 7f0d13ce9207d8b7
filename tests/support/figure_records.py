"""Records of figures for tests of what is made from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from synthesis.site.machinery.figure_record import FigureRecord

RECORD = FigureRecord(
    slug="easi75-monotherapy-upadacitinib-30-qd-forest",
    kind="forest",
    title="EASI-75, drug alone: upadacitinib 30 mg against placebo",
    caption="Each square is a trial with its 95% interval; odds ratio.",
    finding="Of 100 patients 79 get there instead of 15 <on placebo>.",
    alt="Forest plot of odds ratios: upadacitinib 30 mg does better than placebo, 20.1 to 40.2.",
    page="easi75",
    analyses=("easi75-monotherapy",),
    estimates=("easi75-monotherapy.upadacitinib-30-qd",),
    drugs=("upadacitinib",),
    outcomes=("EASI75",),
    caveats=("Three trials, all of one maker.",),
    slides=("slide.png",),
    size=(860, 300),
    code="synthesis.site.drawings.drawings.publish_forest",
    version="0.1.0",
    data_digest="a" * 64,
)


def make_record(**changes: Any) -> FigureRecord:
    """A record of a figure, with some fields of its own."""
    return replace(RECORD, **changes)
