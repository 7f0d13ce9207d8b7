"""Where the nodes, lines and numbers of a graph stand: geometry in inches, y downwards.

One well-connected node may stand in the middle, all others in two columns left and right of it,
so that each has room for its name outside. Nodes linked with one another are neighbours. Nothing
is random: the same graph is always laid out in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

Edge = tuple[int, int]
Disc = tuple[float, float, float]  # x, y, radius
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom
Polyline = NDArray[np.float64]  # shape (points, 2)

_LEAST_WITH_CENTRE = 5  # fewer nodes read better without one in the middle
_STEPS = np.linspace(0.0, 1.0, 65)
_BENDS = [0.0] + [sign * step / 20 for step in range(1, 31) for sign in (1, -1)]  # inches
_IN_THE_WAY = 100  # cost of standing on a node or a text; that of crossing a line is 1
_FARTHER = ((0.04, (1, -1)), (0.1, (1, -1)), (0.2, (1, -1)))  # inches off the line, sides
_PLACES = (0.6, 0.55, 0.65, 0.5, 0.7, 0.45, 0.75, 0.4, 0.8, 0.35, 0.3, 0.85)


def choose_centre(count: int, edges: Sequence[Edge], preferred: int | None = None) -> int | None:
    """The node linked with most others, if with half of them or more; None in a small graph.

    Of equally well linked nodes `preferred` wins, then the first.
    """
    degree = [sum(node in edge for edge in edges) for node in range(count)]
    best = max(range(count), key=lambda node: (degree[node], node == preferred, -node))
    enough = count >= _LEAST_WITH_CENTRE and 2 * degree[best] >= count - 1
    return best if enough else None


def arrange_columns(
    count: int, edges: Sequence[Edge], centre: int | None
) -> tuple[list[int], list[int]]:
    """The nodes of the left and of the right column, from the top.

    Nodes that are linked without the centre stay together, in the order that keeps their links
    short and uncrossed. Groups are dealt to the column with fewer nodes, the largest first; a
    group too large for that runs down one column and up the other.
    """
    links = [edge for edge in edges if centre not in edge]
    groups = [_shorten(group, links) for group in _groups(count, links, centre)]
    columns: tuple[list[list[int]], list[list[int]]] = ([], [])
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        sizes = [sum(map(len, column)) for column in columns]
        columns[int(sizes[1] < sizes[0])].append(group)
    left, right = (
        [node for group in sorted(column, key=min) for node in group] for column in columns
    )
    if abs(len(left) - len(right)) > 1:
        ring = [node for group in sorted(groups, key=min) for node in group]
        half = len(ring) // 2
        left, right = ring[:half], ring[half:][::-1]
    return left, right


def _groups(count: int, links: list[Edge], centre: int | None) -> list[list[int]]:
    groups = [{node} for node in range(count) if node != centre]
    for link in links:
        touched = [group for group in groups if group & set(link)]
        rest = [group for group in groups if not group & set(link)]
        groups = [*rest, set().union(*touched)]
    return [sorted(group) for group in groups]


def _shorten(group: list[int], links: list[Edge]) -> list[int]:
    """Move one node at a time for as long as the links get shorter or cross less."""
    inside = [link for link in links if link[0] in group]
    best, cost = group, _cost(group, inside)
    improved = True
    while improved:
        improved = False
        for node in group:
            rest = [other for other in best if other != node]
            for place in range(len(group)):
                order = [*rest[:place], node, *rest[place:]]
                if (changed := _cost(order, inside)) < cost:
                    best, cost, improved = order, changed, True
    return best


def _cost(order: list[int], links: list[Edge]) -> int:
    place = {node: index for index, node in enumerate(order)}
    spans = [sorted((place[first], place[second])) for first, second in links]
    crossings = sum(a < c < b < d or c < a < d < b for (a, b), (c, d) in combinations(spans, 2))
    return sum(end - start for start, end in spans) + 2 * crossings


def stack_column(heights: Sequence[float], total: float) -> list[float]:
    """The middles of blocks that fill `total` inches from the top, the room left shared out."""
    spare = (total - sum(heights)) / max(len(heights), 1)
    middles, top = [], 0.0
    for height in heights:
        middles.append(top + (height + spare) / 2)
        top += height + spare
    return middles


def bend_line(
    start: Disc,
    end: Disc,
    inward: tuple[float, float],
    discs: Sequence[Disc],
    boxes: Sequence[Rectangle],
    clearance: float,
) -> Polyline:
    """A line from node to node, bent as little as keeps it `clearance` off all discs and boxes.

    It is a quadratic Bezier curve; bends towards the point `inward` are tried first. Where no bend
    is free of everything, the curve with the fewest points in the way is taken.
    """
    a, b = np.array(start[:2]), np.array(end[:2])
    middle, along = (a + b) / 2, b - a
    normal = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
    if float(normal @ (np.array(inward) - middle)) < 0:
        normal = -normal
    curves = []
    t = _STEPS[:, None]
    for bend in _BENDS:
        control = middle + 2 * bend * normal
        curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
        hits = int(hits_discs(curve, discs, clearance).sum())
        hits += int(hits_boxes(curve, boxes, clearance).sum())
        if hits == 0:
            return curve
        curves.append((hits, curve))
    return min(curves, key=lambda pair: pair[0])[1]


def place_on_curve(
    curve: Polyline,
    size: tuple[float, float],
    discs: Sequence[Disc],
    boxes: Sequence[Rectangle],
    others: Sequence[Polyline],
) -> tuple[float, float]:
    """Where, on or beside the curve, a number of `size` (width, height) is least in the way.

    Nodes and texts weigh more than other lines; a place free of all is taken at once. Where nodes
    or texts are in the way everywhere, places farther off the line are tried.
    """
    width, height = size
    # On a line hardly longer than the number, the number would hide the line: it stands beside.
    inside = ~hits_discs(curve, discs, 0.0)
    steps = np.hypot(*np.diff(curve, axis=0).T)
    short = float(steps @ inside[1:]) < 3 * height
    best: tuple[int, tuple[float, float]] | None = None
    for away, sides in ((0.04, (1, -1) if short else (0,)), *_FARTHER):
        if best is not None and best[0] < _IN_THE_WAY:
            break
        for place, side in product(_PLACES, sides):
            step = round(place * (len(curve) - 1))
            along = curve[step + 1] - curve[step - 1]
            normal = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
            reach = (abs(normal[0]) * width + abs(normal[1]) * height) / 2 + away
            x, y = curve[step] + side * reach * normal
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            cost = _IN_THE_WAY * touches_any(box, discs, boxes)
            cost += sum(int(hits_boxes(other, [box], 0.02).any()) for other in others)
            if best is None or cost < best[0]:
                best = cost, (float(x), float(y))
            if cost == 0:
                break
    assert best is not None
    return best[1]


def hits_discs(points: Polyline, discs: Sequence[Disc], clearance: float) -> NDArray[np.bool_]:
    """Which points lie within `clearance` inches of a disc; shape (points,)."""
    if not discs:
        return np.zeros(len(points), dtype=bool)
    x, y, radius = np.array(discs).T
    distance = np.hypot(points[:, :1] - x, points[:, 1:] - y)
    return np.asarray((distance < radius + clearance).any(axis=1))


def hits_boxes(points: Polyline, boxes: Sequence[Rectangle], clearance: float) -> NDArray[np.bool_]:
    """Which points lie within `clearance` inches of a box; shape (points,)."""
    if not boxes:
        return np.zeros(len(points), dtype=bool)
    left, top, right, bottom = np.array(boxes).T
    x, y = points[:, :1], points[:, 1:]
    across = (x > left - clearance) & (x < right + clearance)
    return np.asarray((across & (y > top - clearance) & (y < bottom + clearance)).any(axis=1))


def touches_any(box: Rectangle, discs: Sequence[Disc], boxes: Sequence[Rectangle]) -> bool:
    """Whether a box overlaps one of the discs or of the other boxes."""
    left, top, right, bottom = box
    over_disc = any(
        np.hypot(x - min(max(x, left), right), y - min(max(y, top), bottom)) < radius
        for x, y, radius in discs
    )
    return over_disc or any(
        min(right, b[2]) > max(left, b[0]) and min(bottom, b[3]) > max(top, b[1]) for b in boxes
    )
