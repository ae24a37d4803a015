"""Models that are nothing but arrays: matrices and biases in a list or under names, or a file of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike, fspath
from typing import Any

from xortui.core.arrays import Floats
from xortui.models.as_array import as_floats
from xortui.models.found_model import FoundLayer, FoundModel
from xortui.problems.typed_path import typed_path

INPUTS_FIRST = "inputs x outputs"
OUTPUTS_FIRST = "outputs x inputs"
ORIENTATIONS = (INPUTS_FIRST, OUTPUTS_FIRST)
EXPECTED = "expected [(W1, b1), (W2, b2), …]"


@dataclass(frozen=True, slots=True)
class Pair:
    """A matrix and its biases, with their names."""

    weight_name: str
    weight: Floats
    bias_name: str
    bias: Floats | None


def are_arrays(model: Any) -> bool:
    """Say whether something may be arrays in a list or under names, or the path of a file."""
    return isinstance(model, list | tuple | Mapping | str | PathLike)


def read_plain_arrays(
    model: Any, inputs: int, outputs: int | None, orientation: str | None, activations: Sequence[str]
) -> FoundModel:
    """Return the layers that arrays are.

    Args:
        model: (W, b) pairs; or W and b one after the other, in a list or under names; or a file of them.
        inputs: how many x a sample has.
        outputs: how many y a sample has; None if y are labels.
        orientation: one of `ORIENTATIONS`, or None to find it by the shapes.
        activations: one for each layer; empty for none said.

    Raises:
        ValueError: if they are no layers; one line.
    """
    pairs = list(_pairs(model))
    is_outputs_first, told = _orientation(pairs, inputs, outputs, orientation)
    layers = []
    for number, pair in enumerate(pairs):
        activation = activations[number] if activations else ""
        layers.append(FoundLayer(pair.weight, pair.weight_name, pair.bias, pair.bias_name, activation))
    return FoundModel(
        kind="arrays",
        layers=layers,
        is_outputs_first=is_outputs_first,
        is_of_a_library=False,
        told=told,
    )


def _pairs(model: Any) -> Iterator[Pair]:
    """Yield the matrices with their biases, first layer first.

    Raises:
        ValueError: if something is neither; one line.
    """
    if isinstance(model, str | PathLike):
        model = _file(fspath(model))
    if isinstance(model, Mapping):
        yield from _in_a_row(list(_flat(model, "")))
        return
    if not model:
        raise ValueError(f"model: {EXPECTED}, got an empty {type(model).__name__}")
    if all(isinstance(layer, list | tuple) and _is_pair(layer) for layer in model):
        for number, (weight, bias) in enumerate(model, start=1):
            yield _pair(f"W{number}", weight, f"b{number}", bias)
        return
    yield from _in_a_row(list(_numbered(model)))


def _is_pair(layer: Sequence[Any]) -> bool:
    """Say whether a list is (W, b), and not a matrix of two rows."""
    return len(layer) == 2 and _depth(layer[0]) == 2


def _depth(value: Any) -> int:
    """Return how many axes an array has, or lists in lists."""
    if hasattr(value, "ndim"):
        return int(value.ndim)
    if isinstance(value, list | tuple):
        return 1 + (_depth(value[0]) if value else 0)
    return 0


def _numbered(model: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Yield arrays that stand one after the other with names: W1, b1, W2 and so on."""
    arrays = [as_floats(value, "model") for value in model]
    alternates = len(arrays) % 2 == 0 and all(map(_go_together, arrays[::2], arrays[1::2])) and not _lead_on(arrays)
    number = 0
    for place, array in enumerate(arrays):
        is_bias = place % 2 == 1 if alternates else array.ndim < 2
        if not is_bias:
            number += 1
        yield f"{'b' if is_bias else 'W'}{number}", array


def _lead_on(arrays: Sequence[Floats]) -> bool:
    """Say whether every array is a matrix that takes as many units as the one before it gives, one way or the other."""
    if any(array.ndim != 2 for array in arrays):
        return False
    pairs = list(pairwise(array.shape for array in arrays))
    return all(a[1] == b[0] for a, b in pairs) or all(a[0] == b[1] for a, b in pairs)


