# One trunk, two heads: a number (squared error) and a class (cross-entropy)
import numpy as np

rs = np.random.RandomState(4)
X = rs.randn(18, 4)
R = np.sin(X[:, :1])
L = (X[:, 1:2] > 0) * 1.0
P = {
    "W": rs.randn(4, 6) * 0.4,
    "b": np.zeros(6),
    "U": rs.randn(6, 1) * 0.4,
    "c": np.zeros(1),
    "V": rs.randn(6, 1) * 0.4,
    "d": np.zeros(1),
}


def run(X):
    h = np.tanh(X @ P["W"] + P["b"])
    number = h @ P["U"] + P["c"]
    chance = 1 / (1 + np.exp(-(h @ P["V"] + P["d"])))
    return h, number, chance


def total(X, R, L):
    h, number, chance = run(X)
    return (0.5 * np.sum((number - R) ** 2) - np.sum(L * np.log(chance) + (1 - L) * np.log(1 - chance))) / len(X)


def update(X, R, L, rate=0.2):
    h, number, chance = run(X)
    dn = (number - R) / len(X)
    dc = (chance - L) / len(X)
    dh = (dn @ P["U"].T + dc @ P["V"].T) * (1 - h * h)
    grads = {"U": h.T @ dn, "c": dn.sum(0), "V": h.T @ dc, "d": dc.sum(0), "W": X.T @ dh, "b": dh.sum(0)}
    for k in P:
        P[k] = P[k] - rate * grads[k]


for step in range(150):
    update(X, R, L)
print(total(X, R, L))
