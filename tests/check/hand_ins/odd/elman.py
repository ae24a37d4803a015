import numpy as np
rng = np.random.default_rng(3)
seq = rng.random(30)
Wx = rng.normal(size=(4, 1)); Wc = rng.normal(size=(4, 4)) * .3; Wo = rng.normal(size=(1, 4))
c = np.zeros((4, 1))
for epoch in range(5):
    for t in range(29):
        x = seq[t].reshape(1, 1)
        h = np.tanh(Wx @ x + Wc @ c)
        y = Wo @ h
        e = y - seq[t + 1]
        dh = (Wo.T @ e) * (1 - h ** 2)
        Wo -= .1 * e @ h.T
        Wx -= .1 * dh @ x.T
        Wc -= .1 * dh @ c.T
        c = h
