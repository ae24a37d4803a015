import numpy as np
rng = np.random.default_rng(0)
real = rng.normal(2, .5, (5, 2)); fake = rng.normal(-1, .5, (5, 2))
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 1))
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(60):
    for x, t in ((real, 1.0), (fake, 0.0)):
        h = np.tanh(x @ W); o = s(h @ V)
        d = o - t
        g = d @ V.T * (1 - h * h)
        V = V - .1 * h.T @ d
        W = W - .1 * x.T @ g
