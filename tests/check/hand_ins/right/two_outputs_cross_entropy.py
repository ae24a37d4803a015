import numpy as np

rng = np.random.RandomState(30)


def init(n):
    return [(rng.randn(a, b) / np.sqrt(a), np.zeros(b)) for a, b in zip(n, n[1:])]


def sigm(z):
    return 1 / (1 + np.exp(-z))


def grads(params, x, y):
    acts = [x]
    for w, b in params:
        acts.append(sigm(acts[-1] @ w + b))
    g = []
    delta = acts[-1] - y
    for i in range(len(params) - 1, -1, -1):
        g.append((acts[i].T @ delta, delta.sum(0)))
        delta = (delta @ params[i][0].T) * acts[i] * (1 - acts[i])
    return acts[-1], g[::-1]


def sgd(params, g, lr):
    return [(w - lr * gw, b - lr * gb) for (w, b), (gw, gb) in zip(params, g)]


x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([[0, 0], [1, 0], [1, 0], [0, 1]], dtype=float)
params = init([2, 4, 4, 2])
for i in range(100):
    out, g = grads(params, x, y)
    params = sgd(params, g, 0.2)
print(out.round(2))
