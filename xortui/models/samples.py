"""X and y as samples: rows of numbers, and labels as the outputs that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import Floats
from xortui.models.as_array import NUMBER_KINDS, as_array, as_floats
from xortui.problems.data import MAX_SAMPLES


@dataclass(frozen=True, slots=True)
class Targets:
    """The wanted outputs of every sample."""

    rows: Floats
    """Samples × outputs."""
    classes: tuple[str, ...] = ()
    """The names of what the outputs stand for, if they stand for classes."""
    told: tuple[str, ...] = ()


def inputs_of(X: Any) -> Floats:  # noqa: N803 -- as everybody calls it
    """Return x of every sample: samples × inputs.

    Raises:
        ValueError: if X is no such array; one line.
    """
    array = as_floats(X, "X")
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim > 2:
        array = array.reshape(len(array), -1)
    if array.ndim < 2 or 0 in array.shape:
        raise ValueError(f"X: expected samples as rows of numbers, got the shape {np.shape(array)}")
    if len(array) > MAX_SAMPLES:
        raise ValueError(
            f"X: expected at most {MAX_SAMPLES:,} samples, got {len(array):,}; X[:{MAX_SAMPLES}] has as many"
        )
    return array


def names_of(table: Any, size: int) -> tuple[str, ...]:
    """Return the names of a table's columns; empty if it has none, or none that are texts."""
    columns = [str(name) for name in getattr(table, "columns", ()) if isinstance(name, str)]
    return tuple(columns) if len(columns) == size else ()


def labels_or_rows(y: Any, samples: int) -> NDArray[Any]:
    """Return y as it was given: one label or number for each sample, or a row of numbers.

    Raises:
        ValueError: if it has not as many rows as there are samples; one line.
    """
    array = as_array(y, "y")
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim not in (1, 2) or len(array) != samples:
        hint = "; y.T may be meant" if array.ndim == 2 and array.shape[1] == samples else ""
        raise ValueError(f"y: expected {samples:,} rows, as X has, got the shape {np.shape(array)}{hint}")
    return array


def are_labels(y: NDArray[Any]) -> bool:
    """Say whether y may have a label for each sample: a text, a truth value or a whole number, be it written as 1.0."""
    if y.ndim != 1:
        return False
    return y.dtype.kind != "f" or bool(np.all(y == np.floor(y)))


def targets_of(y: NDArray[Any], outputs: int, classes: Sequence[Any] | None) -> Targets:
    """Return the wanted outputs: numbers as they are, labels as 1 at their place and else 0.

    Args:
        y: from `labels_or_rows`.
        outputs: how many outputs there are.
        classes: what the outputs stand for, in their order, if the model knows it; with one output, the label of 0 and
            that of 1.

    Raises:
        ValueError: if y doesn't fit the outputs; one line.
    """
    if y.ndim == 2:
        if y.shape[1] != outputs:
            raise ValueError(f"y: expected {outputs} columns, one for each output, got {y.shape[1]}")
        return Targets(as_floats(y, "y"))
    if outputs == 1:
        return _of_one_output(y, classes)
    labels = _labels(y, outputs) if classes is None else list(classes)
    if len(labels) != outputs:
        raise ValueError(f"y: expected one of {outputs} classes, one for each output, got {len(labels)} classes")
    places = {label: place for place, label in enumerate(labels)}
    rows = np.zeros((len(y), outputs))
    for sample, label in enumerate(y.tolist()):
        if label not in places:
            shown = ", ".join(map(str, labels[:8]))
            raise ValueError(f"y[{sample}]: expected one of {shown}, got {label!r:.40}")
        rows[sample, places[label]] = 1.0
    return Targets(rows, tuple(map(str, labels)))


def _labels(y: NDArray[Any], outputs: int) -> list[Any]:
    """Return the label of each output: 0, 1, 2 … where those are the labels, else all that there are, in order.

    Raises:
        ValueError: if the labels are no labels, or another number than the outputs.
    """
    found = sorted(set(y.tolist()), key=lambda label: (str(type(label)), label))
    if all(label in range(outputs) for label in found):
        return list(range(outputs))
    if y.dtype.kind == "f":
        raise ValueError(f"y: expected {outputs} columns, one for each output, got one of numbers such as {found[0]}")
    if len(found) != outputs:
        raise ValueError(f"y: expected {outputs} classes, one for each output, got {len(found)}")
    return found


def _of_one_output(y: NDArray[Any], classes: Sequence[Any] | None) -> Targets:
    if classes is None and y.dtype.kind in NUMBER_KINDS:
        return Targets(as_floats(y, "y")[:, None])
    labels = sorted(set(y.tolist()), key=str) if classes is None else list(classes)
    if classes is None and all(isinstance(label, int | float) for label in labels):
        return Targets(as_floats(y, "y")[:, None])
    if len(labels) != 2:
        raise ValueError(f"y: expected two classes for one output, got {len(labels)}")
    unknown = [label for label in y.tolist() if label not in labels]
    if unknown:
        raise ValueError(f"y: expected one of {labels[0]}, {labels[1]}, got {unknown[0]!r:.40}")
    rows = np.array([[float(label == labels[1])] for label in y.tolist()])
    if tuple(labels) == (0, 1):
        return Targets(rows)
    return Targets(rows, told=(f"ŷ is for {labels[1]}: y is 1 there, and 0 for {labels[0]}.",))
