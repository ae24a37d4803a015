"""No numpy: list comprehensions only."""
from math import exp
from random import Random

rnd = Random(8)
H = 3
W = [[rnd.uniform(-1, 1) for _ in range(2)] for _ in range(H)]
B = [rnd.uniform(-1, 1) for _ in range(H)]
V = [rnd.uniform(-1, 1) for _ in range(H)]
C = [rnd.uniform(-1, 1)]


def s(v):
    return 1 / (1 + exp(-v))


def forward(x):
    h = [s(sum(w * xi for w, xi in zip(row, x)) + b) for row, b in zip(W, B)]
    return h, s(sum(v * hi for v, hi in zip(V, h)) + C[0])


def learn(x, t, eta=0.5):
    global W, B, V, C
    h, o = forward(x)
    d = (o - t) * o * (1 - o)
    dh = [d * v * hi * (1 - hi) for v, hi in zip(V, h)]
    V = [v - eta * d * hi for v, hi in zip(V, h)]
    C = [C[0] - eta * d]
    W = [[w - eta * g * xi for w, xi in zip(row, x)] for row, g in zip(W, dh)]
    B = [b - eta * g for b, g in zip(B, dh)]


DATA = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
for _ in range(100):
    for x, t in DATA:
        learn(x, t)
print([round(forward(x)[1], 2) for x, _ in DATA])
