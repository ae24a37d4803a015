"""Programs with right gradients, most of which do not learn: templates in which start, data and steps are chosen."""

from __future__ import annotations

XOR = "[[0, 0], [0, 1], [1, 0], [1, 1]]"
OF_XOR = "[[0], [1], [1], [0]]"
SIGMOID = ("1 / (1 + np.exp(-z))", "a * (1 - a)")
RELU = ("np.maximum(0, z)", "(z > 0) * 1.0")
TANH = ("np.tanh(z)", "1 - a * a")
LINEAR = ("z", "1.0")

BATCH = """\
import numpy as np
rng = np.random.default_rng(1)
X = np.array({X}, float)
Y = np.array({Y}, float)
W1 = {W1}
b1 = {b1}
W2 = {W2}
b2 = np.zeros({outputs})
def f(z): return {f}
def slope(z, a): return {slope}
def g(z): return {g}
{loop}:
    z1 = X @ W1 + b1
    A1 = f(z1)
    A2 = g(A1 @ W2 + b2)
    D2 = (A2 - Y){of_output}
    D1 = D2 @ W2.T * slope(z1, A1)
    W2 -= {rate} * A1.T @ D2
    b2 -= {rate} * D2.sum(axis=0)
    W1 -= {rate} * X.T @ D1
    b1 -= {rate} * D1.sum(axis=0)
    {then}
"""
"""Two layers, all samples at once."""

ONE_LAYER = """\
import numpy as np
rng = np.random.default_rng(2)
w = {w}
b = {b}
def out(x):
    return 1 / (1 + np.exp(-(w @ x{plus_b})))
DATA = {data}
{loops}
        x = np.array(x, float)
        o = out(x)
        d = (o - t) * o * (1 - o)
        w = w - {rate} * d * x
        {update_b}
"""
"""One unit, one sample after the other."""

SAMPLE_BY_SAMPLE = "for epoch in range(400):\n    for x, t in DATA:"
EACH_TO_THE_END = "for x, t in DATA:\n    for turn in range(60):"


def batch(
    *,
    W1: str = "rng.normal(0, 1, (2, 3))",  # noqa: N803  # the program's own names
    W2: str = "rng.normal(0, 1, (3, 1))",  # noqa: N803
    X: str = XOR,  # noqa: N803
    Y: str = OF_XOR,  # noqa: N803
    b1: str = "np.zeros(3)",
    activation: tuple[str, str] = SIGMOID,
    output: tuple[str, str] = (SIGMOID[0], " * A2 * (1 - A2)"),
    outputs: int = 1,
    epochs: int = 1000,
    loop: str = "",
    rate: float = 2.0,
    then: str = "pass",
) -> str:
    """Return a program of two layers that is trained on all samples at once."""
    return BATCH.format(
        X=X,
        Y=Y,
        W1=W1,
        W2=W2,
        b1=b1,
        outputs=outputs,
        f=activation[0],
        slope=activation[1],
        g=output[0],
        of_output=output[1],
        rate=rate,
        loop=loop or f"for epoch in range({epochs})",
        then=then,
    )


CROSS_ENTROPY = (SIGMOID[0], "")
"""A sigmoid whose steps follow cross-entropy."""
REGRESSION = ("z", "")
"""A linear output."""


def one_layer(
    *, data: str, inputs: int = 2, bias: bool = True, loops: str = SAMPLE_BY_SAMPLE, w: str = "", rate: float = 1.0
) -> str:
    """Return a program of one unit that is trained sample by sample."""
    return ONE_LAYER.format(
        w=w or f"rng.normal(0, 1, {inputs})",
        b="0.1" if bias else "None",
        plus_b=" + b" if bias else "",
        data=data,
        loops=loops,
        rate=rate,
        update_b=f"b = b - {rate} * d" if bias else "pass",
    )
