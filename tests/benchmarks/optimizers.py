"""Optimizers against PyTorch's own: the same network, the same samples, the weights after every update.

    python -m tests.benchmarks.optimizers [steps]

Prints the largest relative difference of any parameter after any update, and exits with 1 if one is above 1e-12.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from typing import Any

import torch

from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.problems import Problem, load_problem

WANTED = 1e-12
RATE = 0.05
FLOOR = 0.05
"""A parameter near 0 was moved there by steps of about this size, whose rounding it keeps."""
LAYERS = (2, 3, 1)
TRAININGS = {
    "gradient-descent": Training(RATE),
    "momentum": Training(RATE, momentum=0.9),
    "nesterov": Training(RATE, optimizer="nesterov"),
    "rmsprop": Training(RATE, optimizer="rmsprop"),
    "adagrad": Training(RATE, optimizer="adagrad"),
    "adam": Training(RATE, optimizer="adam"),
    "adamw": Training(RATE, optimizer="adamw", decays_biases=True),
    "adam with weight decay": Training(RATE, optimizer="adam", weight_decay=0.01, decays_biases=True),
    "momentum with weight decay": Training(RATE, momentum=0.9, weight_decay=0.01, decays_biases=True),
    "adam by whole epochs": Training(RATE, optimizer="adam", update="epoch"),
    "exponential decay": Training(RATE, decay="exponential", decay_factor=0.99),
    "step decay": Training(RATE, decay="step", decay_factor=0.5, decay_every=20),
}


def theirs(name: str, training: Training, parameters: list[Any]) -> Any:
    """Return PyTorch's optimizer with the same settings."""
    decay = training.weight_decay or 0.0
    match training.optimizer:
        case "gradient-descent":
            return torch.optim.SGD(parameters, lr=RATE, weight_decay=decay)
        case "momentum" | "nesterov":
            is_nesterov = training.optimizer == "nesterov"
            return torch.optim.SGD(
                parameters, lr=RATE, momentum=training.momentum, weight_decay=decay, nesterov=is_nesterov
            )
        case "rmsprop":
            return torch.optim.RMSprop(parameters, lr=RATE)
        case "adagrad":
            return torch.optim.Adagrad(parameters, lr=RATE)
        case "adam":
            return torch.optim.Adam(parameters, lr=RATE, weight_decay=decay)
        case "adamw":
            return torch.optim.AdamW(parameters, lr=RATE, weight_decay=decay)
    raise ValueError(f"{name}: PyTorch has no {training.optimizer}")


class Theirs:
    """The network in PyTorch, from the same start."""

    def __init__(self, problem: Problem, name: str) -> None:
        start = problem.initial_parameters()
        network = problem.network
        modules: list[Any] = []
        for (below, size), units in zip(pairwise(network.layers), network.units[1:], strict=True):
            linear = torch.nn.Linear(below, size, dtype=torch.float64)
            rows = [[start[p.name] for p in network.incoming[unit.name]] for unit in units]
            linear.weight.data = torch.tensor([row[:-1] for row in rows], dtype=torch.float64)
            linear.bias.data = torch.tensor([row[-1] for row in rows], dtype=torch.float64)
            modules += [linear, torch.nn.Sigmoid()]
        self.network = network
        self.linear = modules[::2]
        self.model = torch.nn.Sequential(*modules)
        self.optimizer = theirs(name, problem.training, list(self.model.parameters()))
        self.scheduler = self._scheduler(problem.training)

    def _scheduler(self, training: Training) -> Any:
        if training.decay == "exponential":
            return torch.optim.lr_scheduler.ExponentialLR(self.optimizer, training.decay_factor)
        if training.decay == "step":
            return torch.optim.lr_scheduler.StepLR(self.optimizer, training.decay_every, training.decay_factor)
        return None

    def update(self, samples: list[tuple[Any, Any]]) -> None:
        """Learn from the mean gradient of some samples."""
        self.optimizer.zero_grad()
        losses = [0.5 * ((self.model(x) - y) ** 2).sum() for x, y in samples]
        (sum(losses) / len(losses)).backward()
        self.optimizer.step()
        if self.scheduler is not None:
            self.scheduler.step()

    def parameters(self) -> dict[str, float]:
        """Return every parameter by its name here."""
        found = {}
        for linear, units in zip(self.linear, self.network.units[1:], strict=True):
            for unit, weights, bias in zip(units, linear.weight.tolist(), linear.bias.tolist(), strict=True):
                for parameter, value in zip(self.network.incoming[unit.name], [*weights, bias], strict=True):
                    found[parameter.name] = value
        return found


def greatest_difference(name: str, training: Training, updates: int) -> float:
    """Return the largest relative difference of any parameter after any update."""
    xor = load_problem("xor")
    network = Network(LAYERS, ("sigmoid",) * (len(LAYERS) - 1))
    problem = replace(xor, network=network, training=training)
    debugger = Debugger(problem)
    other = Theirs(problem, name)
    samples = [(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)) for x, y in problem.samples]
    greatest = 0.0
    each = problem.schedule.batch
    for update in range(updates):
        debugger.run(each)
        first = update * each % len(samples)
        other.update(samples[first : first + each])
        for parameter, value in other.parameters().items():
            mine = debugger.snapshot().value(parameter) or 0.0
            greatest = max(greatest, abs(mine - value) / max(abs(mine), abs(value), FLOOR))
    return greatest


def main() -> None:
    """Print a line for every optimizer."""
    updates = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missed = False
    print(f"PyTorch {torch.__version__}, {updates} updates")
    for name, training in TRAININGS.items():
        difference = greatest_difference(name, training, updates)
        missed |= difference > WANTED
        print(f"{name:<28}{difference:9.1e}  {'ok' if difference <= WANTED else f'above {WANTED:g}'}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
