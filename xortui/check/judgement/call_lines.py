"""In which line a function that is right is called for something else than it computes."""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set

from xortui.check.judgement.labelled_step import LabelledStep, is_formula
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.source import first_target, name_of_called, names_within, returns_ones
from xortui.check.tracing.op_numbers import COMPARISONS

_Frame = tuple[int, int, int, int]
"""The lines and columns of an expression."""
_OF_MATRICES = frozenset({"T", "dot", "t"})
"""Attributes that only the formulas of whole layers read."""
MAX_STEPS_BACK = 5
"""Operations from a value of a unit to its slope, at most."""
LAMBDA = "<lambda>"
"""What Python calls a function without a name."""
NAMES_OF_ACTIVATIONS = {
    "sigmoid": ("sigm", "logistic", "logsig"),
    "tanh": ("tanh",),
    "relu": ("relu",),
    "leaky-relu": ("leak", "lrelu"),
    "softplus": ("softplus",),
    "softsign": ("softsign",),
    "arctan": ("arctan", "atan"),
    "silu": ("silu", "swish"),
    "gelu": ("gelu",),
}
"""What is in the name of a function that computes an activation, or its slope."""


def misused_line(labelled: LabelledStep, node: int, *, by_chance: bool = False) -> int:
    """Return the line that calls a function for a wrong number, where the function is called rightly too; 0 if none.

    A function is called rightly on the forward pass, or where the same expression of it computes a right derivative.

    Args:
        labelled: the step.
        node: the wrong number.
        by_chance: whether what is wrong may give some right derivatives, as a wrong gate is open at the right samples:
            then only uses on the forward pass are right ones.
    """
    frames = labelled.source.frames(node)
    if len(frames) < 2:
        return 0
    right = _right_uses(labelled, node, by_chance=by_chance)
    function = labelled.source.function_of(frames[0][0])
    if not right or not _computes_for_callers(labelled, node, right):
        return 0
    depth = 1
    while depth < len(frames) - 1:
        caller = labelled.source.function_of(frames[depth][0])
        is_comprehension = caller is function
        is_shared = any(other[: depth + 1] == frames[: depth + 1] for other in right)
        calls_otherwise = not any(other[: depth + 2] == frames[: depth + 2] for other in right)
        is_handed_on = is_formula(caller) or (calls_otherwise and _chooses_by_argument(labelled, node, depth))
        if not is_comprehension and not (is_shared and is_handed_on):
            break
        depth += 1
    return frames[depth][0]


def _chooses_by_argument(labelled: LabelledStep, node: int, depth: int) -> bool:
    """Say whether a function calls another only if an argument says so, or calls what that argument names.

    Args:
        labelled: the step.
        node: computed in the other function.
        depth: how many calls away the function is from the node.
    """
    source = labelled.source
    line = source.line(node, depth)
    function = source.function_of(line)
    if not isinstance(function, ast.FunctionDef):
        return False
    arguments = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)} - {"self"}
    call = source.expression(node, depth)
    if isinstance(call, ast.Call) and names_within(call.func) & arguments:
        return True
    around = [one for one in ast.walk(function) if getattr(one, "lineno", line) < line <= _last_line(one)]
    return any(_asks_for_kind(one, arguments) for one in around)


def _last_line(syntax: ast.AST) -> int:
    return getattr(syntax, "end_lineno", None) or 0


def _asks_for_kind(condition: ast.AST, arguments: Set[str]) -> bool:
    """Say whether a condition asks for the word of an argument: `activation == "relu"`."""
    if isinstance(condition, ast.Match):
        return bool(names_within(condition.subject) & arguments)
    if not isinstance(condition, ast.If) or not names_within(condition.test) & arguments:
        return False
    return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(condition.test))


def read_after_update_line(labelled: LabelledStep, node: int) -> int:
    """Return the line of a function that updates weights itself and then reads them for a node; 0 if none does.

    Its callers can't mend the order, however many there are.

    Args:
        labelled: the step.
        node: the first number that updated weights change.
    """
    source = labelled.source
    called = labelled.line_at_call(node)
    updating: set[ast.AST] = set()
    for end in labelled.ends.values():
        updating.update(source.function_of(line) for line, *_ in source.frames(end))
    for line, *_ in source.frames(node):
        function = source.function_of(line)
        if isinstance(function, ast.FunctionDef) and function in updating:
            return line
        if line == called:
            break
    return 0


