"""Losses of libraries by the names that they have there: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xortui.core.losses import LOSSES


@dataclass(frozen=True, slots=True)
class LibraryLoss:
    """What a loss of a library is here."""

    loss: str
    reduction: str = "sum"
    """Over the outputs of one sample."""
    takes_logits: bool | None = None
    """Whether it applies the last activation itself, to weighted sums; None if it goes with either."""
    takes_logarithms: bool = False
    """Whether the model is to end in the logarithm of softmax."""
    is_summed: bool = False
    """Whether a batch's losses are added up, not averaged."""


_SQUARED = LibraryLoss("squared-error", "mean")
_BINARY = LibraryLoss("binary-cross-entropy", "mean", takes_logits=False)
_BINARY_OF_LOGITS = LibraryLoss("binary-cross-entropy", "mean", takes_logits=True)
_CATEGORICAL = LibraryLoss("cross-entropy", takes_logits=False)
_OF_LOGITS = LibraryLoss("cross-entropy", takes_logits=True)

LIBRARY_LOSSES: Mapping[str, LibraryLoss] = {
    "mse": _SQUARED,
    "mseloss": _SQUARED,
    "meansquarederror": _SQUARED,
    "bceloss": _BINARY,
    "binarycrossentropy": _BINARY,
    "bcewithlogitsloss": _BINARY_OF_LOGITS,
    "binarycrossentropywithlogits": _BINARY_OF_LOGITS,
    "crossentropyloss": _OF_LOGITS,
    "crossentropy": _OF_LOGITS,
    "nllloss": LibraryLoss("cross-entropy", takes_logits=False, takes_logarithms=True),
    "categoricalcrossentropy": _CATEGORICAL,
    "sparsecategoricalcrossentropy": _CATEGORICAL,
}
"""By the names of their classes and functions, in small letters and without signs between."""
NOT_FOLLOWED = ("weight", "pos_weight", "label_smoothing")
"""What changes a library's loss in a way that there is not here."""


def loss_of(said: object) -> LibraryLoss:
    """Return what a loss is here: one of a library, by its object, function or name, or one of problem files.

    Raises:
        ValueError: if there is none; one line with what there is.
    """
    if isinstance(said, str) and said in LOSSES:
        return LibraryLoss(said)
    found = LIBRARY_LOSSES.get(loss_name(said).lower().replace("_", "").replace("-", "").replace(" ", ""))
    if found is None:
        names = ", ".join([*LOSSES, "MSELoss", "BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "NLLLoss"])
        raise ValueError(f"loss: expected one of {names}, got {loss_name(said)!r:.40}")
    for setting in NOT_FOLLOWED:
        value = getattr(said, setting, None)
        if value is not None and not (isinstance(value, int | float) and value == 0):
            raise ValueError(f"loss: {loss_name(said)} with {setting}: expected one without")
    return _reduced(said, found)


def loss_name(said: object) -> str:
    """Return what a loss is called: a text, or the name of a function or a class."""
    if isinstance(said, str):
        return said
    return getattr(said, "__name__", None) or type(said).__name__


def _reduced(said: object, found: LibraryLoss) -> LibraryLoss:
    """Return a loss as its object takes the mean or the sum of it, and with what it says of logits."""
    changes: dict[str, Any] = {}
    reduction = getattr(said, "reduction", "mean")
    if reduction == "sum":
        changes |= {"reduction": "sum", "is_summed": True}
    elif reduction not in ("mean", "sum_over_batch_size", "auto"):
        raise ValueError(f"loss: {loss_name(said)}: expected the reduction 'mean' or 'sum', got {reduction!r}")
    takes_logits = getattr(said, "from_logits", None)
    if isinstance(takes_logits, bool):
        changes["takes_logits"] = takes_logits
    return replace(found, **changes)
