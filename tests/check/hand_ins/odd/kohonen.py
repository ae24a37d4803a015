import numpy as np
rng = np.random.default_rng(0)
X = rng.random((20, 2)); W = rng.random((5, 2))
for i in range(5):
    for x in X:
        k = np.argmin(((W - x) ** 2).sum(1))
        for j in range(5):
            W[j] += .2 * np.exp(-(j - k) ** 2) * (x - W[j])
