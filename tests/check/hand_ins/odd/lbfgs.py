import numpy as np
rng = np.random.default_rng(0)
X = np.array([[.1, .9], [.8, .2], [.9, .7]]); Y = np.array([[1.], [1.], [0.]])
p = rng.normal(size=9)
def both(p):
    W, b, v, c = p[:4].reshape(2, 2), p[4:6], p[6:8].reshape(2, 1), p[8]
    h = np.tanh(X @ W + b); y = h @ v + c
    d = y - Y; e = d @ v.T * (1 - h * h)
    return .5 * (d ** 2).sum(), np.concatenate([(X.T @ e).ravel(), e.sum(0), (h.T @ d).ravel(), d.sum(0)])
S, T = [], []
f, g = both(p)
for step in range(30):
    q = g.copy(); al = []
    for s, t in reversed(list(zip(S, T))):
        a = s @ q / (s @ t); al.append(a); q -= a * t
    if S:
        q *= S[-1] @ T[-1] / (T[-1] @ T[-1])
    for (s, t), a in zip(zip(S, T), reversed(al)):
        q += s * (a - t @ q / (s @ t))
    r = 1.0
    while both(p - r * q)[0] > f and r > 1e-6:
        r /= 2
    n = p - r * q
    f2, g2 = both(n)
    if (n - p) @ (g2 - g) > 1e-10:
        S.append(n - p); T.append(g2 - g); S, T = S[-5:], T[-5:]
    p, f, g = n, f2, g2
