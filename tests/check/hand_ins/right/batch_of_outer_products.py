import numpy as np

rng = np.random.default_rng(23)
X = rng.normal(size=(9, 3))
T = rng.uniform(size=(9, 2))
layers = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))]


def run(X):
    H = 1 / (1 + np.exp(-(X[:, :, None] * layers[0][None]).sum(1)))
    O = 1 / (1 + np.exp(-(H[:, :, None] * layers[1][None]).sum(1)))
    return H, O


def descend(X, T, rate):
    H, O = run(X)
    dO = (O - T) * O * (1 - O)
    dH = (dO[:, None, :] * layers[1][None]).sum(2) * H * (1 - H)
    per_sample1 = H[:, :, None] * dO[:, None, :]
    per_sample0 = X[:, :, None] * dH[:, None, :]
    layers[1] -= rate * per_sample1.mean(axis=0)
    layers[0] -= rate * per_sample0.mean(axis=0)


for i in range(80):
    descend(X, T, 2.0)
print(((run(X)[1] - T) ** 2).mean())
