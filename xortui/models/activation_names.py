"""Activations of libraries by the names that they have there, in terms of problem files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xortui.core.activations import SOFTMAX
from xortui.models.found_model import LOG_SOFTMAX

LEAK_OF_KERAS = 0.2
"""The slope of Keras' function leaky_relu; its layer LeakyReLU says its own."""


def module_activation(module: Any) -> str | None:
    """Return the activation that a module of PyTorch, or a layer of Keras, is; None if it is none.

    Raises:
        ValueError: if it is one with constants that there are not here; one line.
    """
    name = type(module).__name__
    read = _MODULES.get(name)
    if read is None:
        return None
    found = read(module)
    if found is None:
        raise ValueError(f"{name} with {_options(module)}: expected it without")
    return found


def _options(module: Any) -> str:
    """Return what is unusual in an activation, for messages."""
    found = []
    for option in ("beta", "min_val", "max_val", "max_value", "threshold", "dim", "axis"):
        value = getattr(module, option, None)
        if value is not None:
            found.append(f"{option} {value}")
    return ", ".join(found)


def named_activation(name: str) -> str | None:
    """Return the activation that a name of scikit-learn, or of a function of Keras, stands for; None if none does."""
    return _NAMES.get(name)


def _leaky(slope: float) -> str:
    return "relu" if slope == 0 else f"leaky-relu({float(slope)!r})"


def _elu(module: Any) -> str:
    return "elu" if module.alpha == 1 else f"elu({float(module.alpha)!r})"


def _softplus(module: Any) -> str | None:
    return "softplus" if module.beta == 1 else None


def _hardtanh(module: Any) -> str | None:
    return "hard-tanh" if (module.min_val, module.max_val) == (-1, 1) else None


def _relu(module: Any) -> str | None:
    """Return the ReLU of PyTorch, which has no options, or of Keras, which has three."""
    if getattr(module, "max_value", None) is not None or getattr(module, "threshold", None):
        return None
    return _leaky(getattr(module, "negative_slope", None) or 0.0)


def _is_over_outputs(module: Any) -> bool:
    """Say whether a softmax is over the outputs of each sample, and not over the samples, as with dim=0."""
    axis = getattr(module, "dim", getattr(module, "axis", None))
    return axis in (None, 1, -1)


_MODULES: Mapping[str, Callable[[Any], str | None]] = {
    "Sigmoid": lambda _: "sigmoid",
    "Tanh": lambda _: "tanh",
    "ReLU": _relu,
    "LeakyReLU": lambda module: _leaky(module.negative_slope),
    "ELU": _elu,
    "Softplus": _softplus,
    "SiLU": lambda _: "silu",
    "GELU": lambda module: "gelu-tanh" if getattr(module, "approximate", "none") == "tanh" else "gelu",
    "Hardtanh": _hardtanh,
    "Identity": lambda _: "linear",
    "Softmax": lambda module: SOFTMAX if _is_over_outputs(module) else None,
    "LogSoftmax": lambda module: LOG_SOFTMAX if _is_over_outputs(module) else None,
}
"""By the name of a class."""
_NAMES: Mapping[str, str] = {
    "identity": "linear",
    "linear": "linear",
    "logistic": "sigmoid",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": f"leaky-relu({LEAK_OF_KERAS})",
    "elu": "elu",
    "softplus": "softplus",
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "hard_tanh": "hard-tanh",
    "softmax": SOFTMAX,
    "log_softmax": LOG_SOFTMAX,
}
"""By the name of a function."""
EXPECTED = ", ".join(_MODULES)
"""Those that there are, for messages."""
