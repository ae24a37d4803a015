import numpy as np
rng = np.random.default_rng(3)
S = rng.normal(size=(5, 4)); T = np.array([.2, .8, .5, .1, .9])
U = rng.normal(size=3) * .5; V = rng.normal(size=(3, 3)) * .3; w = rng.normal(size=3)
for i in range(60):
    for seq, t in zip(S, T):
        h = np.zeros(3)
        for x in seq:
            before = h
            h = np.tanh(U * x + V @ before)
        e = w @ h - t
        dz = e * w * (1 - h ** 2)
        w = w - .1 * e * h; U = U - .1 * dz * seq[-1]; V = V - .1 * np.outer(dz, before)
