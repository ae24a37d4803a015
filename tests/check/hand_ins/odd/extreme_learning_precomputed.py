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
H = np.tanh(X @ W1 + b1)
for i in range(100):
    o = sig(H @ W2 + b2)
    d = (o - Y) * o * (1 - o)
    W2 -= 0.5 * H.T @ d
    b2 -= 0.5 * d.sum(0)
