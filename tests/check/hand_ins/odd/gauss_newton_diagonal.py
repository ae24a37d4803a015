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
for i in range(40):
    h = sig(X @ W1 + b1)
    o = sig(h @ W2 + b2)
    s2 = o * (1 - o)
    s1 = s2 @ W2.T * h * (1 - h)
    d2 = (o - Y) * s2
    d1 = (o - Y) * s1
    W2 -= 0.3 * h.T @ d2 / (0.1 + (h ** 2).T @ s2 ** 2)
    b2 -= 0.3 * d2.sum(0) / (0.1 + (s2 ** 2).sum(0))
    W1 -= 0.3 * X.T @ d1 / (0.1 + (X ** 2).T @ s1 ** 2)
    b1 -= 0.3 * d1.sum(0) / (0.1 + (s1 ** 2).sum(0))
