import numpy as np
rng = np.random.default_rng(0)
pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (1, 0), (2, 1)]
E = rng.normal(size=(4, 3)) * .5; U = rng.normal(size=(3, 4)) * .5
for i in range(30):
    for a, b in pairs:
        h = E[a]
        z = h @ U
        p = np.exp(z - z.max()); p /= p.sum()
        d = p.copy(); d[b] -= 1
        g = U @ d
        U -= .1 * np.outer(h, d)
        E[a] -= .1 * g
