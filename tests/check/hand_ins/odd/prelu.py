import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3)); Y = rng.random((6, 1))
W1 = rng.normal(size=(3, 4)); a = 0.25; W2 = rng.normal(size=(4, 1))
for i in range(80):
    z = X @ W1
    h = np.where(z > 0, z, a * z)
    d = (h @ W2 - Y) / 6
    dh = d @ W2.T
    da = (dh * np.where(z > 0, 0, z)).sum()
    dz = dh * np.where(z > 0, 1, a)
    W2 -= .1 * h.T @ d; W1 -= .1 * X.T @ dz; a -= .1 * da
