import numpy as np

rng = np.random.default_rng(33)
batch = rng.normal(size=(10, 4))
labels = np.eye(3)[rng.integers(0, 3, 10)]
W = [rng.normal(size=(5, 4)) * 0.5, rng.normal(size=(3, 5)) * 0.5]
c = [np.zeros(5), np.zeros(3)]


def forward(x):
    z = np.einsum("hi,ni->nh", W[0], x) + c[0]
    h = np.maximum(z, 0)
    s = np.einsum("kh,nh->nk", W[1], h) + c[1]
    e = np.exp(s)
    return z, h, e / np.einsum("nk->n", e)[:, None]


def train_step(x, y, lr):
    z, h, p = forward(x)
    g = (p - y) / x.shape[0]
    gh = np.einsum("nk,kh->nh", g, W[1]) * (z > 0)
    W[1] -= lr * np.einsum("nk,nh->kh", g, h)
    c[1] -= lr * np.einsum("nk->k", g)
    W[0] -= lr * np.einsum("nh,ni->hi", gh, x)
    c[0] -= lr * np.einsum("nh->h", gh)


for _ in range(100):
    train_step(batch, labels, 0.5)
print("right", (forward(batch)[2].argmax(1) == labels.argmax(1)).mean())
