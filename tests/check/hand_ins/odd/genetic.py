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
def cost(p):
    h = sig(X @ p[:8].reshape(2, 4) + p[8:12])
    return ((sig(h @ p[12:16] + p[16]) - Y.ravel()) ** 2).sum()
pop = [np.random.randn(17) for _ in range(10)]
for i in range(20):
    pop.sort(key=cost)
    pop = pop[:4] + [np.where(np.random.rand(17) < .5, pop[np.random.randint(4)], pop[np.random.randint(4)]) + .1 * np.random.randn(17) for _ in range(6)]
