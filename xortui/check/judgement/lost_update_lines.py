"""In which line an update is lost, or overwrites what should be added to."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from xortui.check.judgement.factor_lines import of_gradient
from xortui.check.judgement.gradient_lines import gradient_line
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.lines_behind_loops import line_behind_loop
from xortui.check.recognition.discarded_values import discarded_values
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.source import (
    Source,
    first_target,
    goes_through_a_part,
    is_renaming,
    leaves_the_last_out,
    names_within,
)
from xortui.check.tracing.op_numbers import CONSTANT, LEAF, SUMS
from xortui.core.program import LOSS, derivative

LAST_ROW = ("-1", "(-1, :)", "-1:", "(-1, ...)")
"""Indices that take the last row of an array."""


def kept_as_it_is_line(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line in which what the update of some parameters reads is replaced, not added to; 0 if in none."""
    for name in parameters:
        end = labelled.ends.get(labelled.model.roots[name][0]) if name in labelled.model.roots else None
        expression = labelled.source.expression(end) if end else None
        if expression is None:
            continue
        for part in ast.walk(expression):
            if isinstance(part, ast.Attribute | ast.Subscript):
                kept = ast.unparse(part)
                line = _renaming_line(labelled, kept) or _computed_line(labelled, kept)
                if line:
                    return line
    return 0


def replacing_list_line(labelled: LabelledStep) -> int:
    """Return the line that puts other items in the place of a list's own: s = [g for s, g in zip(s, gs)]; 0 if none."""
    for statement in ast.walk(labelled.source.tree):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.ListComp):
            continue
        chosen = statement.value.elt
        loop = statement.value.generators[0]
        if not isinstance(chosen, ast.Name) or not isinstance(loop.iter, ast.Call):
            continue
        zipped = list(map(ast.unparse, loop.iter.args))
        own = ast.unparse(statement.targets[0])
        names = [ast.unparse(one) for one in loop.target.elts] if isinstance(loop.target, ast.Tuple) else []
        if own in zipped and len(names) == len(zipped) and chosen.id != names[zipped.index(own)]:
            return statement.lineno
    return 0


def last_row_line(labelled: LabelledStep) -> int:
    """Return the line of the way back that takes the last row of an array, db = d[-1], which computes nothing; or 0."""
    source = labelled.source
    functions = {source.function_of(line) for line in labelled.update_lines(labelled.model.roots)}
    functions |= {source.function_of(source.line(node)) for node in labelled.nodes if labelled.is_derivative(node)}
    first = min((source.line(node) for node in labelled.nodes if labelled.is_derivative(node)), default=0)
    for statement in ast.walk(source.tree):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Subscript):
            continue
        is_last = ast.unparse(statement.value.slice) in LAST_ROW
        if is_last and statement.lineno >= first and source.function_of(statement.lineno) in functions:
            return statement.lineno
    return 0


def _renaming_line(labelled: LabelledStep, name: str) -> int:
    """Return the line in which a name is given a value that has another name, in a function of the step; 0 if none.

    An item may have another number there: what is read as g["b"][k] is written as g["b"][j].
    """
    line = labelled.source.renaming(name) or _renaming_of_item(labelled, name)
    if not line:
        return 0
    function = labelled.source.function_of(line)
    is_of_step = any(labelled.source.function_of(at) is function for at in labelled.lines_of_step())
    return line if is_of_step else 0


def _renaming_of_item(labelled: LabelledStep, name: str) -> int:
    """Return the line of the only statement that gives an item of a list a value with another name; 0 if none does."""
    wanted = _without_numbers(name)
    lines = []
    for statement in ast.walk(labelled.source.tree):
        if isinstance(statement, ast.Assign) and is_renaming(statement):
            target = statement.targets[0]
            if isinstance(target, ast.Subscript) and _without_numbers(ast.unparse(target)) == wanted:
                lines.append(statement.lineno)
    return lines[0] if len(lines) == 1 else 0


def _without_numbers(name: str) -> str:
    """Return the name of an item without the names of its numbers: g["b"][_] for g["b"][k]."""
    tree = ast.parse(name, mode="eval")
    for one in ast.walk(tree):
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Name):
            one.slice = ast.Name("_")
    return ast.unparse(tree)


def _computed_line(labelled: LabelledStep, name: str) -> int:
    """Return the line in which a name is given a derivative, which is computed there; 0 if there is none."""
    for line in labelled.source.assignments(name):
        if any(labelled.is_derivative(node) for node in labelled.values_in(line)):
            return line
    return 0


