import math
import random


class TanhNet:
    def __init__(self, ni, nh, no):
        rnd = random.Random(17)
        self.wi = [[rnd.uniform(-0.8, 0.8) for _ in range(nh)] for _ in range(ni + 1)]
        self.wo = [[rnd.uniform(-2.0, 2.0) for _ in range(no)] for _ in range(nh)]

    def update(self, inputs):
        self.ai = list(inputs) + [1.0]
        self.ah = []
        for j in range(len(self.wo)):
            total = 0.0
            for i in range(len(self.ai)):
                total += self.ai[i] * self.wi[i][j]
            self.ah.append(math.tanh(total))
        self.ao = []
        for k in range(len(self.wo[0])):
            total = 0.0
            for j in range(len(self.ah)):
                total += self.ah[j] * self.wo[j][k]
            self.ao.append(math.tanh(total))
        return self.ao[:]

    def back_propagate(self, targets, N):
        output_deltas = [0.0] * len(self.ao)
        for k in range(len(self.ao)):
            output_deltas[k] = (1.0 - self.ao[k] ** 2) * (targets[k] - self.ao[k])
        hidden_deltas = [0.0] * len(self.ah)
        for j in range(len(self.ah)):
            error = 0.0
            for k in range(len(self.ao)):
                error += output_deltas[k] * self.wo[j][k]
            hidden_deltas[j] = (1.0 - self.ah[j] ** 2) * error
        for j in range(len(self.ah)):
            for k in range(len(self.ao)):
                self.wo[j][k] += N * output_deltas[k] * self.ah[j]
        for i in range(len(self.ai)):
            for j in range(len(self.ah)):
                self.wi[i][j] += N * hidden_deltas[j] * self.ai[i]


pat = [([-1, -1], [-1]), ([-1, 1], [1]), ([1, -1], [1]), ([1, 1], [-1])]
n = TanhNet(2, 3, 1)
for i in range(80):
    for p, wanted in pat:
        n.update(p)
        n.back_propagate(wanted, 0.2)
for p, wanted in pat:
    print(p, "->", n.update(p))
