"""A function that is right is not named where it is called for something else: the line is that of the call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

ROWS = """\
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 2))
Y = rng.normal(size=(8, 2)) * 0.5 + 0.3
W1 = rng.normal(size=(2, 5))
b1 = rng.normal(size=5) * 0.2
W2 = rng.normal(size=(5, 4))
b2 = rng.normal(size=4) * 0.2
W3 = rng.normal(size=(4, 2))
b3 = rng.normal(size=2) * 0.2


FUNCTIONS


def train(X, Y):
    global W1, b1, W2, b2, W3, b3
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    a2 = act(z2)
    a3 = a2 @ W3 + b3
    d3 = (a3 - Y) / len(X)
    up2 = d3 @ W3.T
    d2 = up2 * slope(a2)
    up1 = d2 @ W2.T
    d1 = up1 * slope(a1)
    W3 -= 0.1 * a2.T @ d3
    b3 -= 0.1 * d3.sum(axis=0)
    W2 -= 0.1 * a1.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(axis=0)


for epoch in range(30):
    train(X, Y)
"""
TANH = """\
def act(z):
    return np.tanh(z)


def slope(a):
    return 1 - a ** 2"""
TANH_IN_LINES = """\
def act(z):
    return np.tanh(z)


def slope(a):
    out = np.ones_like(a)
    out[:] = 1 - a ** 2
    return out"""
LAMBDAS = "act, slope = (lambda z: np.tanh(z)), (lambda a: 1 - a ** 2)"
CLASS = """\
class Tanh:
    def forward(self, z):
        return np.tanh(z)

    def derivative(self, a):
        return self.of_square(a ** 2)

    def of_square(self, square):
        return 1 - square


tanh = Tanh()
act = tanh.forward
slope = tanh.derivative"""
RELU = """\
def act(z):
    return np.where(z > 0, z, 0)


def slope(a):
    return np.where(a > 0, 1.0, 0.0)"""
RELU_BY_PRODUCT = """\
def act(z):
    return z * (z > 0)


def slope(a):
    return (a > 0) * 1.0"""
RELU_BY_COPY = """\
def act(z):
    out = z.copy()
    out[out < 0] = 0
    return out


def slope(a):
    out = np.zeros_like(a)
    out[a > 0] = 1
    return out"""
RELU_BY_MAXIMUM = """\
def act(z):
    return np.maximum(0, z)


def slope(a):
    return (a > 0).astype(float)"""
SIGMOID = """\
def act(z):
    return 1 / (1 + np.exp(-z))


def slope(a):
    return a * (1 - a)"""

FORMS = {
    "tanh": TANH,
    "tanh in lines": TANH_IN_LINES,
    "lambdas": LAMBDAS,
    "class": CLASS,
    "relu": RELU,
    "relu by product": RELU_BY_PRODUCT,
    "relu by copy": RELU_BY_COPY,
    "relu by maximum": RELU_BY_MAXIMUM,
    "sigmoid": SIGMOID,
}


def found(form: str, before: str, after: str, folder: Path) -> tuple[list[tuple[str, int]], int]:
    """Return the names and lines that are told where a text is replaced, and the line of the new text."""
    source = ROWS.replace("FUNCTIONS", FORMS[form])
    assert before in source
    source = source.replace(before, after, 1)
    verdict = said(source, folder)
    return [(one["id"], one["line"]) for one in verdict["mistakes"]], line_of(after, source)


@pytest.mark.parametrize("form", ["tanh", "tanh in lines", "lambdas", "class", "sigmoid", "relu", "relu by copy"])
def test_a_slope_that_is_called_at_a_linear_output_is_named_at_the_call(form: str, tmp_path: Path) -> None:
    named, line = found(form, "d3 = (a3 - Y) / len(X)", "d3 = (a3 - Y) / len(X) * slope(a3)", tmp_path)
    assert named == [("slope-of-other", line)]


@pytest.mark.parametrize("form", ["relu", "relu by product", "relu by copy", "relu by maximum"])
@pytest.mark.parametrize("layer", [1, 2])
def test_an_activation_that_is_asked_of_what_comes_back_is_named_at_the_call(
    form: str, layer: int, tmp_path: Path
) -> None:
    right = f"d{layer} = up{layer} * slope(a{layer})"
    named, line = found(form, right, f"d{layer} = act(up{layer})", tmp_path)
    assert named == [("gate-of-gradient", line)]


@pytest.mark.parametrize("form", ["relu", "relu by product", "relu by copy", "relu by maximum"])
def test_a_gate_that_is_asked_of_what_comes_back_is_named_at_the_call(form: str, tmp_path: Path) -> None:
    right = "d2 = up2 * slope(a2)"
    named, line = found(form, right, "d2 = up2 * slope(up2)", tmp_path)
    assert named == [("gate-of-gradient", line)]


@pytest.mark.parametrize("form", ["sigmoid", "tanh", "lambdas"])
def test_an_activation_for_a_slope_is_named_at_the_call(form: str, tmp_path: Path) -> None:
    named, line = found(form, "d2 = up2 * slope(a2)", "d2 = up2 * act(z2)", tmp_path)
    assert named == [("activation-for-slope", line)]


@pytest.mark.parametrize(
    ("form", "before", "after", "identity"),
    [
        ("tanh", "return 1 - a ** 2", "return a * (1 - a)", "slope-of-other"),
        ("sigmoid", "return a * (1 - a)", "return 1 - a ** 2", "slope-of-other"),
        ("sigmoid", "return a * (1 - a)", "return a * (1 + a)", "slope-with-plus"),
    ],
)
def test_a_function_that_is_wrong_wherever_it_is_called_is_named_itself(
    form: str, before: str, after: str, identity: str, tmp_path: Path
) -> None:
    named, line = found(form, before, after, tmp_path)
    assert set(named) == {(identity, line)}


RELU_FORWARD = """\
def act(z):
    return np.maximum(0, z)


