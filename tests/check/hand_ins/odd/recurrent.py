import numpy as np
rng = np.random.default_rng(3)
S = rng.normal(size=(5, 4)); T = np.array([.2, .8, .5, .1, .9])
U = rng.normal(size=3) * .5; V = rng.normal(size=(3, 3)) * .3; w = rng.normal(size=3)
for i in range(60):
    for seq, t in zip(S, T):
        hs = [np.zeros(3)]
        for x in seq:
            hs.append(np.tanh(U * x + V @ hs[-1]))
        e = w @ hs[-1] - t
        dh = e * w; dU = 0; dV = 0
        for k in range(4, 0, -1):
            dz = dh * (1 - hs[k] ** 2)
            dU = dU + dz * seq[k - 1]
            dV = dV + np.outer(dz, hs[k - 1])
            dh = V.T @ dz
        w = w - .1 * e * hs[-1]; U = U - .1 * dU; V = V - .1 * dV
