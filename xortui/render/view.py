"""The view: what the person looking has chosen, apart from where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Choices that every pane may draw by. Equal views and snapshots give equal pictures."""

    parameter: str
    """The chosen parameter; its path lights up in every pane."""
    factor: int | None = None
    """The chosen factor's place on the parameter's path; None follows the operation that ran last."""
    logarithmic: bool = False
    """Whether the loss is drawn on a logarithmic axis."""
