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
p = np.random.randn(17)
def cost(p):
    h = sig(X @ p[:8].reshape(2, 4) + p[8:12])
    return ((sig(h @ p[12:16] + p[16]) - Y.ravel()) ** 2).sum()
for i in range(40):
    E = np.random.randn(20, 17)
    F = np.array([cost(p + 0.1 * e) for e in E])
    p = p - 0.2 * ((F - F.mean()) / (F.std() + 1e-8)) @ E / 20 / 0.1
