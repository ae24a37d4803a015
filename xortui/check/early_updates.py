"""Weights that errors go back through after their update, in steps too small for the gradients to show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xortui.check.examination import StepReading
from xortui.check.judgement.search import SMALLEST_RATE
from xortui.check.readings import is_all_right
from xortui.check.recognition.chains import Chain
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.tracing.tape import Tape
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.core.mistakes import BY_ID


class EarlyUpdate(NamedTuple):
    """New values of weights that gradients of the same step are computed from."""

    mistake: UnplantedMistake
    parameters: tuple[str, ...]
    """Those whose gradients are."""
    node: int
    """The first number that is computed from such a value."""


def updated_early(tape: Tape, found: Sequence[Chain], reading: StepReading) -> EarlyUpdate | None:
    """Return where gradients are computed from weights after their update; None if that shows in the steps, or nowhere.

    New weights differ from the old ones by the rate, and so do the gradients that are computed from them.

    Args:
        tape: what the file computed.
        found: what is learnt.
        reading: of a step.
    """
    if not is_all_right(reading) or reading.judged.rate >= SMALLEST_RATE or not reading.evaluated.takes_a_share:
        return None
    step = reading.step
    numbers = {name: reading.forward.parameters[root] for name, (root, _) in reading.model.roots.items()}
    owner_of = {}
    for name, number in numbers.items():
        if number >= 0:
            owner_of.update({node: name for node in found[number].versions if step.start < node <= step.end})
    spoilt = []
    nodes = []
    through = ""
    for name, number in numbers.items():
        if number < 0:
            continue
        part = part_of(tape, [found[number].at(step.end)], since=step.start)
        early = [node for node in part if node in owner_of and numbers[owner_of[node]] != number]
        if early:
            spoilt.append(name)
            through = owner_of[early[0]]
            others = set(early)
            nodes.append(
                next(node for node in part if node > step.start and not others.isdisjoint(operands(tape, node)))
            )
    if not spoilt:
        return None
    row = BY_ID["weights-updated"]
    targets = {one.name: one.target.layer for one in reading.judged.program.network.parameters}
    sentence = row.sentence.format(layer=f"layer {targets[through]}")
    return EarlyUpdate(UnplantedMistake(row.id, sentence, row.hint), tuple(spoilt), min(nodes))
