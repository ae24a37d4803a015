"""In a deep network, what one mistake in every layer gives is found among many that are made in few of its layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

DEEP = """\
import numpy as np

rng = np.random.default_rng(4)
signals = rng.uniform(-1, 1, (48, 6))
answers = (signals[:, ::-1] > 0.1).astype(float)
count = 5
matrices = [rng.normal(0, 0.6, (6, 6)) for _ in range(count)]
offsets = [rng.normal(0, 0.2, (1, 6)) for _ in range(count)]


def values_of(x):
    values = [x]
    for k in range(count):
        total = values[k] @ matrices[k] + offsets[k]
        values.append(1 / (1 + np.exp(-total)) if k == count - 1 else np.tanh(total))
    return values


for epoch in range(150):
    values = values_of(signals)
    error = (values[-1] - answers) / len(signals)
    errors = [error]
    for k in range(count - 1, 0, -1):
        error = error @ matrices[k].T * (1 - values[k] ** 2)
        errors.insert(0, error)
    for k in range(count):
        matrices[k] -= 0.3 * values[k].T @ errors[k]
        offsets[k] -= 0.3 * errors[k].sum(axis=0, keepdims=True)
"""
BACK = "error = error @ matrices[k].T * (1 - values[k] ** 2)"
BIASES = "        offsets[k] -= 0.3 * errors[k].sum(axis=0, keepdims=True)"
FEWER_BIASES = "    for k in range(count - 1):\n" + BIASES
MISTAKES = {
    "weights-of-other-layer": "error = error @ matrices[k - 1].T * (1 - values[k] ** 2)",
    "weights-transposed": "error = error @ matrices[k] * (1 - values[k] ** 2)",
    "slope-of-other": "error = error @ matrices[k].T * values[k] * (1 - values[k])",
}


@pytest.mark.parametrize("identity", MISTAKES)
def test_it_is_named_in_its_line(tmp_path: Path, identity: str) -> None:
    source = changed(DEEP, {BACK: MISTAKES[identity]})
    assert names_and_lines(source, tmp_path) == {(identity, line_of(MISTAKES[identity], source))}


def test_it_is_named_beside_biases_that_never_move(tmp_path: Path) -> None:
    wrong = MISTAKES["weights-of-other-layer"]
    source = changed(DEEP, {BACK: wrong, BIASES: FEWER_BIASES})
    expected = {
        ("weights-of-other-layer", line_of(wrong, source)),
        ("bias-never-updated", line_of("for k in range(count - 1):", source)),
    }
    assert names_and_lines(source, tmp_path) == expected


def test_without_a_mistake_nothing_is_named(tmp_path: Path) -> None:
    assert names_and_lines(DEEP, tmp_path) == set()


@pytest.mark.parametrize("gate", ["(values[k - 1] > 0)", "np.where(values[k - 1] > 0, 1.0, 0.0)"])
def test_gates_of_the_layer_below_begin_at_the_inputs(tmp_path: Path, gate: str) -> None:
    wrong = f"error = error @ matrices[k].T * {gate}"
    source = changed(DEEP, {BACK: wrong, "np.tanh(total)": "np.maximum(total, 0.0)", "count = 5": "count = 4"})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("slope-of-other-layer", line_of(wrong, source))
    assert set(mistake["parameters"]) == {f"{name}[{k}]" for name in ("matrices", "offsets") for k in range(3)}
