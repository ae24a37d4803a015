import numpy as np
rng = np.random.default_rng(0)
P = np.sign(rng.normal(size=(3, 5))); W = rng.normal(size=(5, 5)) * .1
for i in range(20):
    for p in P:
        W += .05 * np.outer(p - W @ p, p)