def reader_of_updated(labelled: LabelledStep, node: int) -> int:
    """Return the first number behind a node that is computed from a weight after its update; the node if none is.

    What goes back may be added up in another function than the one that multiplies it with the weight.

    Args:
        labelled: the step.
        node: the first number that updated weights change.
    """
    updated = set(labelled.ends.values()) - labelled.ends.keys()
    behind = part_of(labelled.tape, [node], roots=(*labelled.forward.roots, *updated))
    return next((one for one in behind if not updated.isdisjoint(operands(labelled.tape, one))), node)


def gate_call_line(labelled: LabelledStep, compared: int) -> int:
    """Return the line that hands a gate what comes back, where its function is right for a sum z; 0 if it is not.

    Such a function asks its argument for the sign alone, or passes nothing back itself: it returns a slope.

    Args:
        labelled: the step.
        compared: the comparison, with something that is passed back.
    """
    frames = labelled.source.frames(compared)
    function = labelled.source.function_of(frames[0][0]) if len(frames) > 1 else None
    expression = labelled.source.expression(compared)
    if not isinstance(function, ast.FunctionDef) or not isinstance(expression, ast.Compare):
        return 0
    arguments = {one.arg for one in function.args.args}
    asked = {one.id for one in ast.walk(expression) if isinstance(one, ast.Name)} & arguments
    others = arguments - asked - {"self"}
    if not asked:
        return 0
    comparisons = [one for one in ast.walk(function) if isinstance(one, ast.Compare)]
    in_comparisons = {part for one in comparisons for part in ast.walk(one)}
    elsewhere = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and one not in in_comparisons}
    asks_for_sign_alone = bool(others) and asked.isdisjoint(elsewhere)
    returns_slope = not others and not _passes_back(labelled, function)
    return frames[1][0] if asks_for_sign_alone or returns_slope else 0


def slope_function_line(labelled: LabelledStep, node: int) -> int:
    """Return the line in which a function for the way back alone computes a value that goes forward; 0 if none does.

    Args:
        labelled: the step.
        node: a product with that value, in the expression that calls the function.
    """
    source = labelled.source
    own = source.frames(node)
    going_forward: set[ast.AST] = set()
    for one in labelled.one_of_each_site():
        if one in labelled.forward_nodes:
            going_forward.update(source.function_of(line) for line, *_ in source.frames(one))
    for part in operands(labelled.tape, node):
        frames = source.frames(part)
        inner = len(frames) - len(own) - 1
        if inner < 0 or frames[inner + 1][0] != own[0][0] or part in labelled.forward_nodes:
            continue
        line = frames[inner][0]
        function = source.function_of(line)
        if function not in going_forward:
            return _returned_as_it_is(function, source.statement(line)) or line
    return 0


def call_of_named_line(labelled: LabelledStep, node: int, line: int, activation: str, *, is_given: bool = False) -> int:
    """Return the line that calls the function in which a formula stands, if it is named after what the formula is of.

    A formula that is what its name says is right, and its call is not; nor is what gives it to a layer of another name.

    Args:
        labelled: the step.
        node: the first number that the formula makes.
        line: of the formula.
        activation: whose slope it is; 0 is returned if the function does not bear its name.
        is_given: whether 0 is returned, too, if nothing is given the function under another name.
    """
    function = labelled.source.function_of(line)
    if not isinstance(function, ast.FunctionDef):
        return 0
    kind = activation.partition("(")[0]
    if not _bears_name(function, kind):
        return 0
    lines = [frame[0] for frame in labelled.source.frames(node)]
    called = next((one for one in lines if labelled.source.function_of(one) is not function), 0)
    given = _given_line(labelled, function.name, called, NAMES_OF_ACTIVATIONS[kind])
    return given or (0 if is_given else called)


