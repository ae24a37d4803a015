import numpy as np
rng = np.random.default_rng(0)
X = (rng.random((8, 4)) > .5) * 1.0
W = rng.normal(size=(4, 3)) * .1; a = np.zeros(4); b = np.zeros(3)
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(50):
    h = s(X @ W + b)
    v = s((h > rng.random(h.shape)) @ W.T + a)
    k = s(v @ W + b)
    W += .1 * (X.T @ h - v.T @ k) / 8; a += .1 * (X - v).mean(0); b += .1 * (h - k).mean(0)
