import numpy as np


class Accumulating:
    """gradients of all samples are collected first, then applied once"""

    def __init__(self):
        rs = np.random.RandomState(22)
        self.w1 = rs.randn(3, 2)
        self.b1 = rs.randn(3)
        self.w2 = rs.randn(1, 3)
        self.b2 = rs.randn(1)
        self.zero()

    def zero(self):
        self.gw1 = np.zeros_like(self.w1)
        self.gb1 = np.zeros_like(self.b1)
        self.gw2 = np.zeros_like(self.w2)
        self.gb2 = np.zeros_like(self.b2)

    def forward(self, x):
        h = np.tanh(self.w1 @ x + self.b1)
        return h, np.tanh(self.w2 @ h + self.b2)

    def collect(self, x, t):
        h, o = self.forward(x)
        d = (o - t) * (1 - o ** 2)
        self.gw2 += np.outer(d, h)
        self.gb2 += d
        e = self.w2.T @ d * (1 - h ** 2)
        self.gw1 += np.outer(e, x)
        self.gb1 += e

    def apply(self, rate):
        self.w1 -= rate * self.gw1
        self.b1 -= rate * self.gb1
        self.w2 -= rate * self.gw2
        self.b2 -= rate * self.gb2
        self.zero()


XS = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], float)
TS = np.array([[-1], [1], [1], [-1]], float)
net = Accumulating()
for epoch in range(80):
    for x, t in zip(XS, TS):
        net.collect(x, t)
    net.apply(0.1)
print([net.forward(x)[1].round(2) for x in XS])
