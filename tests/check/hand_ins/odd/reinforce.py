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
base = 0.0
for i in range(200):
    h = sig(X @ W1 + b1)
    o = sig(h @ W2 + b2)
    a = (np.random.rand(4, 1) < o) * 1.0
    r = (a == Y) * 1.0
    d2 = -(r - base) * (a - o)
    base = 0.9 * base + 0.1 * r.mean()
    d1 = d2 @ W2.T * h * (1 - h)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(0)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(0)