def is_named_after(labelled: LabelledStep, line: int, layer: int) -> bool:
    """Say whether the function in which a formula stands bears the name of the activation of the layer it is used for.

    Args:
        labelled: the step.
        line: of the formula.
        layer: the layer; 0 for any hidden layer.
    """
    function = labelled.source.function_of(line)
    if not isinstance(function, ast.FunctionDef):
        return False
    activations = labelled.model.activations
    kinds = {one.partition("(")[0] for one in ([activations[layer - 1]] if layer else activations[:-1])}
    return any(_bears_name(function, kind) for kind in kinds)


def _bears_name(function: ast.FunctionDef, kind: str) -> bool:
    """Say whether a function bears the name of an activation; a leaky ReLU's is none of a ReLU."""
    name = function.name.lower()
    is_leaky = any(part in name for part in NAMES_OF_ACTIVATIONS["leaky-relu"])
    return is_leaky == (kind == "leaky-relu") and any(part in name for part in NAMES_OF_ACTIVATIONS.get(kind, ()))


def _given_line(labelled: LabelledStep, name: str, line: int, own: Sequence[str]) -> int:
    """Return the line that hands on a function under another name, with none of those it belongs to; 0 if none does.

    So does Layer(softplus, d_tanh), and Layer(tanh, d_tanh) is right.

    Args:
        labelled: the step.
        name: that of the function.
        line: where it is called; 0 is returned if it is called by its name there.
        own: parts of names that what it belongs to has.
    """
    if any(name_of_called(call) == name for call in _calls(labelled.source.statement(line))):
        return 0
    given = set()
    for one in ast.walk(labelled.source.tree):
        beside = [*one.args, *(keyword.value for keyword in one.keywords)] if isinstance(one, ast.Call) else []
        if isinstance(one, ast.Tuple | ast.List):
            beside = one.elts
        handed = [part for part in beside if isinstance(part, ast.Name) and part.id == name]
        others = [ast.unparse(part).lower() for part in beside if part not in handed]
        if handed and not any(part in text for text in others for part in own):
            given.add(handed[0].lineno)
    return given.pop() if len(given) == 1 else 0


def kept_value_line(labelled: LabelledStep, line: int) -> int:
    """Return the line in which a method that a line calls returns what its object has kept, as it is; 0 if none does.

    Such a return computes nothing: `return self.out`.
    """
    called = {name_of_called(call) for call in _calls(labelled.source.statement(line))}
    found = []
    for function in ast.walk(labelled.source.tree):
        if not isinstance(function, ast.FunctionDef) or function.name not in called:
            continue
        for one in ast.walk(function):
            value = one.value if isinstance(one, ast.Return) else None
            if isinstance(value, ast.Attribute) and ast.unparse(value.value) == "self":
                found.append(value.lineno)
    return found[0] if len(found) == 1 else 0


def _returned_as_it_is(function: ast.AST, statement: ast.stmt | None) -> int:
    """Return the line in which a function returns just what a statement of it names; 0 if it does not."""
    last = function.body[-1] if isinstance(function, ast.FunctionDef) else None
    target = first_target(statement)
    if not isinstance(last, ast.Return) or last.value is None or target is None:
        return 0
    return last.lineno if ast.unparse(last.value) == ast.unparse(target) else 0


def slope_of_ones_line(labelled: LabelledStep, line: int) -> int:
    """Return the line in which a function of the file that a line calls returns 1 whatever it is given; 0 if none."""
    statement = labelled.source.statement(line)
    for call in ast.walk(statement) if statement is not None else ():
        if not isinstance(call, ast.Call):
            continue
        name = name_of_called(call)
        for function in ast.walk(labelled.source.tree):
            if isinstance(function, ast.FunctionDef) and function.name == name and returns_ones(function):
                return function.body[-1].lineno
    return 0


