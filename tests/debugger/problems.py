"""Problems for the debugger's tests: every engine, order and rule of update, and some that diverge."""

from __future__ import annotations

from dataclasses import replace

from xortui.core.network import Network
from xortui.core.training import Training
from xortui.problems import Problem, load_problem

XOR = load_problem("xor")
WIDE = replace(XOR, network=Network((2, 16, 16, 1), ("tanh", "tanh", "sigmoid")))
"""Large enough for the matrix engine."""


def trained(
    problem: Problem,
    learning_rate: float = 0.5,
    momentum: float = 0.0,
    update: str | int = "sample",
    order: str = "fixed",
) -> Problem:
    return replace(problem, training=Training(learning_rate, momentum, update, order))


RUNNING = {
    "floats": XOR,
    "floats, shuffled": trained(XOR, order="shuffled"),
    "floats, batches": trained(XOR, update="epoch"),
    "floats, short batches": trained(XOR, update=3),
    "matrices, short batches, shuffled": trained(WIDE, update=3, order="shuffled"),
    "floats, batches, shuffled, momentum": trained(XOR, 0.1, 0.9, update="epoch", order="shuffled"),
    "matrices": WIDE,
    "matrices, shuffled, momentum": trained(WIDE, 0.1, 0.5, order="shuffled"),
    "matrices, batches": trained(WIDE, update="epoch"),
}


def exploding(
    hidden: str, *, wide: bool = False, loss: str = "half-squared-error", update: str = "sample", order: str = "fixed"
) -> Problem:
    layers = (2, 16, 16, 1) if wide else (2, 2, 1)
    activations = (*[hidden] * (len(layers) - 2), "linear")
    return trained(replace(XOR, network=Network(layers, activations, loss)), 1e6, update=update, order=order)


DIVERGING = {
    "tanh": exploding("tanh"),
    "linear": exploding("linear"),
    "relu": exploding("relu", loss="squared-error"),
    "tanh, batches": exploding("tanh", update="epoch"),
    "linear, shuffled": exploding("linear", order="shuffled"),
    "tanh, slowly": trained(exploding("tanh"), 2.0),
    "linear, slowly": trained(exploding("linear"), 1.5),
    "wide tanh": exploding("tanh", wide=True),
    "wide linear": exploding("linear", wide=True),
}

MOMENTUM = trained(XOR, 0.1, 0.9)
SOFTMAX = replace(
    XOR,
    network=Network((2, 3, 2), ("tanh", "softmax"), "cross-entropy", frozen=frozenset({"w1", "b4"})),
    samples=tuple((x, (1.0 - y[0], y[0])) for x, y in XOR.samples),
)
LAYER_BY_LAYER = replace(XOR, training=replace(XOR.training, simultaneous=False))
SMALL = {
    "sample": XOR,
    "epoch": trained(XOR, update="epoch"),
    "momentum": MOMENTUM,
    "shuffled": trained(XOR, order="shuffled"),
    "softmax": SOFTMAX,
    "mini-batch": trained(XOR, 0.1, 0.5, update=3, order="shuffled"),
    "layer by layer": LAYER_BY_LAYER,
    "relu": trained(replace(XOR, network=Network(activations=("relu", "linear"))), 0.9),
    "cross-entropy": replace(XOR, network=Network(loss="binary-cross-entropy")),
}
MATRICES = {f"{name}, matrices": SMALL[name] for name in ("sample", "mini-batch", "softmax")}
"""Those that are trained by the other engine, small as they are."""
