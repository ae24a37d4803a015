"""From somebody's own model and data to a problem, and what was decided on the way, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.core.activations import SOFTMAX
from xortui.core.arrays import Floats
from xortui.core.losses import LOSSES
from xortui.core.network import REDUCTIONS, Network, count_parameters
from xortui.core.parameter_arrays import LayerLayout, Layout, named_parameters, places_in_arrays
from xortui.core.training import Training
from xortui.models.found_model import LOG_SOFTMAX, FoundModel
from xortui.models.keras_layers import is_keras, read_keras
from xortui.models.losses import LibraryLoss, loss_name, loss_of
from xortui.models.optimizers import keras_optimizer, torch_optimizer
from xortui.models.plain_arrays import are_arrays, read_plain_arrays
from xortui.models.samples import are_labels, inputs_of, labels_or_rows, names_of, targets_of
from xortui.models.scikit_learn import is_scikit_learn, read_scikit_learn
from xortui.models.torch_sequential import is_torch, read_torch
from xortui.problems.problem import Names, Problem, Start
from xortui.problems.problem_file import MAX_PARAMETERS
from xortui.problems.source_names import MAX_NAME_LENGTH, NO_NAMES, SourceNames

DEFAULT_LEARNING_RATE = 0.1
"""η where neither the model nor the caller says one."""
LIBRARIES = ((is_scikit_learn, read_scikit_learn), (is_keras, read_keras), (is_torch, read_torch))
"""By what each kind of model is known, and what reads it. Keras comes before PyTorch, on which it may stand."""
EXPECTED = (
    "expected [(W1, b1), …], a fitted MLPClassifier or MLPRegressor, torch.nn.Sequential, "
    "or a Keras model of Dense layers"
)


def problem_of_model(
    model: Any,
    X: Any,  # noqa: N803 -- as everybody calls it
    y: Any,
    *,
    activations: str | Sequence[str] | None = None,
    loss: object = None,
    reduction: str | None = None,
    orientation: str | None = None,
    optimizer: object = None,
    name: str = "",
    **training: Any,
) -> Problem:
    """Return the problem of training a model on, from the weights that it has now.

    Args:
        model: a list of (W, b) arrays, arrays by names, a file of arrays, or a model of scikit-learn, PyTorch or Keras.
        X: the inputs, samples × inputs.
        y: the wanted outputs: numbers, rows of numbers, or labels.
        activations: one for each layer, or one for all, by the names of problem files, if the model doesn't say them.
        loss: by its name in problem files or in a library, or a library's object; else what the model says.
        reduction: 'sum' or 'mean' over the outputs; else what the loss usually does.
        orientation: 'inputs x outputs' or 'outputs x inputs', which is found by the shapes if they can tell.
        optimizer: a name, or an optimizer of PyTorch or Keras.
        name: what to call it on the screen.
        **training: further keys of [training] in problem files: learning_rate, update, momentum, weight_decay …

    Raises:
        ValueError: if it can't be opened; one line that says what was found and what was expected.
    """
    try:
        return _problem(model, X, y, activations, loss, reduction, orientation, optimizer, name, training)
    except ValueError as error:
        raise ValueError(" ".join(str(error).split())) from None  # what is shown of a value may have several lines


def _problem(
    model: Any,
    X: Any,  # noqa: N803 -- as everybody calls it
    y: Any,
    activations: str | Sequence[str] | None,
    loss: object,
    reduction: str | None,
    orientation: str | None,
    optimizer: object,
    name: str,
    training: Mapping[str, Any],
) -> Problem:
    """Return the problem; the arguments and the errors are those of `problem_of_model`."""
    inputs = inputs_of(X)
    given = labels_or_rows(y, len(inputs))
    found = _read(model, inputs, given, activations, orientation)
    outputs = _sizes(found)[-1]
    targets = targets_of(given, outputs, found.classes)
    found = _with_activations(found, activations, loss, given, targets.rows)
    if inputs.shape[1] != _sizes(found)[0]:
        hint = "; samples are rows, so X.T may be meant" if inputs.shape[0] == _sizes(found)[0] else ""
        raise ValueError(f"X: expected {_sizes(found)[0]} columns, one for each input, got {inputs.shape[1]}{hint}")
    said, sentence = _loss(found, loss, given)
    found, more = _ended(found, said)
    network, layout = _network(found, said, reduction)
    settings, telling = _training(found, said, optimizer, training, len(inputs))
    told = [*found.told, *targets.told, sentence, *more, *telling]
    problem = Problem(
        name=name or found.kind,
        title="a model of your own" if found.is_of_a_library else "weights of your own",
        source=f"read from {found.kind}" if found.is_of_a_library else "read from arrays",
        network=network,
        training=settings,
        start=Start(parameters=named_parameters(network, layout, _named(found))),
        samples=tuple(zip(map(tuple, inputs.tolist()), map(tuple, targets.rows.tolist()), strict=True)),
        story=" ".join(text for text in told if text),
        names=_names(found, X, y, targets.classes, network, layout),
        layout=layout,
    )
    return _frozen(problem, found)


def _read(
    model: Any,
    inputs: Floats,
    y: NDArray[Any],
    activations: str | Sequence[str] | None,
    orientation: str | None,
) -> FoundModel:
    """Return what a model has, by what it is known by.

    Raises:
        ValueError: if it is nothing that can be read.
    """
    for is_one, read in LIBRARIES:
        if not is_one(model):
            continue
        if orientation is not None:
            raise ValueError(f"orientation: expected none, as {type(model).__name__} is known to have one")
        if activations is not None:
            raise ValueError(f"activations: expected none, as {type(model).__name__} says its own")
        with _told_in_a_line(f"model: {type(model).__name__}"):
            return read(model, len(inputs))
    if are_arrays(model):
        outputs = None if are_labels(y) else (1 if y.ndim == 1 else y.shape[1])
        return read_plain_arrays(model, inputs.shape[1], outputs, orientation, ())
    steps = getattr(model, "steps", None)
    if isinstance(steps, list):
        raise ValueError("model: found a Pipeline; expected its last step: debug(pipe[-1], pipe[:-1].transform(X), y)")
    raise ValueError(f"model: found {type(model).__name__}; {EXPECTED}")


@contextmanager
def _told_in_a_line(what: str) -> Iterator[None]:
    """Have it told in a line if something is known by what it has, and yet has something else than is expected there.

    Raises:
        ValueError: instead of what such a thing raises where it is read.
    """
    try:
        yield
    except (AttributeError, TypeError, KeyError, IndexError, OverflowError) as error:
        reason = " ".join(str(error).split())[:80]
        raise ValueError(f"{what}: expected it as its library makes it, got one that can't be read: {reason}") from None


def _sizes(found: FoundModel) -> list[int]:
    """Return the units of every layer, inputs first.

    Raises:
        ValueError: if a layer does not take what the one before it gives, or they are too many parameters.
    """
    sizes: list[int] = []
    for layer in found.layers:
        above, below = layer.weight.shape if found.is_outputs_first else layer.weight.shape[::-1]
        if sizes and sizes[-1] != below:
            raise ValueError(
                f"model: {layer.weight_name}: expected {sizes[-1]} inputs, as the layer before has, got {below}"
            )
        sizes += [above] if sizes else [below, above]
    if count_parameters(sizes, skips=False, biases=True) > MAX_PARAMETERS:
        shown = "-".join(map(str, sizes))
        raise ValueError(f"model: expected at most {MAX_PARAMETERS:,} parameters, got a {shown} network")
    return sizes


def _with_activations(
    found: FoundModel,
    activations: str | Sequence[str] | None,
    loss: object,
    y: NDArray[Any],
    targets: Floats,
) -> FoundModel:
    """Return arrays with the activations that the caller says, or that are usual; other models as they are.

    Raises:
        ValueError: if there are not as many as layers.
    """
    if found.is_of_a_library:
        return found
    count = len(found.layers)
    told = ""
    if activations is None:
        last = "sigmoid"
        if are_labels(y) and targets.shape[1] > 1:
            last = SOFTMAX
        elif loss is not None:
            last = LOSSES[loss_of(loss).loss].output_activation or last
        if last == "sigmoid" and not np.all((targets >= 0.0) & (targets <= 1.0)):
            last = "linear"
        names = ["sigmoid"] * (count - 1) + [last]
        told = f"Activations, as none are said: {', '.join(names)}."
    elif isinstance(activations, str):
        names = [activations] * count
    elif isinstance(activations, list | tuple):
        names = list(activations)
    else:
        raise ValueError(f"activations: expected names in a list, got {activations!r:.40}")
    if len(names) != count:
        raise ValueError(f"activations: expected {count}, one for each layer, got {len(names)}")
    layers = [replace(layer, activation=str(name)) for layer, name in zip(found.layers, names, strict=True)]
    return replace(found, layers=layers, told=(*found.told, told))


def _loss(found: FoundModel, said: object, y: NDArray[Any]) -> tuple[LibraryLoss, str]:
    """Return the loss, and a sentence on where it comes from.

    Raises:
        ValueError: if there is none like it here.
    """
    if said is not None:
        return loss_of(said), ""
    if found.loss:
        return loss_of(found.loss), f"Loss: {loss_name(found.loss)}, as the model says."
    last = found.layers[-1].activation
    if last in (SOFTMAX, LOG_SOFTMAX) or (last == "linear" and are_labels(y) and _outputs(found) > 1):
        return LibraryLoss("cross-entropy"), "Loss, as none is said: cross-entropy."
    if not found.is_of_a_library:
        return LibraryLoss("half-squared-error"), "Loss, as none is said: half-squared-error."
    if last == "sigmoid":
        return loss_of("BCELoss"), "Loss, as none is said: binary-cross-entropy."
    return loss_of("MSELoss"), "Loss, as none is said: squared-error, the mean over outputs."


def _outputs(found: FoundModel) -> int:
    return _sizes(found)[-1]


def _ended(found: FoundModel, loss: LibraryLoss) -> tuple[FoundModel, tuple[str, ...]]:
    """Return a model with the last activation that its loss applies, if it applies one.

    Raises:
        ValueError: if the loss does not go with the model's end.
    """
    last = found.layers[-1]
    needed = LOSSES[loss.loss].output_activation
    end = last.activation
    if not needed:
        if end in (SOFTMAX, LOG_SOFTMAX):
            raise ValueError(f"loss: expected cross-entropy with {end} outputs, got {loss.loss}")
        return found, ()
    if end == LOG_SOFTMAX and needed == SOFTMAX and loss.takes_logits is not True:
        return _with_end(found, SOFTMAX), ()
    if loss.takes_logarithms:
        raise ValueError(f"loss: NLLLoss takes logarithms; expected a model that ends in LogSoftmax, got {end}")
    if end == needed and loss.takes_logits is not True:
        return found, ()
    if end == "linear" and loss.takes_logits is not False:
        if needed == SOFTMAX and _outputs(found) < 2:
            raise ValueError(
                "loss: cross-entropy with softmax needs two outputs or more; expected binary-cross-entropy"
            )
        return _with_end(found, needed), (f"The loss applies {needed}, so ŷ is behind that.",)
    if loss.takes_logits:
        raise ValueError(
            f"loss: applies {needed} itself; expected a model that ends in a plain linear layer, got {end} at its end"
        )
    raise ValueError(f"loss: {loss.loss} needs {needed} outputs, got {end}")


def _with_end(found: FoundModel, activation: str) -> FoundModel:
    layers = [*found.layers[:-1], replace(found.layers[-1], activation=activation)]
    return replace(found, layers=layers)


def _network(found: FoundModel, loss: LibraryLoss, reduction: str | None) -> tuple[Network, Layout]:
    """Return the network, and how its parameters stand in the model's arrays."""
    if reduction is not None and reduction not in REDUCTIONS:
        raise ValueError(f"reduction: expected one of {', '.join(REDUCTIONS)}, got {reduction!r:.40}")
    network = Network(
        layers=tuple(_sizes(found)),
        activations=tuple(layer.activation for layer in found.layers),
        loss=loss.loss,
        reduction=reduction or loss.reduction,
        biases=any(layer.bias is not None for layer in found.layers),
    )
    layout = []
    for layer, units in zip(found.layers, network.layers[1:], strict=True):
        shape = (units,) if layer.bias is None else layer.bias.shape
        layout.append(LayerLayout(layer.weight_name, found.is_outputs_first, layer.bias_name, shape))
    return network, tuple(layout)


