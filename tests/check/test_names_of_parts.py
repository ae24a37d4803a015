"""All parameters in one array: the names are those that the file itself has for parts of it, if it has any."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of, said

SPLIT = """\
import numpy as np

def split(vector):
    A = vector[:6].reshape(2, 3)
    a = vector[6:9]
    B = vector[9:12].reshape(3, 1)
    b = vector[12:]
    return A, a, B, b

def slopes(vector, X, Y):
    A, a, B, b = split(vector)
    h = np.tanh(X @ A + a)
    e = (h @ B + b - Y) / len(X)
    back = e @ B.T * (1 - h * h)
    g = np.zeros_like(vector)
    g[:6] = (X.T @ back).ravel()
    g[6:9] = back.sum(axis=0)
    g[9:12] = (h.T @ e).ravel()
    g[12:] = e.sum(axis=0)
    return g

r = np.random.default_rng(6)
X = r.normal(size=(10, 2))
Y = np.sin(X[:, :1] + X[:, 1:])
vector = r.normal(size=13) * 0.6
for epoch in range(300):
    vector = vector - 0.1 * slopes(vector, X, Y)
"""
AT_THE_END = "A, a, B, b = split(vector)\nprint(A, a, B, b)\n"
ATTRIBUTES = """\
import numpy as np

class Net:
    def __init__(self):
        self.vector = np.random.default_rng(2).normal(size=13) * 0.5
        self.A = self.vector[:6].reshape(2, 3)
        self.a = self.vector[6:9]
        self.B = self.vector[9:12].reshape(3, 1)
        self.b = self.vector[12:]

    def step(self, X, Y):
        h = np.tanh(X @ self.A + self.a)
        e = (h @ self.B + self.b - Y) / len(X)
        back = e @ self.B.T * (1 - h * h)
        g = np.concatenate([(X.T @ back).ravel(), back.sum(0), (h.T @ e).ravel(), e.sum(0)])
        self.vector -= 0.1 * g

net = Net()
r = np.random.default_rng(1)
X = r.normal(size=(9, 2))
Y = np.sin(X[:, :1] * X[:, 1:])
for epoch in range(100):
    net.step(X, Y)
"""


def test_parts_that_the_file_binds_give_the_names_even_if_it_is_stopped_before(tmp_path: Path) -> None:
    assert said(SPLIT + AT_THE_END, tmp_path)["parameters"] == dict.fromkeys(("A", "a", "B", "b"), "right")


def test_parts_that_are_attributes_give_the_names(tmp_path: Path) -> None:
    assert said(ATTRIBUTES, tmp_path)["parameters"] == dict.fromkeys(("A", "a", "B", "b"), "right")


def test_parts_that_only_functions_name_give_none(tmp_path: Path) -> None:
    assert said(SPLIT, tmp_path)["parameters"] == {"vector": "right"}


def test_what_is_wrong_with_one_part_is_said_of_it(tmp_path: Path) -> None:
    source = changed(SPLIT + AT_THE_END, {"g[6:9] = back": "g[6:9] = 2 * back"})
    found = said(source, tmp_path)
    assert found["parameters"] == {"A": "right", "a": "scaled", "B": "right", "b": "right"}
    assert [one["parameters"] for one in found["mistakes"]] == [["a"]]


def test_a_gradient_in_the_place_of_another_is_named_in_one_line(tmp_path: Path) -> None:
    source = changed(SPLIT + AT_THE_END, {"g[12:] = e.sum": "g[6:9] = e.sum"})
    found = said(source, tmp_path)
    line = line_of("g[6:9] = e.sum", source)
    assert found["parameters"] == {"A": "right", "a": "wrong", "B": "right", "b": "never moves"}
    assert {(one["id"], one["line"]) for one in found["mistakes"]} == {
        ("bias-of-other-layer", line),
        ("bias-never-updated", line),
    }
