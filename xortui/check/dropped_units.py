"""Whether the masks of dropout are passed back as they were used, with the mistakes that are made there.

The steps of a network are judged with all masks 1, as if nothing was dropped. Here they are judged again with masks
chosen at random, beside the gradient through the file's own forward pass.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xortui.check.differentiation.error_losses import ERROR_LOSSES
from xortui.check.differentiation.local_slopes import SLOPES
from xortui.check.examination import StepReading
from xortui.check.judgement.judge import MIN_POINTS, compare, largest, same
from xortui.check.judgement.labels import ALIKE, of_length_one
from xortui.check.mask_mistakes import MASK_NOT_IN_GRADIENT, MASK_NOT_PASSED_BACK, OTHER_MASK_PASSED_BACK
from xortui.check.recognition.chains import Chain
from xortui.check.recognition.evaluation import Points, evaluate, operands, part_of
from xortui.check.recognition.source import Source
from xortui.check.tracing.op_numbers import CONSTANT, LEAF, MUL
from xortui.check.tracing.tape import Op, Tape
from xortui.check.tracing.trace import Trace
from xortui.check.undecided import DoubtedError
from xortui.check.unplanted_mistake import UnplantedMistake

MAX_LAYERS = 4
"""Layers whose masks are told apart."""
SEED = 5
"""Of the masks that are drawn; any seed does."""
COMPARED_AT_ONCE = 500
"""Nodes that are compared with what is wanted at a time, to find the first."""
MAX_CHANGE = 1e-9
"""By which part of it the slope of a loss may change with the last bit of an output, to be compared."""
SHARE_KEPT = 0.6
"""Of all units. A mask is 0 or its other value, as it is in the file: of 0 and 1 the square is the mask itself."""


@dataclass(frozen=True, slots=True)
class DroppedWrongly:
    """A mistake with masks."""

    mistake: UnplantedMistake
    parameters: tuple[str, ...]
    """Those whose steps it spoils, as xortui's network has them."""
    node: int
    """The first number in which the mask is missing; 0 if it is not known."""


def dropped_wrongly(trace: Trace, found: list[Chain], reading: StepReading) -> DroppedWrongly | None:
    """Return what is wrong with the masks of a step; None if nothing is.

    Args:
        trace: what the program computed.
        found: what is learnt.
        reading: the step.

    Raises:
        DoubtedError: if steps are not right with masks, and it is not known why.
    """
    if not reading.forward.masks or not reading.judged.right:
        return None
    masked = _Masked(trace.tape, found, reading)
    if masked.others:
        names = masked.spoilt()
        for same_masks in masked.ties():
            if names and not _Masked(trace.tape, found, reading, same_masks).spoilt():
                return DroppedWrongly(OTHER_MASK_PASSED_BACK, names, masked.first_product(masked.others))
        line = Source(trace).line(masked.others[0])
        raise DoubtedError(
            f"numbers that are new in every step go into its steps in line {line}: take them out for the check"
        )
    names = masked.spoilt()
    if not names:
        return None
    for missing, unmasked in _ways(masked.layers):
        gradients = masked.gradients(missing, unmasked)
        if not masked.wrong(gradients):
            mistake = MASK_NOT_PASSED_BACK if missing else MASK_NOT_IN_GRADIENT
            return DroppedWrongly(mistake, names, masked.first_without(missing, names))
    left_out = masked.left_out()
    if left_out:
        return DroppedWrongly(MASK_NOT_PASSED_BACK, names, masked.first_without(left_out, names))
    raise DoubtedError("its steps are right without dropout and not with it, and why is not known: check without it")


