# thresholds theta are SUBTRACTED (Negnevitsky's book)
import math

w13, w14, w23, w24, w35, w45 = 0.5, 0.9, 0.4, 1.0, -1.2, 1.1
theta3, theta4, theta5 = 0.8, -0.1, 0.3
alpha = 0.1


def Y(net):
    return 1 / (1 + math.exp(-net))


training_set = [(1, 1, 0), (0, 1, 1), (1, 0, 1), (0, 0, 0)]
for epoch in range(100):
    sse = 0
    for x1, x2, yd5 in training_set:
        y3 = Y(x1 * w13 + x2 * w23 - theta3)
        y4 = Y(x1 * w14 + x2 * w24 - theta4)
        y5 = Y(y3 * w35 + y4 * w45 - theta5)
        e = yd5 - y5
        sse += e ** 2
        delta5 = y5 * (1 - y5) * e
        dw35 = alpha * y3 * delta5
        dw45 = alpha * y4 * delta5
        dtheta5 = alpha * (-1) * delta5
        delta3 = y3 * (1 - y3) * delta5 * w35
        delta4 = y4 * (1 - y4) * delta5 * w45
        dw13 = alpha * x1 * delta3
        dw23 = alpha * x2 * delta3
        dtheta3 = alpha * (-1) * delta3
        dw14 = alpha * x1 * delta4
        dw24 = alpha * x2 * delta4
        dtheta4 = alpha * (-1) * delta4
        w13 += dw13
        w14 += dw14
        w23 += dw23
        w24 += dw24
        w35 += dw35
        w45 += dw45
        theta3 += dtheta3
        theta4 += dtheta4
        theta5 += dtheta5
print("sum of squared errors", sse)