def lost_update_line(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the line of an update that is computed and not kept, or where one is missing; 0 if that is not known.

    Args:
        labelled: the step.
        parameters: what never moves.
        sound: what does.
    """
    layer_of = _layers(labelled)
    beside = [name for name in sound if layer_of[name] == layer_of[parameters[0]]]
    copied = _line_of_copy_in_loop(labelled, beside)
    if copied:
        return copied
    behind = line_behind_loop(labelled, parameters, sound)
    if behind:
        return behind
    roots = {labelled.model.roots[name][0] for name in parameters if name in labelled.model.roots}
    node = _lost_sum(labelled, roots)
    if node:
        return labelled.line_at_call(node)
    discarded = _discarded_gradient_line(labelled, parameters)
    if discarded:
        return discarded
    loop = _loop_that_ends_above(labelled, parameters, roots) or _loop_without_gradients(labelled, parameters)
    loop = loop or _loop_that_leaves_out(labelled, parameters, sound)
    if loop:
        return loop
    if beside:
        line = _shortened_loop_line(labelled, beside) or _line_without_gradient(labelled, parameters, beside, roots)
        return line or labelled.update_line(beside)
    elsewhere = labelled.update_line(sound)
    if labelled.source.is_of_loop(elsewhere):
        return elsewhere
    called = _line_of_loop_over_layers(labelled, sound)
    return called or _neighbour_line(labelled, parameters, sound)


def _line_of_copy_in_loop(labelled: LabelledStep, sound: Sequence[str]) -> int:
    """Return the line of a loop over rows that makes what the update fills anew for each row; 0 if none does.

    So every round loses what those before it have updated.

    Args:
        labelled: the step.
        sound: the parameters that are updated.
    """
    source = labelled.source
    for line in labelled.update_lines(sound):
        target = first_target(source.statement(line))
        indices = {one.id for one in ast.walk(target) if isinstance(one, ast.Name)} if target is not None else set()
        while isinstance(target, ast.Subscript):
            target = target.value
        if not isinstance(target, ast.Name):
            continue
        rows = [one for one in source.loops_around(line) if not indices.isdisjoint(_variables(one))]
        for made in source.assignments(target.id) if rows else ():
            is_in_loop = made < line and rows[0] in source.loops_around(made)
            if is_in_loop and _is_copy(source.statement(made), _variables(rows[0])):
                return made
    return 0


def _is_copy(statement: ast.stmt | None, variables: set[str]) -> bool:
    """Say whether a statement makes something whole, and not of the row that a loop is at."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call | ast.ListComp):
        return False
    return variables.isdisjoint(one.id for one in ast.walk(statement.value) if isinstance(one, ast.Name))


def _variables(loop: ast.For | ast.While) -> set[str]:
    """Return the names that a loop gives a value in each round."""
    return (
        {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)} if isinstance(loop, ast.For) else set()
    )


