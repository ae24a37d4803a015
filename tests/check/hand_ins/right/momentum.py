import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
t = np.array([[0.0], [1.0], [1.0], [0.0]])

np.random.seed(5)
parameters = [np.random.uniform(-1, 1, s) for s in ((2, 3), (1, 3), (3, 1), (1, 1))]
velocity = [np.zeros_like(p) for p in parameters]
MU = 0.9
ETA = 0.1


def gradients(parameters, x, t):
    w1, b1, w2, b2 = parameters
    h = np.tanh(x @ w1 + b1)
    o = 1 / (1 + np.exp(-(h @ w2 + b2)))
    d2 = o - t          # cross-entropy
    d1 = d2 @ w2.T * (1 - h * h)
    return o, [x.T @ d1, d1.sum(0, keepdims=True), h.T @ d2, d2.sum(0, keepdims=True)]


def step():
    o, grads = gradients(parameters, x, t)
    for k in range(4):
        velocity[k] = MU * velocity[k] - ETA * grads[k]
        parameters[k] += velocity[k]
    return o


for epoch in range(100):
    o = step()
print(o.ravel().round(2))
