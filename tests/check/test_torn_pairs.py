"""Pairs that are not those of the data are told, however they were torn; pairs that are made anew are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.check.written_files import said
from xortui.check import watching

ARRAYS = """\
import numpy as np, random
rng = np.random.default_rng(3)
np.random.seed(3)
X = rng.normal(size=(20, 2))
Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.normal(size=(2, 4)); b1 = np.zeros(4)
W2 = rng.normal(size=(4, 1)); b2 = np.zeros(1)
def f(z): return 1 / (1 + np.exp(-z))
{before}
for epoch in range(40):
    x, t = X, Y
    {within}
    h = f(x @ W1 + b1)
    o = f(h @ W2 + b2)
    d2 = (o - t) * o * (1 - o)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(0)
    W1 -= 0.5 * x.T @ d1
    b1 -= 0.5 * d1.sum(0)
"""
LABELS = """\
import numpy as np
np.random.seed(1)
X = np.random.randn(30, 2)
y = np.random.randint(0, 3, 30)
T = np.zeros((30, 3)); T[np.arange(30), y] = 1
W = np.random.randn(2, 5) * 0.1; b = np.zeros((1, 5))
V = np.random.randn(5, 3) * 0.1; c = np.zeros((1, 3))
{before}
for i in range(20):
    {within}
    h = np.maximum(0, X @ W + b)
    e = np.exp(h @ V + c)
    d = e / e.sum(axis=1, keepdims=True)
    {error}
    g = d @ V.T
    g[h <= 0] = 0
    V -= 0.1 * h.T @ d; c -= 0.1 * d.sum(axis=0, keepdims=True)
    W -= 0.1 * X.T @ g; b -= 0.1 * g.sum(axis=0, keepdims=True)
"""
LISTS = """\
import math, random
random.seed(2)
X = [[0, 0], [0, 1], [1, 0], [1, 1], [0.5, 0.2], [0.3, 0.9]]
Y = [0, 0, 0, 1, 0, 1]
w = [random.uniform(-1, 1) for _ in range(2)]
b = random.uniform(-1, 1)
def train(x, t):
    global b
    o = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + b)))
    d = (o - t) * o * (1 - o)
    for i in range(2):
        w[i] -= 0.5 * d * x[i]
    b -= 0.5 * d
{before}
for epoch in range(60):
    {within}
    for {loop}:
        train({what})
