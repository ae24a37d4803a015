"""Mistakes with the values that a gradient is made with: no program of one sample has them, and so no row plants them.

Each is a kind of a row of the catalogue, and so is called by its name.
"""

from __future__ import annotations

from xortui.check.unplanted_mistake import UnplantedMistake

OF_OTHER_SAMPLES = UnplantedMistake(
    id="other-activation",
    sentence="The gradients of {parameters} are made with the values of other samples than their δ.",
    hint="Multiply the δ of a sample with the values of the same sample: look at the index, at what a name holds after "
    "a loop, and whether the samples were shuffled.",
)
RAW_INPUTS = UnplantedMistake(
    id="other-activation",
    sentence="The gradients of {parameters} are made with the raw inputs, not with those that went forward.",
    hint="Multiply δ with the inputs as they went forward, scaled or normalised: keep them for the way back.",
)
UNITS_FOR_SAMPLES = UnplantedMistake(
    id="bias-over-all-units",
    sentence="Each bias of {parameters} learns from the sum over all units of one sample: it fits as there are as many "
    "units as samples.",
    hint="Sum over the samples alone: with samples in rows axis=0, with samples in columns axis=1.",
)
ERRORS_NEVER_RESET = UnplantedMistake(
    id="errors-add-up",
    sentence="The errors that the gradients of {parameters} are made with are added up from step to step, and not "
    "reset before each.",
    hint="Set the error of each unit to 0 before a step adds to it.",
)
OF_OTHER_LAYER = UnplantedMistake(
    id="other-activation",
    sentence="The gradients of {parameters} are made with the values {variant}, as many as fit, and not with those of "
    "the layer below.",
    hint="Multiply δ of a layer with the values that the layer gets: the inputs for the first one, the outputs of the "
    "layer below for every other.",
)
OF_OWN_LAYER = OF_OTHER_LAYER._replace(id="own-activation")
OUTPUT_FOR_COST = UnplantedMistake(
    id="value-for-delta",
    sentence="The steps of {parameters} follow the gradient of the output and not that of the cost: the error ∂C/∂ŷ "
    "is missing in them.",
    hint="Multiply with ∂C/∂ŷ, as in the other steps: ∂C/∂w = ∂C/∂ŷ · ∂ŷ/∂w.",
)
VALUE_MISTAKES = (
    OF_OTHER_SAMPLES,
    RAW_INPUTS,
    UNITS_FOR_SAMPLES,
    ERRORS_NEVER_RESET,
    OF_OTHER_LAYER,
    OF_OWN_LAYER,
    OUTPUT_FOR_COST,
)
"""All of them."""
