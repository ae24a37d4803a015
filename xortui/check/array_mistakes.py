"""Mistakes in whole arrays, which go on with what belongs elsewhere: no row of the catalogue plants them."""

from __future__ import annotations

from xortui.check.unplanted_mistake import UnplantedMistake

VELOCITY_OF_OTHER = UnplantedMistake(
    id="velocity-of-other",
    sentence="The velocity of another array goes into the steps of {parameters}.",
    hint="Keep a velocity for each array; read it, change it and take the step with it for that array alone: "
    "v ← μ·v − η·g, and w ← w + v.",
)
VELOCITY_ASSIGNED = UnplantedMistake(
    id="velocity-assigned",
    sentence="The velocity takes the place of {parameters}: w ← v.",
    hint="Add the velocity to the parameter: v ← μ·v − η·g, and w ← w + v.",
)
GRADIENT_OF_OTHER = UnplantedMistake(
    id="gradient-of-other",
    sentence="The steps of {parameters} are made with the gradient of another array of the same shape.",
    hint="Update each array with its own gradient: look at the names in its update, and in what is kept for it.",
)
GRADIENTS_ADD_UP = UnplantedMistake(
    id="gradients-add-up",
    sentence="The gradients of {parameters} add up: a total goes on from one parameter to the next.",
    hint="Begin a new total for each parameter: set it to 0 inside the loop over the parameters, not before.",
)
ASSIGNED_FROM_OTHER = UnplantedMistake(
    id="assigned-from-other",
    sentence="The update of {parameters} begins with another array: w ← u − η·g.",
    hint="Begin with the parameter's own old value: w ← w − η·g.",
)
USE_LEFT_OUT = UnplantedMistake(
    id="one-path",
    sentence="The gradient of {parameters} lacks the part of its use in {place}: the array is used elsewhere, "
    "too, and only what comes from there is followed.",
    hint="An array that is used several times gets the sum of the gradients of all its uses: add them up.",
)
USE_COUNTED_OTHERWISE = UnplantedMistake(
    id="stray-factor",
    sentence="In the gradient of {parameters}, the part of its use in {place} counts {factor} times, and that of its "
    "other uses once.",
    hint="An array that is used several times gets the sum of the gradients of all its uses: add each of them once.",
)
ARRAY_MISTAKES = (
    VELOCITY_OF_OTHER,
    VELOCITY_ASSIGNED,
    GRADIENT_OF_OTHER,
    GRADIENTS_ADD_UP,
    ASSIGNED_FROM_OTHER,
    USE_LEFT_OUT,
    USE_COUNTED_OTHERWISE,
)
"""All of them."""
