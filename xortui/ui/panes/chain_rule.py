"""The pane "Chain rule": every factor of every gradient."""

from __future__ import annotations

from xortui.render.chain_rule import chain_rule_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class ChainRulePane(Pane):
    """Draws every factor of every gradient."""

    title = "Chain rule"
    about = (
        "A row for each parameter: every factor of its gradient, and their product.\n"
        "What all rows share, ∂C/∂ŷ · ∂ŷ/∂z, stands in the same columns.\n"
        "Below, the chosen factor is written out: symbol, rule, the rule with numbers, value.\n"
        "Down and up choose a parameter, ] and [ a factor; or click one.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return chain_rule_rows(scene.snapshot, scene.view, width, height)
