"""The exact Hessian beside PyTorch's autograd applied twice: how far apart they are, and how long each takes.

    python -m tests.benchmarks.hessian

The networks are those of the tests of gradients, with activations and losses written anew in PyTorch. An error is the
greatest difference of two entries, as a share of the greatest entry. The status is 1 if one is above 1e-9.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.core.cases import Case, random_case
from xortui.core.hessian import HessianOf

NETWORKS = 200
TOLERANCE = 1e-9

ACTIVATIONS: Mapping[str, Callable[..., Any]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": lambda z, _=0.0: functional.relu(z),
    "leaky-relu": lambda z, slope=0.01: functional.leaky_relu(z, slope),
    "elu": lambda z, alpha=1.0: functional.elu(z, alpha),
    "softplus": functional.softplus,
    "silu": functional.silu,
    "gelu": functional.gelu,
    "gelu-tanh": lambda z: functional.gelu(z, approximate="tanh"),
    "bipolar-sigmoid": lambda z: 2.0 * torch.sigmoid(z) - 1.0,
    "hard-tanh": functional.hardtanh,
    "step": lambda z: torch.heaviside(z.detach(), torch.zeros((), dtype=z.dtype)) + 0.0 * z,
    "linear": lambda z: z,
}


def activated(name: str, z: Any) -> Any:
    """Return an activation of PyTorch's own."""
    match = re.fullmatch(r"([a-z-]+)\((.*)\)", name)
    if match is None:
        return ACTIVATIONS[name](z)
    return ACTIVATIONS[match[1]](z, float(match[2]))


def mean_loss(case: Case, point: Any) -> Any:
    """Return the mean loss of all samples, computed by PyTorch."""
    network = case.network
    place = {name: number for number, name in enumerate(network.parameter_names)}
    inputs = torch.tensor([x for x, _ in case.samples], dtype=torch.float64)
    targets = torch.tensor([y for _, y in case.samples], dtype=torch.float64)
    values = {unit.name: inputs[:, number] for number, unit in enumerate(network.units[0])}
    last = len(network.layers) - 1
    sums: list[Any] = []
    for layer, units in enumerate(network.units[1:], start=1):
        sums = []
        for unit in units:
            total = torch.zeros(len(case.samples), dtype=torch.float64)
            for parameter in network.incoming[unit.name]:
                weight = point[place[parameter.name]]
                total = total + (weight if parameter.source is None else weight * values[parameter.source.name])
            sums.append(total)
            if not (layer == last and network.is_softmax):
                values[unit.name] = activated(network.activations[layer - 1], total)
    z = torch.stack(sums, dim=1)
    if network.loss == "cross-entropy":
        terms = -targets * torch.log_softmax(z, dim=1)
    elif network.loss == "binary-cross-entropy":
        terms = functional.binary_cross_entropy_with_logits(z, targets, reduction="none")
    else:
        outputs = torch.stack([values[unit.name] for unit in network.units[-1]], dim=1)
        terms = (outputs - targets) ** 2 * (0.5 if network.loss == "half-squared-error" else 1.0)
    by_sample = terms.mean(dim=1) if network.averages_outputs else terms.sum(dim=1)
    return by_sample.mean()


def main() -> int:
    """Compare all networks, and print the result."""
    torch.set_num_threads(1)
    worst = 0.0
    worst_gradient = 0.0
    mine = 0.0
    theirs = 0.0
    for seed in range(NETWORKS):
        case = random_case(seed)
        count = len(case.network.parameter_names)
        point = torch.tensor(case.start[:count], dtype=torch.float64, requires_grad=True)
        found_by = HessianOf(case.program, case.samples)
        begun = perf_counter()
        found = found_by.at(case.start)
        mine += perf_counter() - begun
        begun = perf_counter()
        expected = torch.autograd.functional.hessian(lambda at, case=case: mean_loss(case, at), point).numpy()
        theirs += perf_counter() - begun
        loss = mean_loss(case, point)
        (gradient,) = torch.autograd.grad(loss, point)
        error = float(np.abs(found.hessian - expected).max()) / max(float(np.abs(expected).max()), 1e-3)
        of_gradient = float(np.abs(found.gradient - gradient.numpy()).max())
        of_gradient /= max(float(gradient.abs().max()), 1e-3)
        worst = max(worst, error)
        worst_gradient = max(worst_gradient, of_gradient)
        if error > TOLERANCE:
            print(f"network {seed}: {error:.1e} {case.network.activations} {case.network.loss}")
    print(f"{NETWORKS} networks: greatest error of a Hessian {worst:.1e}, of a gradient {worst_gradient:.1e}")
    print(f"time: {mine:.2f} s; PyTorch, autograd twice: {theirs:.2f} s; ratio {theirs / mine:.1f}")
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
