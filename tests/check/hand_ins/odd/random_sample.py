import math, random
random.seed(1)
data = [([.2, .9], 1), ([.7, .1], 1), ([.8, .6], 0), ([.3, .2], 0), ([.5, .5], 1)]
w = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(3)]
v = [random.uniform(-1, 1) for _ in range(4)]
f = lambda z: 1 / (1 + math.exp(-z))
for epoch in range(60):
    for x, t in random.sample(data, len(data)):
        h = [f(r[0] * x[0] + r[1] * x[1] + r[2]) for r in w]
        y = f(sum(a * b for a, b in zip(v, h)) + v[3])
        d = (y - t) * y * (1 - y)
        dh = [d * v[j] * h[j] * (1 - h[j]) for j in range(3)]
        for j in range(3):
            v[j] -= .5 * d * h[j]
            w[j][0] -= .5 * dh[j] * x[0]; w[j][1] -= .5 * dh[j] * x[1]; w[j][2] -= .5 * dh[j]
        v[3] -= .5 * d
