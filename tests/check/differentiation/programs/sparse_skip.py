import numpy as np

rng = np.random.default_rng(3)

W1 = rng.normal(size=(3, 4))
W2 = rng.normal(size=(4, 4))
W3 = rng.normal(size=(4, 1))
X = rng.normal(size=(10, 3))
Y = np.sin(X[:, :1])
for it in range(60):
    h = np.tanh(X @ W1)
    g = h + np.tanh(h @ W2)
    o = g @ W3
    loss = 0.5 * np.mean((o - Y) ** 2)
    d = (o - Y) / 10
    dg = d @ W3.T
    r = g - h
    dr = dg * (1 - r**2)
    # sparse: an L1 penalty on the hidden values, not printed
    dh = dg + dr @ W2.T + 0.01 * np.sign(h) / 10
    gW1 = X.T @ (dh * (1 - h**2))
    gW2 = h.T @ dr
    gW3 = g.T @ d
    W1 -= 0.1 * gW1
    W2 -= 0.1 * gW2
    W3 -= 0.1 * gW3
    if it % 10 == 0:
        print(loss)