def _go_together(weight: Floats, bias: Floats) -> bool:
    """Say whether an array may hold the biases of a matrix."""
    is_vector = bias.ndim < 2 or (bias.ndim == 2 and 1 in bias.shape)
    return weight.ndim == 2 and is_vector and bias.size in weight.shape


def _flat(model: Mapping[Any, Any], beginning: str) -> Iterator[tuple[str, Any]]:
    """Yield the arrays of a mapping, and of those within it, with the names that lead there."""
    for key in model:
        name = f"{beginning}{key}"
        value = model[key]
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _in_a_row(arrays: Sequence[tuple[str, Any]]) -> Iterator[Pair]:
    """Yield the pairs of arrays that stand one after the other; biases may stand before or behind their matrix."""
    found = [(name, as_floats(value, f"model: {name}")) for name, value in arrays]
    matrices: list[tuple[str, Floats]] = []
    biases: dict[str, tuple[str, Floats]] = {}
    waiting: list[tuple[str, Floats]] = []
    for name, array in found:
        if _is_bias(name, array):
            waiting.append((name, array))
        else:
            matrices.append((name, array))
    if not matrices:
        raise ValueError(f"model: {EXPECTED}, got no matrix")
    if waiting and len(waiting) != len(matrices):
        biases = _matched(matrices, waiting)
    elif waiting:
        biases = {matrix[0]: bias for matrix, bias in zip(matrices, waiting, strict=True)}
    for name, array in matrices:
        bias_name, bias = biases.get(name, ("", None))
        yield _pair(name, array, bias_name, bias)


def _is_bias(name: str, array: Floats) -> bool:
    """Say whether an array holds biases: a vector, or a row or column that is called so."""
    if array.ndim < 2:
        return True
    last = name.rpartition(".")[2].lower()
    return 1 in array.shape and (last.startswith("b") or "intercept" in last)


def _matched(
    matrices: Sequence[tuple[str, Floats]], biases: Sequence[tuple[str, Floats]]
) -> dict[str, tuple[str, Floats]]:
    """Return which biases belong to which matrix, where some layers have none, by the beginning of their names.

    Raises:
        ValueError: if biases belong to none.
    """
    found: dict[str, tuple[str, Floats]] = {}
    for bias in biases:
        for name, _ in matrices:
            if _group(name) == _group(bias[0]):
                found[name] = bias
                break
        else:
            raise ValueError(f"model: {bias[0]}: expected a matrix before it, as in [(W1, b1), (W2, None), …]")
    return found


def _group(name: str) -> str:
    """Return what says of a name to which layer it belongs: '0' of '0.weight', '2' of 'b2'."""
    beginning, dot, _ = name.rpartition(".")
    return beginning if dot else name.lstrip("Wwb")


def _pair(weight_name: str, weight: Any, bias_name: str, bias: Any) -> Pair:
    matrix = as_floats(weight, f"model: {weight_name}")
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"model: {weight_name}: expected a matrix, got the shape {matrix.shape}")
    if bias is None:
        return Pair(weight_name, matrix, "", None)
    vector = as_floats(bias, f"model: {bias_name}")
    if vector.ndim > 2 or (vector.ndim == 2 and 1 not in vector.shape):
        raise ValueError(f"model: {bias_name}: expected a vector, got the shape {vector.shape}")
    return Pair(weight_name, matrix, bias_name, vector)


