import numpy as np


def relu(x):
    return np.maximum(0, x)


def relu_derivative(x):
    # old version, not used any more
    return (x >= 0).astype(float)


def tanh_derivative(x):
    # not used
    return 1 - x


def cross_entropy(p, t):
    return -np.sum(t * np.log(p))


def numerical_gradient(f, w, eps=1e-4):
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += eps
        up = f()
        w[i] -= 2 * eps
        down = f()
        w[i] += eps
        g[i] = (up - down) / (2 * eps)
    return g


class Model:
    def __init__(self, seed=24):
        rng = np.random.RandomState(seed)
        self.first = rng.randn(2, 5)
        self.second = rng.randn(5, 1)

    def __call__(self, x):
        self.pre = x @ self.first
        self.hid = relu(self.pre)
        return self.hid @ self.second

    def old_backward(self, x, y):
        # forgot the relu here, see backward()
        d = self(x) - y
        self.first -= 0.01 * x.T @ (d @ self.second.T)

    def backward(self, x, y, lr=0.03):
        d = self(x) - y
        g2 = self.hid.T @ d
        g1 = x.T @ ((d @ self.second.T) * (self.pre > 0))
        self.second -= lr * g2
        self.first -= lr * g1


x = np.array([[0.2, -0.4], [0.9, 0.3], [-0.5, 0.8], [-0.7, -0.6]])
y = np.array([[0.1], [0.7], [0.4], [-0.2]])
model = Model()
for _ in range(100):
    model.backward(x, y)
print(np.abs(model(x) - y).max())
