import numpy as np


class Perceptron2:
    """Two layers, learning rate gets smaller with time."""

    def __init__(self, n_in, n_hidden, n_out, seed=12):
        rs = np.random.RandomState(seed)
        self.w_ih = rs.normal(0, 0.8, (n_hidden, n_in))
        self.w_ho = rs.normal(0, 0.8, (n_out, n_hidden))
        self.calls = 0

    @staticmethod
    def f(x):
        return 1 / (1 + np.exp(-x))

    def query(self, x):
        return self.f(self.w_ho @ self.f(self.w_ih @ x))

    def train(self, x, t):
        eta = 0.6 / (1 + 0.002 * self.calls)
        self.calls += 1
        x = np.array(x, ndmin=2).T
        t = np.array(t, ndmin=2).T
        hidden = self.f(np.dot(self.w_ih, x))
        final = self.f(np.dot(self.w_ho, hidden))
        output_errors = t - final
        output_delta = output_errors * final * (1.0 - final)
        hidden_errors = np.dot(self.w_ho.T, output_delta)
        self.w_ho += eta * np.dot(output_delta, np.transpose(hidden))
        self.w_ih += eta * np.dot(hidden_errors * hidden * (1.0 - hidden), np.transpose(x))


if __name__ == "__main__":
    # the 1 is the bias
    pairs = [([0, 0, 1], [0]), ([0, 1, 1], [1]), ([1, 0, 1], [1]), ([1, 1, 1], [0])]
    p = Perceptron2(3, 4, 1)
    for epoch in range(80):
        for x, t in pairs:
            p.train(x, t)
    print([float(p.query(np.array(x))[0]) for x, _ in pairs])
