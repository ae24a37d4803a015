"""The layout: what the user had chosen to look at, as a part of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xortui.commands.pacing import DEFAULT_PACE, PACES
from xortui.core.network import Network
from xortui.problems.table import Table, show
from xortui.render.decision_map_unit import CONFUSION
from xortui.render.view import View

PANES = (
    "network",
    "weights",
    "chain_rule",
    "loss",
    "samples",
    "decision_map",
    "error_surface",
    "watches",
    "program",
    "source_code",
    "tour",
)
"""What can be looked at, by name; a small screen has room for the first ones."""


@dataclass(frozen=True, slots=True)
class LeftTour:
    """A tour, and the stop at which it was left."""

    name: str
    """The name or the path of the tour."""
    stop: int
    """From 0."""
    stands: tuple[tuple[int, int, int, int], ...] = ()
    """Of each stop that was visited its number, the fork, the step and the operation."""
    answered: tuple[int, ...] = ()
    """The stops whose question was answered."""
    given: tuple[tuple[int, str, str, bool], ...] = ()
    """Of the stops whose question was answered, the answer, the right one, and whether it was right."""
    is_left: bool = False
    """Whether its pane was closed."""

    def document(self) -> dict[str, Any]:
        """Return it as a part of a session's JSON."""
        return {
            "name": self.name,
            "stop": self.stop,
            "stands": list(map(list, self.stands)),
            "answered": list(self.answered),
            "given": list(map(list, self.given)),
            "left": self.is_left,
        }


@dataclass(frozen=True, slots=True)
class Layout:
    """What the user had chosen to look at."""

    view: View
    pace: int = DEFAULT_PACE
    """Index into PACES."""
    is_comparing: bool = False
    """Whether two forks are side by side."""
    other: int = 0
    """The number of the fork that is compared with."""
    pane: str = PANES[0]
    """The focused pane."""
    is_zoomed: bool = False
    """Whether it fills the screen."""
    score: tuple[tuple[str, int, int], ...] = ()
    """Of each kind of question its name, the right answers, and all of them."""
    tour: LeftTour | None = None
    """The tour that is played, if one is."""

    def document(self) -> dict[str, Any]:
        """Return it as a part of a session's JSON."""
        view = self.view
        return {
            "parameter": view.parameter,
            **({} if view.factor is None else {"factor": view.factor}),
            "branch": list(view.branch),
            "unfolded": sorted(map(list, view.unfolded)),
            "logarithmic": view.logarithmic,
            "mapped": view.mapped,
            **({"surface": list(view.surface)} if view.surface else {}),
            **({} if view.surface_reach is None else {"surface_reach": view.surface_reach}),
            **({"surface_of_sample": True} if view.surface_of_sample else {}),
            **({} if view.axes == (0, 1) else {"axes": list(view.axes)}),
            "pace": PACES[self.pace],
            "comparing": self.is_comparing,
            "other": self.other,
            "pane": self.pane,
            "zoomed": self.is_zoomed,
            **({"score": list(map(list, self.score))} if self.score else {}),
            **({"tour": self.tour.document()} if self.tour is not None else {}),
        }


def _axes(table: Table, inputs: int) -> tuple[int, int]:
    """Take the two inputs of a slice.

    Raises:
        ValueError: if they are not two different ones that there are.
    """
    axes = table.items("axes", [0, 1])
    are_places = all(isinstance(place, int) and not isinstance(place, bool) for place in axes)
    if axes != [0, 1] and not (
        are_places and len(set(axes)) == len(axes) == 2 and min(axes) >= 0 and max(axes) < inputs
    ):
        expected = f"two different numbers from 0 to {inputs - 1}"
        raise ValueError(f"{table.path('axes')}: expected {expected}, got {show(axes)}")
    return axes[0], axes[1]


