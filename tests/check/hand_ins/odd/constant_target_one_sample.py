import math
w1, w2, w3, w4, v1, v2 = .3, -.2, .5, .4, .6, -.7
x1, x2 = 0.35, 0.9
for i in range(50):
    h1 = 1 / (1 + math.exp(-(w1 * x1 + w2 * x2)))
    h2 = 1 / (1 + math.exp(-(w3 * x1 + w4 * x2)))
    o = 1 / (1 + math.exp(-(v1 * h1 + v2 * h2)))
    d = (o - 0.5) * o * (1 - o)
    d1 = d * v1 * h1 * (1 - h1)
    d2 = d * v2 * h2 * (1 - h2)
    v1 -= d * h1; v2 -= d * h2
    w1 -= d1 * x1; w2 -= d1 * x2; w3 -= d2 * x1; w4 -= d2 * x2