"""
BY_LABEL = "d[np.arange(30), y] -= 1"


def arrays(before: str = "", within: str = "pass") -> str:
    return ARRAYS.format(before=before, within=within)


def labels(before: str = "", within: str = "pass", error: str = BY_LABEL) -> str:
    return LABELS.format(before=before, within=within, error=error)


def lists(before: str = "", within: str = "pass", loop: str = "x, t in zip(X, Y)", what: str = "x, t") -> str:
    return LISTS.format(before=before, within=within, loop=loop, what=what)


TORN = {
    "inputs shuffled once": arrays("np.random.shuffle(X)"),
    "targets shuffled once": arrays("rng.shuffle(Y)"),
    "a copy shuffled": arrays("Z = X.copy(); rng.shuffle(Z)", "x = Z"),
    "a permutation for each": arrays("p = rng.permutation(20); q = rng.permutation(20)", "x = X[p]; t = Y[q]"),
    "targets sorted": arrays("Y = np.sort(Y, axis=0)"),
    "inputs turned round": arrays("X = X[::-1]"),
    "targets rolled": arrays("Y = np.roll(Y, 1, axis=0)"),
    "targets rolled with slices": arrays("Y = np.concatenate([Y[-1:], Y[:-1]])"),
    "inputs shuffled, then scaled": arrays("rng.shuffle(X); X = (X - X.mean(0)) / X.std(0)"),
    "batches of two orders": arrays("", "x = X[rng.permutation(20)][:8]; t = Y[:8]"),
    "inputs and targets picked apart": arrays("", "x = X[[rng.integers(20)]]; t = Y[[rng.integers(20)]]"),
    "a part of shuffled inputs": arrays("p = rng.permutation(20); A = X[p[:15]]; B = Y[:15]", "x = A; t = B"),
    "by a function": arrays("def mix(a, b): np.random.shuffle(a); return a, b\nX, Y = mix(X, Y)"),
    "integer labels": labels("np.random.shuffle(y)"),
    "inputs beside one-hot labels": labels("", "np.random.shuffle(X)", "d -= T"),
    "one-hot after it": labels("y = np.random.permutation(y); T = np.eye(3)[y]", error="d -= T"),
    "a list shuffled": lists("random.shuffle(X)"),
    "a list sampled": lists("Z = random.sample(X, 6)", loop="x, t in zip(Z, Y)"),
    "a list sorted": lists("Y = sorted(Y)"),
    "an order for one": lists("", "o = list(range(6)); random.shuffle(o)", "i in range(6)", "X[o[i]], Y[i]"),
}
TOGETHER = {
    "one permutation": arrays("p = rng.permutation(20); X = X[p]; Y = Y[p]"),
    "one seed": arrays("np.random.default_rng(1).shuffle(X); np.random.default_rng(1).shuffle(Y)"),
    "pairs shuffled": arrays(
        "D = list(zip(X, Y)); random.shuffle(D); X = np.array([a for a, _ in D]); Y = np.array([b for _, b in D])"
    ),
    "one table shuffled": arrays("D = np.hstack([X, Y]); rng.shuffle(D); X = D[:, :2]; Y = D[:, 2:]"),
    "sorted alike": arrays("o = np.argsort(X[:, 0]); X = X[o]; Y = Y[o]"),
    "picked with replacement": arrays("", "k = rng.choice(20, 9); x = X[k]; t = Y[k]"),
    "noise on inputs": arrays("", "k = rng.permutation(20); x = X[k] + rng.normal(size=(20, 2)); t = Y[k]"),
    "more samples": arrays(
        "A = np.vstack([X, -X]); B = np.vstack([Y, Y]); p = rng.permutation(40)", "x = A[p]; t = B[p]"
    ),
    "inputs mixed": arrays("", "k = rng.permutation(20); x = 0.7 * X + 0.3 * X[k]; t = 0.7 * Y + 0.3 * Y[k]"),
    "targets of the shuffled inputs": arrays("rng.shuffle(X); Y = (X[:, :1] > 0.2).astype(float)"),
    "inputs for targets": arrays("", "rng.shuffle(X); x = X + 0.1 * rng.normal(size=X.shape); t = X[:, :1]"),
    "the next row of a series": arrays("S = f(np.roll(X, -1, axis=0)[:, :1])", "t = S"),
    "what comes later": arrays("p = rng.permutation(19)", "x = X[p]; t = Y[p + 1]"),
    "a table of rows": arrays(
        "a = [7, 2, 0, 1, 3, 5, 4, 6, 9, 8]; X = X[:10]; V = Y[:10]",
        "k = rng.permutation(10); x = X[k]; t = V[[a[j] for j in k]]",
    ),
    "new data in each step": arrays("", "x = rng.integers(0, 2, (8, 2)) * 1.0; t = (x[:, :1] + x[:, 1:]) % 2"),
    "a copy shuffled that is not used": arrays("Z = X.copy(); rng.shuffle(Z)"),
    "labels with their inputs": labels("p = np.random.permutation(30); X = X[p]; y = y[p]"),
    "one-hot labels with their inputs": labels("", "p = np.random.permutation(30); X = X[p]; T = T[p]", "d -= T"),
    "labels of the shuffled inputs": labels("", "np.random.shuffle(X); y = (X[:, 0] > 0) * 1 + (X[:, 1] > 0) * 1"),
    "other labels shuffled": labels("groups = np.random.permutation(y)"),
    "the next of a ring": labels(
        "E = np.eye(3); s = np.arange(30) % 3; X = E[s][:, :2]; T = E[np.roll(s, -1)]", error="d -= T"
    ),
    "a list of pairs": lists("D = list(zip(X, Y))", "random.shuffle(D)", "x, t in D"),
    "one order of lists": lists("o = list(range(6))", "random.shuffle(o)", "i in o", "X[i], Y[i]"),
}


def told(source: str, folder: Path) -> list[str]:
    """Return what is told of pairs that are torn in a program with right gradients."""
    verdict = said(source, folder)
    assert verdict["verdict"] == "right"
    return [cause["sentence"] for cause in verdict["causes"] if cause["id"] == "torn-pairs"]


@pytest.mark.parametrize("name", TORN)
def test_pairs_that_are_not_those_of_the_data_are_told(name: str, tmp_path: Path) -> None:
    assert len(told(TORN[name], tmp_path)) == 1


@pytest.mark.parametrize("name", TOGETHER)
def test_pairs_that_stay_together_or_are_made_anew_are_not_told(name: str, tmp_path: Path) -> None:
    assert told(TOGETHER[name], tmp_path) == []


def test_the_data_the_pair_and_the_line_are_told(tmp_path: Path) -> None:
    source = lists("random.shuffle(X)")
    (sentence,) = told(source, tmp_path)
    line = 1 + source.splitlines().index("random.shuffle(X)")
    pattern = rf"the inputs \(1, 1\) \(X\) belong to the target 1 \(Y\), .* with 0; .* 6 pairs. Line {line} puts "
    assert re.search(pattern, sentence)


def test_it_is_told_of_steps_with_momentum(tmp_path: Path) -> None:
    source = arrays("np.random.shuffle(X); v = np.zeros_like(W1)")
    moved = source.replace("W1 -= 0.5 * x.T @ d1", "v = 0.9 * v + x.T @ d1; W1 -= 0.5 * v")
    assert moved != source
    assert len(told(moved, tmp_path)) == 1


def test_it_is_told_of_many_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RUNS", ((8_000, 150),))
    monkeypatch.setattr("xortui.check.causes.table.MAX_CELLS", 10)
    assert len(told(arrays("np.random.shuffle(X)"), tmp_path)) == 1
