import numpy as np
np.random.seed(4)
X = np.array([[0.1, 0.9], [0.8, 0.2], [0.9, 0.7], [0.2, 0.3]])
Y = np.array([[1.0], [1.0], [0.0], [0.0]])
W1 = np.random.randn(2, 4)
b1 = np.random.randn(4)
W2 = np.random.randn(4, 1)
b2 = np.random.randn(1)
def sig(z):
    return 1 / (1 + np.exp(-z))
for i in range(100):
    h = sig(X @ W1 + b1)
    o = h @ W2 + b2
    n = 0.01 * np.random.randn(*h.shape)
    o2 = (h + n) @ W2 + b2
    dl = ((o2 - Y) ** 2 - (o - Y) ** 2).sum(1, keepdims=True)
    d1 = dl * n / 0.0001 * h * (1 - h)
    W2 -= 0.05 * h.T @ (o - Y)
    b2 -= 0.05 * (o - Y).sum(0)
    W1 -= 0.05 * X.T @ d1
    b1 -= 0.05 * d1.sum(0)
