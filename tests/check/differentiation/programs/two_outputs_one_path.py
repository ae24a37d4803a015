# two outputs: a chance (sigmoid, cross-entropy) and a size (linear, squared error), all by hand
import math
import random

random.seed(3)
w1, w2, w3, w4, b1, b2, u1, u2, v1, v2, c, d = [random.uniform(-1, 1) for _ in range(12)]
points = []
for _ in range(10):
    x, y = random.uniform(-1, 1), random.uniform(-1, 1)
    points.append((x, y, 1 if x > y else 0, x * y))


def train(x, y, label, size, rate=0.2):
    global w1, w2, w3, w4, b1, b2, u1, u2, v1, v2, c, d
    h1 = math.tanh(w1 * x + w2 * y + b1)
    h2 = math.tanh(w3 * x + w4 * y + b2)
    chance = 1 / (1 + math.exp(-(u1 * h1 + u2 * h2 + c)))
    area = v1 * h1 + v2 * h2 + d
    loss = 0.5 * (area - size) ** 2
    loss -= label * math.log(chance) + (1 - label) * math.log(1 - chance)
    e = chance - label
    f = area - size
    gu1 = e * h1
    gu2 = e * h2
    gc = e
    gv1 = f * h1
    gv2 = f * h2
    gd = f
    t1 = (e * u1 + f * v1) * (1 - h1**2)
    # the same for the second unit
    t2 = (e * u2) * (1 - h2**2)
    w1 -= rate * t1 * x
    w2 -= rate * t1 * y
    b1 -= rate * t1
    w3 -= rate * t2 * x
    w4 -= rate * t2 * y
    b2 -= rate * t2
    u1 -= rate * gu1
    u2 -= rate * gu2
    c -= rate * gc
    v1 -= rate * gv1
    v2 -= rate * gv2
    d -= rate * gd
    return loss


for n in range(50):
    total = sum(train(*p) for p in points)
    if n % 10 == 0:
        print(n, total)
