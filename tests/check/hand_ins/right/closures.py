import numpy as np


def make_network(n_in, n_hidden, n_out, seed):
    rng = np.random.RandomState(seed)
    w1 = rng.randn(n_in, n_hidden)
    w2 = rng.randn(n_hidden, n_out)

    def predict(x):
        return np.tanh(np.tanh(x @ w1) @ w2)

    def train(x, y, rate):
        nonlocal w1, w2
        h = np.tanh(x @ w1)
        o = np.tanh(h @ w2)
        do = (y - o) * (1 - o ** 2)
        dh = (do @ w2.T) * (1 - h ** 2)
        w2 = w2 + rate * h.T @ do
        w1 = w1 + rate * x.T @ dh
        return float(((y - o) ** 2).mean())

    def peek(new=None):
        nonlocal w1, w2
        if new is not None:
            w1, w2 = new
        return w1, w2

    return predict, train, peek


X = np.array([[-1, -1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, 1]], dtype=float)
Y = np.array([[-1], [1], [1], [-1]], dtype=float)
predict, train, peek = make_network(3, 4, 1, seed=2)
for k in range(100):
    err = train(X, Y, 0.1)
print("error", err)