def _named(found: FoundModel) -> dict[str, Floats]:
    """Return the arrays by their names.

    Raises:
        ValueError: if two have one name, as those of a layer that stands there twice have.
    """
    arrays: dict[str, Floats] = {}
    for layer in found.layers:
        if layer.weight_name in arrays:
            raise ValueError(
                f"model: {layer.weight_name} stands there twice; expected layers with weights of their own"
            )
        arrays[layer.weight_name] = layer.weight
        if layer.bias is not None:
            arrays[layer.bias_name] = layer.bias
    return arrays


def _training(
    found: FoundModel, loss: LibraryLoss, optimizer: object, given: Mapping[str, Any], samples: int
) -> tuple[Training, list[str]]:
    """Return the settings of training, and sentences on where they come from.

    Raises:
        ValueError: if a key or its value is not possible.
    """
    told: list[str] = []
    settings = dict(found.training)
    if optimizer is not None:
        for key in set(settings) - {"update", "l1"}:
            del settings[key]
        read, sentences = _optimizer(optimizer)
        settings |= read
        told += sentences
    known = set(Training.__dataclass_fields__)
    for key in given:
        if key not in known:
            raise ValueError(f"{key}: no such key; expected loss, activations, orientation, {', '.join(sorted(known))}")
    if "learning_rate" not in settings and "learning_rate" not in given:
        settings["learning_rate"] = DEFAULT_LEARNING_RATE
        told.append(f"η, as none is said: {DEFAULT_LEARNING_RATE:g}.")
    settings |= given
    if loss.is_summed and "gradients" not in given:
        settings["gradients"] = "sum"
    if found.penalty and "weight_decay" not in given:
        batch = _batch(settings.get("update", "sample"), samples)
        settings["weight_decay"] = found.penalty / batch
        told.append(f"λ is its alpha / {batch}, the size of a batch.")
    try:
        return Training(**settings), told
    except (TypeError, OverflowError):
        raise ValueError(f"expected numbers and names as in problem files, got {dict(given)!r:.60}") from None


