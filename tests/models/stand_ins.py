"""Models that have what those of scikit-learn, PyTorch and Keras have, so that no test needs the libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class MLPClassifier:
    """As scikit-learn has it; weights of inputs × outputs."""

    def __init__(self, layers: Sequence[tuple[Array, Array]], classes: Sequence[Any], **options: Any) -> None:
        self.coefs_ = [weight for weight, _ in layers]
        self.intercepts_ = [bias for _, bias in layers]
        self.classes_ = np.array(classes)
        self.activation = "tanh"
        self.out_activation_ = "logistic" if len(classes) == 2 else "softmax"
        self.solver = "adam"
        self.alpha = 0.01
        self.batch_size: int | str = "auto"
        self.learning_rate = "constant"
        self.learning_rate_init = 0.003
        self.momentum = 0.9
        self.nesterovs_momentum = True
        self.beta_1, self.beta_2, self.epsilon = 0.9, 0.999, 1e-8
        self.shuffle = True
        for name, value in options.items():
            setattr(self, name, value)


class Unfitted:
    """An MLPClassifier before fit."""

    hidden_layer_sizes = (3,)

    def get_params(self) -> dict[str, Any]:
        return {}


class Tensor:
    """What holds numbers in PyTorch: it must be detached and taken to the processor before NumPy sees it."""

    def __init__(self, array: Array, *, requires_grad: bool = True) -> None:
        self._array = array
        self.ndim = array.ndim
        self.requires_grad = requires_grad

    def detach(self) -> Tensor:
        return Tensor(self._array, requires_grad=False)

    def cpu(self) -> Tensor:
        return self

    def is_floating_point(self) -> bool:
        return self._array.dtype.kind == "f"

    def double(self) -> Tensor:
        return Tensor(self._array.astype(np.float64), requires_grad=self.requires_grad)

    def numpy(self) -> Array:
        if self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self._array


class Module:
    """What all modules of PyTorch have."""

    def __init__(self, *children: Module, **named: Module) -> None:
        self._children: Mapping[str, Module] = {str(number): child for number, child in enumerate(children)} | named

    def named_modules(self, prefix: str = "", *, remove_duplicate: bool = True) -> Iterator[tuple[str, Module]]:
        assert not remove_duplicate
        yield prefix, self
        for name, child in self._children.items():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name, remove_duplicate=False)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        yield from self._children.items()

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        yield from ()

    def forward(self, x: Any) -> Any:
        raise NotImplementedError


class Sequential(Module):
    def forward(self, x: Any) -> Any:
        return x


class Linear(Module):
    def __init__(self, weight: Array, bias: Array | None, *, is_trained: bool = True) -> None:
        super().__init__()
        self.out_features, self.in_features = weight.shape
        self.weight = Tensor(weight, requires_grad=is_trained)
        self.bias = None if bias is None else Tensor(bias, requires_grad=is_trained)


def module(name: str, **options: Any) -> Module:
    """Return a module of PyTorch, or a layer of Keras, that has no weights, by the name of its class."""
    made: Module = type(name, (Module,), options)()
    return made


class Dense:
    """As Keras has it; weights of inputs × outputs."""

    def __init__(self, weight: Array, bias: Array | None, activation: str | None, name: str = "dense") -> None:
        self.name = name
        self.units = weight.shape[1]
        self._weights = [weight] if bias is None else [weight, bias]
        self.activation = None if activation is None else _function(activation)
        self.trainable = True
        self.kernel_regularizer: Any = None
        self.input: Any = None
        self.output: Any = None

    def get_weights(self) -> list[Array]:
        return self._weights


def _function(name: str) -> Any:
    def function(x: Any) -> Any:
        return x

    function.__name__ = name
    return function


class KerasLayer:
    """A layer of Keras without weights."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        self.input: Any = None
        self.output: Any = None
        for key, value in options.items():
            setattr(self, key, value)

    def get_weights(self) -> list[Array]:
        return []


def keras_layer(class_name: str, **options: Any) -> KerasLayer:
    made: KerasLayer = type(class_name, (KerasLayer,), {})(class_name.lower(), **options)
    return made


class KerasModel:
    """A stack of layers, compiled if it has a loss and an optimizer."""

    def __init__(self, *layers: Dense | KerasLayer, loss: Any = None, optimizer: Any = None) -> None:
        self.layers = list(layers)
        self.loss = loss
        self.optimizer = optimizer


class KerasOptimizer:
    """An optimizer with options."""

    def __init__(self, **config: Any) -> None:
        self._config = config

    def get_config(self) -> dict[str, Any]:
        return self._config


def keras_optimizer(class_name: str, **config: Any) -> KerasOptimizer:
    made: KerasOptimizer = type(class_name, (KerasOptimizer,), {})(**config)
    return made


class TorchOptimizer:
    """An optimizer with one group of parameters."""

    def __init__(self, **group: Any) -> None:
        self.param_groups = [group]


def torch_optimizer(class_name: str, **group: Any) -> TorchOptimizer:
    made: TorchOptimizer = type(class_name, (TorchOptimizer,), {})(**group)
    return made


def loss_object(class_name: str, **options: Any) -> Any:
    return type(class_name, (), options)()
