import math
import torch

torch.manual_seed(5)
data = [([0.0, 0.0], 0.0), ([0.0, 1.0], 1.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)]
W = torch.empty(3, 2).normal_()
b = torch.zeros(3, 1)
V = torch.empty(1, 3).uniform_(-1, 1)
c = torch.zeros(1, 1)
for epoch in range(100):
    for inputs, target in data:
        x = torch.tensor(inputs).view(-1, 1)
        t = torch.tensor([[target]])
        h = torch.tanh(torch.mm(W, x) + b)
        y = torch.sigmoid(torch.mm(V, h) + c)
        dy = y - t
        dh = torch.mm(V.t(), dy).mul(1 - h.pow(2))
        V.data -= 0.1 * torch.mm(dy, h.t())
        c.data -= 0.1 * dy
        W.data = W.data - 0.1 * torch.ger(dh.squeeze(), x.squeeze())
        b.data.add_(dh, alpha=-0.1)
