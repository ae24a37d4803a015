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
lam = 0.1
for i in range(40):
    h = sig(X @ W1 + b1)
    o = sig(h @ W2 + b2)
    e = (o - Y).ravel()
    s2 = o * (1 - o)
    s1 = s2 @ W2.T * h * (1 - h)
    J = np.hstack([(X[:, :, None] * s1[:, None, :]).reshape(4, 8), s1, h * s2, s2])
    step = np.linalg.solve(J.T @ J + lam * np.eye(17), J.T @ e)
    W1 = W1 - step[:8].reshape(2, 4)
    b1 = b1 - step[8:12]
    W2 = W2 - step[12:16].reshape(4, 1)
    b2 = b2 - step[16:]
