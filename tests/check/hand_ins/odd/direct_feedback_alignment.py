import numpy as np
rng = np.random.default_rng(6)
X = rng.normal(size=(5, 3)); Y = rng.random((5, 2))
W1 = rng.normal(size=(3, 4)); W2 = rng.normal(size=(4, 4)); W3 = rng.normal(size=(4, 2))
B1 = rng.normal(size=(2, 4)); B2 = rng.normal(size=(2, 4))
for i in range(80):
    a = np.tanh(X @ W1); b = np.tanh(a @ W2); y = b @ W3
    e = y - Y
    W3 -= .05 * b.T @ e
    W2 -= .05 * a.T @ (e @ B2 * (1 - b * b))
    W1 -= .05 * X.T @ (e @ B1 * (1 - a * a))