def _ways(layers: Mapping[int, frozenset[int]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield the layers whose masks may be missing on the way back, and those in whose weights' gradients they may be.

    The fewest come first.
    """
    numbers = sorted(layers)[:MAX_LAYERS]
    for count in range(1, len(numbers) + 1):
        for some in itertools.combinations(numbers, count):
            yield some, ()
            yield (), some


class _Masked:
    """A step with masks chosen at random."""

    def __init__(
        self, tape: Tape, found: list[Chain], reading: StepReading, tied: Mapping[int, int] | None = None
    ) -> None:
        """Choose masks.

        Args:
            tape: what the program computed.
            found: what is learnt.
            reading: the step.
            tied: masks that are drawn again → those in whose place they stand.
        """
        self._tape = tape
        self._reading = reading
        evaluated = reading.evaluated
        forward = reading.forward
        random = np.random.default_rng(SEED)
        drawn = {}
        chosen: dict[object, Points] = {}
        greatest: dict[tuple[int, int], float] = {}
        for mask in forward.masks:
            identity = _identity(tape, (tied or {}).get(mask, mask))
            if identity not in chosen:
                is_kept = random.random(evaluated.count) < SHARE_KEPT
                place = (int(tape.site[mask]), int(tape.op[mask]))
                if place not in greatest:
                    greatest[place] = _greatest(tape, *place)
                chosen[identity] = np.where(is_kept, greatest[place], 0.0)
            drawn[mask] = chosen[identity]
        self._values = evaluate(tape, forward.part, {**evaluated.given, **drawn}, evaluated.count)
        self._pass = part_of(tape, forward.output_nodes, roots=forward.roots | forward.masks.keys())
        self.layers = self._layers()
        used = {_identity(tape, mask) for mask in forward.masks.keys() & set(self._pass)}
        beside = forward.masks.keys() - set(self._pass)
        self.others = sorted(mask for mask in beside if _identity(tape, mask) not in used)
        """Masks that multiply nothing on the way to the outputs, and are no others written again."""
        self._theirs = {}
        for name in sorted(reading.judged.right):
            root, factor = reading.model.roots[name]
            number = forward.parameters[root]
            if root in evaluated.gradients:
                node, sign = evaluated.gradients[root]
                step = sign * self._values[node]
            elif number < 0 or root in forward.replaced:
                continue
            else:
                step = self._values[found[number].at(reading.step.end)] - self._values[root]
            self._theirs[name] = factor * step
        self._scale = largest(self._theirs.values())

    def _layers(self) -> dict[int, frozenset[int]]:
        """Return for each layer that is masked the products of its units' values with masks."""
        forward = self._reading.forward
        layer_of: dict[int, int] = {}
        for unit in forward.units:
            for node in (*unit.values.values(), *unit.sums.values()):
                layer_of[node] = unit.layer
        layers: dict[int, set[int]] = {}
        for node in self._pass:
            if node in forward.roots or node in forward.masks:
                continue
            parts = operands(self._tape, node)
            below = [layer_of[part] for part in parts if part in layer_of]
            if node not in layer_of and below:
                layer_of[node] = max(below)
            if self._tape.op[node] == MUL and not forward.masks.keys().isdisjoint(parts):
                layers.setdefault(layer_of.get(node, 0), set()).add(node)
        return {layer: frozenset(nodes) for layer, nodes in layers.items()}

    def ties(self) -> Iterator[dict[int, int]]:
        """Yield for each layer with as many masks as multiply nothing forwards: one of these → one of the layer's."""
        masks = self._reading.forward.masks
        for products in self.layers.values():
            own = sorted({part for node in products for part in operands(self._tape, node) if part in masks})
            if len(own) == len(self.others):
                yield dict(zip(self.others, own, strict=True))

    def first_product(self, masks: Iterable[int]) -> int:
        """Return the first number that is multiplied with one of some masks; 0 if none is."""
        tape = self._tape
        wanted = set(masks)
        for node in self._reading.forward.part:
            if tape.op[node] == MUL and not wanted.isdisjoint(operands(tape, node)):
                return node
        return 0

    def left_out(self) -> tuple[int, ...]:
        """Return the layers of whose masks nothing is read on the way back."""
        tape = self._tape
        forward = self._reading.forward
        before = set(self._pass)
        identities = {mask: _identity(tape, mask) for mask in forward.masks}
        read: set[object] = set()
        for node in forward.part:
            if node not in before and node not in forward.roots and node not in forward.masks:
                read.update(identities[part] for part in operands(tape, node) if part in identities)
        found = []
        for layer, products in self.layers.items():
            own = {identities[part] for node in products for part in operands(tape, node) if part in identities}
            if read.isdisjoint(own):
                found.append(layer)
        return tuple(found)

    def spoilt(self) -> tuple[str, ...]:
        """Return the parameters whose steps are not those of the gradients with masks."""
        return self.wrong(self.gradients((), ()))

    def gradients(self, missing: Iterable[int], unmasked: Iterable[int]) -> dict[str, Points]:
        """Return the gradients of the sum of a batch, with the mistakes in some layers.

        Args:
            missing: the layers whose masks are missing on the way back.
            unmasked: the layers whose values are taken without masks for the gradients of the weights above.
        """
        found = self._passed(missing, unmasked)
        zero = np.zeros(self._reading.evaluated.count)
        return {name: factor * found.get(root, zero) for name, (root, factor) in self._reading.model.roots.items()}

    def _passed(self, missing: Iterable[int], unmasked: Iterable[int]) -> Mapping[int, Points]:
        """Return ∂C/∂node for the nodes of the forward pass, with the mistakes in some layers."""
        reading = self._reading
        passed_as: dict[int, Points] = {}
        for layer in missing:
            for node in self.layers[layer]:
                for part in operands(self._tape, node):
                    if part in reading.forward.masks:
                        passed_as[part] = np.full(reading.evaluated.count, reading.forward.masks[part])
        for layer in unmasked:
            for node in self.layers[layer]:
                value = next(part for part in operands(self._tape, node) if part not in reading.forward.masks)
                passed_as[node] = self._values[value]
        return self._differentiated(passed_as)

    def _differentiated(self, passed_as: Mapping[int, Points]) -> dict[int, Points]:
        """Return ∂C/∂node for the nodes of the forward pass.

        Args:
            passed_as: nodes by which something is multiplied → what stands for them on the way back.
        """
        ends = self._reading.forward.roots | self._reading.forward.masks.keys()
        found = self._errors()
        for node in reversed(self._pass):
            op = Op(int(self._tape.op[node]))
            if node in ends or node not in found or op not in SLOPES:
                continue
            parts = operands(self._tape, node)
            given = [passed_as.get(part, self._values[part]) for part in parts]
            with np.errstate(all="ignore"):
                for part, factor in zip(parts, SLOPES[op](self._values[node], *given), strict=True):
                    share = found[node] * factor
                    found[part] = found[part] + share if part in found else share
        return found

    def _errors(self, towards: float | None = None) -> dict[int, Points]:
        """Return ∂C/∂output for each output and sample.

        Args:
            towards: the number towards which each output is moved by its last bit; None to leave outputs as they are.
        """
        reading = self._reading
        zero = np.zeros(reading.evaluated.count)
        errors = {}
        for outputs, targets in zip(reading.forward.outputs, reading.forward.targets, strict=True):
            for sample, node in outputs.items():
                y = self._values[node]
                if towards is not None:
                    y = np.nextafter(y, towards)
                t = self._values[targets[sample]] if targets[sample] else zero
                own = reading.evaluated.errors.get(node)
                if own is not None:
                    t = y - own.sign * self._values[own.node]
                with np.errstate(all="ignore"):
                    errors[node] = _SLOPE_OF_LOSS[reading.judged.loss](y, t)
        return errors

    @cached_property
    def _is_known_well(self) -> NDArray[np.bool_]:
        """At which points the slope of the loss hardly differs for outputs that differ in their last bit.

        Where an output is nearly 1, only a few digits are known of what it lacks, which cross-entropy divides by.
        """
        before = self._errors(0.0)
        after = self._errors(1.0)
        known = np.ones(self._reading.evaluated.count, bool)
        for node, slope in before.items():
            with np.errstate(all="ignore"):
                known &= ~(np.abs(after[node] - slope) > MAX_CHANGE * np.maximum(np.abs(slope), 1.0))
        return known

    def wrong(self, gradients: Mapping[str, Points]) -> tuple[str, ...]:
        """Return the parameters whose steps are not those of some gradients, at the rate of the reading."""
        rate = self._reading.judged.rate
        known = self._is_known_well if self._is_known_well.sum() >= MIN_POINTS else np.ones_like(self._is_known_well)
        found = []
        for name, theirs in self._theirs.items():
            comparison = compare(theirs[known], -gradients[name][known], self._scale)
            is_right = comparison.is_untested or (comparison.ratio is not None and same(comparison.ratio, rate))
            if not is_right:
                found.append(name)
        return tuple(found)

    def first_without(self, missing: Iterable[int], names: Iterable[str]) -> int:
        """Return the first number of the way back in which a mask is missing; 0 if it is not found.

        Args:
            missing: the layers whose masks are missing in what is passed back; none if they are in gradients alone.
            names: the parameters whose steps that spoils.
        """
        right = self._passed((), ())
        wanted = []
        for layer in missing:
            wanted += [right[node] for node in sorted(self.layers[layer]) if node in right]
        if not wanted:
            wanted = [self._theirs[name] for name in names]
        before = set(self._pass)
        forward = self._reading.forward
        nodes = [node for node in forward.part if node not in before and node not in forward.roots]
        columns = of_length_one(wanted).T
        for first in range(0, len(nodes), COMPARED_AT_ONCE):
            some = nodes[first : first + COMPARED_AT_ONCE]
            rows = of_length_one([self._values[node] for node in some])
            alike = np.nonzero((np.abs(rows @ columns) > 1 - ALIKE).any(axis=1))[0]
            if len(alike):
                return some[int(alike[0])]
        return 0


def _identity(tape: Tape, node: int) -> object:
    """Return what two masks share that are made of the same numbers in the same way, as one that is written twice."""
    parts = operands(tape, node)
    op = int(tape.op[node])
    if op == CONSTANT or (op == LEAF and tape.written[node]):
        return float(tape.value[node])
    if not parts or op == LEAF:
        return node
    return (op, *(_identity(tape, part) for part in parts))


def _greatest(tape: Tape, site: int, op: int) -> float:
    """Return the greatest value that an operation gives at a place of the file in any step: a mask's of a kept unit."""
    made = tape.site[: tape.length] == site
    made &= tape.op[: tape.length] == op
    return float(tape.value[: tape.length][made].max())


_SLOPE_OF_LOSS: Mapping[str, Callable[[Points, Points], Points]] = {loss.name: loss.slope for loss in ERROR_LOSSES}
"""∂C/∂ŷ for each loss that steps may follow, of the output ŷ and its target."""
