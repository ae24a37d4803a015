"""Which line decides in which layers the slope of an activation is taken, where it is missing in some of them alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import Source, names_within
from xortui.core.program import LOSS, derivative

_FILLING = frozenset({"append", "add", "insert", "extend", "update"})
"""Methods that put something into a list, a set or a dictionary."""
MAX_FOLLOWED = 4
"""Names and attributes that are followed, one from the other, to what decides."""


def chosen_layers_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line that decides which layers multiply by their slope; 0 if no line of the file decides that.

    That is a condition or a loop on the way of every layer, under which the others multiply by theirs; or, where a flag
    of each layer is asked, or a list of functions called, the line that sets the flag, or fills the list.

    Args:
        labelled: the step.
        layer: the layer whose slope is missing.
    """
    if not layer:
        return 0
    arriving = _lines_of_arriving(labelled, layer)
    for node in _slopes_taken(labelled, layer, arriving):
        line = _decided_at(labelled, node, layer, arriving)
        if line:
            return line
    return 0


def _lines_of_arriving(labelled: LabelledStep, layer: int) -> set[int]:
    """Return the lines that compute what arrives at a layer."""
    wanted = {derivative(LOSS, unit.name) for unit in labelled.program.network.units[layer]}
    return {labelled.source.line(node) for node in labelled.nodes if _name(labelled, node) in wanted}


def _slopes_taken(labelled: LabelledStep, layer: int, arriving: set[int]) -> Iterator[int]:
    """Yield δ of other layers where it is multiplied by the slope, one of each place of the file.

    Args:
        labelled: the step.
        layer: the layer whose slope is missing.
        arriving: the lines that compute what arrives there: they do so for the others, too.
    """
    network = labelled.program.network
    own = network.activations[layer - 1]
    numbers = [one for one in range(1, len(network.units) - 1) if one != layer and network.activations[one - 1] == own]
    hidden = [unit for number in numbers for unit in network.units[number]]
    arrived = {derivative(LOSS, unit.weighted_sum): derivative(LOSS, unit.name) for unit in hidden}
    places = set()
    for node in labelled.nodes:
        name = arrived.get(_name(labelled, node))
        site = int(labelled.tape.site[node])
        if name is None or site in places or node in labelled.forward_nodes:
            continue
        parts = [part for part in operands(labelled.tape, node) if _name(labelled, part) == name]
        if any(labelled.source.line(part) in arriving for part in parts):
            places.add(site)
            yield node


def _name(labelled: LabelledStep, node: int) -> str:
    label = labelled.labels.get(node) or labelled.mistaken_labels.get(node)
    return label.name if label is not None else ""


def _decided_at(labelled: LabelledStep, node: int, layer: int, arriving: set[int]) -> int:
    """Return the line that decides whether a layer computes what others do in a node; 0 if none does."""
    source = labelled.source
    for frame in range(len(source.frames(node))):
        line = source.line(node, frame)
        chosen = _choice_around(source, line, arriving)
        if chosen is not None:
            asked = chosen.iter if isinstance(chosen, ast.For) else chosen.test
            span = range(chosen.lineno, (chosen.end_lineno or chosen.lineno) + 1)
            return _set_at(source, asked, span, layer, MAX_FOLLOWED) or chosen.lineno
    return 0


def _choice_around(source: Source, line: int, arriving: set[int]) -> ast.If | ast.IfExp | ast.For | None:
    """Return the innermost condition or loop that a line stands in, and in which what arrives is not computed."""
    statement = source.statement(line)
    if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return):
        choices = [one for one in ast.walk(statement) if isinstance(one, ast.IfExp)]
        if len(choices) == 1:
            return choices[0]
    innermost: ast.If | ast.For | None = None
    for one in ast.walk(source.function_of(line)):
        if not isinstance(one, ast.If | ast.For) or not one.lineno < line <= (one.end_lineno or line):
            continue
        if any(one.lineno < at <= (one.end_lineno or at) for at in arriving):
            continue
        if innermost is None or one.lineno > innermost.lineno:
            innermost = one
    return innermost


