"""Layer normalisation, written for one step of a small classifier."""

import numpy as np

rng = np.random.default_rng(21)
X = rng.normal(size=(12, 4))
labels = rng.integers(0, 3, 12)
W1 = rng.normal(0, 0.7, (4, 6))
b1 = rng.normal(0, 0.1, 6)
gain = np.ones(6)
shift = np.zeros(6)
W2 = rng.normal(0, 0.5, (6, 3))
b2 = np.zeros(3)


def forward():
    z = X @ W1 + b1
    mu = z.mean(axis=1, keepdims=True)
    sd = np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
    norm = (z - mu) / sd
    h = np.tanh(gain * norm + shift)
    s = h @ W2 + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return sd, norm, h, e / e.sum(axis=1, keepdims=True)


def cost():
    p = forward()[-1]
    return -np.mean(np.log(p[np.arange(12), labels]))


def train_step(lr=0.2):
    global W1, b1, gain, shift, W2, b2
    sd, norm, h, p = forward()
    ds = p.copy()
    ds[np.arange(12), labels] -= 1
    ds /= 12
    dh = ds @ W2.T * (1 - h**2)
    dgain = (dh * norm).sum(axis=0)
    dshift = dh.sum(axis=0)
    W2 = W2 - lr * h.T @ ds
    b2 = b2 - lr * ds.sum(axis=0)
    dz = dh * gain / sd
    W1 = W1 - lr * X.T @ dz
    b1 = b1 - lr * dz.sum(axis=0)
    gain = gain - lr * dgain
    shift = shift - lr * dshift


for i in range(80):
    train_step()
    if i % 20 == 0:
        print(i, cost())
