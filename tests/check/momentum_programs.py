"""Right programs that train with momentum, in four shapes; tests make mistakes in them."""

from __future__ import annotations

ROWS = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
Y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
W1 = rng.normal(size=(3, 3))
b1 = np.zeros((1, 3))
W2 = rng.normal(size=(3, 3))
b2 = np.zeros((1, 3))
W3 = rng.normal(size=(3, 1))
vW1 = np.zeros_like(W1)
vb1 = np.zeros_like(b1)
vW2 = np.zeros_like(W2)
vb2 = np.zeros_like(b2)
vW3 = np.zeros_like(W3)
lr, mu = 0.1, 0.9
for epoch in range(200):
    a1 = np.tanh(X @ W1 + b1)
    a2 = np.tanh(a1 @ W2 + b2)
    o = 1 / (1 + np.exp(-(a2 @ W3)))
    d3 = (o - Y) * o * (1 - o)
    d2 = d3 @ W3.T * (1 - a2 ** 2)
    d1 = d2 @ W2.T * (1 - a1 ** 2)
    vW3 = mu * vW3 - lr * a2.T @ d3
    vW2 = mu * vW2 - lr * a1.T @ d2
    vb2 = mu * vb2 - lr * d2.sum(0, keepdims=True)
    vW1 = mu * vW1 - lr * X.T @ d1
    vb1 = mu * vb1 - lr * d1.sum(0, keepdims=True)
    W3 += vW3
    W2 += vW2
    b2 += vb2
    W1 += vW1
    b1 += vb1
"""
CLASS = """\
import numpy as np
class Net:
    def __init__(self):
        r = np.random.default_rng(5)
        self.W1 = r.normal(size=(2, 2))
        self.b1 = r.normal(size=(2, 1))
        self.W2 = r.normal(size=(2, 2))
        self.b2 = r.normal(size=(2, 1))
        self.vW1 = np.zeros((2, 2))
        self.vb1 = np.zeros((2, 1))
        self.vW2 = np.zeros((2, 2))
        self.vb2 = np.zeros((2, 1))
    def forward(self, x):
        self.h = np.tanh(self.W1 @ x + self.b1)
        self.o = 1 / (1 + np.exp(-(self.W2 @ self.h + self.b2)))
        return self.o
    def train(self, x, t, lr=0.2, momentum=0.8):
        self.forward(x)
        e2 = (self.o - t) * self.o * (1 - self.o)
        e1 = (1 - self.h ** 2) * (self.W2.T @ e2)
        self.vW2 = momentum * self.vW2 + e2 @ self.h.T
        self.vb2 = momentum * self.vb2 + e2
        self.vW1 = momentum * self.vW1 + e1 @ x.T
        self.vb1 = momentum * self.vb1 + e1
        self.W2 -= lr * self.vW2
        self.b2 -= lr * self.vb2
        self.W1 -= lr * self.vW1
        self.b1 -= lr * self.vb1
DATA = [([0.2, 0.7], [1, 0]), ([0.9, -0.3], [0, 1]), ([-0.6, 0.4], [1, 1]), ([0.5, 0.6], [0, 0])]
net = Net()
for epoch in range(100):
    for x, t in DATA:
        net.train(np.array(x).reshape(2, 1), np.array(t, float).reshape(2, 1))
"""
DICTS = """\
import numpy as np
np.random.seed(2)
X = np.random.randn(4, 7)
Y = (X[:1] > X[1:2]) * 1.0
params = {}
velocity = {}
sizes = [4, 4, 4, 1]
for l in range(1, 4):
    params["W" + str(l)] = np.random.randn(sizes[l], sizes[l - 1]) * 0.7
    params["b" + str(l)] = np.zeros((sizes[l], 1))
    velocity["dW" + str(l)] = np.zeros((sizes[l], sizes[l - 1]))
    velocity["db" + str(l)] = np.zeros((sizes[l], 1))
def forward(X):
    A1 = np.maximum(0, params["W1"] @ X + params["b1"])
    A2 = np.tanh(params["W2"] @ A1 + params["b2"])
    A3 = 1 / (1 + np.exp(-(params["W3"] @ A2 + params["b3"])))
    return A1, A2, A3
def backward(A1, A2, A3):
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = params["W3"].T @ dZ3 * (1 - A2 ** 2)
    dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
    grads = {}
    for l, dZ, A in ((3, dZ3, A2), (2, dZ2, A1), (1, dZ1, X)):
        grads["dW" + str(l)] = dZ @ A.T
        grads["db" + str(l)] = dZ.sum(1, keepdims=True)
    return grads
def update(grads, beta=0.9, rate=0.3):
    for l in range(1, 4):
        velocity["dW" + str(l)] = beta * velocity["dW" + str(l)] + (1 - beta) * grads["dW" + str(l)]
        velocity["db" + str(l)] = beta * velocity["db" + str(l)] + (1 - beta) * grads["db" + str(l)]
        params["W" + str(l)] = params["W" + str(l)] - rate * velocity["dW" + str(l)]
        params["b" + str(l)] = params["b" + str(l)] - rate * velocity["db" + str(l)]
for i in range(100):
    update(backward(*forward(X)))
"""
LISTS = """\
import math, random
random.seed(4)
D = [([0.1, 0.9], 1.0), ([0.8, 0.2], 1.0), ([0.7, 0.9], 0.0), ([0.2, 0.3], 0.0)]
w1 = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
b1 = [random.uniform(-1, 1) for _ in range(3)]
w2 = [random.uniform(-1, 1) for _ in range(3)]
b2 = 0.1
vw1 = [[0.0] * 2 for _ in range(3)]
vb1 = [0.0] * 3
vw2 = [0.0] * 3
vb2 = 0.0
def s(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(300):
    for x, t in D:
        h = [s(w1[j][0] * x[0] + w1[j][1] * x[1] + b1[j]) for j in range(3)]
        o = s(sum(w2[j] * h[j] for j in range(3)) + b2)
        d = (o - t) * o * (1 - o)
        e = [d * w2[j] * h[j] * (1 - h[j]) for j in range(3)]
        for j in range(3):
            vw2[j] = 0.5 * vw2[j] - 0.4 * d * h[j]
            vb1[j] = 0.5 * vb1[j] - 0.4 * e[j]
            for i in range(2):
                vw1[j][i] = 0.5 * vw1[j][i] - 0.4 * e[j] * x[i]
        vb2 = 0.5 * vb2 - 0.4 * d
        for j in range(3):
            w2[j] += vw2[j]
            b1[j] += vb1[j]
            for i in range(2):
                w1[j][i] += vw1[j][i]
        b2 += vb2
"""
MOMENTUM = {"rows": ROWS, "class": CLASS, "dicts": DICTS, "lists": LISTS}
"""Shape → a program."""


def without_velocities(program: str) -> str:
    """Return the program of rows with plain steps along its gradients."""
    lines = []
    for line in program.splitlines():
        name = line.split()[0].removeprefix("v") if line.strip() else ""
        if line.startswith(f"    v{name} = mu"):
            line = line.replace(f"v{name} = mu * v{name} - lr *", f"g{name} =")
        lines.append(line.replace("+= v", "-= lr * g"))
    return "\n".join(lines) + "\n"
