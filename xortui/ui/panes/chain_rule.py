"""The pane "Chain rule": every factor of every gradient."""

from __future__ import annotations

from xortui.render.chain_rule import TITLE, chain_rule_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class ChainRulePane(Pane):
    """Draws every factor of every gradient."""

    title = TITLE
    about = (
        "A row for each parameter: every factor of its gradient, and their product.\n"
        "Headings stand for what differs from row to row: a for any unit, θ for any parameter.\n"
        "Where a gradient is a sum over several paths, the row begins with what they share, ∂C/∂h or ∂C/∂z.\n"
        "{unfold} unfolds it: the rows below (▹ folded, ▾ unfolded) are the terms of that sum, each a δ times\n"
        "the factor that leads there; δ3 is ∂C/∂z3. Through softmax, ∂ŷ/∂z is a matrix, and each term shows its row.\n"
        "Below, the chosen factor is written out: symbol, rule, the rule with numbers, value.\n"
        "{parameter} and {parameter.back} choose a parameter or a term, {factor} and {factor.back} a factor;\n"
        "or click one.\n"
        "° stands behind a number that the source prints, too, ≠ where its digits differ\n"
        "({about} says which).\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return chain_rule_rows(scene.snapshot, scene.view, width, height)