def _set_at(source: Source, asked: ast.expr, span: range, layer: int, left: int) -> int:
    """Return the line that gives what is asked its value for a layer; 0 if it is a number of the loop or not known.

    Args:
        source: the file.
        asked: the condition, or what a loop goes through.
        span: the lines of what it decides; what is read elsewhere, too, is there for something else.
        layer: the layer whose slope is missing.
        left: how many names and attributes are followed.
    """
    if not left:
        return 0
    for one in ast.walk(asked):
        if isinstance(one, ast.Attribute) and not _is_called(asked, one):
            is_read_elsewhere = _is_read_elsewhere(source, one, span)
            return 0 if is_read_elsewhere else _attribute_set_at(source, one.attr, layer, left)
    counted = source.counted_around(span.start)
    for one in ast.walk(asked):
        if isinstance(one, ast.Name) and one.id in counted:
            other = _listed_beside(source, one.id, span.start)
            if other is not None:
                return max(source.assignments(other), default=0)
    for holder in _looked_into(asked):
        made = source.assignments(holder.id)
        if not made or holder.id in counted or _is_read_elsewhere(source, holder, span):
            continue
        filled = _filled(source, holder.id)
        return _around(source, filled[-1]) if filled else max(made)
    return 0


def _looked_into(asked: ast.expr) -> Iterator[ast.Name]:
    """Yield the lists and dictionaries in which a condition looks for a layer: gates[i], i in gates, gates.get(i)."""
    for one in ast.walk(asked):
        found: list[ast.expr] = []
        if isinstance(one, ast.Subscript):
            found = [one.value]
        elif isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In | ast.NotIn):
            found = one.comparators
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "get":
            found = [one.func.value]
        yield from (holder for holder in found if isinstance(holder, ast.Name))


def _is_read_elsewhere(source: Source, read: ast.Name | ast.Attribute, span: range) -> bool:
    """Say whether a name or an attribute is read outside of some lines, and not only to fill it."""
    filled = [_filled_by(one) for one in ast.walk(source.tree)]
    for one in ast.walk(source.tree):
        is_same_name = isinstance(read, ast.Name) and isinstance(one, ast.Name) and one.id == read.id
        is_same = is_same_name or (
            isinstance(read, ast.Attribute) and isinstance(one, ast.Attribute) and one.attr == read.attr
        )
        if not is_same or not isinstance(one, ast.Name | ast.Attribute) or not isinstance(one.ctx, ast.Load):
            continue
        if one.lineno not in span and one not in filled:
            return True
    return False


def _is_called(asked: ast.expr, attribute: ast.Attribute) -> bool:
    """Say whether an attribute is a method that is called in an expression, as in names.index(name)."""
    return any(isinstance(one, ast.Call) and one.func is attribute for one in ast.walk(asked))


def _listed_beside(source: Source, name: str, line: int) -> str | None:
    """Return the list that a loop takes a name from beside other lists: flag of zip(layers, flags); None if none."""
    for loop in source.loops_around(line):
        if not isinstance(loop, ast.For):
            continue
        for call in ast.walk(loop.iter):
            if not isinstance(call, ast.Call) or ast.unparse(call.func) != "zip":
                continue
            for target in ast.walk(loop.target):
                items = target.elts if isinstance(target, ast.Tuple) else []
                if len(items) != len(call.args):
                    continue
                for item, given in zip(items, call.args, strict=True):
                    lists = sorted(names_within(given) - {"reversed", "list"})
                    if isinstance(item, ast.Name) and item.id == name and len(lists) == 1:
                        return lists[0]
    return None


