data = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)]
w = [0.1, -0.2]
b = 0.05
for epoch in range(20):
    for x, t in data:
        o = 1 if w[0] * x[0] + w[1] * x[1] + b > 0 else 0
        e = t - o
        w[0] += 0.1 * e * x[0]
        w[1] += 0.1 * e * x[1]
        b += 0.1 * e
