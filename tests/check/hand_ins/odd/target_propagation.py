import numpy as np
rng = np.random.default_rng(6)
X = rng.normal(size=(5, 3)); Y = rng.random((5, 1))
W1 = rng.normal(size=(3, 4)) * .5; W2 = rng.normal(size=(4, 1)) * .5; V = rng.normal(size=(1, 4)) * .5
for i in range(100):
    h = np.tanh(X @ W1); y = h @ W2
    t = y - .5 * (y - Y)
    ht = h + np.tanh(t @ V) - np.tanh(y @ V)
    r = np.tanh(y @ V)
    V -= .05 * y.T @ ((r - h) * (1 - r * r))
    W2 -= .05 * h.T @ (y - t)
    W1 -= .05 * X.T @ ((h - ht) * (1 - h * h))
