import numpy as np

rng = np.random.default_rng(2)

W = rng.normal(size=(3, 5)) * 0.5
P = rng.normal(size=(5, 2)) * 0.5
V = rng.normal(size=(5, 1)) * 0.5
S = rng.normal(size=(12, 3))
R = S[:, :1] + 0.3
A = (S[:, 1] > 0).astype(int)
for it in range(100):
    h = np.tanh(S @ W)
    v = h @ V
    z = h @ P
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    value_loss = 0.5 * np.mean((v - R) ** 2)
    dv = (v - R) / 12
    adv = R - v
    dz = p.copy()
    dz[np.arange(12), A] -= 1
    dz = dz * adv / 12
    gh = (dv @ V.T + dz @ P.T) * (1 - h * h)
    V -= 0.1 * h.T @ dv
    P -= 0.1 * h.T @ dz
    W -= 0.1 * S.T @ gh
    if it % 20 == 0:
        print(value_loss)
