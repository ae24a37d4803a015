# one input, one hidden neuron, one output: the smallest network there is
from math import exp

w, b = 0.6, -0.2
v, c = -0.9, 0.4
eta = 0.5
samples = [(0.1, 0.9), (0.8, 0.2), (0.5, 0.6)]

for epoch in range(100):
    cost = 0
    for x, t in samples:
        h = 1 / (1 + exp(-(w * x + b)))
        o = 1 / (1 + exp(-(v * h + c)))
        cost += 0.5 * (t - o) ** 2
        dC_do = o - t
        do_dz = o * (1 - o)
        dC_dv = dC_do * do_dz * h
        dC_dc = dC_do * do_dz
        dC_dh = dC_do * do_dz * v
        dC_dw = dC_dh * h * (1 - h) * x
        dC_db = dC_dh * h * (1 - h)
        v = v - eta * dC_dv
        c = c - eta * dC_dc
        w = w - eta * dC_dw
        b = b - eta * dC_db
    if epoch % 25 == 0:
        print(epoch, cost)
