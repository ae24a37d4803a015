"""Two residual layers, a rate that decays: what goes back over the first sum is left out."""

import numpy as np

draw = np.random.default_rng(21)
X = draw.normal(size=(24, 4))
Y = np.sin(X[:, :1]) + 0.3 * X[:, 1:2]
V = draw.normal(size=(4, 3)) * 0.6
W = draw.normal(size=(3, 3)) * 0.6
U = draw.normal(size=(3, 3)) * 0.6
o = draw.normal(size=(3, 1))
rate = 0.1
for epoch in range(80):
    for first in range(0, 24, 8):
        x = X[first : first + 8]
        y = Y[first : first + 8]
        h = np.tanh(x @ V)
        a = np.tanh(h @ W)
        g = h + a
        b = np.tanh(g @ U)
        k = g + b
        e = (k @ o - y) / 8
        dk = e @ o.T
        db = dk * (1 - b**2)
        dg = db @ U.T + dk
        da = dg * (1 - a**2)
        dh = da @ W.T
        dv = x.T @ (dh * (1 - h**2))
        o -= rate * k.T @ e
        U -= rate * g.T @ db
        W -= rate * h.T @ da
        V -= rate * dv
    rate *= 0.98
