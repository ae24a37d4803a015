import numpy as np

rng = np.random.default_rng(16)

W1 = rng.normal(size=(3, 4))
W2 = rng.normal(size=(4, 4))
W3 = rng.normal(size=(4, 1))
X = rng.normal(size=(10, 3))
Y = 3 * np.sin(X[:, :1])
for it in range(60):
    h = np.tanh(X @ W1)
    r = np.tanh(h @ W2)
    g = h + r
    o = g @ W3
    loss = 0.5 * np.mean((o - Y) ** 2)
    d = (o - Y) / 10
    dg = d @ W3.T
    dr = dg * (1 - r**2)
    dh = (dg + dr @ W2.T) * (1 - h**2)
    W1 -= 0.1 * np.clip(X.T @ dh, -0.5, 0.5)
    W2 -= 0.1 * np.clip(h.T @ dr, -0.5, 0.5)
    W3 -= 0.1 * np.clip(g.T @ d, -5, 5)
    if it % 10 == 0:
        print(loss)
