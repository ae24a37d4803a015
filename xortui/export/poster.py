"""The poster: one step with the picture of the network, its chain rule and its weights, for a wall or a page."""

from __future__ import annotations

from textwrap import wrap

from xortui.debugger import Debugger
from xortui.export.svg import svg
from xortui.export.whole_steps import whole_step
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.diagram import network_rows
from xortui.render.palettes.theme import LIGHT_THEME
from xortui.render.row import Row, Span, fitted, without_first
from xortui.render.samples import samples_rows
from xortui.render.view import View
from xortui.render.weights import weights_rows

WIDTH = 112
NETWORK_LINES = 24
MAX_LINES = 40
"""Lines of the table of a large network."""


def poster(debugger: Debugger) -> str:
    """Return a drawing of the step that a debugger stands in; of the first, if it stands at the start."""
    snapshot = whole_step(debugger)
    problem = snapshot.problem
    view = View(problem.network.parameter_names[0])
    parameters = min(len(problem.network.parameter_names), MAX_LINES)
    sample = (snapshot.sample or 0) + 1
    heading = f"step {snapshot.position.step}: epoch {snapshot.epoch}, sample {sample} of {len(problem.samples)}"
    weights_width = WIDTH * 3 // 5
    beside = [
        (*left, Span("  "), *right)
        for left, right in zip(
            _titled("Weights", weights_rows(snapshot, view, weights_width, parameters + 1)),
            _titled("Samples", samples_rows(snapshot, view, WIDTH - weights_width - 2, parameters + 1)),
            strict=True,
        )
    ]
    rows: list[Row] = [
        fitted((Span(problem.title or problem.name, "strong"), Span("   "), Span(heading, "dim")), WIDTH),
        fitted((), WIDTH),
        *_titled("Network", network_rows(snapshot, view, WIDTH, NETWORK_LINES)),
        fitted((), WIDTH),
        *_titled("Chain rule", chain_rule_rows(snapshot, view, WIDTH, parameters + 2)),
        fitted((), WIDTH),
        *beside,
    ]
    if problem.source:
        rows.append(fitted((), WIDTH))
        for line in wrap(" ".join(problem.source.split()), WIDTH):
            rows.append(fitted((Span(line, "dim"),), WIDTH))
    rows = [tuple([_at_rest(span) for span in row]) for row in rows]
    return svg(rows, LIGHT_THEME, f"{problem.title or problem.name}, {heading}")


def _at_rest(span: Span) -> Span:
    """Return a span without the mark of the operation that ran last: the whole step is looked at."""
    return span._replace(role=" ".join(role for role in span.role.split() if role != "current") or "text")


def _titled(title: str, rows: list[Row]) -> list[Row]:
    """Return a table with its title over the left of its first row, which leaves room for it."""
    header, *others = rows
    return [(Span(title, "title"), *without_first(header, len(title))), *others]
