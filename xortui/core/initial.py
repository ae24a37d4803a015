"""The parameters before the first step: the rules by which they are given or drawn."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from xortui.core.network import Network, Parameter

SCALED = ("uniform", "normal", "constant")
"""The rules that are given a number."""
MAX_SCALE = 1e300
"""Beyond, what is drawn may not be a finite number."""
INITIALS = (*SCALED, "zeros", "glorot-uniform", "glorot-normal", "he-uniform", "he-normal")


@dataclass(frozen=True, slots=True)
class Initial:
    """A rule for starting values.

    With n_in and n_out the units that lead to a weight's target and those of its target's layer:

        uniform, normal     U(−scale, +scale), N(0, scale²); biases too
        constant, zeros     scale, 0; biases too
        glorot-uniform      U(−r, +r), r = √(6 / (n_in + n_out)); biases 0
        glorot-normal       N(0, 2 / (n_in + n_out)); biases 0
        he-uniform          U(−r, +r), r = √(6 / n_in); biases 0
        he-normal           N(0, 2 / n_in); biases 0

    Sources: Glorot and Bengio, AISTATS 2010; He et al., ICCV 2015.

    Raises:
        ValueError: if there is no such rule, or its scale is not possible; the message says what was expected.
    """

    rule: str = "uniform"
    """One of `INITIALS`."""
    scale: float = 1.0
    """For the rules of `SCALED`; without meaning for the others."""
    biases: float | None = None
    """What every bias begins with, where it is not to be what the rule says."""

    def __post_init__(self) -> None:
        """Check the parts."""
        if self.rule not in INITIALS:
            raise ValueError(f"expected one of {', '.join(INITIALS)}, got {self.rule!r}")
        if not abs(self.scale) <= MAX_SCALE or (self.scale < 0 and self.rule != "constant"):
            least = f"of at most {MAX_SCALE:g}" if self.rule == "constant" else f"from 0 to {MAX_SCALE:g}"
            raise ValueError(f"{self.rule}: expected a number {least}, got {self.scale}")
        if self.biases is not None and not abs(self.biases) <= MAX_SCALE:
            raise ValueError(f"biases: expected a number of at most {MAX_SCALE:g}, got {self.biases}")

    def draw(self, network: Network, seed: int) -> dict[str, float]:
        """Return a value for every parameter, by name; drawn first the weights and then the biases, by number."""
        generator = random.Random(seed)
        known = {parameter.name: parameter for parameter in network.parameters}
        drawn = {}
        for name in sorted(known, key=lambda name: (name[0] != "w", int(name[1:]))):
            value = self._draw_one(network, known[name], generator.random)
            drawn[name] = value if self.biases is None or known[name].source else self.biases
        return drawn

    def _draw_one(self, network: Network, parameter: Parameter, uniform: Callable[[], float]) -> float:
        if self.rule in ("constant", "zeros"):
            return self.scale if self.rule == "constant" else 0.0
        if self.rule in SCALED:
            width = deviation = self.scale
        else:
            if parameter.source is None:
                return 0.0
            layer = parameter.target.layer
            fan_in = len(network.sources(layer))
            fan_out = network.layers[layer]
            fan = fan_in + fan_out if self.rule.startswith("glorot") else fan_in
            width = math.sqrt(6.0 / fan)
            deviation = math.sqrt(2.0 / fan)
        if self.rule.endswith("uniform"):
            return (2.0 * uniform() - 1.0) * width
        # Box and Muller's way from two even draws to a normal one; 1 − u is never 0.
        radius = math.sqrt(-2.0 * math.log(1.0 - uniform()))
        angle = 2.0 * math.pi * uniform()
        return deviation * radius * math.cos(angle)
