import itertools

import numpy as np

r = np.random.RandomState(40)
theta = {1: r.randn(2, 3), 2: r.randn(3, 1)}
bias = {1: r.randn(3), 2: r.randn(1)}


def squash(z):
    return 1 / (1 + np.exp(-z))


def training(samples, eta):
    """yields the error after every sample, for ever"""
    for x, t in itertools.cycle(samples):
        h = squash(x @ theta[1] + bias[1])
        o = squash(h @ theta[2] + bias[2])
        delta = o - t                     # log loss
        back = theta[2] @ delta * h * (1 - h)
        theta[2] = theta[2] - eta * np.outer(h, delta)
        bias[2] = bias[2] - eta * delta
        theta[1] = theta[1] - eta * np.outer(x, back)
        bias[1] = bias[1] - eta * back
        yield abs(float(delta[0]))


samples = [(np.array([a, b], float), np.array([float(a != b)])) for a in (0, 1) for b in (0, 1)]
for number, error in enumerate(training(samples, 0.4)):
    if number > 300:
        break
print("last error", error)
