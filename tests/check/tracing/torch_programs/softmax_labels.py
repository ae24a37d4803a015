import torch
from torch import nn

g = torch.manual_seed(7)
X = torch.randn(6, 2)
Y = torch.tensor([0, 1, 2, 0, 1, 2])
Yh = nn.functional.one_hot(Y, 3).float()
params = {
    "W1": torch.randn(2, 3) * 0.5,
    "b1": torch.zeros(3),
    "W2": torch.randn(3, 3) * 0.5,
    "b2": torch.zeros(3),
}


def forward(x):
    h = torch.tanh(x @ params["W1"] + params["b1"])
    return h, torch.softmax(h @ params["W2"] + params["b2"], dim=1)


for epoch in range(100):
    h, p = forward(X)
    loss = -torch.log(p[range(6), Y]).mean()
    accuracy = (p.argmax(dim=1) == Y).float().mean()
    print(f"{epoch} {loss:.4f} {accuracy.item():.2f}")
    dz = (p - Yh) / X.shape[0]
    dh = dz @ params["W2"].T * (1 - h ** 2)
    grads = {"W2": h.T @ dz, "b2": dz.sum(0), "W1": X.T @ dh, "b1": dh.sum()}
    for name in params:
        params[name] -= 0.5 * grads[name]
