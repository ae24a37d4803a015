import numpy as np

np.random.seed(0)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y = np.array([[0], [1], [1], [0]], dtype=np.float32)

W1 = np.random.randn(2, 4).astype(np.float32)
b1 = np.zeros(4, dtype=np.float32)
W2 = np.random.randn(4, 1).astype(np.float32)
b2 = np.zeros(1, dtype=np.float32)
lr = np.float32(1.0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


for epoch in range(200):
    h = sigmoid(X @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    d2 = (p - y) * p * (1 - p) / len(X)
    d1 = (d2 @ W2.T) * h * (1 - h)
    W2 -= lr * (h.T @ d2)
    b2 -= lr * d2.sum(axis=0)
    W1 -= lr * (X.T @ d1)
    b1 -= lr * d1.sum(axis=0)

print("mse", np.mean((p - y) ** 2), p.dtype)
