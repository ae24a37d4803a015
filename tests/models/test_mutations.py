"""Whatever is given as a model or as its data: a problem, or one line."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tests.models.data import ROWS, THREE, TWO, X, layers
from tests.models.stand_ins import (
    Dense,
    KerasModel,
    Linear,
    MLPClassifier,
    Sequential,
    keras_layer,
    keras_optimizer,
    module,
    torch_optimizer,
)
from xortui.models.model_problem import problem_of_model

ROUNDS = 1500
WIDE = layers(3, 5, 1)
ODD: Sequence[Any] = (
    None,
    0,
    1.5,
    True,
    1j,
    "",
    "x",
    b"x",
    "a.npz",
    "/",
    [],
    {},
    (),
    [[]],
    [None],
    [[1, 2], [3]],
    {"a": {}},
    {1, 2},
    range(3),
    10**400,
    [10**400],
    float("inf"),
    float("nan"),
    object(),
    type("Model", (), {}),
    np.array(3.0),
    np.array([]),
    np.zeros((2, 2, 2)),
    np.ones((0, 3)),
    np.ones((3, 1)),
    np.array([object()]),
    np.array(["a", "b"]),
    np.array([1, None], dtype=object),
    np.datetime64("2020-01-01"),
)
OPTIONS = (
    "loss",
    "activations",
    "orientation",
    "optimizer",
    "reduction",
    "learning_rate",
    "update",
    "momentum",
    "weight_decay",
    "gradients",
    "decay_every",
    "no such",
)
OF_A_CLASSIFIER = ("activation", "out_activation_", "solver", "alpha", "batch_size", "classes_", "coefs_", "momentum")
MODULES = ("Tanh", "ELU", "LeakyReLU", "Softplus", "Hardtanh", "Unknown")


def models(generator: random.Random) -> Sequence[Callable[[], Any]]:
    """Return what makes models of every kind with something odd in them."""

    def odd() -> Any:
        return generator.choice(ODD)

    def sequential() -> Any:
        options = {name: odd() for name in ("alpha", "negative_slope", "beta", "min_val", "max_val")}
        activation = module(generator.choice(MODULES), **options)
        return Sequential(Linear(WIDE[0][0].T, WIDE[0][1]), activation, Linear(WIDE[1][0].T, WIDE[1][1]))

    def keras() -> Any:
        optimizer = keras_optimizer("SGD", learning_rate=odd(), momentum=odd(), nesterov=odd())
        middle = keras_layer("LeakyReLU", negative_slope=odd())
        first, last = Dense(*WIDE[0], None), Dense(*WIDE[1], "sigmoid", "out")
        return KerasModel(first, middle, last, loss=odd(), optimizer=optimizer)

    return (
        odd,
        sequential,
        keras,
        lambda: MLPClassifier(WIDE, [0, 1], **{generator.choice(OF_A_CLASSIFIER): odd()}),
        lambda: [(odd(), odd()), WIDE[1]],
        lambda: [WIDE[0], (odd(), WIDE[1][1])],
        lambda: {"W1": odd(), "b1": odd(), "W2": WIDE[1][0]},
        lambda: [odd(), odd(), odd()],
        lambda: WIDE,
    )


def test_odd_models_data_and_options_are_one_line_or_a_problem() -> None:
    generator = random.Random(14)
    made = models(generator)
    lines: list[str] = []
    for _ in range(ROUNDS):
        model = generator.choice(made)()
        x = X if generator.random() < 0.7 else generator.choice(ODD)
        y = generator.choice([TWO, TWO, THREE, ROWS, generator.choice(ODD)])
        options: dict[str, Any] = {}
        while generator.random() < 0.4:
            sgd = torch_optimizer("SGD", lr=generator.choice(ODD), momentum=0, nesterov=False, weight_decay=0)
            values = (generator.choice(ODD), "sigmoid", "adam", "BCELoss", sgd, 0.1)
            options[generator.choice(OPTIONS)] = generator.choice(values)
        try:
            problem_of_model(model, x, y, **options)
        except ValueError as error:
            lines.append(str(error))
    assert ROUNDS // 2 < len(lines) < ROUNDS
    assert [line for line in lines if not line or "\n" in line] == []
