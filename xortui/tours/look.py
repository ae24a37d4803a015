"""What to look at: a pane, and in it a parameter, a factor of its gradient, or that gradient unfolded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from xortui.core.program import Program
from xortui.render.chain_rule import chains
from xortui.render.paths import can_unfold
from xortui.render.view import View

UNFOLDED = "unfolded"
"""Said of a gradient whose sum over paths is to be seen."""


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at."""

    pane: str
    parameter: str = ""
    """The parameter to be chosen; empty for the one that is."""
    factor: int | None = None
    """The place of a factor on its path; None for the one that has run last."""
    is_unfolded: bool = False

    def view(self, view: View) -> View:
        """Return how one looks at everything then, from how one does now."""
        parameter = self.parameter or view.parameter
        unfolded = frozenset({(parameter,)}) if self.is_unfolded else frozenset()
        return replace(
            view, parameter=parameter, factor=self.factor, branch=(), unfolded=unfolded, cursor=None, pointed=""
        )


def read_look(text: str, program: Program, panes: Collection[str]) -> Look:
    """Return what a line such as 'chain_rule w1 ∂h1/∂z1' says to look at.

    Raises:
        ValueError: if there is no such pane, or nothing of that name in it; the line says what was expected.
    """
    pane, *rest = text.split()
    if pane not in panes:
        raise ValueError(f"look: expected one of {', '.join(panes)}, got {pane[:30]!r}")
    parameter = ""
    factor = None
    is_unfolded = False
    for word in rest:
        if word in program.network.parameter_names:
            parameter = word
        elif word == UNFOLDED and parameter:
            is_unfolded = True
        elif parameter:
            factor = _factor(program, parameter, word)
        else:
            raise ValueError(f"look: expected {program.network.parameter_range} behind the pane, got {word[:30]!r}")
    if is_unfolded and not can_unfold(program, View(parameter)):
        raise ValueError(f"look: {parameter} has a single path: there is nothing to unfold")
    return Look(pane, parameter, factor, is_unfolded)


def _factor(program: Program, parameter: str, word: str) -> int:
    """Return the place of a factor on the path of a parameter.

    Raises:
        ValueError: if there is none of that name.
    """
    names = [factor.target for factor in chains(program)[parameter]]
    if word not in names:
        raise ValueError(f"look: expected a factor of {parameter}, one of {', '.join(names)}, got {word[:30]!r}")
    return names.index(word)
