import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(10, 2)); T = np.sign(X @ [1., -2.] + .3)
w = rng.normal(size=2); b = 0.0
for epoch in range(20):
    for x, t in zip(X, T):
        e = t - (w @ x + b)
        w = w + .05 * e * x
        b = b + .05 * e
