# my own little matrix library, because numpy is forbidden
import math
import random


def mul(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]


def transpose(a):
    return [list(r) for r in zip(*a)]


def each(f, *ms):
    return [[f(*cells) for cells in zip(*rows)] for rows in zip(*ms)]


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


random.seed(28)
W1 = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(3)]
W2 = [[random.uniform(-1, 1) for _ in range(1)] for _ in range(3)]
X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
Y = [[0], [1], [1], [0]]
LR = 0.7


def train_once(x, y):
    global W1, W2
    h = each(sigmoid, mul(x, W1))
    o = each(sigmoid, mul(h, W2))
    d2 = each(lambda p, t: (p - t) * p * (1 - p), o, y)
    d1 = each(lambda e, a: e * a * (1 - a), mul(d2, transpose(W2)), h)
    g2 = mul(transpose(h), d2)
    g1 = mul(transpose(x), d1)
    W2 = each(lambda w, g: w - LR * g, W2, g2)
    W1 = each(lambda w, g: w - LR * g, W1, g1)
    return o


for epoch in range(100):
    o = train_once(X, Y)
print(o)
