"""One made-up figure of each kind, with every mark that the kind has, for tests of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matplotlib.figure import Figure
from treatment_kinds import KINDS

from synthesis.figures.absolute.absolute import AbsoluteRow, draw_absolute, draw_absolute_slides
from synthesis.figures.changes.changes import (
    ChangeRow,
    PairWords,
    draw_changes,
    draw_changes_slides,
)
from synthesis.figures.course.course_data import CourseLine, CoursePanel, CoursePlot, TimePoint
from synthesis.figures.course.courses import draw_course_slides, draw_courses
from synthesis.figures.dose.dose_curves import draw_dose_curve_slides, draw_dose_curves
from synthesis.figures.dose.dose_data import DoseCurve, DosePlot, RelativeCurve, TrialPoint
from synthesis.figures.dose.relative_dose import draw_relative_dose, draw_relative_dose_slides
from synthesis.figures.forest.forest import draw_forest, draw_forest_slides
from synthesis.figures.forest.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.harms.harms import HarmRow, HarmWords, draw_harms, draw_harms_slides
from synthesis.figures.multiverse.multiverse import draw_multiverse, draw_multiverse_slides
from synthesis.figures.multiverse.multiverse_data import (
    ChoiceRows,
    OptionRow,
    SpecificationCurve,
    SpecificationPoint,
)
from synthesis.figures.network.graph_nodes import GraphNode
from synthesis.figures.network.network_graph import (
    GraphEdge,
    draw_network_graph,
    draw_network_graph_slides,
)
from synthesis.figures.network.node_split import SplitRow, draw_node_splits
from synthesis.figures.network.node_split_slides import draw_node_split_slides
from synthesis.figures.network.ranking import RankRow, draw_ranking
from synthesis.figures.network.ranking_slides import draw_ranking_slides
from synthesis.figures.network.transitivity import TransitivityPoint, draw_transitivity
from synthesis.figures.network.transitivity_slides import draw_transitivity_slides
from synthesis.figures.overview.overview import OverviewRow, draw_overview, draw_overview_slides
from synthesis.figures.pictograph.pictograph import PictographPanel, draw_pictographs
from synthesis.figures.pictograph.pictograph_slide import draw_pictograph_slides
from synthesis.figures.tally.tally import TallyRow, draw_tally, draw_tally_slides

Draw = tuple[Callable[[str], Figure], Callable[[], tuple[Figure, ...]]]

TRIAL = ForestRow("MADE-UP 1", 60, 150, 12, 75, 0.9, 0.3, 1.5, 50)
TOGETHER = ForestSummary(1.0, 0.5, 1.5, "Random effects", 0.2, 1.9, 0.1, 40.0, 2, 450)
FOREST = ForestPlot("OR", "madeupinib", "placebo", (TRIAL, replace(TRIAL, label="MADE-UP 2")),
                    TOGETHER, "favours placebo", "favours madeupinib", "EASI-75")  # fmt: skip
POOLED = OverviewRow("Madeupinib", "15 mg", 4, 1242, 1.4, 1.1, 1.7, 0.7, 2.1, "pooled")
OVERVIEW = (POOLED, replace(POOLED, label="5 mg", k=1, pi_low=None, pi_high=None, status="single"))
ABSOLUTE = (AbsoluteRow("Madeupinib", "15 mg", 54.6, 46.2, 62.8, 12.6, 4),)
PANELS = (
    PictographPanel("Madeupinib", "15 mg", 123, 448, 315, 589),
    PictographPanel("Madeupinib", "1 mg", 123, 189, 96, 339),
    PictographPanel("Madeupinib", "0.5 mg", 400, 200, 104, 301),
)
NODES = tuple(
    GraphNode(f"treatment {kind[0]}", *kind, 200 * number, number)
    for number, kind in enumerate((*KINDS, KINDS[1]), 1)
)
NODES = (*NODES[:-1], replace(NODES[-1], label="another"))
EDGES = (
    *(GraphEdge(NODES[0].label, node.label, node.trials) for node in NODES[1:]),
    GraphEdge(NODES[1].label, NODES[2].label, 1),
)
RANKS = tuple(
    RankRow(
        node.label,
        node.kind,
        node.sign,
        place / 7,
        None if not place else (place / 4, -0.2, 1.2),
        2,
    )
    for place, node in enumerate(NODES)
)
SPLITS = (SplitRow("one against another", (0.4, -0.1, 0.9), (0.9, -0.2, 2.0), (0.6, 0.2, 1.0),
                   0.31, 2),)  # fmt: skip
WEEKS = tuple(
    TransitivityPoint("madeupinib", f"MADE-UP {week}", 12.0 + week, week, 240)
    for week in (1, 2, 4, 6, 8, 10, 12, 16, 24, 52)
)
DOSES = (0.0, 5.0, 15.0, 30.0)
CURVE = DoseCurve("Emax curve", "lowest AIC", DOSES, (0.0, 1.1, 2.0, 2.4),
              (0.0, 0.8, 1.7, 2.0), (0.0, 1.5, 2.3, 2.9))  # fmt: skip
DOSE = DosePlot(
    "madeupinib", "EASI-75", "mg", "placebo", DOSES[1:],
    tuple(replace(CURVE, name=f"Curve {i}", values=(0.0, i / 3, 1.0, 1.5 + i / 3))
          for i in range(6)),
    (TrialPoint("MADE-UP 1", 15.0, 2.1, 1.5, 2.7, 280),
     TrialPoint("MADE-UP 2", 30.0, 2.3, 1.9, 2.7, 90)),
)  # fmt: skip
RELATIVE = tuple(
    RelativeCurve(f"Drug {i}", "mg", DOSES, (0.0, 1.0, 1.5, 2.0 + i / 5), (5.0, 30.0), 1.5, 2.9)
    for i in range(6)
)
CHOICE = ChoiceRows("Week", 0, (OptionRow("week 12", 1.2), OptionRow("week 16", 1.6)))
MULTIVERSE = SpecificationCurve(
    "OR",
    tuple(SpecificationPoint(i / 4, i / 4 - 0.5, i / 4 + 0.6, (f"week {12 + 4 * (i // 4)}",))
          for i in range(8)),
    (CHOICE,), (("First", 2), ("Second", 5), ("Third", 7)), "madeupinib", 8,
)  # fmt: skip
OVER_TIME = CourseLine("15 mg", False, tuple(
    TimePoint(week, 10.0 * place, 10.0 * place - 4, 10.0 * place + 4, ("one",) * (1 + place % 2))
    for place, week in enumerate((2 / 7, 1.0, 2.0, 8.0), 1)
))  # fmt: skip
COURSES = CoursePlot("Made-up outcome", "Drug", (
    CoursePanel("Madeupinib", (OVER_TIME, replace(OVER_TIME, name="5 mg"),
                               replace(OVER_TIME, name="placebo", reference=True))),
))  # fmt: skip
HARM = HarmRow("Acne", "madeupinib 15 mg", 159, 1027, 27, 1020, 4, (1.76, 1.37, 2.16))
HARMS = (HARM, replace(HARM, k=1, label="madeupinib 5 mg"))
WORDS = HarmWords("madeupinib", "placebo", "less often", "more often")
TALLY = (TallyRow("Made-up position", 4, 2, 1, 1, 10),)
CHANGES = (
    ChangeRow("Made-up outcome", "madeupinib", (1.7, 1.2, 2.2), (1.9, 1.4, 2.4), flipped=True),
)
SIDES = ("favours placebo", "favours madeupinib")
REPLAYS = PairWords(
    ("published", "this book"), ("published", "here"), "the intervals do not meet", "apart"
)
NAMES = PairWords(("version 1", "this version"))

_OVERVIEW: Draw = (
    lambda layout: draw_overview(OVERVIEW, "OR", *SIDES, layout),
    lambda: draw_overview_slides(OVERVIEW, "OR", *SIDES),
)
# By kind, as in ``publication.KINDS``: the drawing of a page's layout, and those of slides.
SAMPLES: dict[str, Draw] = {
    "forest": (lambda layout: draw_forest(FOREST, layout), lambda: draw_forest_slides(FOREST)),
    "overview": _OVERVIEW,
    "network-forest": _OVERVIEW,
    "claim": _OVERVIEW,
    "of-100": (
        lambda layout: draw_absolute(ABSOLUTE, "EASI-75", layout),
        lambda: draw_absolute_slides(ABSOLUTE),
    ),
    "pictograph": (
        lambda layout: draw_pictographs(PANELS, "Made-up outcome", layout),
        lambda: draw_pictograph_slides(PANELS),
    ),
    "network-graph": (
        lambda layout: draw_network_graph(NODES, EDGES, layout),
        lambda: draw_network_graph_slides(NODES, EDGES),
    ),
    "ranking": (
        lambda layout: draw_ranking(RANKS, "OR", "placebo", layout),
        lambda: draw_ranking_slides(RANKS, "OR", "placebo"),
    ),
    "direct-indirect": (
        lambda layout: draw_node_splits(SPLITS, "OR", *SIDES, layout),
        lambda: draw_node_split_slides(SPLITS, "OR", *SIDES),
    ),
    "control-response": (
        lambda layout: draw_transitivity(WEEKS, "placebo", layout),
        lambda: draw_transitivity_slides(WEEKS, "placebo"),
    ),
    "dose-curve": (
        lambda layout: draw_dose_curves(DOSE, layout),
        lambda: draw_dose_curve_slides(DOSE),
    ),
    "relative-dose": (
        lambda layout: draw_relative_dose(RELATIVE, "placebo", layout),
        lambda: draw_relative_dose_slides(RELATIVE, "placebo"),
    ),
    "course": (
        lambda layout: draw_courses(COURSES, layout),
        lambda: draw_course_slides(COURSES),
    ),
    "choices": (
        lambda layout: draw_multiverse(MULTIVERSE, layout),
        lambda: draw_multiverse_slides(MULTIVERSE, "every specification"),
    ),
    "harms": (
        lambda layout: draw_harms(HARMS, WORDS, layout),
        lambda: draw_harms_slides(HARMS, WORDS),
    ),
    "opinions": (lambda layout: draw_tally(TALLY, layout), lambda: draw_tally_slides(TALLY)),
    "changes": (
        lambda layout: draw_changes(CHANGES, "OR", NAMES, layout),
        lambda: draw_changes_slides(CHANGES, "OR", NAMES),
    ),
    "replays": (
        lambda layout: draw_changes(CHANGES, "OR", REPLAYS, layout),
        lambda: draw_changes_slides(CHANGES, "OR", REPLAYS),
    ),
}


def draw_samples(kind: str) -> list[Figure]:
    """All drawings of one kind: both layouts of the page and the slides."""
    draw, slides = SAMPLES[kind]
    return [draw("wide"), draw("narrow"), *slides()]
