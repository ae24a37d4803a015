import numpy as np

rs = np.random.RandomState(18)
Wh = rs.uniform(-1, 1, (3, 3))      # 2 inputs + bias -> 3
Wo = rs.uniform(-1, 1, (1, 4))      # 3 hidden + bias -> 1


def act(v):
    return 1 / (1 + np.exp(-v))


def present(x, t, eta=0.4):
    """one pattern, online learning"""
    global Wh, Wo
    xb = np.append(x, 1)
    hb = np.append(act(Wh @ xb), 1)
    o = act(Wo @ hb)
    delta_o = (t - o) * o * (1 - o)
    delta_h = hb * (1 - hb) * (Wo.T @ delta_o)
    delta_h = delta_h[:-1]              # the bias has no delta
    Wo = Wo + eta * np.outer(delta_o, hb)
    Wh = Wh + eta * np.outer(delta_h, xb)
    return o


for epoch in range(100):
    for x, t in (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)):
        present(x, t)
print(Wh, Wo)
