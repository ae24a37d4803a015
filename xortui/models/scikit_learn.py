"""Models of scikit-learn: MLPClassifier and MLPRegressor, known by their coefs_ and intercepts_."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xortui.models.activation_names import named_activation
from xortui.models.as_array import as_array, as_floats
from xortui.models.found_model import FoundLayer, FoundModel

OUTPUT_LOSSES: Mapping[str, str] = {
    "identity": "half-squared-error",
    "logistic": "binary-cross-entropy",
    "softmax": "cross-entropy",
}
"""What is learnt from, by the activation of the outputs: its gradients are those of sums over the outputs."""
MAX_BATCH = 200
"""The batch that 'auto' stands for, where there are so many samples."""


def is_scikit_learn(model: Any) -> bool:
    """Say whether something is such a model, fitted or not."""
    return hasattr(model, "coefs_") or (hasattr(model, "hidden_layer_sizes") and hasattr(model, "get_params"))


def read_scikit_learn(model: Any, samples: int) -> FoundModel:
    """Return what a fitted model has.

    Args:
        model: an MLPClassifier or MLPRegressor.
        samples: how many there are to learn from.

    Raises:
        ValueError: if it is not fitted, or has something that there is not here; one line.
    """
    kind = type(model).__name__
    if not hasattr(model, "coefs_"):
        raise ValueError(f"model: {kind} has no weights yet; expected one after fit, or after one partial_fit")
    hidden = named_activation(model.activation)
    output = named_activation(model.out_activation_)
    if hidden is None or output is None or model.out_activation_ not in OUTPUT_LOSSES:
        found = f"{model.activation} and {model.out_activation_}"
        raise ValueError(f"model: {kind}: expected identity, logistic, tanh, relu or softmax, got {found}")
    if getattr(model, "loss", "") == "poisson":
        raise ValueError(f"model: {kind}: expected the loss 'squared_error', got 'poisson'")
    layers = []
    for number, (weight, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        weight_name = f"coefs_.{number}"
        bias_name = f"intercepts_.{number}"
        is_last = number == len(model.coefs_) - 1
        layers.append(
            FoundLayer(
                weight=as_floats(weight, weight_name),
                weight_name=weight_name,
                bias=as_floats(bias, bias_name),
                bias_name=bias_name,
                activation=output if is_last else hidden,
            )
        )
    training, told = _training(model, samples)
    classes = getattr(model, "classes_", None)
    names = getattr(model, "feature_names_in_", ())
    return FoundModel(
        kind=kind,
        layers=layers,
        is_outputs_first=False,
        loss=OUTPUT_LOSSES[model.out_activation_],
        training=training,
        penalty=float(model.alpha),
        classes=None if classes is None else list(as_array(classes, "classes_")),
        inputs=tuple(map(str, names)),
        told=("Each coefs_ is inputs x outputs.", *told),
    )


def _training(model: Any, samples: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return how a model is trained, by the keys of problem files, and sentences on what is not followed."""
    if model.solver == "lbfgs":
        told = "Its solver lbfgs has no steps of single batches; here gradient descent on whole epochs."
        return {"update": "epoch"}, (told,)
    batch = MAX_BATCH if model.batch_size == "auto" else int(model.batch_size)
    training: dict[str, Any] = {"update": min(batch, samples), "learning_rate": float(model.learning_rate_init)}
    sentences = []
    if model.solver == "adam":
        training |= {"optimizer": "adam", "epsilon": model.epsilon, "beta1": model.beta_1, "beta2": model.beta_2}
        sentences.append("Adam begins anew here: its running means are not taken over.")
    elif model.momentum:
        name = "nesterov" if model.nesterovs_momentum else "momentum"
        training |= {"optimizer": name, "momentum": model.momentum}
        sentences.append("Its momentum begins anew here.")
    if model.solver == "sgd" and model.learning_rate != "constant":
        sentences.append(f"Its learning rate is {model.learning_rate}; here it is constant.")
    if model.shuffle:
        sentences.append("It shuffles the samples; here they come in order.")
    return training, tuple(sentences)
