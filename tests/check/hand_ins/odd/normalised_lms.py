import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3)); T = X @ [1., -2., .5] + .3
w = rng.normal(size=3)
for epoch in range(10):
    for x, t in zip(X, T):
        e = t - w @ x
        w = w + .5 * e * x / (1e-3 + x @ x)
