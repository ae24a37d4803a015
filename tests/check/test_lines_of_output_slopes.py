"""The slope that is missing at the output: its line is where the error becomes δ, also beside other mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

BATCH = """\
import numpy as np


class MLP:
    def __init__(self, sizes):
        self.W = [np.random.uniform(-0.7, 0.7, (a, b)) for a, b in zip(sizes, sizes[1:])]
        self.b = [np.random.uniform(-0.2, 0.2, b) for b in sizes[1:]]
        self.n = len(self.W)

    def forward(self, x):
        self.acts = [x]
        for w, b in zip(self.W, self.b):
            self.acts.append(np.tanh(self.acts[-1] @ w + b))
        return self.acts[-1]

    def backward(self, t):
        DELTAS
        return deltas

    def update(self, deltas, rate):
        for i, delta in enumerate(deltas):
            self.W[i] -= rate * self.acts[i].T @ delta / len(delta)
            self.b[i] -= rate * delta.mean(axis=0)


np.random.seed(7)
X = np.random.uniform(-0.5, 0.5, (30, 4))
T = np.stack([X[:, 0] + X[:, 1], X[:, 2] * X[:, 3] * 4], axis=1)
net = MLP((4, 4, 4, 2))
for epoch in range(300):
    net.forward(X)
    net.update(net.backward(T), 0.2)
"""
SAMPLES = changed(
    BATCH,
    {
        "rate * self.acts[i].T @ delta / len(delta)": "rate * np.outer(self.acts[i], delta)",
        "rate * delta.mean(axis=0)": "rate * delta",
        "    net.forward(X)\n    net.update(net.backward(T), 0.2)\n": (
            "    for x, t in zip(X, T):\n        net.forward(x)\n        net.update(net.backward(t), 0.05)\n"
        ),
    },
)
OUTPUT_SLOPE = " * (1 - self.acts[-1] ** 2)"
DELTAS = {
    "list": (
        """\
deltas = [(self.acts[-1] - t) * (1 - self.acts[-1] ** 2)]
        for i in range(self.n - 1, 0, -1):
            error = deltas[0] @ self.W[i].T
            deltas.insert(0, error * (1 - self.acts[i] ** 2))""",
        "deltas = [(self",
    ),
    "insert": (
        """\
deltas = []
        deltas.insert(0, (self.acts[-1] - t) * (1 - self.acts[-1] ** 2))
        for i in range(self.n - 1, 0, -1):
            error = deltas[0] @ self.W[i].T
            deltas.insert(0, error * (1 - self.acts[i] ** 2))""",
        "deltas.insert(0, (self",
    ),
    "dict": (
        """\
d = {}
        d[self.n] = (self.acts[-1] - t) * (1 - self.acts[-1] ** 2)
        for i in range(self.n - 1, 0, -1):
            error = d[i + 1] @ self.W[i].T
            d[i] = error * (1 - self.acts[i] ** 2)
        deltas = [d[i] for i in range(1, self.n + 1)]""",
        "d[self.n] =",
    ),
    "append": (
        """\
deltas = []
        for i in reversed(range(self.n)):
            if i == self.n - 1:
                error = self.acts[-1] - t
                deltas.append(error * (1 - self.acts[-1] ** 2))
            else:
                error = deltas[-1] @ self.W[i + 1].T
                deltas.append(error * (1 - self.acts[i + 1] ** 2))
        deltas.reverse()""",
        "deltas.append(error)",
    ),
    "slots": (
        """\
deltas = [None] * self.n
        deltas[-1] = (self.acts[-1] - t) * (1 - self.acts[-1] ** 2)
        for i in range(self.n - 2, -1, -1):
            back = deltas[i + 1] @ self.W[i + 1].T
            deltas[i] = back * (1 - self.acts[i + 1] ** 2)""",
        "deltas[-1] =",
    ),
    "error": (
        """\
