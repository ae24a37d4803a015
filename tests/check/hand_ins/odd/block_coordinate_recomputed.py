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
    o = sig(h @ W2 + b2)
    d2 = (o - Y) * o * (1 - o)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(0)
    h = sig(X @ W1 + b1)
    o = sig(h @ W2 + b2)
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ W2.T * h * (1 - h)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(0)
