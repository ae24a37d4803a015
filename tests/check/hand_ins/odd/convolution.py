import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 5)); Y = rng.random(6)
k = rng.normal(size=3); v = rng.normal(size=3)
for i in range(60):
    for x, t in zip(X, Y):
        z = np.array([k @ x[j:j+3] for j in range(3)])
        h = np.tanh(z)
        e = v @ h - t
        dz = e * v * (1 - h ** 2)
        dk = sum(dz[j] * x[j:j+3] for j in range(3))
        v = v - .1 * e * h
        k = k - .1 * dk
