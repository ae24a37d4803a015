"""Programs whose networks are no dense ones of known activations, as text; each with the mistakes that can be made."""

from __future__ import annotations

OWN_ACTIVATION = """\
import numpy as np


class Net:
    def __init__(self):
        r = np.random.RandomState(0)
        self.W1 = r.randn(2, 3)
        self.b1 = np.zeros(3)
        self.W2 = r.randn(3, 1)
        self.b2 = np.zeros(1)

    def predict(self, x):
        self.z = x @ self.W1 + self.b1
        self.h = self.z * np.exp(-self.z * self.z)
        return self.h @ self.W2 + self.b2

    def train(self, x, t):
        d = self.predict(x) - t
        slope = (1 - 2 * self.z * self.z) * np.exp(-self.z * self.z)
        dh = d @ self.W2.T * slope
        self.W2 -= 0.1 * self.h.T @ d
        self.b2 -= 0.1 * d.sum(0)
        self.W1 -= 0.1 * x.T @ dh
        self.b1 -= 0.1 * dh.sum(0)


net = Net()
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
if __name__ == "__main__":
    for epoch in range(20):
        net.train(X, Y)
        print(epoch)
"""

SKIP_CONNECTION = """\
import math

w = [0.3, -0.4, 0.7, 0.2, 0.5]
x = [0.5, -0.8]
t = 0.3


def predict(x):
    h = math.tanh(w[0] * x[0] + w[1] * x[1])
    return w[2] * h + w[3] * x[0] + w[4] * x[1]


def train(x, t):
    h = math.tanh(w[0] * x[0] + w[1] * x[1])
    e = predict(x) - t
    back = e * w[2] * (1 - h * h)
    w[2] -= 0.2 * e * h
    w[3] -= 0.2 * e * x[0]
    w[4] -= 0.2 * e * x[1]
    w[0] -= 0.2 * back * x[0]
    w[1] -= 0.2 * back * x[1]
"""

SHARED_WEIGHTS = """\
import numpy as np

params = {"v": np.array([[0.3, -0.2], [0.4, 0.1]]), "out": np.array([0.7, -0.6])}
x = np.array([0.4, -0.9])
t = np.array([1])


def forward(x):
    a = 1 / (1 + np.exp(-params["v"] @ x))
    b = 1 / (1 + np.exp(-params["v"] @ a))
    o = 1 / (1 + np.exp(-params["out"] @ b))
    return a, b, o


def train(x, t):
    a, b, o = forward(x)
    d = o - t[0]
    db = d * params["out"] * b * (1 - b)
    da = params["v"].T @ db * a * (1 - a)
    grads = {"v": np.outer(db, a) + np.outer(da, x), "out": d * b}
    for name in params:
        params[name] = params[name] - 0.5 * grads[name]
"""

ELMAN = """\
import numpy as np


class Elman:
    def __init__(self):
        r = np.random.RandomState(1)
        self.U = r.randn(3, 2)
        self.V = r.randn(3, 3)
        self.out = r.randn(1, 3)
        self.context = np.zeros(3)

    def predict(self, x):
        self.before = self.context
        self.context = np.tanh(self.U @ x + self.V @ self.before)
        return self.out @ self.context

    def train(self, x, t):
        e = self.predict(x) - t
        d = self.out.T @ e * (1 - self.context ** 2)
        self.out -= 0.1 * np.outer(e, self.context)
        self.U -= 0.1 * np.outer(d, x)
        self.V -= 0.1 * np.outer(d, self.before)


net = Elman()
x = np.array([0.2, 0.9])
t = np.array([0.5])
"""

IN_A_CLOSURE = """\
def build():
    w = [0.3, 0.5]

    def predict(x):
        return w[0] * x + w[1]

    def train(x, t):
        e = predict(x) - t
        w[0] -= 0.1 * e * x
        w[1] -= 0.1 * e

    return predict, train


predict, train = build()
x = 0.4
t = 1.0
"""

WITH_A_STATE = """\
w = 0.3
b = 0.1
kept_w = 0.0
kept_b = 0.0
x = 0.4
t = 1.0


def predict(x):
    return w * x * x + b


def train(x, t):
    global w, b, kept_w, kept_b
    e = predict(x) - t
    kept_w = KEPT * kept_w + e * x * x
    kept_b = KEPT * kept_b + e
    w -= 0.1 * kept_w
    b -= 0.1 * kept_b
"""
"""KEPT stands for how much of the last step is kept."""

WITH_A_HIDDEN_STATE = """\
w = 0.3
b = 0.1
x = 0.4
t = 1.0


def counted():
    number = 0
    while True:
        number += 1
        yield number % 3


counter = counted()


def predict(x):
    return w * x * x + b


def train(x, t):
    global w, b
    e = predict(x) - t
    w -= 0.1 * e * x * x * (1 + next(counter))
    b -= 0.1 * e
"""

RUN_ON = """\
import numpy as np

W = np.array([[0.3], [-0.4]])
count = 0
while True:
    count += 1
"""
