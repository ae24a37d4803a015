"""What to do about a slope, with the formula of the activation that the layer has in the file."""

from __future__ import annotations

from collections.abc import Iterable

SLOPES = {"sigmoid": "a·(1 − a)", "tanh": "1 − a²", "relu": "[a > 0]"}
"""Activation → its slope, as files write it."""
HINTS = {
    "slope-missing": "Multiply what arrives at each unit by the slope of its activation: {slope}.",
    "slope-of-activation": "Give the function z; or write the slope in terms of the activation a: {slope}.",
    "activation-for-slope": "Multiply by the slope of the activation, and not by a: {slope}.",
    "slope-of-other": "Each activation has its own slope: here it is {slope}.",
}
"""Mistake → what to do, with {slope} for the slopes of the layers in which it is made."""


def slope_hint(identity: str, activations: Iterable[str]) -> str:
    """Return what to do about a mistake in a slope; '' if there is nothing better than the catalogue's words.

    Args:
        identity: of the mistake.
        activations: those of the layers in which it is made.
    """
    own = list(dict.fromkeys(activations))
    if identity not in HINTS or not own or not SLOPES.keys() >= set(own):
        return ""
    if own == ["sigmoid"] and identity != "slope-of-other":
        return ""  # the catalogue's own words are for a sigmoid
    slopes = ", ".join(f"{SLOPES[activation]} for {activation}" for activation in own)
    return HINTS[identity].replace("{slope}", slopes)
