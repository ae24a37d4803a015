from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Affine:
    weight: np.ndarray
    bias: np.ndarray
    inputs: np.ndarray = field(default=None, repr=False)
    outputs: np.ndarray = field(default=None, repr=False)

    @classmethod
    def random(cls, n_in: int, n_out: int, rng: np.random.Generator) -> Affine:
        return cls(rng.standard_normal((n_out, n_in)), rng.standard_normal(n_out))

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.inputs = x
        self.outputs = 1.0 / (1.0 + np.exp(-(self.weight @ x + self.bias)))
        return self.outputs


@dataclass
class Mlp:
    layers: list[Affine]
    rate: float = 0.5

    def predict(self, x: np.ndarray) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit_one(self, x: np.ndarray, y: np.ndarray) -> None:
        upstream = self.predict(x) - y
        for layer in reversed(self.layers):
            delta = upstream * layer.outputs * (1 - layer.outputs)
            upstream = layer.weight.T @ delta
            layer.weight -= self.rate * np.outer(delta, layer.inputs)
            layer.bias -= self.rate * delta


def main() -> Mlp:
    rng = np.random.default_rng(2)
    mlp = Mlp([Affine.random(2, 3, rng), Affine.random(3, 2, rng), Affine.random(2, 1, rng)])
    xs = [np.array(p, float) for p in ((0, 0), (0, 1), (1, 0), (1, 1))]
    ys = [np.array([v], float) for v in (0, 1, 1, 0)]
    for _ in range(60):
        for x, y in zip(xs, ys):
            mlp.fit_one(x, y)
    print([round(float(mlp.predict(x)[0]), 3) for x in xs])
    return mlp


if __name__ == "__main__":
    mlp = main()
