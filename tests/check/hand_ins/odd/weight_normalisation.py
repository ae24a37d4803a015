import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3)); Y = rng.random((6, 1))
V = rng.normal(size=(3, 4)); g = np.ones(4); W2 = rng.normal(size=(4, 1))
for i in range(120):
    n = np.sqrt((V * V).sum(0))
    W1 = g * V / n
    h = np.tanh(X @ W1)
    y = h @ W2
    d = (y - Y) / 6
    dW2 = h.T @ d
    dW1 = X.T @ (d @ W2.T * (1 - h * h))
    dg = (dW1 * V).sum(0) / n
    dV = g / n * (dW1 - V / n * dg)
    W2 -= .1 * dW2; g -= .1 * dg; V -= .1 * dV
