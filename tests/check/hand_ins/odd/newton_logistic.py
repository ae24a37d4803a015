import numpy as np
rng = np.random.default_rng(0)
X = np.c_[rng.normal(size=(12, 2)), np.ones(12)]; t = (rng.random(12) > .5) * 1.0
w = np.zeros(3)
for i in range(10):
    y = 1 / (1 + np.exp(-X @ w))
    g = X.T @ (y - t) + .1 * w
    H = X.T * (y * (1 - y)) @ X + .1 * np.eye(3)
    w = w - np.linalg.solve(H, g)
