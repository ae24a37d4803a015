# Mazur's network and numbers (A Step by Step Backpropagation Example, 2015), updated as his code does.
import math

w1, w2, w3, w4 = 0.15, 0.20, 0.25, 0.30
w5, w6, w7, w8 = 0.40, 0.45, 0.50, 0.55
b1, b2 = 0.35, 0.60
i1, i2 = 0.05, 0.10
target1, target2 = 0.01, 0.99
rate = 0.5


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def forward():
    h1 = sigmoid(w1 * i1 + w2 * i2 + b1)
    h2 = sigmoid(w3 * i1 + w4 * i2 + b1)
    o1 = sigmoid(w5 * h1 + w6 * h2 + b2)
    o2 = sigmoid(w7 * h1 + w8 * h2 + b2)
    return h1, h2, o1, o2


def total_error():
    _, _, o1, o2 = forward()
    return 0.5 * (target1 - o1) ** 2 + 0.5 * (target2 - o2) ** 2


for round_ in range(10000):
    h1, h2, o1, o2 = forward()
    d1 = (o1 - target1) * o1 * (1 - o1)
    d2 = (o2 - target2) * o2 * (1 - o2)
    w5 -= rate * d1 * h1
    w6 -= rate * d1 * h2
    w7 -= rate * d2 * h1
    w8 -= rate * d2 * h2
    dh1 = (d1 * w5 + d2 * w7) * h1 * (1 - h1)
    dh2 = (d1 * w6 + d2 * w8) * h2 * (1 - h2)
    w1 -= rate * dh1 * i1
    w2 -= rate * dh1 * i2
    w3 -= rate * dh2 * i1
    w4 -= rate * dh2 * i2
    if round_ == 0:
        print(round(total_error(), 9))
