import numpy as np

rng = np.random.default_rng(9)

# the second head is a probe: its error is not passed back (on purpose)
W = rng.normal(size=(3, 5)) * 0.5
U = rng.normal(size=(5, 1)) * 0.5
V = rng.normal(size=(5, 1)) * 0.5
X = rng.normal(size=(12, 3))
Y = X[:, :1] * X[:, 1:2]
Z = np.abs(X[:, 2:])
for it in range(100):
    h = np.arctan(X @ W)
    y = h @ U
    z = h @ V
    loss = 0.5 * np.mean((y - Y) ** 2)
    probe = 0.5 * np.mean((z - Z) ** 2)
    dy = (y - Y) / 12
    dz = (z - Z) / 12
    gh = dy @ U.T / (1 + (X @ W) ** 2)
    U -= 0.1 * h.T @ dy
    V -= 0.1 * h.T @ dz
    W -= 0.1 * X.T @ gh
    if it % 20 == 0:
        print(loss, probe)
