import numpy as np
rng = np.random.default_rng(0)
W = rng.normal(size=(3, 4)) * .5; V = rng.normal(size=(4, 2)) * .5
s = rng.random(3)
for i in range(120):
    h = np.tanh(s @ W); q = h @ V
    a = int(rng.random() < .3) if rng.random() < .2 else int(np.argmax(q))
    n = np.clip(s + rng.normal(0, .2, 3) + .1 * (a - .5), -1, 1)
    r = 1 - abs(n[0])
    t = r + .9 * np.max(np.tanh(n @ W) @ V)
    d = np.zeros(2); d[a] = q[a] - t
    g = V @ d * (1 - h * h)
    V = V - .05 * np.outer(h, d)
    W = W - .05 * np.outer(s, g)
    s = n
