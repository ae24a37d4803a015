"""Parameters that learn from the gradient of an output, ∂ŷ/∂w, as the error ∂C/∂ŷ is left out of their step alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from xortui.check.judgement.gradient_lines import first_line_alone
from xortui.check.judgement.judge import Judged, commonest, compare
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.search import Explanation
from xortui.check.recognition.evaluation import operands
from xortui.core.lockstep import Floats, run
from xortui.core.network import Network, Parameter
from xortui.core.program import LEARNING_RATE, LOSS, derivative


def gradients_of_outputs(judged: Judged, given: Mapping[str, Floats]) -> tuple[str, ...]:
    """Return the parameters whose steps are multiples of ∂ŷ/∂w, where other steps follow the loss; () if none are.

    Below the outputs, ∂ŷ/∂w is known of a network with one output alone.

    Args:
        judged: the step beside the right one.
        given: what a program is run with at the points, but for the rate.
    """
    if not judged.right or judged.rate <= 0:
        return ()
    suspects = [name for name, compared in judged.compared.items() if compared.ratio is None]
    if not suspects:
        return ()
    network = judged.program.network
    values = run(judged.program, {**given, LEARNING_RATE: np.asarray(1.0)})
    found = []
    for parameter in network.parameters:
        if parameter.name not in suspects:
            continue
        of_output = _gradient_of_output(network, parameter, values)
        if of_output is not None and compare(judged.theirs[parameter.name], of_output).ratio:
            found.append(parameter.name)
    return tuple(found)


def with_gradients_of_outputs(explanation: Explanation, parameters: Iterable[str]) -> Explanation | None:
    """Return an explanation with parameters that learn from ∂ŷ/∂w: how far they should move, nobody knows.

    Args:
        explanation: of what all other parameters learn; None is returned if these do not move.
        parameters: that learn from ∂ŷ/∂w.
    """
    usual = commonest(explanation.ratios.values())
    if not usual:
        return None
    return replace(explanation, ratios={**explanation.ratios, **dict.fromkeys(parameters, usual)})


def line_without_error(parameters: Sequence[str], labelled: LabelledStep) -> int:
    """Return the line that should multiply with the error ∂C/∂ŷ.

    That is the update if the updates of others multiply with it, or else the line that makes the gradient.

    Args:
        parameters: that learn from ∂ŷ/∂w.
        labelled: the numbers of the step.
    """
    others = [name for name in labelled.model.roots if name not in parameters]
    errors = {derivative(LOSS, unit.name) for unit in labelled.program.network.units[-1]}
    for line in labelled.update_lines(others):
        for node in labelled.values_in(line):
            parts = (labelled.labels.get(part) for part in operands(labelled.tape, node))
            if any(part is not None and part.name in errors for part in parts):
                return labelled.update_line(parameters)
    return first_line_alone(labelled, parameters, others)


def _gradient_of_output(network: Network, parameter: Parameter, values: Mapping[str, Floats]) -> Floats | None:
    """Return ∂ŷ/∂w of a parameter at each point, summed over the samples; None if it is not known."""
    outputs = network.units[-1]
    is_of_output = parameter.target in outputs
    if not is_of_output and len(outputs) > 1:
        return None
    output = parameter.target if is_of_output else outputs[0]
    error = values.get(derivative(LOSS, output.name))
    gradient = values.get(derivative(LOSS, parameter.name))
    if error is None or gradient is None or error.ndim != 2 or gradient.ndim != 2:
        return None
    with np.errstate(all="ignore"):
        found: Floats = (gradient / error).sum(axis=1)
    return found
