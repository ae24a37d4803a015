"""Arrays that are used several times, and whose gradient lacks the part of one use, or counts it otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.check.undecided import CutShortError, UndecidedError

TIED = """\
import numpy as np
r = np.random.default_rng(3)
X = r.normal(size=(20, 4)) @ r.normal(size=(4, 4)) * 0.3
W = r.normal(size=(4, 2)) * 0.5
c = r.normal(size=2) * 0.1
d = r.normal(size=4) * 0.1
for epoch in range(40):
    h = np.tanh(X @ W + c)
    o = h @ W.T + d
    do = (o - X) / len(X)
    dz = (do @ W) * (1 - h * h)
    gW = GRADIENT
    W -= 0.2 * gW
    c -= 0.2 * dz.sum(0)
    d -= 0.2 * do.sum(0)
"""
TWINS = """\
import numpy as np
r = np.random.default_rng(3)
A = r.normal(size=(20, 3))
B = r.normal(size=(20, 3))
Y = np.sin(A[:, :1] - B[:, :1])
W = r.normal(size=(3, 4)) * 0.7
b = r.normal(size=4) * 0.1
V = r.normal(size=(8, 1)) * 0.5
def embed(x):
    return np.tanh(x @ W + b)
for epoch in range(40):
    h1 = embed(A)
    h2 = embed(B)
    h = np.hstack((h1, h2))
    do = (h @ V - Y) / len(A)
    dh = do @ V.T
    d1 = dh[:, :4] * (1 - h1 ** 2)
    d2 = dh[:, 4:] * (1 - h2 ** 2)
    gW = GRADIENT
    gb = OF_BIASES
    V -= 0.2 * h.T @ do
    W -= 0.2 * gW
    b -= 0.2 * gb
"""
OVER_TIME = """\
import numpy as np
r = np.random.default_rng(3)
X = r.normal(size=(10, 4, 2))
Y = np.sin(X.sum((1, 2)))[:, None]
U = r.normal(size=(2, 3)) * 0.7
R = r.normal(size=(3, 3)) * 0.5
V = r.normal(size=(3, 1)) * 0.5
for epoch in range(40):
    hs = [np.zeros((10, 3))]
    for t in range(4):
        hs.append(np.tanh(X[:, t] @ U + hs[-1] @ R))
    do = (hs[-1] @ V - Y) / len(X)
    gV = hs[-1].T @ do
    gU = np.zeros_like(U)
    gR = np.zeros_like(R)
    dh = do @ V.T
    for t in range(3, -1, -1):
        dz = dh * (1 - hs[t + 1] ** 2)
        gU += X[:, t].T @ dz
        gR += hs[t].T @ dz
        dh = dz @ R.T
    V -= 0.2 * gV
    U -= 0.2 * gU
    R -= 0.2 * gR
"""
BOTH = "X.T @ dz + do.T @ h"
OF_TWINS = "A.T @ d1 + B.T @ d2"


@pytest.mark.parametrize(
    ("gradient", "identity", "told"),
    [
        ("do.T @ h", "one-path", "lacks the part of its use in layer 1"),
        ("X.T @ dz", "one-path", "lacks the part of its use in layer 2"),
        ("X.T @ dz * 2 + do.T @ h", "stray-factor", "its use in layer 1 counts 2 times"),
        ("X.T @ dz - do.T @ h", "stray-factor", "its use in layer 2 counts −1 times"),
    ],
)
def test_the_use_of_tied_weights_is_named(gradient: str, identity: str, told: str, tmp_path: Path) -> None:
    source = TIED.replace("GRADIENT", gradient)
    found = said(source, tmp_path)
    (mistake,) = found["mistakes"]
    assert (mistake["id"], mistake["line"]) == (identity, line_of("gW =", source))
    assert told in mistake["sentence"]
    assert found["parameters"] == {"W": "wrong", "c": "right", "d": "right"}


@pytest.mark.parametrize(
    ("gradient", "of_biases", "told"),
    [
        ("A.T @ d1", "(d1 + d2).sum(0)", {"gW =": "The gradient of W lacks the part of its use in line 13"}),
        (OF_TWINS, "d2.sum(0)", {"gb =": "The gradient of b lacks the part of its use in line 12"}),
        (
            "A.T @ d1",
            "d1.sum(0)",
            {
                "gW =": "The gradient of W lacks the part of its use in line 13",
                "gb =": "The gradient of b lacks the part of its use in line 13",
            },
        ),
    ],
)
def test_the_twin_that_is_left_out_is_named(
    gradient: str, of_biases: str, told: dict[str, str], tmp_path: Path
) -> None:
    source = TWINS.replace("GRADIENT", gradient).replace("OF_BIASES", of_biases)
    found = said(source, tmp_path)["mistakes"]
    assert {one["line"]: one["sentence"].partition(":")[0] for one in found} == {
        line_of(text, source): sentence for text, sentence in told.items()
    }
    assert {one["id"] for one in found} == {"one-path"}


def test_gradients_over_time_that_are_overwritten_are_named(tmp_path: Path) -> None:
    source = OVER_TIME.replace("gU +=", "gU =")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("sums-overwritten", line_of("gU = X", source))
    assert "one of the 4 times alone that line 11 uses them" in mistake["sentence"]


@pytest.mark.parametrize(
    "source",
    [
        TIED.replace("GRADIENT", BOTH),
        TWINS.replace("GRADIENT", OF_TWINS).replace("OF_BIASES", "(d1 + d2).sum(0)"),
        OVER_TIME,
    ],
    ids=["tied", "twins", "over time"],
)
def test_all_uses_together_are_right(source: str, tmp_path: Path) -> None:
    found = said(source, tmp_path)
    assert (found["verdict"], found["mistakes"]) == ("right", [])


def test_a_rule_that_takes_one_use_alone_is_not_accused(tmp_path: Path) -> None:
    oja = TIED.replace("np.tanh(X @ W + c)", "X @ W").replace("W.T + d", "W.T").replace("* (1 - h * h)", "")
    source = oja.replace("GRADIENT", "do.T @ h").partition("    c -=")[0]
    with pytest.raises(UndecidedError):
        said(source, tmp_path)


ELMAN = """\
import numpy as np

rng = np.random.default_rng(3)
S = rng.normal(size=(30, 2, 2))
T = np.tanh(S[:, 0, :1] * S[:, 1, :1])
W = rng.normal(0, 0.6, (2, 4))
R = rng.normal(0, 0.6, (4, 4))
V = rng.normal(0, 0.6, (4, 1))
for epoch in range(20):
    for s, t in zip(S, T):
        context = np.tanh(s[0] @ W)
        h = np.tanh(s[1] @ W + context @ R)
        d = h @ V - t
        dh = d @ V.T * (1 - h ** 2)
        V -= 0.05 * np.outer(h, d)
        W -= 0.05 * np.outer(s[1], dh)
        R -= 0.05 * np.outer(context, dh)
"""


def test_a_network_whose_context_is_an_input_is_not_accused(tmp_path: Path) -> None:
    with pytest.raises(CutShortError):
        said(ELMAN, tmp_path)
