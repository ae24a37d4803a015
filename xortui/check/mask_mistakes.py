"""Mistakes with the masks of dropout: the networks of the catalogue have none, and so they are not in it.

Srivastava et al., Dropout, Journal of Machine Learning Research 15 (2014), section 5.1: forward pass and
backpropagation of a training case are done on the thinned network alone.
"""

from __future__ import annotations

from xortui.check.unplanted_mistake import UnplantedMistake

MASK_NOT_PASSED_BACK = UnplantedMistake(
    id="mask-not-passed-back",
    sentence="What is passed back goes through units that were dropped: the mask of the forward pass is missing.",
    hint="Multiply what is passed back with the same mask, and with the same 1/keep, before the slope of the units.",
)
MASK_NOT_IN_GRADIENT = UnplantedMistake(
    id="mask-not-in-gradient",
    sentence="The gradient of weights is made with the values before dropout, and not with those that were used.",
    hint="Multiply δ with what the weights were multiplied with: the values after the mask.",
)
OTHER_MASK_PASSED_BACK = UnplantedMistake(
    id="other-mask-passed-back",
    sentence="Another mask goes back than that of the forward pass: other units are dropped on the way back.",
    hint="Keep the mask of the forward pass, and multiply what is passed back with it.",
)
SLOPE_OF_MASKED = UnplantedMistake(
    id="slope-of-masked",
    sentence="The slope in {layer} is taken of the values after dropout, which have the mask and its 1/keep in them.",
    hint="Keep the activation from before the mask, and take the slope of that; the mask and its 1/keep go back as a "
    "factor of their own.",
)
MASK_MISTAKES = (MASK_NOT_PASSED_BACK, MASK_NOT_IN_GRADIENT, OTHER_MASK_PASSED_BACK, SLOPE_OF_MASKED)
"""All of them."""
