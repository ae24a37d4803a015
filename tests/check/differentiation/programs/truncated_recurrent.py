import numpy as np

rng = np.random.default_rng(10)

Wx = rng.normal(size=(1, 4))
Wh = rng.normal(size=(4, 4)) * 0.4
Wy = rng.normal(size=(4, 1))
seq = rng.uniform(-1, 1, (6, 9, 1))
goal = seq.mean(0)
for it in range(60):
    hs = [np.zeros((9, 4))]
    for x in seq:
        hs.append(np.tanh(x @ Wx + hs[-1] @ Wh))
    o = hs[-1] @ Wy
    loss = 0.5 * np.mean((o - goal) ** 2)
    d = (o - goal) / 9
    gy = hs[-1].T @ d
    gx = np.zeros_like(Wx)
    gh = np.zeros_like(Wh)
    back = d @ Wy.T
    for k in (6, 5, 4):  # only the last three steps
        dz = back * (1 - hs[k] ** 2)
        gx += seq[k - 1].T @ dz
        gh += hs[k - 1].T @ dz
        back = dz @ Wh.T
    Wx -= 0.1 * gx
    Wh -= 0.1 * gh
    Wy -= 0.1 * gy
    if it % 10 == 0:
        print(loss)
