"""A figure as it is published: one record with everything that is said and drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.drawn_data import DrawnData
from synthesis.words.slugs import SLUG

Layout = Literal["wide", "narrow"]
KINDS = {
    "forest": "Forest plot",
    "overview": "Effects by drug and dose",
    "of-100": "Patients of 100",
    "pictograph": "Patients of 1,000",
    "network-graph": "Network graph",
    "network-forest": "Network: effects of every dose",
    "ranking": "Ranking",
    "direct-indirect": "Direct and indirect evidence",
    "control-response": "Response in the comparison groups",
    "dose-curve": "Dose-response curve",
    "relative-dose": "Drugs by relative dose",
    "course": "Responders over time",
    "choices": "Other choices of method",
    "harms": "Harms",
    "claim": "A claim and its tests",
    "opinions": "What clinicians said",
    "replays": "Published results and ours",
    "changes": "What changed",
}


@dataclass(frozen=True)
class Publication:
    """A figure ready to be published.

    Parameters
    ----------
    slug
        Permanent name, the address of its files; never reused for something else.
    kind
        One of `KINDS`.
    title
        What it is, short, as in a list of figures: “PAIN-50, drug alone: madeupinib 30 mg
        against placebo”. No result, no full stop.
    caption
        What is drawn and how to read it, as plain text.
    finding
        What it shows, in one sentence with its number and interval; the title of its slide.
    alt
        The same for those who do not see it, written from the numbers, 40 to 400 characters.
    data
        What is drawn.
    draw
        Draws one layout of the page, “wide” or “narrow”.
    slides
        Draws the same for the slide area (see ``slide_area``): one drawing for each slide,
        usually one. They hold no title: the slide has one.
    analyses
        Ids of the declared analyses behind it; empty where there is none, as for opinions.
    estimates
        Ids of the estimates drawn, as in ``synthesis.analyses.estimates``; what changed since the
        last release is told for these.
    drugs, outcomes
        Generic names and codes of outcomes or events it is about, to be found by.
    caveats
        What a speaker should say with it, one sentence each.
    """

    slug: str
    kind: str
    title: str
    caption: str
    finding: str
    alt: str
    data: DrawnData
    draw: Callable[[Layout], Figure]
    slides: Callable[[], tuple[Figure, ...]]
    analyses: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.slug):
            raise ValueError(f"“{self.slug}” is not a slug: small letters, digits, hyphens.")
        if self.kind not in KINDS:
            raise ValueError(f"{self.slug}: no such kind of figure: {self.kind}")
        empty = [n for n in ("title", "caption", "finding") if not getattr(self, n).strip()]
        if empty:
            raise ValueError(f"{self.slug} has no {' and no '.join(empty)}")
        if not 40 <= len(self.alt) <= 400:
            raise ValueError(f"{self.slug}: alt text of {len(self.alt)} characters, not 40 to 400")
        if not self.data.rows:
            raise ValueError(f"{self.slug} draws no data")
