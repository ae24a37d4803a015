"""Programs whose weights or samples are fields of NumPy's structured arrays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

FIELDS = """import numpy as np

rng = np.random.default_rng(8)
first = np.zeros(4, dtype=[("weights", float, (3,)), ("bias", float)])
last = np.zeros(2, dtype=[("weights", float, (4,)), ("bias", float)])
for layer in (first, last):
    layer["weights"] = rng.normal(size=layer["weights"].shape)
X = rng.normal(size=(12, 3))
T = rng.uniform(size=(12, 2))
for epoch in range(60):
    h = np.tanh(X @ first["weights"].T + first["bias"])
    y = 1 / (1 + np.exp(-(h @ last["weights"].T + last["bias"])))
    d2 = (y - T) * y * (1 - y) / len(X)
    d1 = d2 @ last["weights"] * (1 - h ** 2)
    last["weights"] -= 0.3 * d2.T @ h
    last["bias"] -= 0.3 * d2.sum(axis=0)
    first["weights"] -= 0.3 * d1.T @ X
    first["bias"] -= 0.3 * d1.sum(axis=0)
"""
RECORD_ARRAYS = """import numpy as np

rng = np.random.default_rng(5)
sizes = [3, 5, 4, 2]
layers = []
for n_in, n_out in zip(sizes, sizes[1:]):
    layer = np.zeros(n_out, dtype=[("w", float, (n_in,)), ("b", float)]).view(np.recarray)
    layer.w = rng.normal(0, 0.7, (n_out, n_in))
    layers.append(layer)
speed = [np.zeros_like(layer) for layer in layers]
data = np.zeros(30, dtype=[("x", float, (3,)), ("t", float, (2,))])
data["x"] = rng.uniform(-1, 1, (30, 3))
data["t"][:, 0] = data["x"][:, 0] * data["x"][:, 1]
data["t"][:, 1] = data["x"][:, 2] ** 2
for epoch in range(60):
    rng.shuffle(data)
    for batch in (data[:15], data[15:]):
        a = [batch["x"]]
        for layer in layers:
            a.append(np.tanh(a[-1] @ layer.w.T + layer.b))
        delta = (a[-1] - batch["t"]) / len(batch) * (1 - a[-1] ** 2)
        for k in reversed(range(len(layers))):
            layer = layers[k]
            gw = delta.T @ a[k]
            gb = delta.sum(axis=0)
            delta = delta @ layer.w * (1 - a[k] ** 2)
            speed[k].w = 0.8 * speed[k].w - 0.1 * gw
            speed[k].b = 0.8 * speed[k].b - 0.1 * gb
            layer.w += speed[k].w
            layer.b += speed[k].b
"""
ONE_VECTOR = """import numpy as np

rng = np.random.RandomState(3)
parts = np.dtype([("W1", float, (2, 3)), ("b1", float, (3,)), ("W2", float, (3, 1)), ("b2", float, (1,))])
theta = rng.randn(13)
net = theta.view(parts)[0]
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
T = np.array([[0], [1], [1], [0.0]])
step = np.zeros(13)
g = step.view(parts)[0]
for _ in range(200):
    h = np.tanh(X @ net["W1"] + net["b1"])
    y = 1 / (1 + np.exp(-(h @ net["W2"] + net["b2"])))
    d2 = (y - T) * y * (1 - y)
    d1 = d2 @ net["W2"].T * (1 - h ** 2)
    g["W2"][...] = h.T @ d2
    g["b2"][...] = d2.sum(axis=0)
    g["W1"][...] = X.T @ d1
    g["b1"][...] = d1.sum(axis=0)
    theta -= 0.5 * step
"""
UNITS = """import numpy as np

np.random.seed(1)
hidden = np.zeros(3, dtype=[("weights", float, (2,)), ("bias", float), ("out", float), ("delta", float)])
output = np.zeros(1, dtype=[("weights", float, (3,)), ("bias", float), ("out", float), ("delta", float)])
for group in (hidden, output):
    for unit in group:
        unit["weights"] = np.random.uniform(-1, 1, len(unit["weights"]))
        unit["bias"] = np.random.uniform(-1, 1)
DATA = [((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0)]
for epoch in range(100):
    for x, t in DATA:
        x = np.array(x)
        for unit in hidden:
            unit["out"] = 1 / (1 + np.exp(-(unit["weights"] @ x + unit["bias"])))
        h = hidden["out"].copy()
        for unit in output:
            unit["out"] = 1 / (1 + np.exp(-(unit["weights"] @ h + unit["bias"])))
            unit["delta"] = (unit["out"] - t) * unit["out"] * (1 - unit["out"])
        for j, unit in enumerate(hidden):
            unit["delta"] = output[0]["delta"] * output[0]["weights"][j] * unit["out"] * (1 - unit["out"])
        for group, inputs in ((output, h), (hidden, x)):
            for unit in group:
                unit["weights"] -= 0.6 * unit["delta"] * inputs
                unit["bias"] -= 0.6 * unit["delta"]
"""


@pytest.mark.parametrize("program", [FIELDS, RECORD_ARRAYS, ONE_VECTOR, UNITS])
def test_a_right_program_whose_numbers_are_in_records_is_called_right(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


def test_the_fields_are_named_as_the_program_writes_them(tmp_path: Path) -> None:
    names = ["['weights']", "['bias']"]
    found = {name.replace('"', "'") for name in said(FIELDS, tmp_path)["parameters"]}
    assert found == {f"{layer}{name}" for layer in ("first", "last") for name in names}
    assert "layers[1].w" in said(RECORD_ARRAYS, tmp_path)["parameters"]


@pytest.mark.parametrize(
    ("program", "right", "wrong", "mistake"),
    [
        (FIELDS, "first[\"bias\"] -=", "first[\"bias\"] +=", "uphill"),
        (FIELDS, "(1 - h ** 2)", "h * (1 - h)", "slope-of-other"),
        (ONE_VECTOR, "(1 - h ** 2)", "h * (1 - h)", "slope-of-other"),
        (RECORD_ARRAYS, "delta @ layer.w * (1 - a[k] ** 2)", "delta @ layer.w", "slope-missing"),
        (UNITS, "unit[\"bias\"] -=", "unit[\"bias\"] +=", "uphill"),
    ],
)  # fmt: skip
def test_a_mistake_in_records_is_named_with_its_line(
    program: str, right: str, wrong: str, mistake: str, tmp_path: Path
) -> None:
    spoilt = changed(program, {right: wrong})
    assert names_and_lines(spoilt, tmp_path) == {(mistake, line_of(wrong, spoilt))}