def _discarded_gradient_line(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line of a statement that computes the gradients of some parameters and keeps nothing; 0 if none."""
    gradients = {derivative(LOSS, name) for name in parameters}
    for value in discarded_values(labelled.source.tree):
        computed = [labelled.labels[node] for node in labelled.values_in(value.line) if node in labelled.labels]
        if any(label.name in gradients for label in computed):
            return value.line
    return 0


def _lost_sum(labelled: LabelledStep, roots: set[int]) -> int:
    """Return the first sum of a parameter and what goes back, which is not kept; 0 if there is none.

    What goes back may be a derivative, or made of some in ways of its own: scaled by a root, or averaged with others.

    Args:
        labelled: the step.
        roots: the parameters as they are at the start of the step, which never move.
    """
    sums: list[tuple[int, list[int]]] = []
    for node in labelled.nodes:
        parts = operands(labelled.tape, node)
        if labelled.tape.op[node] in SUMS and roots.intersection(parts):
            others = [part for part in parts if part not in roots]
            if any(labelled.is_derivative(part) for part in others):
                return node
            sums.append((node, others))
    moved = set(labelled.ends.values()) - roots
    for node, others in sums:
        behind = set(part_of(labelled.tape, others, roots=labelled.forward.roots))
        if behind.isdisjoint(moved) and any(labelled.is_derivative(part) for part in behind):
            return node  # and no weighted sum of the next forward pass
    return next((node for node, others in sums if _is_update_by_constants(labelled, node, others)), 0)


def _is_update_by_constants(labelled: LabelledStep, node: int, others: Sequence[int]) -> bool:
    """Say whether a statement adds numbers of the file to what it assigns, where a gradient is missing: b -= rate.

    Args:
        labelled: the step.
        node: the sum.
        others: what is added.
    """
    if node in labelled.forward_nodes or any(labelled.tape.op[part] not in (LEAF, CONSTANT) for part in others):
        return False
    statement = labelled.source.statement(labelled.source.line(node))
    if isinstance(statement, ast.AugAssign):
        return True
    target = first_target(statement)
    value = getattr(statement, "value", None)
    return target is not None and value is not None and ast.unparse(target) in map(ast.unparse, _expressions(value))


def _expressions(value: ast.expr) -> Iterator[ast.expr]:
    return (one for one in ast.walk(value) if isinstance(one, ast.expr))


def _line_without_gradient(
    labelled: LabelledStep, parameters: Sequence[str], beside: Sequence[str], roots: set[int]
) -> int:
    """Return the line next to which gradients are missing that are added as 0; 0 if nothing is added.

    It is the line of the gradients of the same layer. Where their own are computed, it is the update, which loses them;
    and where those of the layer are made in their update, which has nothing to do with it.

    Args:
        labelled: the step.
        parameters: what never moves.
        beside: what does in the same layer.
        roots: the parameters as they are at the start of the step.
    """
    if any(labelled.ends.get(root, root) == root for root in roots):
        return 0
    layer_of = _layers(labelled)
    above = [name for name in layer_of if layer_of[name] > layer_of[parameters[0]]]
    own = labelled.ancestors(parameters) - labelled.ancestors(above) - labelled.forward_nodes
    made = gradient_line(labelled, beside)
    is_lost = any(labelled.is_derivative(node) for node in own)
    return labelled.update_line(parameters) if is_lost or made in labelled.update_lines(beside) else made


def _loop_that_ends_above(labelled: LabelledStep, parameters: Sequence[str], roots: set[int]) -> int:
    """Return the line of the loop that should compute gradients that stay 0; 0 if there is none.

    It stands where δ of the layer above is computed, and puts gradients into a list or a dict.

    Args:
        labelled: the step.
        parameters: what never moves.
        roots: the same as they are at the start of the step.
    """
    if not roots.issubset(labelled.ends):
        return 0  # nothing is added to them
    source = labelled.source
    layer_of = _layers(labelled)
    layer = layer_of[parameters[0]]
    lines = labelled.lines()
    above = {one.target.weighted_sum for one in labelled.program.network.parameters if one.target.layer == layer + 1}
    for line in sorted({lines.get(derivative(LOSS, weighted_sum), 0) for weighted_sum in above} - {0}):
        function = source.function_of(line)
        for loop in ast.walk(function) if function is not None else ():
            if isinstance(loop, ast.For | ast.While) and line <= (loop.end_lineno or line) and _fills_items(loop):
                return loop.lineno
    return 0


def _loop_without_gradients(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line of the loop that goes back through the layers and ends above one; 0 if there is none.

    It computes the gradients of the layer above, and none of the weights below are computed anywhere: the update finds
    nothing there, and leaves the layer as it is.

    Args:
        labelled: the step.
        parameters: what never moves: a whole layer.
    """
    source = labelled.source
    layer_of = _layers(labelled)
    layer = layer_of[parameters[0]]
    weights = [one for one in labelled.program.network.parameters if one.source is not None]
    own = {derivative(LOSS, one.name) for one in weights if one.target.layer == layer}
    above = {derivative(LOSS, one.name) for one in weights if one.target.layer == layer + 1}
    is_whole = {name for name in layer_of if layer_of[name] == layer} == set(parameters)
    named = {node: label.name for node, label in (labelled.mistaken_labels | labelled.labels).items()}
    if not is_whole or not own.isdisjoint(named.values()):
        return 0
    for node, name in sorted(named.items()):
        if name not in above:
            continue
        for frame in range(len(source.frames(node))):
            for loop in reversed(source.loops_around(source.line(node, frame))):
                if _ends_early(loop):
                    return loop.lineno
    return 0


def _ends_early(loop: ast.For | ast.While) -> bool:
    """Say whether a loop that counts down ends before 0, or leaves out the first or the last of a list."""
    if isinstance(loop, ast.While):
        test = loop.test
        is_above = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Gt)
        return is_above and isinstance(test, ast.Compare) and ast.unparse(test.comparators[0]) in ("0", "1")
    for one in ast.walk(loop.iter):
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "range" and len(one.args) == 3:
            return ast.unparse(one.args[1]) in ("0", "1") and ast.unparse(one.args[2]) == "-1"
    return goes_through_a_part(loop.iter, 0)


