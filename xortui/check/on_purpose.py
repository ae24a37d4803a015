"""What a training may do on purpose that looks like a mistake in the one step that is judged.

Layers that are trained by turns, layers that are left at random, random numbers in a step, a fixed way back: each is
a row, which looks for its own sign in what was computed. Nobody is accused where one is found.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.examination import Examination
from xortui.check.judgement.judge import TOLERANCE
from xortui.check.recognition.evaluation import evaluate, operands, part_of
from xortui.check.recognition.names import written
from xortui.check.tracing.op_numbers import ADD, DIV, LEAF, MUL, SIGN, SUB
from xortui.core.activations import learns_by_rule
from xortui.core.network import Parameter, Unit

NO_SLOPE = "step"
"""The activation whose slope is 0 everywhere."""
FEW_STEPS = 6
"""Steps that are looked at to tell whether numbers are new in each; a guess."""
FROZEN = re.compile(
    r"fro[sz]en|freez|pre-?train|random.?(feature|projection)|reservoir|einfr[io]|gefror", re.IGNORECASE
)
"""Words for layers that are left as they are on purpose."""
_FACTORS = (MUL, DIV)
_COMPARING = (SUB, ADD, DIV)


def purpose(found: Examination) -> str:
    """Return what may be done on purpose where steps seem to be wrong, and in which line; '' if nothing is.

    Args:
        found: what was found out about a file that seems to be wrong.
    """
    for row in PURPOSES:
        if row.needs_no_mistake and found.mistakes:
            continue
        reason = row.reason(found)
        if reason:
            return reason
    return ""


def rests_at_times(found: Examination) -> str:
    """Return that parameters which rest in this step move in others; '' if none does."""
    reading = found.reading
    step = reading.step
    resting = []
    for name in _still(found):
        chain = found.chains[reading.forward.parameters[reading.model.roots[name][0]]]
        if chain.at(step.end) <= step.start and len(chain.versions) > 1:
            resting.append(name)
    names = _in_file(found, resting)
    if not names:
        return ""
    return f"{names} rest in some steps and move in others, as in a training by turns: check one kind of step alone"


def _is_left_alone(found: Examination) -> str:
    """Return that layers never move and nothing is passed back to them, or only later on; '' if none is so."""
    network = found.reading.judged.program.network
    still = set(_still(found))
    layers = {one.target.layer for one in network.parameters if one.name in still and one.source is not None}
    for layer in sorted(layers):
        own = [one.name for one in network.parameters if one.target.layer == layer]
        if not still.issuperset(name for name in own if name in found.reading.model.roots):
            continue
        names = _in_file(found, own)
        line = _waiting_line(found, own)
        if line:
            return f"{names} rest in all steps that were seen: their update in line {line} waits for a condition"
        is_meant = _trains_outputs_alone(found, still) or _is_said_to_be_frozen(found)
        is_left = layer < len(network.layers) - 1 and not _is_passed_back(found, layer)
        if is_left and is_meant and not _are_added_to(found, own):
            rest = "; the other steps are right" if _moves_rightly(found, still) else ""
            return f"{names} never move and nothing is passed back to them, as in an extreme learning machine{rest}"
    return ""


def _trains_outputs_alone(found: Examination, still: set[str]) -> bool:
    """Say whether nothing below the output layer moves."""
    network = found.reading.judged.program.network
    last = len(network.layers) - 1
    hidden = {one.name for one in network.parameters if one.target.layer < last}
    return still.issuperset(hidden & found.reading.model.roots.keys())


def _is_said_to_be_frozen(found: Examination) -> bool:
    """Say whether the file has a word for layers that are left as they are on purpose."""
    return FROZEN.search(found.trace.text_of_lines) is not None


def _moves_rightly(found: Examination, still: set[str]) -> bool:
    """Say whether everything that moves does so as it should."""
    return still.issuperset(_accused(found))


def _are_added_to(found: Examination, names: Sequence[str]) -> bool:
    """Say whether the step adds something to each of some parameters that never move: gradients that are 0."""
    reading = found.reading
    numbers = [
        reading.forward.parameters[reading.model.roots[name][0]] for name in names if name in reading.model.roots
    ]
    return all(number >= 0 and found.chains[number].at(reading.step.end) > reading.step.start for number in numbers)


def _still(found: Examination) -> Iterator[str]:
    """Yield the parameters that do not move in the step, and should."""
    judged = found.reading.judged
    for name, comparison in judged.compared.items():
        root = found.reading.model.roots[name][0]
        if comparison.ratio == 0 and root not in found.reading.forward.replaced:
            yield name


def _is_passed_back(found: Examination, layer: int) -> bool:
    """Say whether an error is multiplied with the weights above a layer, in this step or until the next one."""
    reading = found.reading
    tape = found.trace.tape
    step = reading.step
    network = reading.judged.program.network
    above = [one.name for one in network.parameters if one.target.layer == layer + 1 and one.source is not None]
    weights = set()
    for name in above:
        root = reading.model.roots[name][0]
        number = reading.forward.parameters[root]
        if number < 0:
            weights.add(root)
        else:
            weights.update(found.chains[number].versions)
    errors = _errors(found)
    learnt = _versions(found)
    last = min(tape.length, 2 * step.end - step.start)
    for node in range(step.start + 1, last):
        parts = operands(tape, node)
        if errors.isdisjoint(parts) or node in learnt:
            continue
        if tape.op[node] == MUL and not weights.isdisjoint(parts):
            return True
        errors.add(node)
    return False


def _errors(found: Examination) -> set[int]:
    """Return the first nodes in which outputs are compared with targets: the errors."""
    tape = found.trace.tape
    forward = found.reading.forward
    inputs = {node for by_sample in forward.inputs for node in by_sample.values()}
    targets = _targets(found)
    errors = set()
    for node in forward.part:
        if node in forward.roots or tape.op[node] not in _COMPARING:
            continue
        parts = set(operands(tape, node))
        # A number of the data may be an input and a target.
        if not parts.isdisjoint(targets) and (parts.isdisjoint(inputs) or parts & targets - inputs):
            errors.add(node)
    return errors


def _targets(found: Examination) -> set[int]:
    """Return the nodes of the targets, where samples have some."""
    return {node for by_sample in found.reading.forward.targets for node in by_sample.values() if node}


def _inputs_and_targets(found: Examination) -> set[int]:
    """Return the nodes that the samples of a step bring."""
    forward = found.reading.forward
    return {node for by_sample in (*forward.inputs, *forward.targets) for node in by_sample.values()}


def _versions(found: Examination) -> set[int]:
    """Return the nodes that are a value of something that is learnt, at any time."""
    return {version for chain in found.chains for version in chain.versions}


def _waiting_line(found: Examination, names: Sequence[str]) -> int:
    """Return the line of an update of parameters, under a condition, that no step has come to; 0 if there is none."""
    shown = {found.names.group[name] for name in names if name in found.names.group}
    known = {_last_name(name) for name in shown}
    tape = found.trace.tape
    source = found.labelled.source
    _, first_of_site = np.unique(tape.site[: tape.length], return_index=True)
    seen_lines: set[int] = set()
    for node in first_of_site.tolist():
        seen_lines.update(frame[0] for frame in source.frames(node))
    for one in ast.walk(source.tree):
        if not isinstance(one, ast.If):
            continue
        for statement in ast.walk(one):
            if not isinstance(statement, ast.AugAssign) or statement.lineno in seen_lines:
                continue
            if _last_name(ast.unparse(statement.target)) in known:
                return statement.lineno
    return 0


def _last_name(text: str) -> str:
    """Return what stands last in a name: W1 of self.W1, "W1" of P["W1"]."""
    return text.rstrip("]").replace("[", ".").split(".")[-1].strip("'\"")


def _outputs_again(found: Examination) -> str:
    """Return that outputs are computed again within a step, after something has moved; '' if they are not."""
    tape = found.trace.tape
    step = found.reading.step
    targets = _targets(found)
    new = {version for version in _versions(found) if step.start < version <= step.end}
    for node in sorted(_errors(found)):
        compared = [part for part in operands(tape, node) if part not in targets and part > step.start]
        if not new.isdisjoint(part_of(tape, compared, since=step.start)):
            line = found.labelled.source.line(node)
            return (
                f"outputs are computed again in line {line} after weights have moved, as in a training by turns: "
                "check one kind of step alone"
            )
    return ""


def _draws_numbers(found: Examination) -> str:
    """Return that numbers which are new in every step go into the steps; '' if none do."""
    tape = found.trace.tape
    step = found.reading.step
    known = set(part_of(tape, found.reading.forward.masks, since=step.start))
    read = [node for node in _read(found) if node not in known]
    fresh = [node for node in read if tape.is_new_since(node, step.start)]
    sites = {int(tape.site[node]) for node in fresh}
    for site in sorted(sites):
        made = np.nonzero((tape.site[: tape.length] == site) & (tape.op[: tape.length] == LEAF))[0]
        per_step = [made[(made > one.start) & (made <= one.end)] for one in found.steps[:FEW_STEPS]]
        rows = [tuple(tape.value[nodes].tolist()) for nodes in per_step if len(nodes)]
        if len(set(rows)) > 1:
            line = found.labelled.source.line(next(node for node in fresh if tape.site[node] == site))
            return f"numbers that are new in every step go into its steps in line {line}: take them out for the check"
    return ""


def _goes_back_otherwise(found: Examination) -> str:
    """Return that errors are multiplied with numbers that are no part of the network; '' if they are not."""
    tape = found.trace.tape
    reading = found.reading
    forward = reading.forward
    step = reading.step
    known = _versions(found) | set(forward.parameters) | _inputs_and_targets(found)
    known |= set(part_of(tape, [one.node for one in reading.evaluated.errors.values()], since=step.start))
    errors = _errors(found)
    others: set[int] = set()
    for node in _read(found):
        parts = operands(tape, node)
        if node <= step.start or errors.isdisjoint(parts):
            continue
        errors.add(node)
        if tape.op[node] in _FACTORS:
            others |= {part for part in parts if _is_data(found, part) and part not in known and part not in errors}
    if len(others) < 2:
        return ""
    places = [found.trace.places[node] for node in sorted(others) if node in found.trace.places]
    name = written(places[0], 1) if places else "numbers"
    units = _units_of_accused(found)
    outputs = len(forward.outputs)
    if len(others) in {units * outputs, units}:
        return (
            f"what is passed back goes through {name}, which is not learnt and not in the network: that is feedback "
            "alignment, and not the gradient"
        )
    return f"errors are multiplied with {name}, which weighs samples or outputs: take it out for the check"


def _is_data(found: Examination, node: int) -> bool:
    """Say whether a number is one of an array that the file has had before the step."""
    if node > found.reading.step.start or node in found.reading.evaluated.states:
        return False
    return node in found.trace.places and bool(found.trace.places[node].shape)


def _units_of_accused(found: Examination) -> int:
    """Return how many units have weights whose steps seem to be wrong."""
    network = found.reading.judged.program.network
    accused = set(_accused(found))
    return len({one.target.name for one in network.parameters if one.name in accused})


def _takes_another_slope(found: Examination) -> str:
    """Return that units are steps, which have no slope, and something is passed back through them; '' if none are."""
    activations = found.reading.model.activations
    if NO_SLOPE not in activations[:-1]:
        return ""
    return (
        "its hidden units are steps, whose slope is 0, and it goes back through another slope, as straight-through and "
        "surrogate gradients do: that is not the gradient, and may be meant so"
    )


def _goes_back_from_steps(found: Examination) -> str:
    """Return that outputs are steps above hidden layers, so that what goes back is a rule; '' if they are not."""
    activations = found.reading.model.activations
    if len(activations) == 1 or not learns_by_rule(activations[-1]):
        return ""
    return (
        "its outputs are steps, whose slope is 0, and it passes something back to hidden layers all the same: that is "
        "a rule, and no gradient that it could be held against; compare with targets before the step"
    )


def _has_a_loss_of_its_own(found: Examination) -> str:
    """Return that what is passed back comes from one of several arrays of outputs alone; '' if it does not."""
    if not any(one.id == "one-path" for one in found.mistakes):
        return ""
    network = found.reading.judged.program.network
    last = len(network.layers) - 1
    weights = [one.name for one in network.parameters if one.target.layer == last and one.source is not None]
    heads = dict.fromkeys(found.names.group[name] for name in weights if name in found.names.group)
    if len(heads) < 2 or not all(found.names.shape.get(name) for name in heads):
        return ""
    return (
        f"{_in_file(found, weights)} give outputs of their own, and not the errors of all are passed back: that may be "
        "meant so"
    )


def _takes_signs(found: Examination) -> str:
    """Return that what is passed back goes through the signs of weights; '' if it does not."""
    tape = found.trace.tape
    step = found.reading.step
    roots = set(found.reading.forward.parameters)
    for node in _read(found):
        if node > step.start and tape.op[node] == SIGN and not roots.isdisjoint(operands(tape, node)):
            line = found.labelled.source.line(node)
            return (
                f"what is passed back goes through the signs of weights in line {line}: that is not the gradient, and "
                "may be meant so"
            )
    return ""


def _adds_a_term(found: Examination) -> str:
    """Return that steps are right but for something that does not depend on the error; '' if they are not."""
    reading = found.reading
    forward = reading.forward
    tape = found.trace.tape
    judged = reading.judged
    given = dict(reading.evaluated.given)
    for targets, outputs in zip(forward.targets, forward.outputs, strict=True):
        for sample, node in targets.items():
            if node not in forward.roots:
                return ""
            given[node] = reading.evaluated.values[outputs[sample]]
    values = evaluate(tape, forward.part, given, reading.evaluated.count)
    added = []
    for name in _accused(found):
        root, factor = reading.model.roots[name]
        end = _end(found, name)
        if end not in values or root in forward.replaced:
            return ""
        term = factor * (values[end] - values[root])
        compared = judged.compared[name]
        own = factor * (reading.evaluated.values[end] - reading.evaluated.values[root]) - term
        wanted = judged.rate * compared.right
        good = np.isfinite(own) & np.isfinite(wanted)
        size = float(np.max(np.abs(wanted[good]), initial=0.0))
        if not size or float(np.max(np.abs(own[good] - wanted[good]))) > TOLERANCE * size:
            return ""
        added.append(name)
    if not added:
        return ""
    names = _in_file(found, added)
    return (
        f"{names} move along the gradient and by something more that does not depend on the error: "
        "take that out for the check"
    )


def _is_centred(found: Examination) -> str:
    """Return that the steps of arrays add up to 0 where their gradients do not: less their mean; '' if they do not."""
    judged = found.reading.judged
    parameters = {one.name: one for one in judged.program.network.parameters}
    accused = [name for name in _accused(found) if parameters[name].source is not None]
    names = [found.names.group[name] for name in accused if name in found.names.group]
    if not accused or len(names) < len(accused):
        return ""
    units: tuple[Callable[[Parameter], Unit | None], ...] = (
        lambda one: one.target,
        lambda one: one.source,
        lambda _: None,
    )
    for unit_of in units:
        sums: dict[tuple[str, Unit | None], list[str]] = {}
        for name in accused:
            sums.setdefault((found.names.group[name], unit_of(parameters[name])), []).append(name)
        if all(_are_centred(found, alike) for alike in sums.values()):
            return (
                f"the steps of {_in_file(found, accused)} are less their mean, so that they add up to 0: take that out"
            )
    return ""


def _are_centred(found: Examination, names: Sequence[str]) -> bool:
    """Say whether steps add up to 0 at every point, and the right ones do not."""
    compared = [found.reading.judged.compared[name] for name in names]
    size = max(float(np.max(np.abs(one.theirs))) for one in compared)
    theirs = np.abs(sum(one.theirs for one in compared))
    right = np.abs(sum(one.right for one in compared))
    return len(names) > 1 and bool(theirs.max() <= TOLERANCE * size) and bool(right.max() > TOLERANCE * size)


def _accused(found: Examination) -> list[str]:
    """Return the parameters whose steps seem to be wrong."""
    judged = found.reading.judged
    spoilt = {name for one in found.mistakes for name in one.place.parameters}
    return [name for name in judged.compared if name not in judged.right or name in spoilt]


def _read(found: Examination) -> list[int]:
    """Return the nodes that the steps of the accused are computed from, without inputs and targets."""
    forward = found.reading.forward
    fed = _inputs_and_targets(found)
    ends = [_end(found, name) for name in _accused(found)]
    read = part_of(found.trace.tape, ends, since=found.reading.step.start, roots=forward.roots | fed)
    return [node for node in read if node not in fed]


def _end(found: Examination, name: str) -> int:
    """Return the new value of a parameter."""
    root = found.reading.model.roots[name][0]
    number = found.reading.forward.parameters[root]
    return root if number < 0 else found.chains[number].at(found.reading.step.end)


def _in_file(found: Examination, names: Sequence[str]) -> str:
    """Return the names that parameters have in the file."""
    group = found.names.group
    shown = list(dict.fromkeys(group[name] for name in names if name in group))
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


class Purpose(NamedTuple):
    """Something that may be done on purpose."""

    reason: Callable[[Examination], str]
    """Says in one line that it is done, and where; '' if it is not."""
    needs_no_mistake: bool = False
    """Whether a mistake that explains every step is the likelier."""


PURPOSES = (
    Purpose(rests_at_times),
    Purpose(_is_left_alone),
    Purpose(_outputs_again),
    Purpose(_draws_numbers),
    Purpose(_goes_back_from_steps),
    Purpose(_has_a_loss_of_its_own),
    Purpose(_goes_back_otherwise, needs_no_mistake=True),
    Purpose(_takes_another_slope, needs_no_mistake=True),
    Purpose(_takes_signs, needs_no_mistake=True),
    Purpose(_is_centred, needs_no_mistake=True),
    Purpose(_adds_a_term, needs_no_mistake=True),
)
