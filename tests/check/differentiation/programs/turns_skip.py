import numpy as np

rng = np.random.default_rng(8)

W1 = rng.normal(size=(3, 4))
W2 = rng.normal(size=(4, 4))
W3 = rng.normal(size=(4, 1))
X = rng.normal(size=(10, 3))
Y = np.sin(X[:, :1])


def run():
    h = np.tanh(X @ W1)
    r = np.tanh(h @ W2)
    g = h + r
    return h, r, g, g @ W3


for it in range(60):
    h, r, g, o = run()
    d = (o - Y) / 10
    W3 = W3 - 0.1 * g.T @ d
    h, r, g, o = run()
    d = (o - Y) / 10
    dg = d @ W3.T
    dr = dg * (1 - r**2)
    dh = (dg + dr @ W2.T) * (1 - h**2)
    W1 = W1 - 0.1 * X.T @ dh
    W2 = W2 - 0.1 * h.T @ dr
    if it % 10 == 0:
        print(0.5 * np.mean((o - Y) ** 2))
