import numpy as np

SLOPE = 0.2


class LeakyLayer:
    def __init__(self, fan_in, fan_out, rng):
        limit = (6 / (fan_in + fan_out)) ** 0.5
        self.kernel = rng.uniform(-limit, limit, (fan_in, fan_out))
        self.offset = rng.uniform(-0.1, 0.1, fan_out)

    def __call__(self, x):
        self.x = x
        self.z = x @ self.kernel + self.offset
        return np.where(self.z >= 0, self.z, SLOPE * self.z)

    def backprop(self, upstream):
        local = upstream * np.where(self.z >= 0, 1.0, SLOPE)
        self.g_kernel = self.x.T @ local
        self.g_offset = local.sum(axis=0)
        return local @ self.kernel.T

    def apply(self, eta):
        self.kernel -= eta * self.g_kernel
        self.offset -= eta * self.g_offset


def fit(stack, x, y, eta):
    out = x
    for layer in stack:
        out = layer(out)
    up = (out - y) / len(x)
    for layer in stack[::-1]:
        up = layer.backprop(up)
    for layer in stack:
        layer.apply(eta)
    return out


rng = np.random.default_rng(21)
x = rng.normal(size=(12, 3))
y = x.max(axis=1, keepdims=True)
stack = [LeakyLayer(3, 5, rng), LeakyLayer(5, 1, rng)]
for _ in range(100):
    out = fit(stack, x, y, 0.1)
print(np.abs(out - y).max())
