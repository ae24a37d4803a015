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
def cost():
    return ((sig(sig(X @ W1 + b1) @ W2 + b2) - Y) ** 2).sum()
for i in range(100):
    D = [np.random.choice([-1.0, 1.0], P.shape) for P in (W1, b1, W2, b2)]
    for P, d in zip((W1, b1, W2, b2), D): P += 0.01 * d
    up = cost()
    for P, d in zip((W1, b1, W2, b2), D): P -= 0.02 * d
    down = cost()
    for P, d in zip((W1, b1, W2, b2), D): P += 0.01 * d - 0.1 * (up - down) / 0.02 * d
