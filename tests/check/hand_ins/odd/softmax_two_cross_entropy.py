import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2)); Y = np.array([[1., 0.], [0., 1.], [0., 1.], [1., 0.]])
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 2))
for i in range(60):
    h = np.tanh(X @ W)
    z = h @ V
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    d = p - Y
    g = d @ V.T * (1 - h * h)
    V -= .5 * h.T @ d
    W -= .5 * X.T @ g
