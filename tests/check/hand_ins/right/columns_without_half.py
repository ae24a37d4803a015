"""Everything transposed: one column per example. Cost is the plain sum of squares, no 1/2."""
import numpy as np

gen = np.random.default_rng(9)
inputs = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
goal = np.array([[0.0, 1.0, 1.0, 0.0]])


class Net:
    def __init__(self):
        self.A = gen.normal(size=(3, 2))
        self.a0 = gen.normal(size=(3, 1))
        self.B = gen.normal(size=(1, 3))
        self.b0 = gen.normal(size=(1, 1))

    def forward(self, x):
        self.hidden = np.tanh(self.A @ x + self.a0)
        return 1 / (1 + np.exp(-(self.B @ self.hidden + self.b0)))

    def step(self, x, t, rate):
        o = self.forward(x)
        d_o = 2 * (o - t) * o * (1 - o)
        d_h = (self.B.T @ d_o) * (1 - self.hidden ** 2)
        self.B = self.B - rate * d_o @ self.hidden.T
        self.b0 = self.b0 - rate * d_o.sum(axis=1, keepdims=True)
        self.A = self.A - rate * d_h @ x.T
        self.a0 = self.a0 - rate * d_h.sum(axis=1, keepdims=True)
        return float(np.sum((o - t) ** 2))


net = Net()
for i in range(150):
    cost = net.step(inputs, goal, 0.3)
    if i % 50 == 0:
        print(i, cost)
