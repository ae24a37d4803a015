import numpy as np


class Node:
    """A layer that knows the next layer."""

    def __init__(self, sizes, rng):
        self.W = rng.uniform(-1, 1, (sizes[0] + 1, sizes[1]))
        self.next = Node(sizes[1:], rng) if len(sizes) > 2 else None

    def learn(self, x, target, eta):
        """Returns dC/dx, changes the weights of this layer and of those behind."""
        x1 = np.append(x, 1.0)
        out = np.tanh(x1 @ self.W)
        if self.next is None:
            d_out = out - target
        else:
            d_out = self.next.learn(out, target, eta)
        d_z = d_out * (1 - out * out)
        d_x = self.W[:-1] @ d_z
        self.W -= eta * np.outer(x1, d_z)
        return d_x

    def predict(self, x):
        out = np.tanh(np.append(x, 1.0) @ self.W)
        return out if self.next is None else self.next.predict(out)


net = Node([2, 4, 3, 1], np.random.default_rng(13))
xor = {(-1, -1): -1, (-1, 1): 1, (1, -1): 1, (1, 1): -1}
for _ in range(60):
    for x, t in xor.items():
        net.learn(np.array(x, float), np.array([t], float), 0.1)
for x in xor:
    print(x, net.predict(np.array(x, float)))