"""
CHOICE_BY_STATEMENTS = """\
def act(z):
    return np.maximum(0, z)


def one(z):
    if z > 0:
        return 0.0
    return 1.0


def slope(z):
    return np.array([[one(v) for v in row] for row in z])"""
CHOICE = CHOICE_BY_STATEMENTS.replace("if z > 0:\n        return 0.0\n    return 1.0", "return 0.0 if z > 0 else 1.0")


@pytest.mark.parametrize(
    ("functions", "identity", "text"),
    [
        (CHOICE_BY_STATEMENTS, "gate-inverted", "if z > 0"),
        (CHOICE, "gate-inverted", "return 0.0 if"),
        (RELU_FORWARD + "def slope(z):\n    return (z < 0) * 1.0", "gate-inverted", "return (z < 0)"),
        (RELU_FORWARD + "def slope(z):\n    return np.ones_like(z)", "slope-missing", "return np.ones_like"),
        (RELU_FORWARD + "def slope(z):\n    return 1", "slope-missing", "return 1"),
        (RELU_FORWARD + "def slope(z):\n    return z * (z > 0)", "activation-for-slope", "return z * (z > 0)"),
        (RELU_FORWARD + "def slope(z):\n    return np.maximum(z, 0)", "activation-for-slope", "return np.maximum(z"),
    ],
)
def test_a_wrong_slope_of_two_hidden_layers_is_named_in_its_function(
    functions: str, identity: str, text: str, tmp_path: Path
) -> None:
    source = ROWS.replace("FUNCTIONS", functions).replace("slope(a", "slope(z")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == (identity, line_of(text, source))


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_named_where_every_call_is_right(form: str, tmp_path: Path) -> None:
    named, _ = found(form, "d3 = (a3 - Y) / len(X)", "d3 = (a3 - Y) / len(X)", tmp_path)
    assert named == []


ONE_GATE = """\
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 2))
Y = rng.normal(size=(8, 2)) * 0.5 + 0.3
W1 = rng.normal(size=(2, 5))
b1 = rng.normal(size=5) * 0.2
W2 = rng.normal(size=(5, 2))
b2 = rng.normal(size=2) * 0.2


FUNCTION


for epoch in range(30):
    z1 = X @ W1 + b1
    a1 = np.maximum(z1, 0)
    d2 = (a1 @ W2 + b2 - Y) / 8
    up1 = d2 @ W2.T
    d1 = CALL
    W2 -= 0.1 * a1.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(axis=0)
"""
COMPARED = "def gate(z):\n    return (z > 0).astype(float)"
CHOSEN = "def gate(z):\n    return np.where(z > 0, 1.0, 0.0)"
FILLED = "def gate(z):\n    out = np.zeros_like(z)\n    out[z > 0] = 1\n    return out"
OF_TWO = "def gate(back, z):\n    return back * (z > 0)"
OF_ITS_PRODUCT = "def gate(back, z):\n    return back * (back > 0)"
OF_WHAT_COMES = "def gate(back):\n    return np.where(back > 0, back, 0)"
OF_WHAT_COMES_CUT = "def gate(back):\n    back = back.copy()\n    back[back <= 0] = 0\n    return back"


@pytest.mark.parametrize(
    ("function", "call", "wrong"),
    [
        (COMPARED, "up1 * gate(up1)", "d1 ="),
        (CHOSEN, "up1 * gate(up1)", "d1 ="),
        (FILLED, "up1 * gate(up1)", "d1 ="),
        (OF_TWO, "gate(up1, up1)", "d1 ="),
        (OF_ITS_PRODUCT, "gate(up1, z1)", "return back"),
        (OF_WHAT_COMES, "gate(up1)", "return np.where"),
        (OF_WHAT_COMES_CUT, "gate(up1)", "back[back"),
    ],
)
def test_a_gate_that_is_called_once_is_named_where_it_is_asked_the_wrong_thing(
    function: str, call: str, wrong: str, tmp_path: Path
) -> None:
    source = ONE_GATE.replace("FUNCTION", function).replace("CALL", call)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("gate-of-gradient", line_of(wrong, source))


FLAT = """\
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(6, 3))
Y = rng.uniform(0.1, 0.9, (6, 2))
theta = rng.normal(size=3 * 4 + 4 + 4 * 2 + 2) * 0.7


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    g = sigmoid(z)
    return g * (1 - g)


