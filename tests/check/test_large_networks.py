"""Networks of the size of MNIST are judged by a part that is computed as all of them is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.check.found_training import can_be_opened, why_not_opened
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import RIGHT, WRONG
from xortui.check.watching import TOO_LARGE

NETWORK = """
import random
import numpy as np
random.seed(1)
np.random.seed(1)
class Network:
    def __init__(self, sizes):
        self.sizes = sizes
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]
    def SGD(self, training_data, epochs, size, eta):
        for j in range(epochs):
            random.shuffle(training_data)
            for k in range(0, len(training_data), size):
                self.update_mini_batch(training_data[k:k + size], eta)
    def update_mini_batch(self, mini_batch, eta):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_b, delta_w = self.backprop(x, y)
            nabla_b = [nb + db for nb, db in zip(nabla_b, delta_b)]
            nabla_w = [nw + dw for nw, dw in zip(nabla_w, delta_w)]
        self.weights = [w - (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]
    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, len(self.sizes)):
            sp = sigmoid_prime(zs[-l])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_b, nabla_w
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))
def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))
def load_data(n):
    data = []
    for label in np.random.randint(0, 10, n):
        image = np.random.rand(784, 1) * 0.3
        image[label * 78:label * 78 + 78] += 0.7
        target = np.zeros((10, 1))
        target[label] = 1.0
        data.append((image, target))
    return data
net = Network([784, 30, 10])
net.SGD(load_data(80), 2, 10, 3.0)
"""
SOFTMAX = """
import numpy as np
np.random.seed(1)
m = 400
labels = np.random.randint(0, 10, m)
X = np.random.rand(784, m) + labels / 20
Y = np.zeros((10, m))
Y[labels, np.arange(m)] = 1
W1 = np.random.rand(16, 784) - 0.5
b1 = np.zeros((16, 1))
W2 = np.random.rand(10, 16) - 0.5
b2 = np.zeros((10, 1))
for i in range(20):
    Z1 = W1.dot(X) + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2.dot(A1) + b2
    A2 = np.exp(Z2 - Z2.max(axis=0)) / np.exp(Z2 - Z2.max(axis=0)).sum(axis=0)
    dZ2 = A2 - Y
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    W1 = W1 - 0.1 * dW1
    b1 = b1 - 0.1 * db1
    W2 = W2 - 0.1 * dW2
    b2 = b2 - 0.1 * db2
"""
MADE_WRONG = (
    (NETWORK, "delta) * sp", "delta)", "slope-missing"),
    (NETWORK, "w - (eta / len(mini_batch)) * nw", "w + (eta / len(mini_batch)) * nw", "uphill"),
    (NETWORK, "b - (eta / len(mini_batch)) * nb", "b - eta * nb", "bias-not-averaged"),
    (SOFTMAX, "np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ1)", "bias-over-all-units"),
    (SOFTMAX, "(Z1 > 0)", "(A1 >= 0)", "gate-always-open"),
    (SOFTMAX, "db2 = 1 / m *", "db2 =", "bias-not-averaged"),
)


@pytest.mark.parametrize(("source", "layers", "batch"), [(NETWORK, [784, 30, 10], 10), (SOFTMAX, [784, 16, 10], 400)])
def test_a_right_one_is_right_and_known_by_its_own_sizes(
    tmp_path: Path, source: str, layers: list[int], batch: int
) -> None:
    found = said(source, tmp_path)
    assert found["verdict"] == RIGHT
    assert found["network"]["layers"] == layers
    assert found["network"]["batch"] == batch
    assert f"a network {'-'.join(map(str, layers))}" in str(found["understood"])


@pytest.mark.parametrize(("source", "right", "wrong", "identity"), MADE_WRONG, ids=[row[3] for row in MADE_WRONG])
def test_a_mistake_is_named_with_its_line(tmp_path: Path, source: str, right: str, wrong: str, identity: str) -> None:
    assert right in source
    changed = source.replace(right, wrong)
    found = said(changed, tmp_path)
    assert found["verdict"] == WRONG
    named = [(one["id"], one["line"]) for one in found["mistakes"]]
    assert named == [(identity, line_of(wrong, changed))]


def test_it_is_too_large_to_be_drawn(tmp_path: Path) -> None:
    found = said(SOFTMAX, tmp_path)
    assert not can_be_opened(found)
    assert why_not_opened(found).startswith("its network is too large to be drawn")


@pytest.mark.parametrize(
    ("right", "changed"),
    [
        ("dW1 = 1 / m * dZ1.dot(X.T)", "dW1 = sum(np.outer(dZ1[:, k], X[:, k]) for k in range(m)) / m"),
        ("W1 = W1 - 0.1 * dW1", "W1[:8] = W1[:8] - 0.1 * dW1[:8]"),
        ("dZ1 = W2.T.dot(dZ2)", "W2 = np.roll(W2, 1, axis=1); dZ1 = W2.T.dot(dZ2)"),
        ("db1 = 1 / m *", "dW1[0] = 0.0; db1 = 1 / m *"),
    ],
    ids=["samples one by one", "a part of the units", "another order", "one unit"],
)
def test_what_is_done_to_parts_of_arrays_is_not_judged(tmp_path: Path, right: str, changed: str) -> None:
    assert right in SOFTMAX
    with pytest.raises(UndecidedError) as raised:
        said(SOFTMAX.replace(right, changed), tmp_path)
    assert str(raised.value) == TOO_LARGE