def _optimizer(optimizer: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    if isinstance(optimizer, str):
        return {"optimizer": optimizer}, ()
    with _told_in_a_line(f"optimizer: {type(optimizer).__name__}"):
        if hasattr(optimizer, "param_groups"):
            return torch_optimizer(optimizer)
        if hasattr(optimizer, "get_config"):
            return keras_optimizer(optimizer)
    raise ValueError(f"optimizer: expected a name, or an optimizer of PyTorch or Keras, got {optimizer!r:.40}")


def _batch(update: object, samples: int) -> int:
    if update == "epoch":
        return samples
    return max(1, min(update, samples)) if isinstance(update, int) else 1


def _names(
    found: FoundModel,
    X: Any,  # noqa: N803 -- as everybody calls it
    y: Any,
    classes: tuple[str, ...],
    network: Network,
    layout: Layout,
) -> Names:
    inputs = found.inputs or names_of(X, network.layers[0])
    texts = classes if any(not text.isdigit() for text in classes) else ()
    outputs = () if texts else names_of(y, network.layers[-1])
    return Names(inputs=inputs, outputs=outputs, classes=texts, source=_places(network, layout))


def _places(network: Network, layout: Layout) -> SourceNames:
    """Return as the owner's names of the parameters where they stand in the model's arrays: w2 is 0.weight[1,0].

    Of a long name the end tells more than the beginning. Names that can't be told apart then are left out.
    """
    places = places_in_arrays(network, layout)
    shown = []
    for name, place in places.items():
        shown.append((name, place if len(place) <= MAX_NAME_LENGTH else f"…{place[1 - MAX_NAME_LENGTH :]}"))
    source = SourceNames(tuple(shown))
    try:
        source.check(network.parameter_names, 0)
    except ValueError:
        return NO_NAMES
    return source


def _frozen(problem: Problem, found: FoundModel) -> Problem:
    """Return a problem in which what the model does not train is frozen, and the biases that it does not have."""
    names: set[str] = set()
    network = problem.network
    for layer, units in zip(found.layers, network.units[1:], strict=True):
        incoming = [parameter for unit in units for parameter in network.incoming[unit.name]]
        for parameter in incoming:
            if parameter.source is not None and layer.weight_name in layer.frozen:
                names.add(parameter.name)
            if parameter.source is None and (layer.bias is None or layer.bias_name in layer.frozen):
                names.add(parameter.name)
    if not names:
        return problem
    return replace(problem, network=replace(network, frozen=frozenset(names)))
