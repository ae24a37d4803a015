"""What steps a training really takes, where the names in its file promise others: momentum that is never kept.

It still learns, so that nobody is accused; but a name that says more than the code does is worth a sentence.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import numpy as np

from xortui.check.judgement.judge import TOLERANCE
from xortui.check.judgement.own_share import own_shares
from xortui.check.recognition.evaluation import evaluate, operands
from xortui.check.recognition.points import states_of
from xortui.check.tracing.op_numbers import DIV

if TYPE_CHECKING:
    from xortui.check.examination import Examination

PLAIN = "Nothing of earlier steps goes into its steps: they are plain gradient descent, without momentum."
SHRINKS = (
    "Each step keeps {part} of the old {names}, w ← {factor}·w − η·g: that is weight decay. "
    "Momentum would keep a part of the last step."
)
NOT_AHEAD = (
    "The gradient is taken at the weights as they are, and not a step ahead: it is plain momentum, not Nesterov's."
)
NO_ROOT = "No root is taken of what it divides by: Adam, RMSProp and Adagrad take one."

_MOMENTUM = re.compile(r"moment(um|o)|nesterov|velocit|\badam", re.IGNORECASE)
_NESTEROV = re.compile("nesterov", re.IGNORECASE)
_ROOTS = re.compile("adam|rms_?prop|adagrad", re.IGNORECASE)
_VELOCITY = re.compile(r"(v|vel|mom)(_?[dD]?[wWbB]\d*|_.*|\d+)?")
"""What a name of a velocity looks like: v, v_W1, vW1, vdw, vel_b2."""


def kind_of_steps(found: Examination) -> str:
    """Return what steps a training takes in fact, if the names in its file promise more; '' if they do not.

    Args:
        found: what was found out about a file whose steps are right.
    """
    reading = found.reading
    if reading.forward.replaced:
        return ""
    tape = found.trace.tape
    source = found.trace.text_of_lines
    keeps = bool(states_of(tape, found.chains, reading.step, reading.forward))
    if reading.evaluated.takes_a_share and not keeps and not reading.forward.ahead:
        return (_shrinking(found) or PLAIN) if _promises_momentum(found) else ""
    if _NESTEROV.search(source) and not reading.forward.ahead and _are_along_what_is_kept(found):
        return NOT_AHEAD
    if _ROOTS.search(source) and keeps and reading.evaluated.are_gradients and _divides_without_root(found):
        return NO_ROOT
    return ""


def _shrinking(found: Examination) -> str:
    """Return the sentence on steps that keep a part of the old weights; '' if they keep all, or several parts."""
    reading = found.reading
    shares = own_shares(found.trace.tape, found.chains, reading.step, reading.forward, reading.evaluated)
    parts = {f"{1 + share:.6g}" for share in shares.values()}
    if len(parts) != 1 or max(shares.values()) >= 0:
        return ""
    of_roots = {root: found.names.group[name] for name, (root, _) in reading.model.roots.items()}
    names = ", ".join(dict.fromkeys(of_roots[root] for root in shares))
    part = parts.pop()
    return SHRINKS.replace("{part}", part).replace("{factor}", part).replace("{names}", names)


def _promises_momentum(found: Examination) -> bool:
    """Say whether something in the file is called momentum, or a name like that of a velocity is in an update."""
    tree = found.labelled.source.tree
    if any(_MOMENTUM.search(name) for name in _names(tree)):
        return True
    lines = found.labelled.update_lines(found.reading.model.roots)
    own = {re.split(r"[.\[]", name)[-1] for name in found.names.groups}
    for one in ast.walk(tree):
        if isinstance(one, ast.Assign | ast.AugAssign) and one.lineno in lines:
            names = set(_names(one.value)) - own
            if any(_VELOCITY.fullmatch(name) for name in names):
                return True
    return False


def _names(tree: ast.AST) -> list[str]:
    """Return the names that stand in some code: of variables, attributes, arguments, functions, and keys."""
    found = []
    for one in ast.walk(tree):
        if isinstance(one, ast.Name):
            found.append(one.id)
        elif isinstance(one, ast.Attribute):
            found.append(one.attr)
        elif isinstance(one, ast.arg):
            found.append(one.arg)
        elif isinstance(one, ast.FunctionDef | ast.ClassDef):
            found.append(one.name)
        elif isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant):
            found.append(str(one.slice.value))
    return found


def _are_along_what_is_kept(found: Examination) -> bool:
    """Say whether each step is a multiple of its velocity as it is after the step, whatever that was before."""
    reading = found.reading
    evaluated = reading.evaluated
    tape = found.trace.tape
    if not reading.memories or not evaluated.states:
        return False
    ones = np.ones(evaluated.count)
    kept = evaluate(tape, reading.forward.part, {**evaluated.given, **dict.fromkeys(evaluated.states, ones)}, len(ones))
    for root, memory in reading.memories.items():
        end = found.chains[reading.forward.parameters[root]].at(reading.step.end)
        steps = np.concatenate((evaluated.values[end] - evaluated.values[root], kept[end] - kept[root]))
        velocities = np.concatenate((evaluated.values[memory.node], kept[memory.node]))
        times = float(np.dot(steps, velocities)) / (float(np.dot(velocities, velocities)) or 1.0)
        missed = float(np.max(np.abs(steps - times * velocities)))
        if not np.isfinite(missed) or missed > TOLERANCE * float(np.max(np.abs(steps))):
            return False
    return True


def _divides_without_root(found: Examination) -> bool:
    """Say whether updates divide by something that is computed from what is passed back, and take no root of it."""
    reading = found.reading
    tape = found.trace.tape
    if reading.evaluated.scales:
        return False
    targets = {node for by_sample in reading.forward.targets for node in by_sample.values()}
    passed_back = {node for node in targets if node}
    forward = set(reading.forward.output_nodes)
    for node in reading.forward.part:
        parts = operands(tape, node)
        if node in reading.forward.roots or passed_back.isdisjoint(parts):
            continue
        passed_back.add(node)
        if tape.op[node] == DIV and parts[1] in passed_back and node not in forward:
            return True
    return False
