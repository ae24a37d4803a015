"""The layout: what the user had chosen to look at, as a part of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xortui.commands.pacing import DEFAULT_PACE, PACES
from xortui.core.network import Network
from xortui.problems.table import Table, show
from xortui.render.decision_map_unit import CONFUSION
from xortui.render.view import View

PANES = ("network", "weights", "chain_rule", "loss", "samples", "decision_map", "watches", "program", "source_code")
"""What can be looked at, by name; a small screen has room for the first ones."""


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
            **({} if view.axes == (0, 1) else {"axes": list(view.axes)}),
            "pace": PACES[self.pace],
            "comparing": self.is_comparing,
            "other": self.other,
            "pane": self.pane,
            "zoomed": self.is_zoomed,
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
    for key, path in (("branch", branch), *(("unfolded", path) for path in unfolded)):
        if not (isinstance(path, list) and all(isinstance(name, str) for name in path)):
            raise ValueError(f"{table.path(key)}: expected a list of names, got {show(path)}")
    view = View(
        parameter=table.choice("parameter", names[0], names),
        factor=factor if factor >= 0 else None,
        branch=tuple(branch),
        unfolded=frozenset(map(tuple, unfolded)),
        logarithmic=bool(table.boolean("logarithmic", False)),
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
    )
    table.close()
    return layout
