import numpy as np

rng = np.random.default_rng(6)

W1 = rng.normal(size=(3, 4))
W2 = rng.normal(size=(4, 4))
W3 = rng.normal(size=(4, 1))
X = rng.normal(size=(10, 3))
Y = np.sin(X[:, :1])
for it in range(60):
    h = np.tanh(X @ W1)
    q = np.sign(h @ W2)
    g = h + q
    o = g @ W3
    loss = 0.5 * np.mean((o - Y) ** 2)
    d = (o - Y) / 10
    dg = d @ W3.T
    dh = (dg + dg @ W2.T) * (1 - h**2)
    gW1 = X.T @ dh
    gW2 = h.T @ dg
    gW3 = g.T @ d
    W1 -= 0.1 * gW1
    W2 -= 0.1 * gW2
    W3 -= 0.1 * gW3
    if it % 10 == 0:
        print(loss)
