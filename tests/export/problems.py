"""Problems for the exports' tests: the built-in ones, random ones, and some that need what those don't have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.core.cases import random_case
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.problems import Problem, Start, load_problem

XOR = load_problem("xor")


def random_problem(seed: int) -> Problem:
    """Return a problem that is made of a random case; every fifth updates layer after layer."""
    case = random_case(seed)
    start = Start(seed, parameters=dict(zip(case.network.parameter_names, case.start, strict=False)))
    training = case.training
    if seed % 5 == 0:
        training = replace(training, update="sample", simultaneous=False, clip_norm=None)
    return Problem(f"random {seed}", "", "", case.network, training, start, case.samples)


def wide(problem: Problem, activations: tuple[str, ...], loss: str, update: str | int, **changes: object) -> Problem:
    """Return a problem for the matrix engine, with some settings that the built-in ones don't have."""
    layers = (problem.network.layers[0], 12, 12, len(problem.samples[0][1]))
    network = Network(layers, activations, loss, skips=True, reduction="mean", frozen=frozenset({"w3", "b2", "b24"}))
    training = Training(0.05, update=update, order="shuffled")
    return replace(problem, network=network, training=replace(training, **changes))  # type: ignore[arg-type]


IRIS = load_problem("iris")
WIDE: Mapping[str, Problem] = {
    "spiral 16,16": load_problem("spiral").with_overrides(hidden=(16, 16)),
    "sigmoid twice": wide(XOR, ("sigmoid", "softplus", "sigmoid"), "squared-error", 3, momentum=0.8),
    "tanh twice": wide(XOR, ("relu", "tanh", "tanh"), "half-squared-error", "sample", momentum=0.5),
    "softplus": wide(XOR, ("leaky-relu", "linear", "softplus"), "squared-error", "sample"),
    "softmax": wide(IRIS, ("tanh", "softplus", "softmax"), "cross-entropy", 40),
    "three outputs": wide(IRIS, ("tanh", "sigmoid", "sigmoid"), "squared-error", "sample"),
    "layer after layer": wide(XOR, ("tanh", "tanh", "sigmoid"), "binary-cross-entropy", "sample", simultaneous=False),
}


def debugger_at(problem: Problem, position: str) -> Debugger:
    """Return a debugger at a position, or at the last whole epoch before time ends."""
    debugger = Debugger(problem)
    debugger.go_to(position)
    if debugger.timeline.end is not None:
        debugger.go_to(f"e{debugger.timeline.recorded // len(problem.samples)}")
    return debugger
