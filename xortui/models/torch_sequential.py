"""Models of PyTorch: a Sequential of Linear and activations, known by its children and their weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xortui.models.activation_names import EXPECTED, module_activation
from xortui.models.as_array import as_floats
from xortui.models.found_model import FoundLayer, FoundModel

LEFT_OUT = ("Dropout", "AlphaDropout", "FeatureAlphaDropout", "Flatten")
"""Modules that change nothing when a trained model is asked, or only the shape of x."""


def is_torch(model: Any) -> bool:
    """Say whether something is a module of PyTorch."""
    return callable(getattr(model, "named_modules", None)) and callable(getattr(model, "named_parameters", None))


def read_torch(model: Any, _: int) -> FoundModel:
    """Return what a Sequential has, or a single Linear.

    Raises:
        ValueError: if it is another module, or has one that there is not here; one line.
    """
    layers: list[FoundLayer] = []
    told = ["Each weight is outputs x inputs."]
    seen: set[int] = set()
    for name, module in _modules(model, ""):
        if _is_linear(module):
            if id(module.weight) in seen:
                raise ValueError(f"model: {name} shares its weights; expected layers with weights of their own")
            seen.add(id(module.weight))
            layers.append(_layer(name, module))
            continue
        kind = type(module).__name__
        if kind in LEFT_OUT:
            if kind != "Flatten":
                told.append(f"{kind} is left out, as in model.eval().")
            continue
        activation = module_activation(module)
        if activation is None:
            raise ValueError(f"model: {name} is {kind}; expected Linear, or an activation of {EXPECTED}")
        if not layers or layers[-1].activation:
            raise ValueError(f"model: {name} is {kind}; expected an activation behind a Linear, and one behind each")
        layers[-1] = _with_activation(layers[-1], activation)
    if not layers:
        raise ValueError(f"model: {type(model).__name__} without a Linear; expected one with at least one")
    linear = [layer if layer.activation else _with_activation(layer, "linear") for layer in layers]
    return FoundModel(kind=type(model).__name__, layers=linear, is_outputs_first=True, told=tuple(told))


def _modules(model: Any, beginning: str) -> Iterator[tuple[str, Any]]:
    """Yield the name and the module of everything in a Sequential, and in those within it."""
    if not _is_sequential(model):
        if not beginning and not _is_linear(model):
            name = type(model).__name__
            parts = ", ".join(f"model.{child}" for child, _ in model.named_children()) or "its layers"
            raise ValueError(
                f"model: {name} has a forward of its own, which can't be read; "
                f"expected torch.nn.Sequential({parts[:60]}, …) with the activations between"
            )
        yield beginning, model
        return
    for name, child in _children(model):
        yield from _modules(child, f"{beginning}.{name}" if beginning else name)


def _children(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield the modules directly in a Sequential; named_children leaves out one that stands there a second time."""
    for name, module in model.named_modules(remove_duplicate=False):
        if name and "." not in name:
            yield name, module


def _is_sequential(module: Any) -> bool:
    """Say whether what a module computes is what its children compute, one after the other."""
    for class_ in type(module).__mro__:
        if "forward" in vars(class_):
            return class_.__name__ == "Sequential"
    return False


def _is_linear(module: Any) -> bool:
    return hasattr(module, "in_features") and hasattr(module, "out_features") and hasattr(module, "weight")


def _layer(name: str, module: Any) -> FoundLayer:
    """Return a Linear, without an activation yet."""
    beginning = f"{name}." if name else ""
    parameters = {"weight": module.weight, "bias": module.bias}
    frozen = set()
    for key, parameter in parameters.items():
        if parameter is not None and not parameter.requires_grad:
            frozen.add(f"{beginning}{key}")
    bias = None if module.bias is None else as_floats(module.bias, f"{beginning}bias")
    return FoundLayer(
        weight=as_floats(module.weight, f"{beginning}weight"),
        weight_name=f"{beginning}weight",
        bias=bias,
        bias_name="" if bias is None else f"{beginning}bias",
        activation="",
        frozen=frozenset(frozen),
    )


def _with_activation(layer: FoundLayer, activation: str) -> FoundLayer:
    return FoundLayer(layer.weight, layer.weight_name, layer.bias, layer.bias_name, activation, layer.frozen)
