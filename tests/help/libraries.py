"""As much of scikit-learn, PyTorch, Keras and pandas as the recipes call, so that every line of them runs anywhere."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.models import stand_ins
from tests.models.stand_ins import Array, Module, Tensor

LIBRARIES = ("torch", "sklearn", "keras", "pandas")


def stand_in_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `import torch` and the like find a stand-in where the library is not installed."""
    for name in LIBRARIES:
        if importlib.util.find_spec(name) is None:
            for module in _MODULES[name]():
                monkeypatch.setitem(sys.modules, module.__name__, module)


def _module(name: str, **contents: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(contents)
    return module


class Parameter(Tensor):
    """A tensor that a gradient is kept for."""

    grad: Tensor


class Linear(Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.in_features, self.out_features = inputs, outputs
        generator = np.random.default_rng(inputs)
        self.weight = Parameter(generator.normal(size=(outputs, inputs)))
        self.bias = Parameter(generator.normal(size=outputs))


class Sequential(stand_ins.Sequential):
    """A Linear, a tanh and a Linear, which is all that the recipe has."""

    def double(self) -> Sequential:
        return self

    def parameters(self) -> Iterator[Parameter]:
        for _, module in self.named_modules(remove_duplicate=False):
            if isinstance(module, Linear):
                yield module.weight
                yield module.bias

    def __call__(self, x: Tensor) -> tuple[Sequential, Tensor]:
        return self, x


class BCEWithLogitsLoss:
    """Its value can do one thing: find the gradients."""

    reduction = "mean"

    def __call__(self, asked: tuple[Sequential, Tensor], y: Tensor) -> BCEWithLogitsLoss:
        self._model, self._x = asked
        self._y = y
        return self

    def backward(self) -> None:
        x, y = self._x.numpy(), self._y.numpy()
        first_weight, first_bias, weight, bias = self._model.parameters()
        hidden = np.tanh(x @ _array(first_weight).T + _array(first_bias))
        z = hidden @ _array(weight).T + _array(bias)
        delta = (1.0 / (1.0 + np.exp(-z)) - y) / len(x)
        before = delta @ _array(weight) * (1.0 - hidden**2)
        for parameter, slope in (
            (first_weight, before.T @ x),
            (first_bias, before.sum(axis=0)),
            (weight, delta.T @ hidden),
            (bias, delta.sum(axis=0)),
        ):
            parameter.grad = Tensor(slope, requires_grad=False)


def _array(parameter: Tensor) -> Array:
    return parameter.detach().numpy()


def _torch() -> Iterator[ModuleType]:
    def tensor(values: Sequence[Any], dtype: object) -> Tensor:
        assert dtype == "float64"
        return Tensor(np.array(values), requires_grad=False)

    def sgd(_: object, lr: float) -> stand_ins.TorchOptimizer:
        return stand_ins.torch_optimizer("SGD", lr=lr, momentum=0, nesterov=False, weight_decay=0)

    nn = _module(
        "torch.nn",
        Sequential=Sequential,
        Linear=Linear,
        Tanh=lambda: stand_ins.module("Tanh"),
        BCEWithLogitsLoss=BCEWithLogitsLoss,
    )
    optim = _module("torch.optim", SGD=sgd)
    yield nn
    yield _module("torch", tensor=tensor, float64="float64", nn=nn, optim=optim)


def _sklearn() -> Iterator[ModuleType]:
    class MLPClassifier(stand_ins.MLPClassifier):
        def __init__(self, hidden: tuple[int], activation: str, max_iter: int) -> None:
            assert (activation, max_iter) == ("tanh", 5)
            self.hidden_layer_sizes = hidden

        def fit(self, x: Array, y: Sequence[str]) -> MLPClassifier:
            (units,) = self.hidden_layer_sizes
            layers = [(np.ones((x.shape[1], units)), np.zeros(units)), (np.ones((units, 1)), np.zeros(1))]
            super().__init__(layers, sorted(set(y)))
            return self

    yield _module("sklearn.neural_network", MLPClassifier=MLPClassifier)
    yield _module("sklearn")


def _keras() -> Iterator[ModuleType]:
    class Dense(stand_ins.Dense):
        def __init__(self, units: int, activation: str) -> None:
            self.asked = units, activation

        def build(self, inputs: int, name: str) -> int:
            units, activation = self.asked
            super().__init__(np.full((inputs, units), 0.5), np.zeros(units), activation, name)
            return units

    class Model(stand_ins.KerasModel):
        def __init__(self, parts: Sequence[Any]) -> None:
            (size,), *layers = parts
            for number, layer in enumerate(layers):
                size = layer.build(size, f"dense_{number}")
            super().__init__(*layers)

        def compile(self, loss: str, optimizer: str) -> None:
            assert optimizer == "sgd"
            self.loss = loss
            self.optimizer = stand_ins.keras_optimizer("SGD", learning_rate=0.01, momentum=0.0, nesterov=False)

        def set_weights(self, arrays: Sequence[Array]) -> None:
            before = [array for layer in self.layers for array in layer.get_weights()]
            assert [array.shape for array in arrays] == [array.shape for array in before]

    layers = _module("keras.layers", Dense=Dense)
    yield layers
    yield _module("keras", layers=layers, Input=lambda shape: shape, Sequential=Model)


def _pandas() -> Iterator[ModuleType]:
    class DataFrame:
        def __init__(self, columns: Mapping[str, Array]) -> None:
            (self._rows,) = {len(column) for column in columns.values()}

        def __len__(self) -> int:
            return self._rows

    yield _module("pandas", DataFrame=DataFrame)


_MODULES = {"torch": _torch, "sklearn": _sklearn, "keras": _keras, "pandas": _pandas}
