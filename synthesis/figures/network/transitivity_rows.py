"""The rows of a transitivity plot: trials by comparison, signs by week, dots that do not meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.figures.canvas.kind_marks import Sign, with_area
from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import BLUE, GREEN, INK, ORANGE, PURPLE, SKY
from synthesis.words.numbers import of_100

SMALLEST, LARGEST = 6.0, 14.0  # diameter of a dot, points
WEEK_16, WEEK_12 = Sign("o", BLUE, True, 8.0), Sign("o", BLUE, False, 8.0)
OTHER_WEEKS = (
    Sign("s", ORANGE, True, 8.0),
    Sign("s", ORANGE, False, 8.0),
    Sign("^", GREEN, True, 8.0),
    Sign("^", GREEN, False, 8.0),
    Sign("D", PURPLE, True, 8.0),
    Sign("D", PURPLE, False, 8.0),
    Sign("v", SKY, True, 8.0),
    Sign("v", INK, False, 8.0),
)


@dataclass(frozen=True)
class TransitivityPoint:
    """One trial of one comparison.

    `response` counts responders per 100 patients in the arm of the common comparator at `week`;
    None if the trial has no such arm. `patients` sets the size of the dot.
    """

    comparison: str
    trial: str
    response: float | None
    week: float
    patients: int

    def __post_init__(self) -> None:
        if self.response is not None and not 0 <= self.response <= 100:
            raise ValueError(f"{self.trial}: {self.response} responders per 100 patients")


@dataclass(frozen=True)
class TransitivityRow:
    """A row: the trials of one comparison, the dot of each, and its lane: 0 is the middle."""

    label: str
    points: tuple[TransitivityPoint, ...]
    signs: tuple[Sign, ...]
    lanes: tuple[float, ...]

    @property
    def lane_height(self) -> float:
        """In inches."""
        return max(sign.size for sign in self.signs) * POINT

    @property
    def height(self) -> float:
        """Of all lanes, in inches."""
        return (2 * max(self.lanes) + 1) * self.lane_height

    @property
    def spread(self) -> str:
        """The lowest and the highest response, whole: ``8 to 21``."""
        responses = [point.response for point in self.points if point.response is not None]
        low, high = of_100(min(responses), True), of_100(max(responses), True)
        return low if low == high else f"{low} to {high}"


def week_signs(points: Sequence[TransitivityPoint]) -> dict[float, Sign]:
    """The sign of each week that occurs, by week: 16 filled, 12 open, others by shape."""
    weeks = sorted({point.week for point in points})
    others = [week for week in weeks if week not in (12, 16)]
    if len(others) > len(OTHER_WEEKS):
        raise ValueError(f"{len(weeks)} different weeks cannot be told apart in one figure")
    signs = {12.0: WEEK_12, 16.0: WEEK_16, **dict(zip(others, OTHER_WEEKS, strict=False))}
    return {week: signs[week] for week in weeks}


def gather_comparisons(
    points: Sequence[TransitivityPoint],
    weeks: dict[float, Sign],
    per_inch: float,
    largest: float = LARGEST,
) -> list[TransitivityRow]:
    """The rows in the order of their first trial; `per_inch` responders per 100 are an inch.

    The trial with most patients has a dot `largest` points across.
    """
    smallest = min(SMALLEST, 0.55 * largest)
    most = max(1, *(point.patients for point in points))
    rows = []
    for label in dict.fromkeys(point.comparison for point in points):
        members = tuple(point for point in points if point.comparison == label)
        signs = tuple(
            with_area(weeks[p.week], p.patients / most, smallest, largest) for p in members
        )
        rows.append(TransitivityRow(label, members, signs, _lanes(members, signs, per_inch)))
    return rows


def _lanes(
    points: tuple[TransitivityPoint, ...], signs: tuple[Sign, ...], per_inch: float
) -> tuple[float, ...]:
    """How far each dot stands from the middle of its row, in dots, so that no two meet.

    A dot with no other near it stays in the middle; `per_inch` responders per 100 are an inch.
    """
    clusters: list[list[tuple[int, int]]] = []  # of dots that meet: index and lane
    ends: list[float] = []
    for index in sorted(range(len(points)), key=lambda i: (points[i].response, points[i].trial)):
        centre = (points[index].response or 0.0) / per_inch
        half = signs[index].size * 1.15 * POINT / 2
        if not ends or max(ends) < centre - half:
            clusters.append([])
            ends = []
        free = (lane for lane, end in enumerate(ends) if end < centre - half)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [centre + half]
        clusters[-1].append((index, lane))
    lanes = [0.0] * len(points)
    for cluster in clusters:
        most = max(lane for _, lane in cluster)
        for index, lane in cluster:
            lanes[index] = lane - most / 2
    return tuple(lanes)