def read_layout(table: Table, network: Network) -> Layout:
    """Return the layout that a session says; what it leaves out is as when the program opens.

    Raises:
        ValueError: if it is not right; the line says what was expected.
    """
    names = network.parameter_names
    units = [unit.name for layer in network.units for unit in layer]
    factor = table.integer("factor", -1)
    pace = table.integer("pace", PACES[DEFAULT_PACE])
    branch = table.items("branch")
    unfolded = table.items("unfolded")
    surface = table.items("surface")
    if surface and not (len(surface) == 2 and all(name in names for name in surface)):
        raise ValueError(f"{table.path('surface')}: expected two parameters, got {show(surface)}")
    reach = table.number("surface_reach", 0.0)
    for key, path in (("branch", branch), *(("unfolded", path) for path in unfolded)):
        if not (isinstance(path, list) and all(isinstance(name, str) for name in path)):
            raise ValueError(f"{table.path(key)}: expected a list of names, got {show(path)}")
    view = View(
        parameter=table.choice("parameter", names[0], names),
        factor=factor if factor >= 0 else None,
        branch=tuple(branch),
        unfolded=frozenset(map(tuple, unfolded)),
        logarithmic=bool(table.boolean("logarithmic", False)),
        surface=tuple(surface),
        surface_reach=reach if reach > 0 else None,
        surface_of_sample=bool(table.boolean("surface_of_sample", False)),
        mapped=table.choice("mapped", "", ("", *units, CONFUSION)),
        axes=_axes(table, network.layers[0]),
    )
    if pace not in PACES:
        expected = ", ".join(map(str, PACES))
        raise ValueError(f"{table.path('pace')}: expected steps a second, one of {expected}, got {pace}")
    layout = Layout(
        view,
        PACES.index(pace),
        is_comparing=bool(table.boolean("comparing", False)),
        other=table.integer("other", 0),
        pane=table.choice("pane", PANES[0], PANES),
        is_zoomed=bool(table.boolean("zoomed", False)),
        score=_score(table),
        tour=_left_tour(table),
    )
    table.close()
    return layout


def _left_tour(table: Table) -> LeftTour | None:
    """Return the tour that was played; None if none was.

    Raises:
        ValueError: if it is not right; the line says what was expected.
    """
    if "tour" not in table:
        return None
    inside = table.table("tour")
    stands = []
    for row in inside.items("stands"):
        if not (isinstance(row, list) and len(row) == 4 and all(map(_is_count, row))):
            raise ValueError(f"{inside.path('stands')}: expected lists of four whole numbers, got {show(row)}")
        place, fork, step, operation = row
        stands.append((place, fork, step, operation))
    answered = inside.items("answered")
    if not all(map(_is_count, answered)):
        raise ValueError(f"{inside.path('answered')}: expected whole numbers, got {show(answered)}")
    given = []
    for row in inside.items("given"):
        if not _is_given(row):
            raise ValueError(
                f"{inside.path('given')}: expected lists of a stop, an answer, the right one and true or false, "
                f"got {show(row)}"
            )
        place, answer, right, is_right = row
        given.append((place, answer, right, is_right))
    left = LeftTour(
        inside.text("name", ""),
        inside.integer("stop", 0),
        tuple(stands),
        tuple(answered),
        tuple(given),
        is_left=bool(inside.boolean("left", False)),
    )
    inside.close()
    return left


def _is_given(row: object) -> bool:
    """Say whether a row of a session tells of an answer that was given."""
    if not isinstance(row, list) or len(row) != 4:
        return False
    place, answer, right, is_right = row
    return _is_count(place) and isinstance(answer, str) and isinstance(right, str) and isinstance(is_right, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _score(table: Table) -> tuple[tuple[str, int, int], ...]:
    """Return how many answers were right, by kind.

    Raises:
        ValueError: if it is not right; the line says what was expected.
    """
    rows = table.items("score")
    found = []
    for row in rows:
        if not _is_tally(row):
            raise ValueError(f'{table.path("score")}: expected a list of ["∂h/∂z", right, asked], got {show(row)}')
        kind, right, asked = row
        found.append((kind, right, asked))
    return tuple(found)


def _is_tally(row: object) -> bool:
    """Say whether a row has a kind, and no more right answers than answers."""
    if not (isinstance(row, list) and len(row) == 3 and isinstance(row[0], str)):
        return False
    _, right, asked = row
    return _is_count(right) and _is_count(asked) and right <= asked