def _file(name: str) -> Mapping[str, Floats]:
    """Return the arrays of a file.

    Raises:
        ValueError: if it can't be read; one line.
    """
    from xortui.core.array_files import MAX_ARRAYS_SIZE, read_arrays

    try:
        path = typed_path(name)
    except ValueError as error:
        raise ValueError(f"model: {error}") from None
    try:
        with path.open("rb") as file:
            data = file.read(MAX_ARRAYS_SIZE + 1)
    except (OSError, ValueError) as error:
        raise ValueError(f"model: {name}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MAX_ARRAYS_SIZE:
        raise ValueError(f"model: {name}: expected at most {MAX_ARRAYS_SIZE // 1_000_000} MB")
    return read_arrays(data, name)


def _orientation(
    pairs: Sequence[Pair], inputs: int, outputs: int | None, said: str | None
) -> tuple[bool, tuple[str, ...]]:
    """Return whether matrices have a row for each unit of their layer, and what is to be told of that.

    Raises:
        ValueError: if the matrices fit each other and the samples neither way.
    """
    fits = {way: _fits(pairs, inputs, outputs, way) for way in ORIENTATIONS}
    if said is not None:
        if said not in ORIENTATIONS:
            raise ValueError(f"orientation: expected one of {', '.join(ORIENTATIONS)}, got {said!r:.40}")
        if not fits[said]:
            raise ValueError(f"orientation: {said} does not fit {_shapes(pairs, inputs, outputs)}")
        return said == OUTPUTS_FIRST, ()
    possible = [way for way in ORIENTATIONS if fits[way]]
    if not possible:
        raise ValueError(
            f"model: expected matrices that fit each other and the samples, got {_misfit(pairs, inputs, outputs)}"
        )
    if len(possible) == 1:
        return possible[0] == OUTPUTS_FIRST, (f"Each W is {possible[0]}, by its shape.",)
    way, reason = _usual(pairs)
    other = next(orientation for orientation in ORIENTATIONS if orientation != way)
    return way == OUTPUTS_FIRST, (
        f'Square W may be either way; taken as {way}{reason}: else say orientation="{other}".',
    )


def _usual(pairs: Sequence[Pair]) -> tuple[str, str]:
    """Return how matrices stand that could stand either way, by the biases beside them and by their names."""
    for pair in pairs:
        if pair.bias is not None and pair.bias.ndim == 2 and pair.bias.shape[0] > 1:
            return OUTPUTS_FIRST, ", as b is a column"
        if pair.bias is not None and pair.bias.ndim == 2 and pair.bias.shape[1] > 1:
            return INPUTS_FIRST, ", as b is a row"
    if all(pair.weight_name.endswith(".weight") for pair in pairs):
        return OUTPUTS_FIRST, ", as in PyTorch"
    return INPUTS_FIRST, ""


def _sizes(pair: Pair, way: str) -> tuple[int, int]:
    """Return how many units a matrix leads from, and to."""
    rows, columns = pair.weight.shape
    return (columns, rows) if way == OUTPUTS_FIRST else (rows, columns)


def _fits(pairs: Sequence[Pair], inputs: int, outputs: int | None, way: str) -> bool:
    """Say whether matrices fit each other, their biases and the samples if they stand in one way."""
    size = inputs
    for pair in pairs:
        below, above = _sizes(pair, way)
        if below != size or (pair.bias is not None and pair.bias.size != above):
            return False
        size = above
    return outputs is None or outputs == size


def _misfit(pairs: Sequence[Pair], inputs: int, outputs: int | None) -> str:
    shapes = _shapes(pairs, inputs, outputs)
    turned = {pair.weight.shape for pair in pairs[:1]}
    if not any(inputs in shape for shape in turned):
        return f"{shapes}; samples are rows of X, so X.T may be meant"
    return shapes


def _shapes(pairs: Sequence[Pair], inputs: int, outputs: int | None) -> str:
    """Return the shapes of matrices, for messages."""
    shown = []
    for pair in pairs[:6]:
        biases = "" if pair.bias is None else f" with {pair.bias_name} {_shown(pair.bias)}"
        shown.append(f"{pair.weight_name} {_shown(pair.weight)}{biases}")
    samples = f"{inputs} x" if outputs is None else f"{inputs} x and {outputs} y"
    return f"{', '.join(shown)}, for samples of {samples}"


def _shown(array: Floats) -> str:
    return "×".join(map(str, array.shape)) or "()"
