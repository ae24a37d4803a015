"""How far the gradients of models that were read are from those of their libraries.

python -m tests.benchmarks.models

Needs what the names below say: scikit-learn, torch, or keras beside torch, which it is told to compute with. Keras
multiplies in 32 bits on PyTorch whatever its models are in; here it is told to do it in 64.
"""

from __future__ import annotations

import importlib
import inspect
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from xortui.debugger import Debugger

GENERATOR = np.random.default_rng(5)
X = GENERATOR.normal(size=(30, 4))
THREE = GENERATOR.integers(0, 3, 30)
TWO = GENERATOR.integers(0, 2, 30)
ROWS = GENERATOR.normal(size=(30, 2))


def apart(theirs: Sequence[Any], ours: Sequence[Any]) -> float:
    """Return the largest difference between two lists of arrays."""
    return max(float(np.max(np.abs(np.asarray(a) - b))) for a, b in zip(theirs, ours, strict=True))


def of_torch() -> Iterator[float]:
    """Yield how far each of PyTorch's activations with each of its losses is apart, over the samples and for one."""
    import torch
    from torch import nn

    torch.manual_seed(3)
    activations = (
        nn.Sigmoid(),
        nn.Tanh(),
        nn.ReLU(),
        nn.LeakyReLU(0.2),
        nn.ELU(0.7),
        nn.Softplus(),
        nn.SiLU(),
        nn.GELU(),
        nn.GELU(approximate="tanh"),
        nn.Hardtanh(),
        nn.Identity(),
    )
    binary = TWO[:, None].astype(float)
    ends: tuple[tuple[int, list[Any], Any, Any], ...] = (
        (3, [], nn.CrossEntropyLoss(), THREE),
        (3, [nn.LogSoftmax(dim=1)], nn.NLLLoss(), THREE),
        (2, [], nn.MSELoss(), ROWS),
        (2, [], nn.MSELoss(reduction="sum"), ROWS),
        (1, [], nn.BCEWithLogitsLoss(), binary),
        (1, [nn.Sigmoid()], nn.BCELoss(), binary),
    )
    for activation in activations:
        for outputs, tail, loss, y in ends:
            parts = (nn.Linear(4, 5), activation, nn.Linear(5, 3), activation, nn.Linear(3, outputs), *tail)
            model = nn.Sequential(*parts).double()
            x, targets = torch.tensor(X), torch.tensor(y)
            debugger = Debugger.from_model(model, x, targets, loss=loss, update="epoch")
            loss(model(x), targets).backward()
            debugger.step("epoch")
            yield apart([p.grad.numpy() for p in model.parameters()], debugger.snapshot().batch_gradients.flat)
            model.zero_grad()
            loss(model(x[:1]), targets[:1]).backward()
            debugger.rewind()
            debugger.step("sample")
            yield apart([p.grad.numpy() for p in model.parameters()], debugger.snapshot().gradients.flat)


def of_scikit_learn() -> Iterator[float]:
    """Yield how far each of scikit-learn's activations with each kind of y is apart, its penalty included."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    several = (GENERATOR.random((30, 3)) > 0.5).astype(int)
    kinds = (
        (MLPClassifier, THREE),
        (MLPClassifier, TWO),
        (MLPClassifier, np.array(["no", "yes"])[TWO]),
        (MLPClassifier, several),
        (MLPRegressor, ROWS),
        (MLPRegressor, ROWS[:, 0]),
    )
    for activation in ("identity", "logistic", "tanh", "relu"):
        for kind, y in kinds:
            model = kind(hidden_layer_sizes=(5, 3), activation=activation, alpha=0.03, max_iter=3, random_state=1)
            model.fit(X, y)
            coefficients, intercepts = _own_gradients(model, y)
            debugger = Debugger.from_model(model, X, y, update="epoch")
            debugger.step("epoch")
            ours = debugger.snapshot().learnt_gradients
            yield apart(coefficients, [weight for weight, _ in ours])
            yield apart(intercepts, [bias for _, bias in ours])


def _own_gradients(model: Any, y: Any) -> tuple[list[Any], list[Any]]:
    """Return what scikit-learn computes on its way to a step."""
    targets = model._label_binarizer.transform(y) if hasattr(model, "classes_") else y.reshape(len(X), -1)
    activations = [X, *(np.empty((len(X), weight.shape[1])) for weight in model.coefs_)]
    given = {
        "X": X,
        "y": targets,
        "sample_weight": None,
        "activations": activations,
        "deltas": [np.empty_like(values) for values in activations[1:]],
        "coef_grads": [np.empty_like(weight) for weight in model.coefs_],
        "intercept_grads": [np.empty_like(bias) for bias in model.intercepts_],
    }
    _, coefficients, intercepts = model._backprop(
        *(given[name] for name in inspect.signature(model._backprop).parameters)
    )
    return coefficients, intercepts


def of_keras() -> Iterator[float]:
    """Yield how far each of Keras' activations with each of its losses is apart."""
    keras = importlib.import_module("keras")
    torch = importlib.import_module("torch")
    promotion = importlib.import_module("keras.src.backend.common.dtypes")
    promotion.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    losses, layers = keras.losses, keras.layers
    ends: tuple[tuple[int, str | None, Any, Any], ...] = (
        (3, "softmax", losses.SparseCategoricalCrossentropy(), THREE),
        (3, None, losses.SparseCategoricalCrossentropy(from_logits=True), THREE),
        (3, "softmax", losses.CategoricalCrossentropy(), np.eye(3)[THREE]),
        (2, None, losses.MeanSquaredError(), ROWS),
        (1, "sigmoid", losses.BinaryCrossentropy(), TWO),
        (1, None, losses.BinaryCrossentropy(from_logits=True), TWO),
    )
    names = ["sigmoid", "tanh", "relu", "linear", "elu", "softplus", "silu", "gelu", "leaky_relu", "hard_tanh"]
    for name in names:
        for outputs, last, loss, y in ends:
            parts = (layers.Dense(5, name), layers.Dense(3), layers.Activation(name), layers.Dense(outputs, last))
            model = keras.Sequential([keras.Input((4,)), *parts])
            model.compile(loss=loss, optimizer="sgd")
            targets = torch.tensor(y if y.ndim == 2 else y[:, None])
            loss.call(targets, model(torch.tensor(X))).mean().backward()
            debugger = Debugger.from_model(model, X, y, update="epoch")
            debugger.step("epoch")
            theirs = [weight.value.grad.numpy() for weight in model.trainable_weights]
            yield apart(theirs, debugger.snapshot().batch_gradients.flat)


LIBRARIES: dict[str, Callable[[], Iterator[float]]] = {
    "torch": of_torch,
    "sklearn": of_scikit_learn,
    "keras": of_keras,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ["KERAS_BACKEND"] = "torch"  # which is read where Keras is imported
    for library, differences in LIBRARIES.items():
        try:
            version = importlib.import_module(library).__version__
        except ImportError:
            print(f"{library}: not installed")
            continue
        found = list(differences())
        print(f"{library} {version}: {len(found)} comparisons, at most {max(found):.1e} apart")
