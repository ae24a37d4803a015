import numpy as np
rng = np.random.default_rng(0)
X = np.array([[.1, .9], [.8, .2], [.9, .7], [.3, .3]]); Y = np.array([1., 1., 0., 0.])
p = rng.normal(size=9); mu = .1
def res(p):
    h = np.tanh(X @ p[:4].reshape(2, 2) + p[4:6])
    return h @ p[6:8] + p[8] - Y
for step in range(30):
    r = res(p)
    J = np.stack([(res(p + 1e-6 * np.eye(9)[k]) - r) / 1e-6 for k in range(9)], 1)
    new = p - np.linalg.solve(J.T @ J + mu * np.eye(9), J.T @ r)
    if (res(new) ** 2).sum() < (r ** 2).sum():
        p = new; mu /= 3
    else:
        mu *= 2
