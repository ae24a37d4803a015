"""Optimizers of libraries, read from what their objects have, as settings of training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Settings = dict[str, Any]


def torch_optimizer(optimizer: Any) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings of an optimizer that has `param_groups`, and sentences on what is not followed.

    Raises:
        ValueError: if there is none like it here; one line.
    """
    name = type(optimizer).__name__
    groups = optimizer.param_groups
    told = () if len(groups) == 1 else (f"The first of {len(groups)} groups of {name} holds for all.",)
    return _read(_TORCH, name, groups[0], told)


def keras_optimizer(optimizer: Any) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings of an optimizer that has `get_config`, and sentences on what is not followed.

    Raises:
        ValueError: if there is none like it here; one line.
    """
    config = optimizer.get_config()
    rate = config.get("learning_rate")
    if not isinstance(rate, int | float):
        config = {**config, "learning_rate": 0.001}
        told: tuple[str, ...] = ("Its learning rate follows a schedule; here η is 0.001.",)
    else:
        # It keeps its rate in 32 bits: 0.1 has become 0.10000000149.
        config = {**config, "learning_rate": float(f"{rate:.7g}")}
        told = ()
    return _read(_KERAS, type(optimizer).__name__, config, told)


def _read(
    table: Mapping[str, Callable[[Mapping[str, Any]], Settings]],
    name: str,
    options: Mapping[str, Any],
    told: tuple[str, ...],
) -> tuple[Settings, tuple[str, ...]]:
    if name not in table:
        raise ValueError(f"optimizer: expected one of {', '.join(table)}, got {name!r}")
    ignored = [option for option in _NOT_FOLLOWED if options.get(option)]
    if ignored:
        told = (*told, f"Not followed of {name}: {', '.join(ignored)}.")
    return table[name](options), told


_NOT_FOLLOWED = (
    "dampening",
    "amsgrad",
    "centered",
    "maximize",
    "lr_decay",
    "initial_accumulator_value",
    "clipnorm",
    "use_ema",
    "gradient_accumulation_steps",
)


def _with_momentum(rate: float, momentum: float, *, is_nesterov: bool) -> Settings:
    if not momentum:
        return {"optimizer": "gradient-descent", "learning_rate": rate}
    return {"optimizer": "nesterov" if is_nesterov else "momentum", "learning_rate": rate, "momentum": momentum}


def _torch_sgd(group: Mapping[str, Any]) -> Settings:
    found = _with_momentum(group["lr"], group["momentum"], is_nesterov=group["nesterov"])
    return found | _torch_decay(group)


def _torch_adam(name: str) -> Callable[[Mapping[str, Any]], Settings]:
    def read(group: Mapping[str, Any]) -> Settings:
        beta1, beta2 = group["betas"]
        found = {"optimizer": name, "learning_rate": group["lr"], "beta1": beta1, "beta2": beta2}
        return found | {"epsilon": group["eps"]} | _torch_decay(group)

    return read


def _torch_rmsprop(group: Mapping[str, Any]) -> Settings:
    found = {"optimizer": "rmsprop", "learning_rate": group["lr"], "rho": group["alpha"], "epsilon": group["eps"]}
    return found | _torch_decay(group)


def _torch_adagrad(group: Mapping[str, Any]) -> Settings:
    found = {"optimizer": "adagrad", "learning_rate": group["lr"], "epsilon": group["eps"]}
    return found | _torch_decay(group)


def _torch_decay(group: Mapping[str, Any]) -> Settings:
    """Return the weight decay; PyTorch's holds for biases, too."""
    if not group["weight_decay"]:
        return {}
    return {"weight_decay": group["weight_decay"], "decays_biases": True}


def _keras_sgd(config: Mapping[str, Any]) -> Settings:
    found = _with_momentum(config["learning_rate"], config["momentum"], is_nesterov=config["nesterov"])
    return found | _keras_rest(config)


def _keras_adam(name: str) -> Callable[[Mapping[str, Any]], Settings]:
    def read(config: Mapping[str, Any]) -> Settings:
        found = {"optimizer": name, "learning_rate": config["learning_rate"]}
        found |= {"beta1": config["beta_1"], "beta2": config["beta_2"], "epsilon": config["epsilon"]}
        if name == "adamw":
            found |= {"weight_decay": config["weight_decay"] or 0.0, "decays_biases": True}
        return found | _keras_rest(config)

    return read


def _keras_rmsprop(config: Mapping[str, Any]) -> Settings:
    found = {"optimizer": "rmsprop", "learning_rate": config["learning_rate"]}
    return found | {"rho": config["rho"], "epsilon": config["epsilon"]} | _keras_rest(config)


def _keras_adagrad(config: Mapping[str, Any]) -> Settings:
    found = {"optimizer": "adagrad", "learning_rate": config["learning_rate"], "epsilon": config["epsilon"]}
    return found | _keras_rest(config)


def _keras_rest(config: Mapping[str, Any]) -> Settings:
    found: Settings = {}
    if config.get("clipvalue"):
        found["clip_value"] = config["clipvalue"]
    if config.get("global_clipnorm"):
        found["clip_norm"] = config["global_clipnorm"]
    return found


_TORCH: Mapping[str, Callable[[Mapping[str, Any]], Settings]] = {
    "SGD": _torch_sgd,
    "Adam": _torch_adam("adam"),
    "AdamW": _torch_adam("adamw"),
    "RMSprop": _torch_rmsprop,
    "Adagrad": _torch_adagrad,
}
_KERAS: Mapping[str, Callable[[Mapping[str, Any]], Settings]] = {
    "SGD": _keras_sgd,
    "Adam": _keras_adam("adam"),
    "AdamW": _keras_adam("adamw"),
    "RMSprop": _keras_rmsprop,
    "Adagrad": _keras_adagrad,
}
