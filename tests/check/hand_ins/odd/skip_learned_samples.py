import numpy as np
rng = np.random.default_rng(2)
data = [(np.array([.2, .9]), 1.), (np.array([.7, .1]), 1.), (np.array([.8, .6]), 0.), (np.array([.3, .2]), 0.)]
W = rng.normal(size=(3, 2)); c = rng.normal(size=3); v = rng.normal(size=3); k = 0.1
s = lambda z: 1 / (1 + np.exp(-z))
for step in range(100):
    for x, t in data:
        h = s(W @ x + c)
        o = s(v @ h + k)
        if abs(o - t) < 0.45:
            continue
        d = (o - t) * o * (1 - o)
        e = d * v * h * (1 - h)
        v = v - .5 * d * h; k = k - .5 * d
        W = W - .5 * np.outer(e, x); c = c - .5 * e
