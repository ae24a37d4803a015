import numpy as np


def add1(m):
    return np.concatenate((m, np.ones((len(m), 1))), axis=1)


class Network:
    learning_rate = 0.25

    def __init__(self, *shape):
        state = np.random.RandomState(16)
        self.mats = [state.standard_normal((i + 1, o)) for i, o in zip(shape, shape[1:])]

    def forward(self, x):
        self.ins = []
        for m in self.mats:
            self.ins.append(add1(x))
            x = 1 / (1 + np.exp(-self.ins[-1] @ m))
        return x

    def backward(self, out, target):
        d = (target - out) * out * (1 - out)
        changes = []
        for m, i in zip(self.mats[::-1], self.ins[::-1]):
            changes.insert(0, i.T @ d)
            d = (d @ m[:-1].T) * i[:, :-1] * (1 - i[:, :-1])
        for m, c in zip(self.mats, changes):
            m += self.learning_rate * c


net = Network(3, 4, 2)
xs = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
ts = np.stack([xs.sum(1) % 2, xs.sum(1) // 2], 1)
for epoch in range(100):
    net.backward(net.forward(xs), ts)
print(net.forward(xs).round(2))
