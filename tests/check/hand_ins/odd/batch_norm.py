import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3)); Y = rng.random((6, 1))
W1 = rng.normal(size=(3, 4)); gamma = np.ones(4); beta = np.zeros(4); W2 = rng.normal(size=(4, 1))
for i in range(80):
    z = X @ W1
    mu = z.mean(0); var = z.var(0) + 1e-5
    zn = (z - mu) / np.sqrt(var)
    h = np.tanh(gamma * zn + beta)
    y = h @ W2
    d = (y - Y) / 6
    dz = d @ W2.T * (1 - h * h)
    dgamma = (dz * zn).sum(0); dbeta = dz.sum(0)
    dzn = dz * gamma
    dx = (dzn - dzn.mean(0) - zn * (dzn * zn).mean(0)) / np.sqrt(var)
    W2 -= .1 * h.T @ d; gamma -= .1 * dgamma; beta -= .1 * dbeta; W1 -= .1 * X.T @ dx
