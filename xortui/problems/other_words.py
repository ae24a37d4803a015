"""Other words: what sheets and libraries call the keys and words of problem files, for a hint where one is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KEYS = {
    "network.layers": "units sizes shape hidden hidden_layers hidden_units neurons topology architecture layer_sizes",
    "network.activations": "activation function transfer nonlinearity",
    "network.loss": "loss cost error criterion loss_function cost_function",
    "network.reduction": "reduction",
    "network.biases": "use_bias has_bias",
    "training.learning_rate": "lr eta alpha step_size rate learnrate η α",
    "training.update": "batch_size batch minibatch mini_batch",
    "training.weight_decay": "l2 regularization lambda lambda_ reg",
    "training.optimizer": "solver algorithm",
    "training.momentum": "mu beta",
    "training.frozen": "trainable fixed",
    "start.seed": "random_state random_seed seed",
    "start.initial": "init initializer initialization",
    "start.parameters": "params values start_values",
    "start.weights": "weight weights W W1 kernel coefs",
    "start.biases": "bias biases b b1 intercepts",
    "start.rows": "orientation",
    "data.file": "path csv filename source_file dataset",
    "data.scaling": "scale scaler normalize normalise normalization standardize standardise preprocessing",
    "data.separator": "sep delimiter",
    "data.missing_as": "na na_values missing_values null",
    "data.header": "has_header names_line",
    "data.classes": "labels_of class_names categories",
    "data.first_line": "skip skiprows skip_rows",
    "data.test": "test_size validation holdout",
    "data.samples": "rows nrows n count",
    "x": "inputs input features feature predictors X",
    "y": "target targets label labels output outputs t d expected wanted response Y",
}
"""Key → what others call it. A key without a table stands in several."""
_VALUES = {
    "sigmoid": "logistic sigm logsig",
    "tanh": "tansig hyperbolic",
    "linear": "identity none purelin id",
    "relu": "rectifier rectified rampe",
    "leaky-relu": "lrelu",
    "silu": "swish",
    "step": "heaviside threshold hardlim binary",
    "bipolar-sigmoid": "bipolar",
    "half-squared-error": "halfmse halfsquared",
    "squared-error": "mse meansquarederror mseloss sse l2 quadratic l2loss rss",
    "binary-cross-entropy": "bce bceloss bcewithlogitsloss binarycrossentropy logloss logistic",
    "cross-entropy": "cce ce categoricalcrossentropy sparsecategoricalcrossentropy crossentropyloss softmax nll",
    "gradient-descent": "sgd gd vanilla backprop descent",
    "nesterov": "nag",
    "epoch": "batch fullbatch full all",
    "sample": "online stochastic single",
    "shuffled": "shuffle random true",
    "glorot-uniform": "xavier glorot xavieruniform",
    "glorot-normal": "xaviernormal",
    "he-uniform": "kaiming kaiminguniform",
    "he-normal": "he kaimingnormal",
    "mean": "average avg",
    "standard": "zscore standardscaler standardize normal",
    "minmax": "minmaxscaler normalize range",
    "skip": "drop dropna omit ignore",
}
"""Word → what others say for it, in small letters and nothing but letters and digits."""
_EPOCHS = ("epochs", "n_epochs", "iterations", "max_iter", "steps", "max_epochs")
"""What others call how long to train."""


def key_meant(table: str, key: str, known: Iterable[str]) -> str:
    """Return which key somebody may mean by another word for it: in the same table, or with its own; '' if none is.

    Args:
        table: the table in which it was typed.
        key: what was typed.
        known: the keys of that table.
    """
    typed = key.strip().lower()
    found = []
    for path, words in _KEYS.items():
        name = path.rpartition(".")[2]
        if name == typed or key in words.split() or typed in words.lower().split():
            found.append(path)
    here = [path.rpartition(".")[2] for path in found if path.rpartition(".")[0] in ("", table)]
    for name in here:
        if name in known:
            return name
    return next((path for path in found if "." in path), "")


def is_epochs(key: str) -> bool:
    """Say whether a key is one for how long to train, which no problem file says."""
    return key.lower() in _EPOCHS


def value_meant(typed: str, choices: Iterable[str]) -> str:
    """Return which of some words somebody may mean by another word or spelling, such as ReLU or mse; '' if none is."""
    plain = _plain(typed)
    names = list(choices)
    for name in names:
        if name and _plain(name) == plain:
            return name
    return next((name for name in names if plain and plain in _VALUES.get(name, "").split()), "")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