error = self.acts[-1] - t
        delta = error * (1 - self.acts[-1] ** 2)
        deltas = [delta]
        for i in range(self.n - 1, 0, -1):
            delta = (delta @ self.W[i].T) * (1 - self.acts[i] ** 2)
            deltas = [delta] + deltas""",
        "delta = error",
    ),
}
"""How the deltas are computed, with the line in which the error becomes the first of them once its slope is missing."""
OF_OTHER_LAYER = {
    "acts[i] ** 2": "acts[i - 1] ** 2",
    "acts[i + 1] ** 2": "acts[i] ** 2",
}


def program(form: str, whole: str = BATCH) -> str:
    """Return a right program that computes its deltas in one form."""
    return changed(whole, {"DELTAS": DELTAS[form][0]})


@pytest.mark.parametrize("form", DELTAS)
@pytest.mark.parametrize("whole", [BATCH, SAMPLES])
def test_the_programs_are_right_as_they_stand(form: str, whole: str, tmp_path: Path) -> None:
    assert said(program(form, whole), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("form", DELTAS)
@pytest.mark.parametrize("whole", [BATCH, SAMPLES])
def test_it_is_told_where_the_error_becomes_delta(form: str, whole: str, tmp_path: Path) -> None:
    wrong = changed(program(form, whole), {OUTPUT_SLOPE: ""})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of(DELTAS[form][1], wrong))}


@pytest.mark.parametrize("form", DELTAS)
def test_so_it_is_beside_the_slope_of_another_layer(form: str, tmp_path: Path) -> None:
    wrong = changed(program(form), {OUTPUT_SLOPE: ""})
    before, after = next((before, after) for before, after in OF_OTHER_LAYER.items() if before in wrong)
    wrong = changed(wrong, {before: after})
    assert names_and_lines(wrong, tmp_path) == {
        ("slope-missing", line_of(DELTAS[form][1], wrong)),
        ("slope-of-other-layer", line_of(after, wrong)),
    }


@pytest.mark.parametrize("whole", [BATCH, SAMPLES])
def test_so_it_is_beside_a_value_in_the_place_of_the_hidden_slopes(whole: str, tmp_path: Path) -> None:
    wrong = changed(program("list", whole), {OUTPUT_SLOPE: "", "(1 - self.acts[i] ** 2)": "self.acts[i]"})
    assert names_and_lines(wrong, tmp_path) == {
        ("slope-missing", line_of("deltas = [(self", wrong)),
        ("activation-for-slope", line_of("deltas.insert", wrong)),
    }


@pytest.mark.parametrize("whole", [BATCH, SAMPLES])
def test_slopes_that_are_missing_in_two_lines_are_told_in_both(whole: str, tmp_path: Path) -> None:
    wrong = changed(program("list", whole), {OUTPUT_SLOPE: "", " * (1 - self.acts[i] ** 2)": ""})
    mistakes = said(wrong, tmp_path)["mistakes"]
    assert [(one["id"], one["line"]) for one in mistakes] == [
        ("slope-missing", line_of("deltas = [(self", wrong)),
        ("slope-missing", line_of("deltas.insert", wrong)),
    ]


def test_an_error_with_a_name_is_told_where_it_is_put_into_the_list(tmp_path: Path) -> None:
    listed = {"deltas = [(self.acts[-1] - t)": "error = self.acts[-1] - t\n        deltas = [error"}
    wrong = changed(changed(program("list"), listed), {OUTPUT_SLOPE: ""})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of("deltas = [error]", wrong))}


BIASES_IN_ROWS = """\
import numpy as np
r = np.random.default_rng(3)
X = r.normal(size=(12, 3))
Y = np.sign(X[:, :1] * X[:, 1:2])
Ws = [r.normal(size=(4, 5)), r.normal(size=(6, 1))]
def one(a):
    return np.hstack((a, np.ones((len(a), 1))))
for epoch in range(40):
    acts = [X]
    for W in Ws:
        acts.append(np.tanh(one(acts[-1]) @ W))
    d = (acts[-1] - Y) / len(X)
    grads = []
    for l in (1, 0):
        a = acts[l]
        grads.append(one(a).T @ d)
        if l > 0:
            rest = Ws[l][:-1]
            d = np.dot(d, rest.T) * (1 - a * a)
    for W, g in zip(Ws, reversed(grads)):
        W -= 0.05 * g
"""


@pytest.mark.parametrize("changes", [{}, {"[:-1]\n": "[1:]\n"}], ids=["alone", "beside a wrong column"])
def test_it_is_where_delta_begins_that_each_layer_multiplies_anew(changes: dict[str, str], tmp_path: Path) -> None:
    source = changed(BIASES_IN_ROWS, changes)
    found = names_and_lines(source, tmp_path)
    expected = {("slope-missing", line_of("d = (acts", source))}
    assert found == expected | ({("wrong-column", line_of("rest = ", source))} if changes else set())