def _filled(source: Source, name: str) -> list[int]:
    """Return the lines that put something into a list or a dictionary, in their order."""
    lines = []
    for one in ast.walk(source.tree):
        holder = _filled_by(one)
        if holder is not None and ast.unparse(holder) == name:
            lines.append(holder.lineno)
    return sorted(lines)


def _filled_by(node: ast.AST) -> ast.expr | None:
    """Return what a node puts something into: gates of gates.append(g), or of gates[i] = g; None if nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        return node.func.value
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        return node.value
    return None


def _attribute_set_at(source: Source, name: str, layer: int, left: int) -> int:
    """Return the line that sets an attribute of the layers, or fills it; 0 if it is not known."""
    outside = []
    for one in ast.walk(source.tree):
        is_set = isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
        place = one if is_set else _filled_by(one)
        if isinstance(place, ast.Attribute) and place.attr == name and ast.unparse(place.value) != "self":
            outside.append(place.lineno)
    if outside:
        return _around(source, max(outside))
    for owner in ast.walk(source.tree):
        line = _given_at(source, owner, name, layer, left) if isinstance(owner, ast.ClassDef) else 0
        if line:
            return line
    return 0


def _around(source: Source, line: int) -> int:
    """Return the condition around a line, or the loop around it that leaves some layers out; else the line."""
    conditions = source.conditions_around(line)
    if conditions:
        return conditions[-1].lineno
    for loop in reversed(source.loops_around(line)):
        if isinstance(loop, ast.For) and _has_bounds(loop.iter):
            return loop.lineno
    return line


def _has_bounds(iterated: ast.expr) -> bool:
    """Say whether a loop names a bound of a list, or counts to something computed: net[:-2], range(1, n)."""
    for one in ast.walk(iterated):
        if isinstance(one, ast.Slice) and (one.lower is not None or one.upper is not None):
            return True
        is_range = isinstance(one, ast.Call) and ast.unparse(one.func) == "range"
        if is_range and isinstance(one, ast.Call) and (len(one.args) > 1 or isinstance(one.args[0], ast.BinOp)):
            return True
    return False


def _parameter_of(owner: ast.ClassDef, name: str) -> tuple[str, int] | None:
    """Return the argument of a class, with its place, that becomes an attribute; None if none does."""
    for method in owner.body:
        if not isinstance(method, ast.FunctionDef) or method.name != "__init__":
            continue
        arguments = [argument.arg for argument in method.args.args[1:]]
        keywords = [argument.arg for argument in method.args.kwonlyargs]
        for statement in ast.walk(method):
            if not isinstance(statement, ast.Assign) or ast.unparse(statement.targets[0]) != f"self.{name}":
                continue
            for argument in sorted(names_within(statement.value)):
                if argument in arguments:
                    return argument, arguments.index(argument)
                if argument in keywords:
                    return argument, len(arguments) + keywords.index(argument)
        return None
    fields = [
        one.target.id for one in owner.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]
    return (name, fields.index(name)) if name in fields else None


def _given_at(source: Source, owner: ast.ClassDef, name: str, layer: int, left: int) -> int:
    """Return the line in which the object of a layer is given an attribute when it is made; 0 if it is not known."""
    parameter = _parameter_of(owner, name)
    calls = [one for one in ast.walk(source.tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == owner.name]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    if parameter is None or not calls:
        return 0
    if len(calls) == 1:
        call = calls[0]
    elif layer <= len(calls):
        call = calls[layer - 1]
    else:
        return 0
    argument, number = parameter
    given = next((keyword.value for keyword in call.keywords if keyword.arg == argument), None)
    if given is None and number < len(call.args):
        given = call.args[number]
    if given is None:
        return call.lineno
    if isinstance(given, ast.Name):
        assigned = source.assignment(given, given.lineno)
        if assigned:
            return _around(source, assigned)
    span = range(given.lineno, (given.end_lineno or given.lineno) + 1)
    return _set_at(source, given, span, layer, left - 1) or given.lineno
