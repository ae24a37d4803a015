import math, random
random.seed(2)
class Value:
    def __init__(self, data, parents=()):
        self.data = data; self.grad = 0.0; self.parents = parents; self.back = lambda: None
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def back():
            self.grad += out.grad; other.grad += out.grad
        out.back = back
        return out
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def back():
            self.grad += other.data * out.grad; other.grad += self.data * out.grad
        out.back = back
        return out
    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))
        def back():
            self.grad += (1 - t * t) * out.grad
        out.back = back
        return out
    def backward(self):
        order, seen = [], set()
        def visit(v):
            if v not in seen:
                seen.add(v)
                for p in v.parents: visit(p)
                order.append(v)
        visit(self); self.grad = 1.0
        for v in reversed(order): v.back()
w = [[Value(random.uniform(-1, 1)) for _ in range(3)] for _ in range(3)]
u = [Value(random.uniform(-1, 1)) for _ in range(4)]
params = [p for row in w for p in row] + u
for k in range(20):
    loss = Value(0.0)
    for x, t in [((.2, .9), 1.), ((.7, .1), -1.), ((.6, .5), 1.)]:
        h = [(r[0] * x[0] + r[1] * x[1] + r[2]).tanh() for r in w]
        y = u[3]
        for a, b in zip(u, h): y = y + a * b
        e = y + (-t)
        loss = loss + e * e
    for p in params: p.grad = 0.0
    loss.backward()
    for p in params: p.data -= .05 * p.grad
