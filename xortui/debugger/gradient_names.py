"""The names of a parameter's gradients in a program: of one sample, of a batch, and as its update learns from it."""

from __future__ import annotations

from xortui.core.program import (
    LOSS,
    Program,
    clipped_gradient,
    derivative,
    gradient_sum,
    learnt_gradient,
    mean_gradient,
)


def sample_gradient(program: Program, parameter: str) -> str:
    """Return the name of ∂C/∂w of one sample; '' if the program computes none, as with a mistake that loses it."""
    return _first_computed(program, derivative(LOSS, parameter))


def batch_gradient(program: Program, parameter: str) -> str:
    """Return the name of the mean or the sum of a batch's gradients, or of the one sample's; '' if there is none."""
    if program.training.update == "sample":
        return sample_gradient(program, parameter)
    return _first_computed(program, mean_gradient(parameter), gradient_sum(parameter))


def gradient_to_learn(program: Program, parameter: str) -> str:
    """Return the name of what a parameter's update learns from, clipped and with weight decay; '' if there is none."""
    changed = _first_computed(program, learnt_gradient(parameter), clipped_gradient(parameter))
    return changed or batch_gradient(program, parameter)


def _first_computed(program: Program, *names: str) -> str:
    """Return the first of some names that a program computes; '' if it computes none of them."""
    for name in names:
        if name in program.by_target:
            return name
    return ""
