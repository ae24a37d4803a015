import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 3)); Y = rng.random((5, 1))
A = rng.normal(size=(3, 3)) * .5; B = rng.normal(size=(3, 1)) * .5
for i in range(120):
    keep = rng.random() < 0.7
    r = np.tanh(X @ A)
    h = X + r if keep else X
    y = h @ B
    d = (y - Y) / 5
    dh = d @ B.T
    gB = h.T @ d
    if keep:
        A -= .1 * X.T @ (dh * (1 - r * r))
    B -= .1 * gB