def _fills_items(loop: ast.For | ast.While) -> bool:
    """Say whether a loop puts items into something."""
    return any(isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript) for one in ast.walk(loop))


def _shortened_loop_line(labelled: LabelledStep, updated: Sequence[str]) -> int:
    """Return the line of the loop that chooses what is updated among all but the last of several; 0 if there is none.

    Args:
        labelled: the step.
        updated: the parameters that the loop updates.
    """
    source = labelled.source
    for line in sorted(labelled.update_lines(updated)):
        target = first_target(source.statement(line))
        around = source.loops_around(line)
        if target is None or not around:
            continue
        chosen = names_within(target)
        assignments = [one for one in ast.walk(around[-1]) if isinstance(one, ast.Assign) and one.lineno < line]
        for statement in sorted(assignments, key=lambda one: one.lineno, reverse=True):
            if not chosen.isdisjoint(names_within(statement.targets[0])):
                chosen |= names_within(statement.value)
        for loop in _loops_that_choose(around, chosen):
            if leaves_the_last_out(loop.iter):
                return loop.lineno
    return 0


def _layers(labelled: LabelledStep) -> dict[str, int]:
    """Return the layer of each parameter by its name."""
    return {parameter.name: parameter.target.layer for parameter in labelled.program.network.parameters}


def _neighbour_line(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the line next to which the update of a layer is missing; 0 if that is not known.

    It is the update of the nearest layer, or the line of its own gradient where every update comes before that.
    """
    layer_of = _layers(labelled)
    layer = layer_of[parameters[0]]
    computed = [labelled.source.line(node) for name in parameters for node, _ in of_gradient(labelled, name)]
    updates = labelled.update_lines(sound)
    if computed and updates and max(computed) > max(updates):
        return max(computed)
    nearest = sorted(sound, key=lambda name: abs(layer_of[name] - layer))
    return labelled.update_line(nearest)


def _loop_that_leaves_out(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the line of the loop that updates others of the same kind by their numbers; 0 if there is none.

    Args:
        labelled: the step.
        parameters: what never moves.
        sound: what does.
    """
    source = labelled.source
    layer_of = _layers(labelled)
    layer = layer_of[parameters[0]]
    of_layer = [name for name in sound if layer_of[name] == layer]
    kinds = {name[0] for name in parameters}
    alike = [name for name in sound if name[0] in kinds]
    others = [name for name in sound if name[0] not in kinds]
    beside_in_array = [name for name in alike if layer_of[name] == layer]
    if beside_in_array:
        # A part of an array is left out: the loop is that of its other parts.
        alike = beside_in_array
    elif labelled.update_lines(alike) & labelled.update_lines(others):
        # Biases are in the lists of the weights: the loop is that of the same layer's.
        alike = of_layer
    beside = labelled.update_lines(of_layer)
    for line in sorted(labelled.update_lines(alike)):
        for condition in reversed(source.conditions_around(line)):
            held = range(condition.lineno, (condition.end_lineno or line) + 1)
            if beside.isdisjoint(held):
                return condition.lineno
        skipped = 0 if beside else _line_of_skipped_round(source, line)
        if skipped:
            return skipped
        target = first_target(source.statement(line))
        if target is None:
            continue
        loops = _loops_that_choose(source.loops_around(line), names_within(target))
        if loops and _may_lead_to(labelled, loops, target, alike, parameters, of_layer, others):
            if not beside:
                return loops[-1].lineno  # of a whole layer that is left out, the loop over the layers is the one
            counted = _names_that_differ(labelled, target, parameters, alike)
            return next((loop for loop in loops if counted & names_within(loop.target)), loops[0]).lineno
    return 0


def _line_of_skipped_round(source: Source, line: int) -> int:
    """Return the line of a condition on the number of the loop around a line that skips a round; 0 if there is none."""
    around = source.loops_around(line)
    for statement in around[-1].body if around else ():
        is_skip = isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Continue)
        if not is_skip or not isinstance(statement, ast.If) or statement.lineno > line:
            continue
        numbers = names_within(statement.test) & source.counted_around(line)
        if numbers and not any(isinstance(one, ast.Subscript) for one in ast.walk(statement.test)):
            return statement.lineno
    return 0


