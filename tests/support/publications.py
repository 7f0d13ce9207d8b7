"""A small figure to be published, for tests of what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import Sheet
from synthesis.figures.canvas.slide_area import NARROWEST
from synthesis.figures.canvas.style import house_style
from synthesis.figures.drawn_data import DrawnData, Field
from synthesis.figures.publication import Layout, Publication
from synthesis.site.machinery.html import Html


def catch_publications(
    monkeypatch: pytest.MonkeyPatch, *modules: ModuleType, place: str = ""
) -> list[Publication]:
    """What modules publish from here on, instead of its files; `place` stands on the page."""
    seen: list[Publication] = []

    def publish(publication: Publication) -> Html:
        seen.append(publication)
        return Html(place)

    for module in modules:
        monkeypatch.setattr(module, "publish_figure", publish)
    return seen


WIDTHS = {"wide": 8.6, "narrow": 3.6}


def _draw(width: float, text: str) -> Figure:
    with house_style():
        sheet = Sheet(width, 0.1)
        sheet.text(0.1, 0.5, text, 9.0)
        sheet.rule(0.7)
        return sheet.finish(1.5)


def _draw_layout(layout: Layout) -> Figure:
    return _draw(WIDTHS[layout], f"Madeupinib, {layout}: τ² ≥ 0 – “so”")


def _draw_slide() -> tuple[Figure, ...]:
    return (_draw(NARROWEST, "Madeupinib on a slide"),)


def _draw_two_slides() -> tuple[Figure, ...]:
    return _draw(NARROWEST, "Part one"), _draw(NARROWEST, "Part two")


PUBLICATION = Publication(
    slug="easi75-madeupinib-7.5-qd-forest",
    kind="forest",
    title="EASI-75: madeupinib 7.5 mg against placebo",
    caption="Madeupinib against placebo. Each square is a trial.",
    finding="Odds ratio 2.00 (95% CI 1.10 to 3.64), one trial.",
    alt="A forest plot with one trial: odds ratio 2.00, 95% interval from 1.10 to 3.64.",
    data=DrawnData(
        (
            Field("trial", "Trial", "string", "", "Name of the trial."),
            Field("patients", "Patients", "integer", "patients", "Patients of both arms."),
            Field("odds_ratio", "Odds ratio", "number", "odds ratio", "Estimate."),
            Field("ci_low", "Lower limit", "number", "odds ratio", "Lower 95% limit."),
        ),
        (("MADE UP 1", 200, 2.000000000001, 1.1), ("=MADE UP 2", None, 1 / 3, None)),
    ),
    draw=_draw_layout,
    slides=_draw_slide,
    analyses=("easi75-monotherapy",),
    estimates=("easi75-monotherapy.madeupinib-7.5-qd",),
    drugs=("madeupinib",),
    outcomes=("EASI75",),
    caveats=("A single trial.",),
)


def make_publication(**changes: Any) -> Publication:
    """A figure to be published, with some fields of its own."""
    return replace(PUBLICATION, **changes)


def make_two_part_publication() -> Publication:
    """A figure with two slides."""
    return make_publication(slides=_draw_two_slides)
