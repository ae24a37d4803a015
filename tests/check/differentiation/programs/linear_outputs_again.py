"""A network of nodes, each of which knows the next; what is learnt is computed again on the way back."""

import numpy as np

rng = np.random.default_rng(6)


class Node:
    def __init__(self, inputs, units, is_last, following=None):
        self.W = rng.normal(size=(units, inputs))
        self.b = rng.normal(size=units)
        self.is_last = is_last
        self.following = following

    def output(self, x):
        z = self.W @ x + self.b
        return z if self.is_last else self.following.output(np.tanh(z))

    def learn(self, x, t):
        z = self.W @ x + self.b
        delta = z - t if self.is_last else self.following.learn(np.tanh(z), t) * (1 - np.tanh(z) ** 2)
        back = self.W.T @ delta
        self.W -= 0.05 * np.outer(delta, x)
        self.b -= 0.05 * delta
        return back


last = Node(4, 2, is_last=True)
first = Node(3, 4, is_last=False, following=last)
total = 0.0
for _ in range(500):
    x = rng.uniform(-1, 1, 3)
    t = np.array([x[0] * x[1], np.sin(2 * x[2])])
    total += 0.5 * np.sum((first.output(x) - t) ** 2)
    first.learn(x, t)
print(total)