def _names_that_differ(
    labelled: LabelledStep, target: ast.expr, parameters: Sequence[str], alike: Sequence[str]
) -> set[str]:
    """Return the names in what is updated whose numbers are others for what is left out: j in w[j][k], of a whole unit.

    Args:
        labelled: the step.
        target: what is updated.
        parameters: what is left out.
        alike: what is updated there.
    """
    subscripts: list[ast.expr] = []
    while isinstance(target, ast.Subscript):
        own = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
        subscripts = [*own, *subscripts]
        target = target.value
    left_out = [_numbers_of(labelled, name) for name in parameters]
    updated = [_numbers_of(labelled, name) for name in alike]
    for count, subscript in enumerate(reversed(subscripts), start=1):
        own_numbers = {numbers[-count] for numbers in left_out if len(numbers) >= count}
        if own_numbers.isdisjoint(numbers[-count] for numbers in updated if len(numbers) >= count):
            return names_within(subscript)
    return set()


def _numbers_of(labelled: LabelledStep, name: str) -> tuple[str, ...]:
    """Return the numbers by which a parameter is found in its list or array, the innermost last."""
    place = labelled.place(name)
    if place is None:
        return ()
    return (*(part.strip("[]") for part in place.path if part.startswith("[")), *map(str, place.cell))


def _may_lead_to(
    labelled: LabelledStep,
    loops: Sequence[ast.For],
    target: ast.expr,
    alike: Sequence[str],
    parameters: Sequence[str],
    of_layer: Sequence[str],
    others: Sequence[str],
) -> bool:
    """Say whether loops that update parameters could update some others as well.

    Those of a loop's numbers can if the others lie in the same list. Those that take one unit or array after the other
    can if a line that is not theirs updates the other kind of parameters in all layers, or if a whole layer is
    left out.

    Args:
        labelled: the step.
        loops: which loops, the innermost first.
        target: what is updated in them.
        alike: the parameters that are updated there.
        parameters: the others, which never move.
        of_layer: the parameters in the layer of the others that do move.
        others: the parameters of the other kind.
    """
    holder = target
    while isinstance(holder, ast.Subscript):
        holder = holder.value
    taken = set().union(*(names_within(loop.target) for loop in loops))
    if not taken.isdisjoint(names_within(holder)):
        if not of_layer:
            return True
        layer_of = _layers(labelled)
        elsewhere = [name for name in others if layer_of[name] != layer_of[parameters[0]]]
        return not labelled.update_lines(of_layer).isdisjoint(labelled.update_lines(elsewhere))
    holders = {_list_of(labelled, name) for name in alike} - {()}
    wanted = _list_of(labelled, parameters[0])
    return not wanted or not holders or wanted in holders


def _list_of(labelled: LabelledStep, name: str) -> tuple[str, ...]:
    """Return the path to the list, dict or array that a parameter lies in, as deep as it may be; () if not known."""
    place = labelled.place(name)
    if place is None:
        return ()
    return tuple(itertools.takewhile(lambda part: not part.startswith("["), place.path))


def _loops_that_choose(around: Sequence[ast.For | ast.While], names: set[str]) -> list[ast.For]:
    """Return the loops that choose what is updated, the innermost first.

    Args:
        around: the loops around the update, the outermost first.
        names: in what is updated.
    """
    loops = []
    chosen = set(names)
    for loop in reversed(around):
        if isinstance(loop, ast.For) and not chosen.isdisjoint(names_within(loop.target)):
            loops.append(loop)
            chosen |= names_within(loop.iter)
    return loops


def _line_of_loop_over_layers(labelled: LabelledStep, sound: Sequence[str]) -> int:
    """Return the line in which a loop has each of some objects update what it holds; 0 if there is none."""
    source = labelled.source
    for name in sound:
        if name not in labelled.model.roots:
            continue
        root, _ = labelled.model.roots[name]
        end = labelled.ends.get(root)
        if not end:
            continue
        for frame in range(1, len(source.frames(end))):
            call = source.expression(end, frame)
            line = source.line(end, frame)
            if isinstance(call, ast.Call) and source.counted_around(line) & names_within(call.func):
                return line
    return 0
