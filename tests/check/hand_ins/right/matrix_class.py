import numpy as np

np.random.seed(10)
x = np.matrix([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.matrix([[0], [1], [1], [0]])
a = np.matrix(np.random.randn(3, 4))
b = np.matrix(np.random.randn(4, 1))


def g(z):
    return 1 / (1 + np.exp(-z))


def train(a, b, x, y):
    h = g(x * a)
    o = g(h * b)
    do = np.multiply(np.multiply(o - y, o), 1 - o)
    dh = np.multiply(np.multiply(do * b.T, h), 1 - h)
    return a - 0.8 * x.T * dh, b - 0.8 * h.T * do


for i in range(120):
    a, b = train(a, b, x, y)
print(g(g(x * a) * b).T)
