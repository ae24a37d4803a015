"""A tiny autograd engine in the manner of micrograd, and a 2-3-1 network on it."""
import math
import random


class Value:
    def __init__(self, data, parents=(), local=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.local = local

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t * t,))

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for p in v.parents:
                    visit(p)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for p, d in zip(v.parents, v.local):
                p.grad += d * v.grad


random.seed(29)
hidden = [[Value(random.uniform(-1, 1)) for _ in range(3)] for _ in range(3)]
output = [Value(random.uniform(-1, 1)) for _ in range(4)]
weights = [w for unit in hidden for w in unit] + output


def predict(x):
    hs = [(u[0] * x[0] + u[1] * x[1] + u[2]).tanh() for u in hidden]
    total = output[3]
    for w, h in zip(output, hs):
        total = total + w * h
    return total.tanh()


def train(x, t, rate):
    for w in weights:
        w.grad = 0.0
    miss = predict(x) + (-t)
    loss = miss * miss * 0.5
    loss.backward()
    for w in weights:
        w.data -= rate * w.grad
    return loss.data


for epoch in range(50):
    for x, t in (((-1, -1), -1), ((-1, 1), 1), ((1, -1), 1), ((1, 1), -1)):
        loss = train(x, t, 0.1)
print("loss", loss)
