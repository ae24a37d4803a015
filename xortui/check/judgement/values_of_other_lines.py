"""In which line δ is multiplied with the values of another layer than the one below, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable

from xortui.check.judgement.gradient_lines import first_line_alone
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.values_of_other_layers import ValuesOfOther
from xortui.check.recognition.evaluation import operands
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.value_mistakes import OF_OTHER_LAYER, OF_OWN_LAYER


def told_of_others(
    layers: Iterable[ValuesOfOther], labelled: LabelledStep
) -> dict[tuple[UnplantedMistake, int], list[str]]:
    """Return what is wrong with layers whose weights learn with the values of others, and the lines.

    Args:
        layers: those layers.
        labelled: the numbers of the step.

    Returns:
        The mistake and its line → the parameters of all layers in which it is made there.
    """
    found: dict[tuple[UnplantedMistake, int], list[str]] = {}
    for one in layers:
        mistake = OF_OWN_LAYER if one.other == one.layer else OF_OTHER_LAYER
        words = f"of layer {one.other}" if one.other else "of the inputs"
        told = mistake._replace(sentence=mistake.sentence.replace("{variant}", words))
        found.setdefault((told, _line(one, labelled)), []).extend(one.parameters)
    return found


def _line(one: ValuesOfOther, labelled: LabelledStep) -> int:
    """Return the first line on the way back that reads such a value, for the layer alone; 0 if there is none."""
    others = [name for name in labelled.model.roots if name not in one.parameters]
    taken = _values(one, labelled)
    for node in sorted(labelled.ancestors(one.parameters) - labelled.ancestors(others) - labelled.forward_nodes):
        if taken.intersection(operands(labelled.tape, node)):
            return labelled.line_at_call(node)
    return first_line_alone(labelled, one.parameters, others)


def _values(one: ValuesOfOther, labelled: LabelledStep) -> set[int]:
    """Return the nodes of the other layer's values, of all samples."""
    if not one.other:
        return {node for by_sample in labelled.forward.inputs for node in by_sample.values()}
    sums = {unit.weighted_sum for unit in labelled.program.network.units[one.other]}
    units = [labelled.forward.units[labelled.model.units[name]] for name in sums]
    return {node for unit in units for node in unit.values.values()}
