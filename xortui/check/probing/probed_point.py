"""A step from one state of a program, and how its outputs depend on the parameters there."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xortui.check.asked import parsed
from xortui.check.probing.groups import Group, read, write
from xortui.check.probing.probe import Probe, ProbingError, same_steps
from xortui.check.probing.roles import Roles
from xortui.check.probing.saved_state import Floats, SavedState

STRIDE = 2e-4
"""h of the central differences, (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h."""
KINK = 1e-6
"""How far the differences over h and over 2h may be apart, before there is a kink between: a ReLU's, say."""
MAX_CELLS = 48
"""Cells of one parameter that are compared."""


@dataclass(slots=True)
class Point:
    """A step from one state, and how the outputs depend on the parameters there."""

    changes: dict[str, Floats]
    """For each parameter, how far the step has moved its cells."""
    slopes: dict[str, Floats]
    """For each parameter, ∂output/∂cell: cells × outputs."""
    values: dict[str, Floats]
    """The cells before the step."""
    outputs: Floats
    targets: dict[str, Floats]
    """What each expression gives that may be the targets."""
    has_zeros: bool
    """Whether an input is 0 in all samples, so that a weight of it is not seen at all."""


def probed_point(
    probe: Probe, roles: Roles, state: SavedState, cells: Mapping[str, Floats], sources: Mapping[str, Any]
) -> Point | None:
    """Take a step from a state, and find how the outputs depend on the parameters there.

    Args:
        probe: of the program.
        roles: of its numbers.
        state: the state.
        cells: for each parameter, which of its cells are looked at.
        sources: the expressions and groups that may give the targets.

    Returns:
        The point; None if the program fails there, or has a kink.
    """
    groups = [*roles.parameters, *roles.forgotten]
    state.restore()
    steps = probe.stepped(groups, state)
    state.restore()
    outputs = probe.outputs_or_none()
    if steps is None or outputs is None or not np.isfinite(outputs).all():
        return None
    state.restore()
    targets = {name: found for name, source in sources.items() if (found := _target(probe, source, state)) is not None}
    has_zeros = _has_zero_inputs(probe)
    slopes = {}
    values = {}
    changes = {}
    for group in groups:
        before = read(group, state)
        if before is None:
            return None
        rows = [_slope(probe, group, before, int(cell), state) for cell in cells[group.name]]
        if any(row is None for row in rows):
            return None
        slopes[group.name] = np.array(rows)
        values[group.name] = before[cells[group.name]]
        changes[group.name] = steps[group.name][cells[group.name]]
    state.restore()
    again = probe.stepped(groups, state)
    state.restore()
    if not all(np.isfinite(change).all() for change in changes.values()):
        return None
    if not same_steps(again, steps):
        raise ProbingError(
            f"the step `{probe.step_text}` does not do the same again from the same state: it keeps something that "
            "can't be reached from the names of the file, or is random"
        )
    return Point(changes, slopes, values, outputs, targets, has_zeros)


def _has_zero_inputs(probe: Probe) -> bool:
    """Say whether an argument in the expression of the outputs has zeros, other than some among several samples."""
    for call in ast.walk(ast.parse(probe.output_text.strip())):
        if not isinstance(call, ast.Call):
            continue
        for argument in call.args:
            node = argument.value if isinstance(argument, ast.Starred) else argument
            values = probe.numbers_of(compile(ast.Expression(node), "<output>", "eval"))
            if values is None or (isinstance(node, ast.Constant) and isinstance(node.value, bool)):
                continue
            is_seen = values != 0
            if values.ndim != 2:
                has_zeros = not is_seen.all()
            else:
                has_zeros = not (is_seen.any(axis=0).all() or is_seen.any(axis=1).all())
            if has_zeros:
                return True
    return False


def _slope(probe: Probe, group: Group, before: Floats, cell: int, state: SavedState) -> Floats | None:
    """Return ∂outputs/∂cell by central differences; None where there is a kink."""
    probe.check_time()
    found = []
    for strides in (1, -1, 2, -2):
        values = before.copy()
        values[cell] += strides * STRIDE
        state.restore()
        write(group, values, state)
        outputs = probe.outputs_or_none()
        if outputs is None:
            return None
        found.append(outputs.ravel())
    near = (found[0] - found[1]) / (2 * STRIDE)
    far = (found[2] - found[3]) / (4 * STRIDE)
    if not np.isfinite(near).all() or np.abs(near - far).max() > KINK * max(1.0, float(np.abs(near).max())):
        return None
    slope: Floats = (4 * near - far) / 3
    return slope


def _target(probe: Probe, source: Any, state: SavedState) -> Floats | None:
    if isinstance(source, Group):
        return read(source, state)
    return probe.numbers_of(source)


def target_sources(probe: Probe, roles: Roles) -> dict[str, Any]:
    """Return what may give the targets: expressions within the step, and numbers that shape it."""
    sources: dict[str, Any] = {}
    for node in ast.walk(parsed("step", probe.step_text)):
        is_data = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.List | ast.Tuple | ast.Constant)
        if is_data and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            text = ast.unparse(node)
            assert isinstance(node, ast.expr)
            sources[text] = compile(ast.Expression(node), "<step>", "eval")
            size = probe.outputs().size
            probe.base.restore()
            last = f"{text}[-{size}:]"
            if not isinstance(node, ast.Constant):
                sources[last] = compile(last, "<step>", "eval")
    for group in roles.given:
        sources.setdefault(group.name, group)
    return sources


def chosen_cells(roles: Roles, base: SavedState, rng: np.random.Generator) -> dict[str, Any]:
    """Return which cells of each parameter are looked at: all, or some at random."""
    chosen = {}
    for group in [*roles.parameters, *roles.forgotten]:
        size = sum(np.size(base.places[place]) for place in group.places)
        chosen[group.name] = np.arange(size) if size <= MAX_CELLS else np.sort(rng.choice(size, MAX_CELLS, False))
    return chosen