for epoch in range(200):
    W1 = theta[:12].reshape(3, 4)
    W2 = theta[16:24].reshape(4, 2)
    z1 = X @ W1 + theta[12:16]
    h = sigmoid(z1)
    d2 = (sigmoid(h @ W2 + theta[24:]) - Y) / 6
    d1 = d2 @ W2.T * slope(z1)
    dW1 = X.T @ d1
    theta -= 0.5 * np.concatenate([dW1.ravel(), d1.sum(axis=0), (h.T @ d2).ravel(), d2.sum(axis=0)])
"""


@pytest.mark.parametrize(
    ("before", "after", "identity", "line"),
    [
        ("slope(z1)", "slope(sigmoid(z1))", "slope-of-activation", "d1 = "),
        ("return g * (1 - g)", "return g", "activation-for-slope", "return g"),
        ("return g * (1 - g)", "return 1 - g", "slope-half", "return 1 - g"),
        ("    d1 = d2 @ W2.T * slope(z1)\n    dW1 = X.T @ d1", "    dW1 = X.T @ (d2 @ W2.T)", "slope-missing", "dW1"),
    ],
)
def test_a_wrong_slope_of_a_vector_of_all_parameters_is_named_where_it_is_made(
    before: str, after: str, identity: str, line: str, tmp_path: Path
) -> None:
    assert before in FLAT
    source = FLAT.replace(before, after)
    if identity == "slope-missing":
        source = source.replace("d1.sum(axis=0)", "(d2 @ W2.T).sum(axis=0)")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == (identity, line_of(line, source))


EINSUM = """\
import numpy as np

multiplied = np.einsum
rng = np.random.default_rng(5)
X = rng.normal(size=(9, 2))
T = rng.normal(size=(9, 1))
u = rng.normal(size=(2, 3))
v = rng.normal(size=(3, 3))
w = rng.normal(size=(3, 1))
for step in range(100):
    h = np.tanh(multiplied("ni,ij->nj", X, u))
    g = np.tanh(multiplied("nj,jk->nk", h, v))
    d2 = (multiplied("nk,kl->nl", g, w) - T) / len(X)
    d1 = multiplied("nl,kl->nk", d2, w) * (1 - g**2)
    d0 = multiplied("nk,kj->nj", d1, v) * (1 - h**2)
    w -= 0.1 * multiplied("nk,nl->kl", g, d2)
    v -= 0.1 * multiplied("nj,nk->jk", h, d1)
    u -= 0.1 * multiplied("ni,nj->ij", X, d0)
"""


def test_the_line_that_gives_a_function_another_name_picks_no_weights(tmp_path: Path) -> None:
    (mistake,) = said(EINSUM, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("weights-transposed", line_of("d0 = ", EINSUM))


GATES_OF_MODULES = """\
import numpy as np

rng = np.random.default_rng(14)
X = rng.uniform(-1, 1, (64, 5))
Y = np.column_stack([X[:, 0] * X[:, 1], np.abs(X[:, 2]) - X[:, 3], 0.5 * X[:, 4] + X[:, 0]])


class Dense:
    def __init__(self, inputs, outputs):
        self.w = rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)
        self.b = rng.normal(size=outputs) * 0.1

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, up):
        down = up @ self.w.T
        self.w -= 0.01 * self.x.T @ up
        self.b -= 0.01 * up.sum(axis=0)
        return down


class Gate:
    def forward(self, x):
        self.open = x > 0
        return x * self.open

    def backward(self, up):
        BACKWARD


modules = [Dense(5, 11), Gate(), Dense(11, 7), Gate(), Dense(7, 3)]
for epoch in range(80):
    out = X
    for module in modules:
        out = module.forward(out)
    back = 2 * (out - Y) / len(Y)
    for module in reversed(modules):
        back = module.backward(back)
"""
OF_ITS_METHOD = "return up * self.slope(up)\n\n    def slope(self, v):\n        return v > 0"


@pytest.mark.parametrize(
    ("backward", "wrong"),
    [
        ("return up * (up > 0)", "return up *"),
        ("return np.where(up > 0, up, 0)", "return np.where"),
        ("gate = up > 0\n        return gate * up", "gate = up"),
        ("return np.maximum(up, 0)", "return np.maximum"),
        (OF_ITS_METHOD, "return up *"),
    ],
)
def test_a_gate_of_several_modules_is_named_where_it_is_asked_the_wrong_thing(
    backward: str, wrong: str, tmp_path: Path
) -> None:
    """With few open units, some of its numbers are right by chance."""
    source = GATES_OF_MODULES.replace("BACKWARD", backward)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("gate-of-gradient", line_of(wrong, source))
