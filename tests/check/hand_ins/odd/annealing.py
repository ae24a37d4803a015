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
T = 1.0
now = cost()
for i in range(300):
    kept = W1.copy(), b1.copy(), W2.copy(), b2.copy()
    for P in (W1, b1, W2, b2):
        P += 0.2 * np.random.randn(*P.shape)
    new = cost()
    if new < now or np.random.rand() < np.exp((now - new) / T):
        now = new
    else:
        W1, b1, W2, b2 = kept
    T *= 0.98
