"""Models of Keras, or of its shape: a stack of Dense layers, known by its layers and their kernels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from xortui.models.activation_names import module_activation, named_activation
from xortui.models.as_array import as_floats
from xortui.models.found_model import FoundLayer, FoundModel
from xortui.models.optimizers import keras_optimizer

BATCH = 32
"""Samples of a batch where fit is told nothing else."""
WITHOUT_WEIGHTS = ("InputLayer", "Flatten")
NO_LAYER = "expected Dense, an activation, Dropout or Flatten"


def is_keras(model: Any) -> bool:
    """Say whether something is a stack of layers as Keras has them."""
    layers = getattr(model, "layers", None)
    return isinstance(layers, list | tuple) and any(hasattr(layer, "get_weights") for layer in layers)


def read_keras(model: Any, _: int) -> FoundModel:
    """Return what a model has.

    Raises:
        ValueError: if its layers are no stack, or one of them is not here; one line.
    """
    layers: list[FoundLayer] = []
    told = ["Each kernel is inputs x outputs."]
    for layer in model.layers:
        kind = type(layer).__name__
        if _is_dense(layer):
            layers.append(_dense(layer))
        elif kind.endswith("Dropout"):
            told.append(f"{kind} is left out, as when the model predicts.")
        elif kind not in WITHOUT_WEIGHTS:
            activation = _activation(layer)
            if activation is None:
                raise ValueError(f"model: {layer.name} is {kind}; {NO_LAYER}")
            if not layers or layers[-1].activation != "linear":
                raise ValueError(f"model: {layer.name} is {kind}; expected it behind a Dense that has no activation")
            layers[-1] = replace(layers[-1], activation=activation)
    if not layers:
        raise ValueError(f"model: {type(model).__name__} without a Dense; {NO_LAYER}")
    _refuse_branches(model)
    training, sentences = _training(model)
    penalties, more = _penalties(model.layers)
    return FoundModel(
        kind=type(model).__name__,
        layers=layers,
        is_outputs_first=False,
        loss=getattr(model, "loss", None),
        training=training | penalties,
        told=(*told, *sentences, *more),
    )


def _is_dense(layer: Any) -> bool:
    """Say whether a layer is dense; one that is recurrent has units and an activation, too, but two matrices."""
    if not (hasattr(layer, "units") and hasattr(layer, "activation")):
        return False
    axes = [np.ndim(weights) for weights in layer.get_weights()]
    return axes in ([2], [2, 1])


def _dense(layer: Any) -> FoundLayer:
    weights = layer.get_weights()
    weight_name = f"{layer.name}.kernel"
    bias_name = f"{layer.name}.bias" if len(weights) > 1 else ""
    name = "linear" if layer.activation is None else getattr(layer.activation, "__name__", str(layer.activation))
    activation = named_activation(name)
    if activation is None:
        raise ValueError(f"model: {layer.name}: expected an activation such as relu, tanh or sigmoid, got {name!r:.40}")
    is_trained = getattr(layer, "trainable", True)
    return FoundLayer(
        weight=as_floats(weights[0], weight_name),
        weight_name=weight_name,
        bias=as_floats(weights[1], bias_name) if bias_name else None,
        bias_name=bias_name,
        activation=activation,
        frozen=frozenset() if is_trained else frozenset({weight_name, bias_name} - {""}),
    )


def _activation(layer: Any) -> str | None:
    """Return the activation that a layer is; None if it is none."""
    if type(layer).__name__ == "Activation":
        return named_activation(getattr(layer.activation, "__name__", str(layer.activation)))
    try:
        return module_activation(layer)
    except ValueError as error:
        raise ValueError(f"model: {error}") from None


def _refuse_branches(model: Any) -> None:
    """Refuse a model in which a layer takes anything but what the layer before it gives.

    Raises:
        ValueError: if there is such a layer; one line.
    """
    before = None
    for layer in model.layers:
        taken = getattr(layer, "input", None)
        if before is not None and taken is not None and taken is not before:
            raise ValueError(f"model: {layer.name} does not take what the layer before it gives; expected one stack")
        before = getattr(layer, "output", None)


def _training(model: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return how a compiled model is trained; nothing of one that is not compiled."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not hasattr(optimizer, "get_config"):
        return {}, ()
    settings, told = keras_optimizer(optimizer)
    return {"update": BATCH} | settings, told


def _penalties(layers: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the weight decay and the L1 that regularizers of kernels are, if all layers have the same."""
    found = [_penalty(layer) for layer in layers if _is_dense(layer)]
    if any(penalty != found[0] for penalty in found):
        return {}, ("Not followed: regularizers that differ from layer to layer.",)
    return {key: value for key, value in found[0].items() if value}, ()


def _penalty(layer: Any) -> dict[str, float]:
    """Return what a layer's regularizer adds: l2·Σw² has the gradient 2·l2·w."""
    regularizer = getattr(layer, "kernel_regularizer", None)
    return {
        "weight_decay": 2.0 * float(getattr(regularizer, "l2", 0.0)),
        "l1": float(getattr(regularizer, "l1", 0.0)),
    }