def identity_line(labelled: LabelledStep, line: int) -> int:
    """Return the line in which a function of the file that a line calls returns just what it is given; 0 if none."""
    statement = labelled.source.statement(line)
    called = [one.func.id for one in _calls(statement) if isinstance(one.func, ast.Name)]
    for one in ast.walk(labelled.source.tree):
        if isinstance(one, ast.FunctionDef) and one.name in called:
            last = one.body[-1]
            if isinstance(last, ast.Return) and last.value is not None and _is_argument(last.value, one.args):
                return last.lineno
        elif isinstance(one, ast.Assign) and isinstance(one.value, ast.Lambda):
            target = one.targets[0]
            if isinstance(target, ast.Name) and target.id in called and _is_argument(one.value.body, one.value.args):
                return one.value.body.lineno
    return 0


def _calls(statement: ast.stmt | None) -> list[ast.Call]:
    return [one for one in ast.walk(statement) if isinstance(one, ast.Call)] if statement is not None else []


def _is_argument(value: ast.expr, arguments: ast.arguments) -> bool:
    """Say whether a value is the only argument of a function."""
    return isinstance(value, ast.Name) and [one.arg for one in arguments.args] == [value.id]


def _passes_back(labelled: LabelledStep, function: ast.FunctionDef) -> bool:
    """Say whether a function computes a derivative of the loss in its own lines."""
    own = range(function.lineno, (function.end_lineno or function.lineno) + 1)
    computed = [node for node in labelled.nodes if labelled.source.line(node) in own]
    return any(labelled.is_derivative(node) and labelled.tape.op[node] not in COMPARISONS for node in computed)


def _right_uses(labelled: LabelledStep, node: int, *, by_chance: bool) -> list[Sequence[_Frame]]:
    """Return the frames of right numbers that the same expression computes as a node.

    Args:
        labelled: the step.
        node: a wrong number.
        by_chance: whether derivatives may be right by chance, and do not count.
    """
    source = labelled.source
    own = source.frames(node)[0]
    ops = labelled.tape.op
    is_compared = ops[node] in COMPARISONS
    found: set[tuple[_Frame, ...]] = set()
    for other in labelled.nodes:
        # What a choice asks is no use of what it chooses.
        if (ops[other] in COMPARISONS) != is_compared:
            continue
        if other == node or source.line(other) != own[0] or source.frames(other)[0] != own:
            continue
        label = labelled.labels.get(other)
        is_derivative = label is not None and label.name.startswith("∂") and not by_chance
        is_right = is_derivative and _is_of_own_unit(labelled, other)
        if is_right or other in labelled.forward_nodes:
            found.add(tuple(source.frames(other)))
    return [list(frames) for frames in found]


def _is_of_own_unit(labelled: LabelledStep, node: int) -> bool:
    """Say whether a slope is computed from a value of the unit whose slope it is; True for another derivative.

    Whether ReLU is open is 1 or 0, and at few points two units may agree by chance; and so may it and a gradient that
    is 0 at most of them.
    """
    label = labelled.labels[node]
    above, _, below = label.name.partition("/")
    if above == "∂C":
        return labelled.tape.op[node] not in COMPARISONS
    wanted = {above.removeprefix("∂"), below.removeprefix("∂")}
    parts = [node]
    for _ in range(MAX_STEPS_BACK):
        parts = [before for part in parts for before in operands(labelled.tape, part)]
        for part in parts:
            of_part = labelled.labels.get(part)
            if of_part is not None and of_part.name in wanted and of_part.sample == label.sample:
                return True
    return False


def _computes_for_callers(labelled: LabelledStep, node: int, right: Sequence[Sequence[_Frame]]) -> bool:
    """Say whether what a function computes depends on its arguments alone, so that its callers choose what it is for.

    Args:
        labelled: the step.
        node: computed in the function.
        right: the frames of right numbers that the function computes.
    """
    frames = labelled.source.frames(node)
    calls = labelled.source.calls(node)
    if calls and calls[0][0].co_name == LAMBDA:
        return True
    function = labelled.source.function_of(frames[0][0])
    if is_formula(function):
        return True
    if not isinstance(function, ast.FunctionDef) or all(other[1:2] == frames[1:2] for other in right):
        return False
    for one in ast.walk(function):
        if isinstance(one, ast.MatMult):
            return False
        if isinstance(one, ast.Attribute) and (ast.unparse(one.value) == "self" or one.attr in _OF_MATRICES):
            return False
    return True
