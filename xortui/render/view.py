"""The view: what the person looking has chosen, apart from where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Choices that every pane may draw by. Equal views and snapshots give equal pictures."""

    parameter: str
    """The chosen parameter; its path lights up in every pane."""
    factor: int | None = None
    """The place of the chosen factor; None follows the operation that ran last."""
    branch: tuple[str, ...] = ()
    """The units that the chosen branch goes through; empty for the gradient itself."""
    unfolded: frozenset[tuple[str, ...]] = frozenset()
    """What shows its branches: a parameter and the units from there on, ('w1',) or ('w1', 'h3')."""
    logarithmic: bool = False
    """Whether the loss is drawn on a logarithmic axis."""
    mapped: str = ""
    """The unit whose value the decision map shows, or 'confusion'; empty for what says the most."""
    axes: tuple[int, int] = (0, 1)
    """The places of the two inputs that a slice through several is over: to the right, and upwards."""
    surface: tuple[str, ...] = ()
    """The two parameters of the error surface's map; empty for the two eigenvectors that say most."""
    surface_reach: float | None = None
    """How far that map goes to each side; None for as far as the path asks for."""
    surface_of_sample: bool = False
    """Whether that map is of this step's sample alone."""
    stops: frozenset[int] = frozenset()
    """The numbers of the operations that have a breakpoint."""
    cursor: int | None = None
    """The epoch at which the loss chart's cursor stands; None for no cursor."""
    cursor_way: int = 0
    """Where that cursor has moved last: 1 on, −1 back; 0 for not yet."""
    cursor_is_fine: bool = False
    """Whether it has been turned round, and moves by single epochs since then."""
    pointed: str = ""
    """The name of the value that is pointed at; empty for none."""
