"""The coasts of the map of notebook 01, cut out of Natural Earth (public domain).

    python tools/coasts.py land-110m.json > data/coasts.csv

`land-110m.json` is that of the package `world-atlas` 2.0.2, which holds Natural Earth 4.1.0, land,
at 1:110 million, as TopoJSON. Each shore is cut to the window of the map, loses the points that lie
nearer than `NEAR` to the line without them, and is rounded to a tenth of a degree; what is smaller
than `SMALLEST` is left out. No border is in these data.
"""

import csv
import json
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]  # degrees east, degrees north
WEST, SOUTH, EAST, NORTH = -80.0, 21.0, 70.0, 57.0
NEAR, SMALLEST = 0.2, 0.8  # degrees, square degrees


def shores(topology: dict) -> list[list[list[Point]]]:
    """Lands, each a list of closed rings: its shore, then the shores of seas inside it."""
    (east, north), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        arcs.append([])
        for dx, dy in arc:
            x, y = x + dx, y + dy
            arcs[-1].append((x * east + west, y * north + south))

    def ring(numbers: list[int]) -> list[Point]:
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return unrolled(points)

    return [
        [ring(numbers) for numbers in land]
        for geometry in topology["objects"]["land"]["geometries"]
        for land in (geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]])
    ]


def unrolled(points: list[Point]) -> list[Point]:
    """A ring whose longitudes go on beyond the date line, where the data jump to the other side."""
    turned = points[:1]
    for x, y in points[1:]:
        turned.append((x - 360 * round((x - turned[-1][0]) / 360), y))
    return turned


def cut(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the window, one edge of it after the other."""
    for axis, edge, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        ring = _cut_at(ring, lambda p, axis=axis, edge=edge, sign=sign: sign * (p[axis] - edge))
    return ring


def _cut_at(ring: list[Point], inside: Callable[[Point], float]) -> list[Point]:
    """The part of a ring on one side of a line. inside: how far inside a point is."""
    kept: list[Point] = []
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        a, b = inside(here), inside(there)
        if a >= 0:
            kept.append(here)
        if (a >= 0) != (b >= 0):
            part = a / (a - b)
            kept.append(
                (here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1]))
            )
    return kept


def thinned(line: list[Point]) -> list[Point]:
    """A line without the points that nobody would miss (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    def off(point: Point) -> float:
        if length == 0:
            return ((point[0] - x0) ** 2 + (point[1] - y0) ** 2) ** 0.5
        return abs((x1 - x0) * (y0 - point[1]) - (x0 - point[0]) * (y1 - y0)) / length

    farthest = max(range(1, len(line) - 1), key=lambda number: off(line[number]))
    if off(line[farthest]) <= NEAR:
        return [line[0], line[-1]]
    return thinned(line[: farthest + 1])[:-1] + thinned(line[farthest:])


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def rows(lands: list[list[list[Point]]]) -> list[tuple[str, str, str]]:
    """Id of a shore, the shore of the land in which it is a sea, and its points."""
    written: list[tuple[str, str, str]] = []
    for land in lands:
        outer = ""
        for ring in land:
            for turn in (-360, 0, 360):  # a ring that was unrolled may lie one turn away
                part = cut([(x + turn, y) for x, y in ring[:-1]])
                if len(part) < 3 or area(part) < SMALLEST:
                    continue
                name = f"C{len(written) + 1:02}"
                points = ";".join(f"{x:.1f} {y:.1f}" for x, y in thinned([*part, part[0]]))
                written.append((name, outer if ring is not land[0] else "", points))
                outer = outer or name
    return written


if __name__ == "__main__":
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("coast_id", "sea_in", "points", "source_ids"))
    table.writerows((*row, "N131") for row in rows(shores(topology)))
