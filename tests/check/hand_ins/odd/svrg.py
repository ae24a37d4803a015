import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(6, 3)); T = rng.random(6)
w = rng.normal(size=3)
s = lambda z: 1 / (1 + np.exp(-z))
def g(w, x, t):
    y = s(w @ x)
    return (y - t) * y * (1 - y) * x
for epoch in range(10):
    anchor = w.copy()
    mu = np.mean([g(anchor, x, t) for x, t in zip(X, T)], axis=0)
    for x, t in zip(X, T):
        w = w - .5 * (g(w, x, t) - g(anchor, x, t) + mu)
