import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(9, 3)); labels = np.arange(9) % 3
W1 = rng.normal(size=(3, 5)) * .5; b1 = np.zeros(5); W2 = rng.normal(size=(5, 3)) * .5; b2 = np.zeros(3)
eps = 0.1
for step in range(80):
    a1 = np.maximum(X @ W1 + b1, 0)
    s = a1 @ W2 + b2
    p = np.exp(s - s.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
    t = np.full((9, 3), eps / 3)
    t[np.arange(9), labels] += 1 - eps
    ds = (p - t) / 9
    da = ds @ W2.T
    da[a1 <= 0] = 0
    W2 -= .3 * a1.T @ ds; b2 -= .3 * ds.sum(0); W1 -= .3 * X.T @ da; b1 -= .3 * da.sum(0)
