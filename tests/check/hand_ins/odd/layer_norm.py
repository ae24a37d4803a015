import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3)); Y = rng.random((6, 1))
W1 = rng.normal(size=(3, 4)); W2 = rng.normal(size=(4, 1))
for i in range(80):
    z = X @ W1
    sd = np.sqrt(z.var(1, keepdims=True) + 1e-5)
    n = (z - z.mean(1, keepdims=True)) / sd
    h = np.tanh(n)
    d = (h @ W2 - Y) / 6
    dn = d @ W2.T * (1 - h * h)
    dz = (dn - dn.mean(1, keepdims=True) - n * (dn * n).mean(1, keepdims=True)) / sd
    W2 -= .1 * h.T @ d; W1 -= .1 * X.T @ dz
