"""In which line of each layer a mistake is made that is found in every layer."""

from __future__ import annotations

from xortui.check.judgement.gradient_lines import first_mistaken
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.search import Explanation
from xortui.check.judgement.symptoms import Suspect, line_of
from xortui.core.backpropagation import write_program
from xortui.core.mistake import EVERY_LAYER, Place, PlacedMistake, with_mistakes
from xortui.core.program import Kind, Program
from xortui.core.training import Training


def lines_by_layer(
    labelled: LabelledStep, explanation: Explanation, number: int, right: Program
) -> list[tuple[Place, int]]:
    """Return the place of each layer with its line, the last layer first, for a mistake in every layer.

    Nothing is returned where one line makes it in all of them, or where a line is not known.

    Args:
        labelled: the step.
        explanation: mistakes that explain it.
        number: which of them.
        right: the program without any.
    """
    placed = explanation.mistakes[number]
    if placed.place.layer != EVERY_LAYER or placed.place.units:
        return []
    sound = program_without(explanation, number, right)
    variant = placed.place.variant
    in_layers = [one for one in placed.mistake.places(sound) if one.layer != EVERY_LAYER]
    places = [one for one in in_layers if placed.mistake.together(one) == variant]
    updates = labelled.update_lines(labelled.model.roots)
    found = []
    innermost = set()
    for place in sorted(places, key=lambda one: one.layer, reverse=True):
        others = (PlacedMistake(placed.mistake, one) for one in reversed(places) if one != place)
        without = with_mistakes(sound, others)
        node = first_mistaken(labelled, explanation.program, without, explanation.rate, place.parameters)
        suspect = Suspect(placed.mistake.id, place, node)
        of_gradients = is_of_gradients(explanation.program, without)
        line = line_of(labelled, suspect, without, is_of_gradients=of_gradients)
        found.append((place, line))
        # What stands wrongly for a gradient may be a right number elsewhere: δ·w is what is passed back.
        is_made_alone = of_gradients and line not in updates
        at = labelled.source.line(node) if node else 0
        if node:
            # One line may update all layers with what is made in several.
            innermost.add(line if at in updates and line not in updates else at)
        else:
            innermost.add(line if is_made_alone else 0)
    lines = {line for _, line in found}
    if len(lines) == 1 or len(innermost) == 1 or 0 in lines | innermost:
        return []
    return found


def program_without(explanation: Explanation, number: int, right: Program) -> Program:
    """Return the program with all mistakes but one; with a batch's sums written out where the wrong one has them."""
    if explanation.program.batched and not right.batched:
        right = write_program(right.network, Training(update="epoch"))
    return with_mistakes(right, (placed for k, placed in enumerate(explanation.mistakes) if k != number))


def is_of_gradients(wrong: Program, without: Program) -> bool:
    """Say whether two programs differ in the gradients of parameters alone, and in nothing that is passed back."""
    parameters = {one.name for one in without.network.parameters}
    before = {one.target: one.expression for one in without.operations}
    changed = [one for one in wrong.operations if before.get(one.target) != one.expression]
    return bool(changed) and all(one.kind in (Kind.FACTOR, Kind.DERIVATIVE) and one.by in parameters for one in changed)
