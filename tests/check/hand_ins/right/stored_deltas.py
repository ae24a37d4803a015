import numpy as np


class Layer:
    def __init__(self, n, before=None):
        self.n = n
        self.before = before
        self.value = np.zeros(n)
        self.delta = np.zeros(n)
        if before is not None:
            self.w = Layer.rng.uniform(-1.0, 1.0, (n, before.n))
            self.t = Layer.rng.uniform(-1.0, 1.0, n)

    def fire(self):
        self.value = 1.0 / (1.0 + np.exp(-(self.w.dot(self.before.value) - self.t)))

    def correct(self, eta):
        self.w += eta * np.outer(self.delta, self.before.value)
        self.t -= eta * self.delta


Layer.rng = np.random.RandomState(31)
inp = Layer(2)
hid = Layer(3, inp)
out = Layer(1, hid)


def teach(x, wanted, eta=0.6):
    inp.value = np.array(x, dtype=float)
    hid.fire()
    out.fire()
    out.delta = (np.array(wanted) - out.value) * out.value * (1 - out.value)
    hid.delta = out.w.T.dot(out.delta) * hid.value * (1 - hid.value)
    out.correct(eta)
    hid.correct(eta)


for _ in range(100):
    teach([0, 0], [0])
    teach([0, 1], [1])
    teach([1, 0], [1])
    teach([1, 1], [0])
print(out.value)
